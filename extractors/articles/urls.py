"""The canonical form of an article's address, and the article id that follows from it.

The form is a key: two addresses that lead to one page should give one key, and addresses that may lead to two pages
must keep two. It need not be the address that was fetched.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from tld import get_tld
from tld.utils import Result

from extractors.documents import stable_id
from extractors.errors import DocumentError

_DEFAULT_PORTS: Final = (80, 443)
_SAFE: Final = "!$&'()*+,;=:@/-._~"
"""What RFC 3986 allows unescaped in a path, beside letters and digits."""
_ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")
_AMPERSAND: Final = re.compile(r"&(?:(?:amp|#38|#x26);)+", re.IGNORECASE)
"""An ampersand that feeds escaped once or more. Other entities are left: `&section=2` is not a paragraph sign."""
_HOST: Final = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?|[0-9a-f:.]*:[0-9a-f:.]*"
)


@dataclass(frozen=True, slots=True)
class _Tracking:
    names: frozenset[str]
    prefixes: tuple[str, ...]
    pairs: frozenset[str]

    def covers(self, parameter: str) -> bool:
        pair = parameter.lower()
        name = pair.partition("=")[0]
        return name in self.names or name.startswith(self.prefixes) or pair in self.pairs


@cache
def _tracking() -> _Tracking:
    data = tomllib.loads(resources.files(__package__).joinpath("tracking.toml").read_text("utf-8"))
    return _Tracking(frozenset(data["names"]), tuple(data["prefixes"]), frozenset(data["pairs"]))


def canonical_url(url: str, *, base: str | None = None) -> str:
    """The key form of an address.

    Resolved against `base`; scheme https whether http or https; host in lower case and punycode; no default port,
    user name, fragment, tracking parameter (`tracking.toml`), repeated slash or trailing slash (but the root keeps
    its own); escapes normalised; parameters ordered by name.

    Args:
        url: as a feed, a page or a file gives it; may be relative, escaped as HTML, or hold stray white space.
        base: the address of the document that holds the link.

    Raises:
        DocumentError: not http or https, without a host, or no URL at all.
    """
    cleaned = _AMPERSAND.sub("&", _CONTROLS.sub("", url).strip())
    try:
        parts = urlsplit(urljoin(base, cleaned) if base else cleaned)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError as error:
        raise DocumentError(f"not a URL: {url[:200]!r}", where=base) from error
    if parts.scheme not in {"http", "https"}:
        raise DocumentError(f"not an http or https URL: {url[:200]!r}", where=base)
    if not host:
        raise DocumentError(f"a URL without a host: {url[:200]!r}", where=base)
    authority = f"[{host}]" if ":" in host else host
    if port is not None and port not in _DEFAULT_PORTS:
        authority += f":{port}"
    return urlunsplit(("https", authority, _path(parts.path), _query(parts.query), ""))


def article_id(url: str) -> str:
    """Names the article at this address: the stable id of its canonical URL. Raises DocumentError as that does."""
    return stable_id(canonical_url(url))


def host_of(url: str) -> str:
    """The host name of a URL in lower case; empty where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def registrable_host(url: str) -> str:
    """The host's part that one owner holds (`bbc.co.uk` of `www.bbc.co.uk`); the whole host where no rule knows it."""
    host = urlsplit(url).hostname or ""
    found = get_tld(f"https://{host}/", as_object=True, fail_silently=True, search_private=True)
    if isinstance(found, Result) and found.fld:
        return found.fld
    # Reserved names (.example, .localhost) are in no list of public suffixes: the last two labels are the owner's.
    return host if re.fullmatch(r"[\d.]+|.*:.*", host) else ".".join(host.split(".")[-2:])


def _host(host: str) -> str:
    ascii_host = host.lower().rstrip(".").encode("idna").decode("ascii") if host else ""
    if ascii_host and not _HOST.fullmatch(ascii_host):
        raise ValueError(host)
    return ascii_host


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."}:
            kept.append(_escaped(segment))
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    parameters = [p for p in query.split("&") if p and not _tracking().covers(p)]
    return "&".join(sorted((_escaped(p, also="?") for p in parameters), key=lambda p: p.partition("=")[0]))


def _escaped(text: str, also: str = "") -> str:
    """Escapes what must be escaped, and nothing else, in upper-case hexadecimal."""
    pieces: list[str] = []
    end = 0
    for escape in _ESCAPE.finditer(text):
        pieces.append(quote(text[end : escape.start()], safe=_SAFE + also))
        octet = unquote_to_bytes(escape[0])
        # Only letters, digits and -._~ mean the same escaped and bare; %2F is not a slash.
        is_unreserved = octet.isalnum() or octet in b"-._~"
        pieces.append(octet.decode("ascii") if is_unreserved else escape[0].upper())
        end = escape.end()
    pieces.append(quote(text[end:], safe=_SAFE + also))
    return "".join(pieces)
