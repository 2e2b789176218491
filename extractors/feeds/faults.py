"""The many ways in which HTTP fails, told apart: the library's exceptions into our `Failure`."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from extractors.feeds.encoding import CodingError, TooLargeError
from extractors.feeds.exchange import Failure


class BrokenError(Exception):
    """No complete answer was had, for this reason."""

    def __init__(self, failure: Failure, what: str) -> None:
        super().__init__(what)
        self.failure = failure


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the libraries raise below into BrokenError."""
    try:
        yield
    except TooLargeError as error:
        raise BrokenError(Failure.TOO_LARGE, str(error)) from error
    except CodingError as error:
        raise BrokenError(Failure.BAD_ENCODING, str(error)) from error
    except TimeoutError as error:
        raise BrokenError(Failure.TIMEOUT, "the answer took too long in all") from error
    except httpx.ConnectTimeout as error:
        raise BrokenError(Failure.TIMEOUT, "no connection in time") from error
    except httpx.TimeoutException as error:
        raise BrokenError(Failure.TIMEOUT, "no bytes in time") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise BrokenError(Failure.BAD_URL, f"not a usable URL: {error}") from error
    except httpx.TransportError as error:
        raise _transport(error) from error
    except OSError as error:
        # httpx lets none through that we know of; one that it did would be taken for a full disk.
        raise BrokenError(Failure.RESET, f"the connection broke: {error}") from error


def _transport(error: httpx.TransportError) -> BrokenError:
    causes = list(_causes(error))
    said = str(error) or type(error).__name__
    if found := next(filter(None, map(_root, causes)), None):
        return found
    if isinstance(error, httpx.ProxyError):
        return BrokenError(Failure.CONNECT, f"the proxy refused: {said}")
    if isinstance(error, httpx.ConnectError):
        return BrokenError(Failure.CONNECT, f"no connection: {said}")
    is_closed = isinstance(error, httpx.RemoteProtocolError) and ("disconnected" in said or "closed" in said)
    if is_closed or isinstance(error, httpx.NetworkError) or any(isinstance(c, ConnectionError) for c in causes):
        return BrokenError(Failure.RESET, f"the connection broke: {said}")
    return BrokenError(Failure.PROTOCOL, f"no valid HTTP: {said}")


def _root(cause: BaseException) -> BrokenError | None:
    if isinstance(cause, socket.gaierror):
        return BrokenError(Failure.DNS, f"the host name does not resolve: {cause.strerror or cause}")
    if isinstance(cause, ssl.SSLCertVerificationError):
        return BrokenError(Failure.TLS, f"the certificate is not valid: {cause.verify_message}")
    if isinstance(cause, ssl.SSLError):
        return BrokenError(Failure.TLS, f"no secure connection: {cause.reason or cause}")
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it came from, and the members of groups among them."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [e for e in (current.__cause__, current.__context__) if e is not None]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
