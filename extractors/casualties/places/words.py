"""The word lists of data/places.toml, as sets and patterns."""

from __future__ import annotations

import calendar
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.casualties.model import PlacePrecision


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Lower-case words by what they say of a name beside them."""

    english: frozenset[str]  # every word that English writes without a capital, and names of no place
    noise: frozenset[str]  # words that begin no name of a site, and are none alone
    common: frozenset[str]  # the noise, and what is never a place
    tails: frozenset[str]  # weekdays, months and agencies, which run into a name's end
    surnames: frozenset[str]
    personal: frozenset[str]  # given names and surnames
    no_surname: frozenset[str]  # words that say something else beside a name: kinds of place, streets, weekdays
    never: frozenset[str]
    people: frozenset[str]
    locative: frozenset[str]
    nearby: frozenset[str]
    loose: frozenset[str]
    beside_of: frozenset[str]
    part_of: frozenset[str]
    inner: frozenset[str]
    heads: frozenset[str]
    modifier: re.Pattern[str]
    forces: frozenset[str]
    sponsored: frozenset[str]
    abroad: frozenset[str]
    strikes: frozenset[str]
    struck: frozenset[str]
    given_names: frozenset[str]
    public_body: frozenset[str]
    clinic: frozenset[str]
    origin: frozenset[str]
    quarter: frozenset[str]
    organisation: frozenset[str]
    settlement: dict[str, PlacePrecision]
    facility: dict[str, PlacePrecision]
    street: frozenset[str]
    facility_pattern: str
    street_pattern: str
    town_ends: frozenset[str]
    housing_pattern: str
    premises_pattern: str


_CALENDAR = frozenset(
    name.lower()
    for names in (calendar.day_name, calendar.day_abbr, calendar.month_name, calendar.month_abbr)
    for name in names
)


@cache
def place_words() -> PlaceWords:
    """The lists; read once a process."""
    data = tomllib.loads((files("extractors.casualties") / "data/places.toml").read_text(encoding="utf-8"))
    facility: dict[str, PlacePrecision] = {}
    for precision in ("site", "district", "region", "town"):
        facility |= dict.fromkeys(_phrases(data["facility"][precision]), precision)
    street = _phrases(data["facility"]["street"])
    settlement: dict[str, PlacePrecision] = {
        w: kind for kind, words in data["settlement"].items() for w in words.split()
    }
    sets = {name: frozenset(words.split()) for name, words in data.items() if isinstance(words, str)}
    given_names = _lines("given_names.txt") | sets["given_names"]
    surnames = _lines("surnames.txt")
    english = _lines("english_words.txt") | sets["capitalised"]
    return PlaceWords(
        english=english,
        noise=english | _CALENDAR,
        common=english | _CALENDAR | sets["never"],
        tails=sets["capitalised"] | _CALENDAR,
        surnames=surnames,
        personal=given_names | surnames,
        no_surname=sets["never"] | sets["public_body"] | set(settlement) | set(facility) | set(street),
        never=sets["never"],
        people=sets["people"],
        locative=sets["locative"],
        nearby=sets["nearby"],
        loose=sets["loose"],
        beside_of=sets["beside_of"],
        part_of=sets["part_of"],
        inner=sets["inner"],
        heads=sets["heads"],
        modifier=re.compile("|".join(_phrases(data["modifiers"])) + r"|[A-Z]\w+['’]?s", re.IGNORECASE),
        forces=sets["forces"],
        sponsored=sets["sponsored"],
        abroad=frozenset(data["abroad"].upper().split()),
        strikes=sets["strikes"],
        struck=sets["struck"],
        given_names=given_names,
        public_body=sets["public_body"],
        clinic=sets["clinic"],
        origin=sets["origin"],
        quarter=sets["quarter"],
        organisation=sets["organisation"],
        settlement=settlement,
        facility=facility,
        street=frozenset(street),
        facility_pattern=_alternatives(list(facility)),
        street_pattern=_alternatives(street),
        town_ends=sets["town_ends"],
        housing_pattern=_alternatives(_phrases(data["housing"])),
        premises_pattern=_alternatives(_phrases(data["housing"]) + _phrases(data["premises"])),
    )


def _lines(name: str) -> frozenset[str]:
    return frozenset((files("extractors.casualties") / "data" / name).read_text(encoding="utf-8").split())


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split("|") if phrase.strip()]


def _alternatives(phrases: list[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
