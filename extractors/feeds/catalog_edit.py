"""New entries for the feed list: what can be guessed is, what cannot must be said, and what stands there stays."""

from __future__ import annotations

import fcntl
import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from extractors.articles.urls import host_of
from extractors.documents import one_line
from extractors.errors import DocumentError
from extractors.feeds.catalog import FIELDS, OPTIONAL, Feed, load_feeds

_UNITED_KINGDOM: Final = "uk"
_COUNTRY_DOMAIN: Final = 2


@contextmanager
def held_list(path: Path) -> Iterator[list[Feed]]:
    """The feeds of a list, none where it is missing or empty, while nobody else adds to it.

    Raises:
        DocumentError: the list is wrong, or its folder is not there.
    """
    try:
        folder = os.open(path.resolve().parent, os.O_RDONLY)
    except OSError as error:
        raise DocumentError(f"no feed list can be here: {error.strerror}", where=str(path)) from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # of the folder, since the list itself is replaced
        yield load_feeds(path, may_be_empty=True) if path.exists() else []
    finally:
        os.close(folder)


def completed(entry: Mapping[str, Any], *, taken: Collection[str] = ()) -> dict[str, Any]:
    """An entry with what it lacks: id from the publisher, country from the domain, zone from a country that has one.

    Args:
        entry: fields as given; a null counts as not given.
        taken: ids that other feeds have.
    """
    full = {name: value for name, value in entry.items() if value is not None and value != ""}
    host = host_of(str(full.get("url", ""))).removeprefix("www.")
    full["publisher"] = one_line(str(full.get("publisher", host))) or host
    if "country" in full:
        full["country"] = str(full["country"]).upper()
    full.setdefault("id", _free_slug(str(full["publisher"]), host, taken))
    if country := _country_of(host):
        full.setdefault("country", country)
    zones = _zones().get(str(full.get("country")), [])
    if len(zones) == 1:
        full.setdefault("zone", zones[0])
    full["language"] = _language(str(full.get("language", "en")))
    full.setdefault("kind", "outlet")
    full.setdefault("region", "world")
    return {name: full[name] for name in (*FIELDS, *OPTIONAL) if name in full}


def append_feeds(path: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write entries at the end of a feed list; comments and form of what stands there stay. It is checked as a whole.

    For who holds the list (`held_list`): of two at once one would lose its entries.

    Raises:
        DocumentError: the list with these entries would be wrong. Then it is left as it was.
    """
    before = path.read_text("utf-8") if path.exists() else ""
    after = before.rstrip("\n") + "\n" if before.strip() else ""
    after += "".join(f"\n[[feeds]]\n{_toml(entry)}" for entry in entries)
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(after.lstrip("\n"))
            file.flush()
            os.fsync(file.fileno())
        try:
            load_feeds(temporary)
        except DocumentError as error:
            raise DocumentError(error.what, where=str(path), hint=error.hint) from error
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _toml(entry: Mapping[str, Any]) -> str:
    # The strings, numbers, booleans and lists of strings of a feed list are written in TOML as in JSON.
    return "".join(f"{name} = {json.dumps(_plain(value), ensure_ascii=False)}\n" for name, value in entry.items())


def _plain(value: Any) -> Any:
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", value) if isinstance(value, str) else value


def _free_slug(publisher: str, host: str, taken: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", publisher).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or re.sub(r"[^a-z0-9]+", "-", host).strip("-") or "feed"
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _country_of(host: str) -> str | None:
    last = host.rpartition(".")[2]
    if last == _UNITED_KINGDOM:
        return "GB"
    is_told = len(last) == _COUNTRY_DOMAIN and last.upper() in _zones() and last not in _worldwide()
    return last.upper() if is_told else None


def _language(tag: str) -> str:
    main, _, region = tag.strip().replace("_", "-").partition("-")
    return f"{main.lower()}-{region.upper()}" if region else main.lower()


@cache
def _worldwide() -> frozenset[str]:
    """The country domains that say nothing of the country."""
    data = tomllib.loads(resources.files(__package__).joinpath("worldwide_domains.toml").read_text("utf-8"))
    return frozenset(data["domains"])


@cache
def _zones() -> dict[str, list[str]]:
    """The IANA zones of each country."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found
