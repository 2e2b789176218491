"""What other forms call the countries: countries.csv, by ISO 3166-1 alpha-2.

Numbers of states are those of Gleditsch and Ward, which UCDP uses; a territory that is no state there has none.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import floor


@dataclass(frozen=True, slots=True)
class Country:
    """One country. `gw_name`, `gw_number` and `ucdp_region` are null for what is no state in that list."""

    iso2: str
    iso3: str
    iso_number: int | None
    name: str
    gazetteer_name: str
    acled_region: str
    gw_name: str | None
    gw_number: int | None
    ucdp_region: str | None


@cache
def countries() -> dict[str, Country]:
    """All countries by their code of two letters."""
    with (resources.files("warehouse.exports") / "countries.csv").open(encoding="utf-8") as file:
        return {
            row["iso2"]: Country(
                iso2=row["iso2"],
                iso3=row["iso3"],
                iso_number=int(row["iso_number"]) if row["iso_number"] else None,
                name=row["name"],
                gazetteer_name=row["gazetteer_name"],
                acled_region=row["acled_region"],
                gw_name=row["gw_name"] or None,
                gw_number=int(row["gw_number"]) if row["gw_number"] else None,
                ucdp_region=row["ucdp_region"] or None,
            )
            for row in csv.DictReader(file)
        }


def country_of(code: str | None) -> Country | None:
    """The country of a code; null where there is none."""
    return countries().get(code) if code else None


def country_name(code: str | None) -> str | None:
    """Its usual name in English; the code where the list has none."""
    country = country_of(code)
    return country.name if country else code


def priogrid(lat: float, lon: float) -> int:
    """The cell of half a degree in PRIO-GRID, which counts from the south-west, 720 cells a row."""
    row = min(floor((lat + 90) * 2), 359)
    column = min(floor((lon + 180) * 2), 719)
    return row * 720 + column + 1
