"""Where an outlet is at home: the town, state or country that most of its local news is about.

`outlets.csv` lists stations and papers whose name does not tell their town (KHOU, "11alive.com", "freep.com"), and
national outlets by their country. What an outlet's name tells by itself ("toledoblade.com") needs no row.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_HOST = re.compile(r"^(?:[a-z]+://)?(?:[^/@\s]*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?(?:/.*)?$")
_SECOND_LEVEL = frozenset({"co", "com", "net", "org", "gov", "ac", "edu"})
# Ends of a station's host or name that are not its call sign: "wistv", "kctv5news".
_STATION = re.compile(r"([kw][a-z]{2,3}?)(?:tv|dt|fm|am|news|radio|online|\d)*")
_CALL_SIGN = re.compile(r"\b([KW][A-Z]{2,3})(?:-?(?:TV|DT|FM|AM|LD))?(?=\b|\d)")
# Country-code domains that the world uses as if they were words.
_NOT_COUNTRIES = frozenset({"tv", "co", "io", "me", "fm", "ai", "cc", "ws", "ly", "to", "su", "eu", "la", "gg", "am"})
_TERRITORY = {"uk": "GB"}


@dataclass(frozen=True, slots=True)
class Home:
    """Where an outlet is at home: ISO2 of the country, GeoNames code of the admin1 unit, town; null where unknown."""

    country: str
    unit: str | None = None
    town: str | None = None


@cache
def _homes() -> dict[str, Home]:
    lines = (files("extractors.gazetteer") / "outlets.csv").read_text(encoding="utf-8").splitlines()
    found: dict[str, Home] = {}
    for row in csv.DictReader(lines):
        home = Home(row["country"], row["code"] or None, row["town"] or None)
        for outlet in row["outlets"].split("|"):
            found.setdefault(outlet, home)
    return found


def host_labels(publisher: str) -> list[str] | None:
    """The labels of an outlet's host without "www", or null where the text is a name and no host."""
    match = _HOST.match(publisher.strip().lower())
    if match is None:
        return None
    labels = match.group(1).split(".")
    return labels[1:] if re.fullmatch(r"www\d?", labels[0]) and len(labels) > len(("name", "com")) else labels


def home_of(publisher: str) -> Home | None:
    """The home of an outlet given by its host or its name; null for one that no list knows."""
    labels = host_labels(publisher)
    if labels is None:
        return _of_name(publisher)
    homes = _homes()
    suffix = 2 if len(labels) > len(("co", "uk")) and labels[-2] in _SECOND_LEVEL else 1
    name = labels[-suffix - 1]
    known = homes.get(f"{name}.{labels[-suffix]}") or homes.get(name) or _of_station(name)
    if known is not None:
        return known
    country = labels[-1]
    if len(country) == len("fr") and country not in _NOT_COUNTRIES:
        return Home(_TERRITORY.get(country, country.upper()))
    return None


def _of_station(name: str) -> Home | None:
    match = _STATION.fullmatch(name)
    return _homes().get(match.group(1)) if match else None


def _of_name(publisher: str) -> Home | None:
    """A name is an outlet's where a call sign stands in it ("KHOU 11", "WFLA News Channel 8"), or all is listed."""
    homes = _homes()
    plain = re.sub(r"[^a-z0-9]", "", publisher.lower())
    known = homes.get(plain) or homes.get(plain.removeprefix("the"))
    if known is not None:
        return known
    for sign in _CALL_SIGN.findall(publisher):
        home = homes.get(sign.lower())
        if home is not None and home.country == "US":
            return home
    return None
