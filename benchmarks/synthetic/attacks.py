"""What really happened: invented attacks, day by day, the same for the same seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random
from typing import Final

from benchmarks.synthetic.lists import Country, countries, read
from benchmarks.synthetic.people import person, words
from benchmarks.synthetic.towns import Town, lands

FIRST_DAY: Final = dt.date(2005, 1, 1)
ATTACKS_A_DAY: Final = 90
"""Over all countries: as dense however long the run, since a longer run covers more days."""

_BUSY_DAYS: Final = 0.05
_BUSY_FACTOR: Final = 2.5
_FRONT_DAYS: Final = 14  # for which the same towns of a country are fought over
_FRONT_TOWNS: Final = 20
_FRONT_SHARE: Final = 0.45
_SAME_TOWN_AGAIN: Final = 0.15  # that two attacks of one day may be in one town
_NIGHTS: Final = 0.1
_FIGHTERS: Final = 0.2
_DETAILS: Final = 7
_MOST_NAMED: Final = 4
_AGAIN: Final = 0.025  # of attacks that are followed by others like them
_DAYS_AGAIN: Final = (1, 1, 2, 3, 5)
_SAME_DETAILS: Final = 5  # what is told of each attack of a series in the same words
_SAME_TOLL: Final = 0.4


@dataclass(frozen=True, slots=True)
class Attack:
    """One true attack. `details` are the lines that outlets may tell of it, each in several wordings."""

    key: int
    day: dt.date
    is_night: bool  # told of the day or the day after
    country: Country
    town: Town
    scene: str
    group: str
    method: str
    killed: int
    injured: int
    children: int  # of the killed
    are_fighters: bool
    victims: tuple[str, ...]
    details: tuple[tuple[str, ...], ...]
    series: int  # key of the first of several attacks like this one, day after day on one town; else its own


def attacks(seed: int) -> Iterator[Attack]:
    """Attacks without end, in the order of their days."""
    key = 0
    shares = list(accumulate(country.share for country in countries().values()))
    going_on: list[tuple[Attack, int]] = []  # the latest attack of each series, and how many days are left
    for number in range(10**6):
        rng = Random(f"{seed}/day {number}")
        day = FIRST_DAY + dt.timedelta(days=number)
        busy = _BUSY_FACTOR if rng.random() < _BUSY_DAYS else 1.0
        struck: set[int] = set()
        again = [(_again(rng, key + at, day, before), left) for at, (before, left) in enumerate(going_on)]
        key += len(again)
        struck.update(attack.town.geoname_id for attack, _ in again)
        yield from (attack for attack, _ in again)
        going_on = [(attack, left - 1) for attack, left in again if left > 1]
        for _ in range(round(ATTACKS_A_DAY * busy * rng.uniform(0.8, 1.2))):
            country = rng.choices(list(countries().values()), cum_weights=shares)[0]
            town = _town(rng, seed, country, number)
            if town.geoname_id in struck and rng.random() > _SAME_TOWN_AGAIN:
                continue
            struck.add(town.geoname_id)
            attack = _attack(rng, key, day, country, town)
            yield attack
            key += 1
            if rng.random() < _AGAIN:
                going_on.append((attack, rng.choice(_DAYS_AGAIN)))


def _town(rng: Random, seed: int, country: Country, day_number: int) -> Town:
    if rng.random() > _FRONT_SHARE:
        return lands()[country.code].any_town(rng)
    front = _front(seed, country.code, day_number // _FRONT_DAYS)
    return rng.choices(front, weights=[1 / rank for rank in range(1, len(front) + 1)])[0]


_fronts: dict[tuple[int, str, int], list[Town]] = {}


def _front(seed: int, code: str, period: int) -> list[Town]:
    """The towns of a country that are fought over for a while, most of them near each other."""
    if (found := _fronts.get((seed, code, period))) is None:
        rng = Random(f"{seed}/front {code} {period}")
        land = lands()[code]
        found = [land.any_town(rng)]
        while len(found) < _FRONT_TOWNS:
            found.append(land.near(rng.choice(found), rng) if rng.random() < 0.7 else land.any_town(rng))
        for old in [key for key in _fronts if key[2] < period - 1 or key[0] != seed]:
            del _fronts[old]
        _fronts[seed, code, period] = found
    return found


def _attack(rng: Random, key: int, day: dt.date, country: Country, town: Town) -> Attack:
    kinds = read("world.toml")["kinds"][country.kind]
    killed = int(rng.paretovariate(1.1)) - (rng.random() < 0.3)  # a third of the least kills nobody
    killed = min(killed, 200)
    injured = min(int(rng.paretovariate(1.0)) - (rng.random() < 0.5), 400)
    named = min(killed, _MOST_NAMED) if rng.random() < 0.6 else 0
    are_fighters = country.kind == "war" and rng.random() < _FIGHTERS
    return Attack(
        key=key,
        day=day,
        is_night=rng.random() < _NIGHTS,
        country=country,
        town=town,
        scene=rng.choice(read("phrases.toml")["scenes"][country.kind]),
        group=rng.choice(country.groups),
        method=rng.choices(list(kinds), weights=list(kinds.values()))[0],
        killed=killed,
        injured=max(injured, 1 - killed, 0),
        children=0 if are_fighters or killed < 3 or rng.random() < 0.6 else rng.randint(1, killed // 2),
        are_fighters=are_fighters,
        victims=tuple(person(rng, country.people) for _ in range(named)),
        details=_details(rng, country),
        series=key,
    )


def _again(rng: Random, key: int, day: dt.date, before: Attack) -> Attack:
    """The next day's attack by the same group on the same town, of which outlets tell as they did the day before."""
    killed = before.killed if rng.random() < _SAME_TOLL else max(1, round(before.killed * rng.uniform(0.5, 1.7)))
    named = min(killed, _MOST_NAMED) if before.victims else 0
    return replace(
        before,
        key=key,
        day=day,
        killed=killed,
        injured=before.injured
        if rng.random() < _SAME_TOLL
        else max(1 - killed, round(before.injured * rng.uniform(0.5, 1.7)), 0),
        children=min(before.children, killed // 2),
        victims=tuple(person(rng, before.country.people) for _ in range(named)),
        details=before.details[:_SAME_DETAILS] + _details(rng, before.country)[_SAME_DETAILS:],
    )


def _details(rng: Random, country: Country) -> tuple[tuple[str, ...], ...]:
    lines = read("phrases.toml")["details"][country.kind]
    slots = ("official", "witness", "suspect", "hospital", "cemetery", "street")
    found = []
    for wordings in rng.sample(lines, _DETAILS):
        values: dict[str, object] = {slot: person(rng, country.people) for slot in slots}
        values |= {"street": f"{_last(values['street'])} Street", "hospital": _last(values["hospital"])}
        values |= {"cemetery": _last(values["cemetery"]), "number": rng.randint(2, 40), "hour": _hour(rng)}
        values["kin"] = rng.choice(("cousin", "brother", "sister", "nephew", "daughter", "grandmother", "uncle"))
        beside = rng.choice(read("phrases.toml")["own"]["beside"]).format(**words(rng))
        found.append(tuple(f"{wording.format(**values)}, {beside}" for wording in wordings))
    return tuple(found)


def _last(name: object) -> str:
    return str(name).rsplit(" ", 1)[-1]


def _hour(rng: Random) -> str:
    return f"{rng.randint(1, 12)} {rng.choice(('in the morning', 'in the afternoon', 'at night'))}"
