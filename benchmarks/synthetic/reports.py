"""What one outlet knows of one attack: the truth, with the noise of its level."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from benchmarks.synthetic.attacks import Attack
from benchmarks.synthetic.lists import Noise, countries, read
from benchmarks.synthetic.towns import lands

Figure = dict[str, int | None]

_SITE_NAMED: Final = 0.15  # that the report names a site within the town
_VAGUE: Final = (("several", 3), ("a number of", 2), ("dozens of", 24), ("scores of", 40))  # docs/codebook.md
_AT_LEAST: Final = 0.25


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and in which words: "at least" stays outside the quote."""

    figure: Figure
    quote: str
    before: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says of one attack; null where it says nothing."""

    attack: Attack
    published: dt.datetime
    first_day: dt.date | None
    last_day: dt.date | None
    precision: str | None
    places: tuple[dict[str, Any], ...]
    place_name: str | None  # as the text has it
    actor: str | None
    method: str
    killed: Count | None
    injured: Count | None
    children: Count | None
    names: tuple[str, ...]
    details: tuple[str, ...]
    is_late: bool


def report(attack: Attack, published: dt.datetime, noise: Noise, rng: Random, *, is_late: bool = False) -> Report:
    """One outlet's knowledge of the attack at the time of publication."""
    first_day, last_day, precision = _days(attack, published.date(), noise, rng)
    places, place_name = _places(attack, noise, rng)
    delay = (published.date() - attack.day).days
    killed = _count(attack, attack.killed, delay, noise, rng, effect="killed")
    injured = _count(attack, attack.injured, delay, noise, rng, effect="injured")
    return Report(
        attack=attack,
        published=published,
        first_day=first_day,
        last_day=last_day,
        precision=precision,
        places=places,
        place_name=place_name,
        actor=_actor(attack, noise, rng),
        method=_method(attack, noise, rng),
        killed=killed,
        injured=injured,
        children=_children(attack, killed),
        names=_names(attack, noise, rng),
        details=tuple(rng.choice(line) for line in attack.details if rng.random() > noise.details_left_out),
        is_late=is_late,
    )


def _days(
    attack: Attack, published: dt.date, noise: Noise, rng: Random
) -> tuple[dt.date | None, dt.date | None, str | None]:
    if rng.random() < noise.day_missing:
        if rng.random() < noise.day_inferred and (published - attack.day).days <= 1:
            return published - dt.timedelta(days=1), published, "inferred"
        return None, None, None
    if rng.random() < noise.week_only:
        monday = attack.day - dt.timedelta(days=attack.day.weekday())
        return monday, monday + dt.timedelta(days=6), "week"
    day = attack.day
    if attack.is_night and rng.random() < 0.4:  # "overnight"
        return day, day + dt.timedelta(days=1), "days"
    if rng.random() < noise.day_off_by_one:
        day += dt.timedelta(days=rng.choice((-1, 1)))
    day = min(day, published)  # nobody reports tomorrow's attack
    return day, day, "day"


def _places(attack: Attack, noise: Noise, rng: Random) -> tuple[tuple[dict[str, Any], ...], str | None]:
    town = attack.town
    if rng.random() < noise.place_missing:
        if rng.random() < 0.5:
            return (), None
        name = town.country
        return (_place(name, None, town.country, None, "country", None),), None
    if rng.random() < noise.province_only and town.admin1:
        return (_place(town.admin1, town.admin1, town.country, None, "admin1", None),), f"{town.admin1} province"
    if rng.random() < noise.neighbour_town:
        town = lands()[town.country].near(town, rng)
    name = rng.choice(town.spellings) if rng.random() < noise.other_spelling else town.name
    where = town
    if rng.random() < noise.namesake:
        where = lands()[rng.choice(list(countries()))].any_town(rng)
    point = None if rng.random() < noise.no_coordinates else (where.lat, where.lon)
    found = _place(name, where.admin1, where.country, point, "town", where.geoname_id if point else None)
    if rng.random() < _SITE_NAMED:
        site = f"{name} {attack.scene}"
        return (_place(site, where.admin1, where.country, point, "site", None), found), name
    return (found,), name


def _place(
    name: str,
    admin1: str | None,
    country: str,
    point: tuple[float, float] | None,
    precision: str,
    geoname_id: int | None,
) -> dict[str, Any]:
    lat, lon = point or (None, None)
    return {
        "name": name, "admin1": admin1, "country": country, "lat": lat, "lon": lon, "precision": precision,
        "geoname_id": geoname_id,
    }  # fmt: skip


def _actor(attack: Attack, noise: Noise, rng: Random) -> str | None:
    if rng.random() < noise.actor_missing:
        return None
    return rng.choice(attack.country.groups) if rng.random() < noise.actor_other else attack.group


def _method(attack: Attack, noise: Noise, rng: Random) -> str:
    if rng.random() < noise.method_missing:
        return "unknown"
    if rng.random() < noise.method_other:
        return str(rng.choice(list(read("world.toml")["kinds"][attack.country.kind])))
    return attack.method


def _count(attack: Attack, true: int, delay: int, noise: Noise, rng: Random, *, effect: str) -> Count | None:
    if true == 0 or rng.random() < noise.toll_missing:
        return None
    known = true
    if delay <= 1 and rng.random() < noise.toll_rises:
        known = max(1, round(true * rng.uniform(0.4, 0.95)))
    if rng.random() < noise.toll_contradicts:
        known = max(1, round(known * rng.uniform(0.6, 1.6)) + rng.choice((-1, 0, 1)))
    who = _victims(attack, known, effect, rng)
    if rng.random() < noise.toll_vague:
        word, low = rng.choice([vague for vague in _VAGUE if vague[1] <= max(known, 3)])
        return Count({"low": low, "best": None, "high": None}, f"{word} {_plural(who)}", "", "vague")
    quote = f"{_in_words(known, rng)} {who}"
    if rng.random() < _AT_LEAST:
        return Count({"low": known, "best": known, "high": None}, quote, "at least ", "at_least")
    return Count({"low": known, "best": known, "high": known}, quote, "", "exact")


_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _in_words(number: int, rng: Random) -> str:
    return _WORDS[number - 1] if number <= len(_WORDS) and rng.random() < 0.7 else f"{number:,}"


def _victims(attack: Attack, number: int, effect: str, rng: Random) -> str:
    if attack.are_fighters and effect == "killed":
        one, many = rng.choice((("soldier", "soldiers"), ("fighter", "fighters"), ("militant", "militants")))
    elif effect == "injured":
        one, many = rng.choice((("person", "people"), ("other", "others")))
    else:
        one, many = rng.choice((("person", "people"), ("civilian", "civilians"), ("resident", "residents")))
    return one if number == 1 else many


def _plural(who: str) -> str:
    return {"person": "people"}.get(who, who if who.endswith("s") or who == "people" else f"{who}s")


def _children(attack: Attack, killed: Count | None) -> Count | None:
    best = killed.figure["best"] if killed else None
    if not attack.children or not best or attack.children > best:
        return None
    number = attack.children
    quote = "a child" if number == 1 else f"{number} children"
    return Count({"low": number, "best": number, "high": number}, quote, "", "exact")


def _names(attack: Attack, noise: Noise, rng: Random) -> tuple[str, ...]:
    if rng.random() < noise.names_absent:
        return ()
    return tuple(_misspelt(name, rng) if rng.random() < noise.names_misspelt else name for name in attack.victims)


def _misspelt(name: str, rng: Random) -> str:
    at = rng.randint(1, len(name) - 2)
    if name[at - 1 : at + 2].isalpha():
        return name[:at] + rng.choice(("", name[at] * 2, rng.choice("aeiou"))) + name[at + 1 :]
    return name
