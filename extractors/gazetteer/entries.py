"""Entry: one place of the gazetteer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["city", "site", "admin2", "admin1", "country", "region"]
Match = Literal["name", "sound", "skeleton", "demonym", "abbreviation"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One place.

    `entry_id` is the GeoNames id where there is one, else a negative number that holds for one build of the index.
    `admin1_code` is GeoNames' code ("07"), `admin1` the common English name. Coordinates are WGS 84 degrees; those of
    an admin1 unit and of a US county are its largest town's, whose id is `seat`. `population` is 0 where it is not
    known.
    """

    entry_id: int
    name: str
    kind: Kind
    country: str | None
    admin1_code: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    population: int
    seat: int | None = None

    @property
    def geoname_id(self) -> int | None:
        """The GeoNames id, null for places that GeoNames' embedded list lacks."""
        return self.entry_id if self.entry_id > 0 else None


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry with how the name looked up matched it: by its own name, or only by a looser spelling."""

    entry: Entry
    match: Match


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry with everything it is called: what a source hands to the index."""

    entry: Entry
    names: tuple[str, ...]
    demonyms: tuple[str, ...] = ()


# What any source of places is: the embedded list, or a GeoNames dump.
Source = Iterable[NamedEntry]
