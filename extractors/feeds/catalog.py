"""The feed list: a TOML file of outlets, checked as a whole before anything is asked of the network."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import available_timezones

from extractors.documents import DIRECTIONS
from extractors.errors import DocumentError

KINDS: Final = ("outlet", "agency", "monitor", "un")
"""agency: others reprint it; monitor: counts casualties itself."""

FIELDS: Final = ("id", "publisher", "url", "country", "language", "zone", "kind", "region")
OPTIONAL: Final = {
    "state_run": bool,
    "party": str,
    "pages": bool,
    "skip": list,
    "interval_s": int | float,
    "site": str,
    "sitemaps": list,
}
"""Fields that may be left out, and what their values are."""

LONGEST_INTERVAL_S: Final = 900
_KIND_NAMES: Final = {
    "state_run": "true or false",
    "party": "text",
    "pages": "true or false",
    "skip": "a list of paths",
    "interval_s": "a number of seconds",
    "site": "text",
    "sitemaps": "a list of addresses",
}
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_ISO: Final = ("INT", "XK")
"""International bodies, and Kosovo, whose code is in use and not assigned."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of one publisher.

    `id` is a slug that names the feed in files and tables, so it never changes. `country` is ISO 3166 alpha-2 or INT,
    `language` BCP 47, `zone` the IANA zone in which the outlet writes times that carry none. `region` is the part of
    the world that it reports on. `state_run` says that its editors answer to a government; `party` names the party to
    a conflict that it speaks for. The rest are the rules for its pages: whether they are fetched at all, but for those
    whose path is like one of `skip` (shell patterns), and how many seconds lie at least between two requests.
    `site` is the front page where that is not the feed's host, and `sitemaps` are known beside those that its
    robots.txt names: backfills begin there.
    """

    id: str
    publisher: str
    url: str
    country: str
    language: str
    zone: str
    kind: str
    region: str = "world"
    state_run: bool = False
    party: str | None = None
    pages: bool = True
    skip: tuple[str, ...] = ()
    interval_s: float = 0.0
    site: str | None = None
    sitemaps: tuple[str, ...] = ()

    def wants(self, url: str) -> bool:
        """Whether the page of an entry is to be fetched."""
        path = urlsplit(url).path
        return self.pages and not any(fnmatchcase(path, pattern) for pattern in self.skip)


def load_feeds(path: Path, *, may_be_empty: bool = False) -> list[Feed]:
    """Read and check a feed list (docs/how-to-add-a-feed.md), in the order of the file.

    Args:
        path: a TOML file.
        may_be_empty: whether a list without feeds is one, as for whoever adds the first.

    Raises:
        DocumentError: the file is missing or no TOML, or entries are wrong; every wrong entry is named with what is
            wrong and what would be right.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise DocumentError(
            "there is no feed list here", where=str(path), hint="set TOLLWATCH_FEEDS to the feed list"
        ) from error
    except OSError as error:
        raise DocumentError(f"the feed list cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(f"the feed list is no TOML: {error}", where=str(path)) from error
    entries = data.get("feeds", [])
    if not isinstance(entries, list) or not (entries or may_be_empty):
        raise DocumentError(
            "the feed list has no [[feeds]] entries", where=str(path), hint="see docs/how-to-add-a-feed.md"
        )
    problems = [f"{key!r} is no part of a feed list" for key in data if key != "feeds"]
    feeds, wrong = _check_all(entries)
    problems += wrong
    if problems:
        raise DocumentError("; ".join(problems), where=str(path), hint="see docs/how-to-add-a-feed.md")
    return feeds


def problems_of(entry: Mapping[str, Any]) -> list[str]:
    """What is wrong with an entry by itself, each with what would be right; empty where nothing is."""
    return list(_problems(entry))


def address_key(url: str) -> str:
    """The same for each spelling of a feed's address: http and https, capitals of the host, a slash at the end.

    Unlike an article's, no parameter may be left out: `rss.php?rss_id=1` and `?rss_id=2` are two feeds.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    place = host if port in {None, 80, 443} else f"{host}:{port}"
    return urlunsplit(("", place, parts.path.rstrip("/"), parts.query, ""))


def _check_all(entries: list[Any]) -> tuple[list[Feed], list[str]]:
    feeds: list[Feed] = []
    problems: list[str] = []
    first_with: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            problems.append(f"feed {number} is no table: write [[feeds]]")
            continue
        name = f"feed {number} ({entry.get('id') or entry.get('publisher') or 'no id'})"
        wrong = list(_problems(entry))
        for field, key_of in (("id", str), ("url", address_key)):
            value = entry.get(field)
            if isinstance(value, str) and (first := first_with.setdefault((field, key_of(value)), name)) != name:
                wrong.append(f"the {field} {value!r} is also that of {first}")
        problems += [f"{name}: {what}" for what in wrong]
        if not wrong:
            feeds.append(Feed(**{**entry, **{name: tuple(entry.get(name, ())) for name in ("skip", "sitemaps")}}))
    return feeds, problems


def _problems(entry: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{field!r} is not a field of a feed" for field in entry if field not in {*FIELDS, *OPTIONAL})
    yield from _optional_problems(entry)
    for field in FIELDS:
        if field not in entry:
            yield f"{field!r} is missing"
        elif not isinstance(entry[field], str) or not entry[field].strip():
            yield f"{field!r} must be text, not {entry[field]!r}"
        else:
            yield from _problem(field, entry[field])


def _optional_problems(entry: Mapping[str, Any]) -> Iterator[str]:
    for field, kind in OPTIONAL.items():
        value = entry.get(field)
        if field in entry and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            yield f"{field!r} must be {_KIND_NAMES[field]}, not {value!r}"
    skip = entry.get("skip", [])
    if isinstance(skip, list) and not all(isinstance(path, str) and path.startswith("/") for path in skip):
        yield "each of 'skip' must be text such as \"/sport/*\", matched with the path of an address"
    sitemaps = entry.get("sitemaps", [])
    for address in (*(sitemaps if isinstance(sitemaps, list) else ()), *([entry["site"]] if "site" in entry else [])):
        yield from _url_problem(address) if isinstance(address, str) else [f"the address {address!r} is no text"]
    if isinstance(entry.get("interval_s"), int | float) and not 0 <= entry["interval_s"] <= LONGEST_INTERVAL_S:
        yield f"'interval_s' must lie between 0 and {LONGEST_INTERVAL_S}, not {entry['interval_s']!r}"


def _problem(field: str, value: str) -> Iterator[str]:
    if field in {"id", "region"} and not _SLUG.fullmatch(value):
        yield f"the {field} {value!r} is no slug: lower-case letters, digits and single hyphens"
    elif field == "url":
        yield from _url_problem(value)
    elif field == "publisher" and DIRECTIONS.search(value):
        yield f"the publisher {value!a} holds marks of direction, which nobody sees: leave them out"
    elif field == "country" and value not in countries():
        yield f"the country {value!r} is neither a code of ISO 3166 (two capital letters, as GB) nor INT"
    elif field == "language" and not _LANGUAGE.fullmatch(value):
        yield f"the language {value!r} is no language tag such as en or pt-BR"
    elif field == "zone" and value not in _zones():
        yield f"the zone {value!r} is unknown: use an IANA name such as Asia/Damascus"
    elif field == "kind" and value not in KINDS:
        yield f"the kind {value!r} is none of {', '.join(KINDS)}"


def _url_problem(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        _ = parts.port  # raises where it is none
    except ValueError:
        yield f"the url {url!r} cannot be read"
        return
    if " " in url or not url.isprintable():
        yield f"the url {url!r} holds what no address may: write a space as %20"
        return
    if parts.scheme not in {"http", "https"}:
        yield f"the url {url!r} is neither http nor https"
    elif not host:
        yield f"the url {url!r} names no host"
    elif "@" in parts.netloc:
        yield f"the url {parts._replace(netloc=parts.netloc.rpartition('@')[2]).geturl()!r} is given with a user name"


@cache
def countries() -> frozenset[str]:
    """The codes that a feed's country may have."""
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    return frozenset(line.split("\t")[0] for line in table.splitlines() if not line.startswith("#")).union(_NO_ISO)


@cache
def _zones() -> frozenset[str]:
    """All zones that this machine knows: asked of the disk, file by file, so once."""
    return frozenset(available_timezones())
