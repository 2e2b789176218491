"""The lists that the invented news is drawn from: data files beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Noise:
    """How far reports stray from what happened; noise.toml says what each share is of."""

    day_off_by_one: float
    day_missing: float
    day_inferred: float
    week_only: float
    place_missing: float
    province_only: float
    other_spelling: float
    neighbour_town: float
    namesake: float
    no_coordinates: float
    toll_rises: float
    toll_contradicts: float
    toll_vague: float
    toll_missing: float
    names_absent: float
    names_misspelt: float
    method_missing: float
    method_other: float
    actor_missing: float
    actor_other: float
    details_left_out: float
    reprint: float
    follow_up: float
    roundup: float
    new_version: float


@dataclass(frozen=True, slots=True)
class Country:
    """A country of world.toml."""

    code: str
    name: str
    share: float
    people: str
    kind: str
    groups: tuple[str, ...]


@cache
def noise_levels() -> dict[str, Noise]:
    """The levels of noise.toml by name, least noise first."""
    return {name: Noise(**shares) for name, shares in read("noise.toml").items()}


@cache
def countries() -> dict[str, Country]:
    """The countries of world.toml by ISO code."""
    rows = read("world.toml")["country"]
    return {row["code"]: Country(**{**row, "groups": tuple(row["groups"])}) for row in rows}


@cache
def vocabulary() -> list[str]:
    """Words of the news of all kinds, commoner ones first as far as that was counted."""
    return (resources.files("benchmarks.synthetic") / "vocabulary.txt").read_text(encoding="utf-8").split()


@cache
def read(name: str) -> dict[str, Any]:
    """One of the data files."""
    return tomllib.loads((resources.files("benchmarks.synthetic") / name).read_text(encoding="utf-8"))
