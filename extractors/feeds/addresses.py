"""Where a host name leads, and which of those addresses may be asked: those of the public Internet."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from extractors.errors import FetchRefusedError

_LOOKUPS_AT_ONCE: Final = 32
"""A dead name server takes ten seconds and more to be given up: the names of other hosts must not wait for it."""

_MOST: Final = 4
"""Addresses of one host that are tried."""

_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
"""All IPv6 unicast that IANA gives out. What lies beyond leads to this machine or site, or carries an IPv4 address."""
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 hosts as networks without IPv4 reach them (RFC 6052)."""
_PROTOCOLS_V4: Final = ipaddress.IPv4Network("192.0.0.0/24")
"""Of protocols between a machine and its own network (RFC 6890): no web server."""


class Resolver:
    """Looks host names up, and gives only addresses that may be asked.

    Args:
        allow_private: also give addresses that are private, loopback, link-local, multicast or reserved.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._threads = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="lookup")

    async def addresses(self, host: str) -> Sequence[str]:
        """The addresses of a host, in the order in which they are to be tried.

        Raises:
            socket.gaierror: the name does not resolve.
            FetchRefusedError: one of its addresses is not of the public Internet. Then none may be asked: a name that
                leads to a public machine and to one behind the firewall was made to do harm.
        """
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host)
        if not self._allow_private:
            for address in found:
                _refuse_private(host, address)
        return found[:_MOST]

    def close(self) -> None:
        """Leave lookups that have not ended to themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _refuse_private(host: str, address: str) -> None:
    if not _is_public(ipaddress.ip_address(address.split("%", maxsplit=1)[0])):
        raise FetchRefusedError(
            f"{host} is at {address}, which is not an address of the public Internet",
            hint="add --allow-private, or set TOLLWATCH_ALLOW_PRIVATE=1, if you mean it",
        )


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the address is of the public Internet; where it carries an IPv4 address, that one must be."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and ip not in _PROTOCOLS_V4
    if ip in _NAT64:
        return _is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip.ipv4_mapped:
        return _is_public(ip.ipv4_mapped)
    return ip in _PUBLIC_V6 and ip.is_global and (ip.sixtofour is None or _is_public(ip.sixtofour))
