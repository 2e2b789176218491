"""The home of an article's outlet, as places of the gazetteer: weak evidence of where its local news happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractors.gazetteer import Entry, Gazetteer, fold
from extractors.gazetteer.outlets import home_of, host_labels

_TOWN_WITH_A_PAPER = 20_000  # inhabitants
_TOWN_OF_A_PAPER = 3_000  # where the rest of the name says that it is a paper's or a station's
_HOMES = 5
_SHORTEST_WORD = 3  # letters of a word in a town's name: "santacruz"
_PAPER = re.compile(
    r"(?:news|times|tribune|post|herald|sentinel|journal|press|star|sun|gazette|chronicle|dispatch|daily|online|today|now"
    r"|record|register|reporter|enterprise|observer|examiner|advocate|leader|globe|mail|echo|standard|courier|democrat"
    r"|republican|independent|citizen|review|banner|tv|local|live|argus|mercury|messenger|ledger|sentry|call|eagle)+$"
)
_SHORTEST, _LONGEST = 6, 40  # letters of a town's name that a host begins with
_SHORTEST_STATE = 5  # letters of a state's name inside a host: "northwestgeorgianews"
# The station or paper that a page's title ends with: "Boy shot in Gary - WFLA News Channel 8".
_SEPARATOR = re.compile(r"\s+[-–—|]+\s+")
_OUTLET = re.compile(
    r"\.(?:com|net|org|tv)\b|\b(?:[KW][A-Z]{2,3}\d*|News|Weather|Sports|Radio|Tribune|Times|Gazette|Herald|Journal"
    r"|Chronicle|Dispatch|Inquirer|Observer|Sentinel|Examiner|Daily|Online)\b|\b(?:TV|Live)\d*\b"
)
_TITLE_TAIL = re.compile(r"\s[-–—|]+\s*([^-–—|]{3,60})$")


@dataclass(frozen=True, slots=True)
class OutletHome:
    """Towns that the outlet's name may mean, or a state or country where it tells no town.

    `is_sure` where the town is known for the outlet, not guessed from its name.
    """

    towns: tuple[Entry, ...] = ()
    state: Entry | None = None
    country: str | None = None
    is_sure: bool = False

    @property
    def town(self) -> Entry | None:
        """The one town that the outlet is at home in."""
        return self.towns[0] if self.is_sure and self.towns else None


NOWHERE = OutletHome()


def headline_of(title: str) -> str:
    """The title without the outlet that ends it: "Boy shot - Live5News | Charleston, SC | News" is "Boy shot"."""
    cuts = [match.start() for match in _SEPARATOR.finditer(title)] + [len(title)]
    return next((title[:cut] for cut, end in pairwise(cuts) if cut and _OUTLET.search(title[cut:end])), title)


def outlet_home(publisher: str | None, url: str | None, title: str, gazetteer: Gazetteer) -> OutletHome:
    """Where the outlet is at home, by its name or host, the page's address, or the station that ends the title."""
    tail = _TITLE_TAIL.search(title)
    wide = NOWHERE
    for name in (publisher, url, tail.group(1) if tail else None):
        if not name:
            continue
        home = _home(name, gazetteer)
        if home.towns or home.state:
            return home
        wide = wide if wide.country else home
    return wide


def _home(name: str, gazetteer: Gazetteer) -> OutletHome:
    listed = home_of(name)
    if listed is not None and listed.town is not None:
        towns = _towns(listed.town, gazetteer, listed.country, listed.unit)
        return OutletHome(towns[:1], country=listed.country, is_sure=bool(towns))
    if listed is not None and listed.unit is not None:
        return OutletHome(state=_unit(listed.country, listed.unit, gazetteer), country=listed.country)
    country = listed.country if listed else None
    if towns := _named_town(name, gazetteer, country):
        return OutletHome(towns, is_sure=len(towns) == 1)
    if state := _named_state(name, gazetteer):
        return OutletHome(state=state, country=state.country)
    return OutletHome(country=country) if country else NOWHERE


def _towns(name: str, gazetteer: Gazetteer, country: str, unit: str | None) -> tuple[Entry, ...]:
    hits = (hit.entry for hit in gazetteer.find(name) if hit.match == "name" and hit.entry.kind == "city")
    return tuple(town for town in hits if town.country == country and unit in (None, town.admin1_code))


def _unit(country: str, code: str, gazetteer: Gazetteer) -> Entry | None:
    hits = (hit.entry for hit in gazetteer.find(code if country == "US" else ""))
    return next((unit for unit in hits if unit.kind == "admin1" and unit.country == country), None)


def _named_town(name: str, gazetteer: Gazetteer, country: str | None) -> tuple[Entry, ...]:
    """The towns of the name that the outlet's holds: "Baltimore Sun", "toledoblade.com", "pittsburgh.cbslocal.com"."""
    for candidate, least in _candidates(name):
        hits = [
            hit.entry
            for hit in gazetteer.find(candidate)
            if hit.match == "name" and hit.entry.kind == "city" and hit.entry.population > least
        ]
        hits = [town for town in hits if country in (None, town.country)]
        if hits:
            own = [town for town in hits if fold(town.name) == candidate]  # Pittsburgh before Pittsburg
            return tuple((own or hits)[:_HOMES])
    return ()


def _candidates(name: str) -> Iterator[tuple[str, int]]:
    """Names that an outlet's may begin with, and the inhabitants that a town of the name needs to be likely."""
    labels = host_labels(name)
    pieces = [p for p in re.split(r"[^a-z]+", " ".join(labels[:-1]) if labels else name.lower()) if p != "the" and p]
    for count in (3, 2, 1):
        yield " ".join(pieces[:count]), _TOWN_WITH_A_PAPER
    first = pieces[0] if pieces and labels else ""
    for label in dict.fromkeys((first, first.removeprefix("the"), first.removeprefix("my"))):
        town = _PAPER.sub("", label)
        if town != label and len(town) >= _SHORTEST:
            for at in (len(town), *range(_SHORTEST_WORD, len(town) - _SHORTEST_WORD + 1)):
                yield f"{town[:at]} {town[at:]}".strip(), _TOWN_OF_A_PAPER
        for length in range(min(len(label), _LONGEST), _SHORTEST - 1, -1):
            yield label[:length], _TOWN_WITH_A_PAPER


def _named_state(name: str, gazetteer: Gazetteer) -> Entry | None:
    """The US state in an outlet's host: "northwestgeorgianews.com", "minnesota.cbslocal.com"."""
    labels = host_labels(name)
    for label in labels[:-1] if labels else ():
        for state in _states(gazetteer):
            squeezed = state.name.lower().replace(" ", "")
            if len(squeezed) >= _SHORTEST_STATE and squeezed in label:
                return state
    return None


@lru_cache(maxsize=4)
def _states(gazetteer: Gazetteer) -> list[Entry]:
    """The US states, the longest name first: West Virginia before Virginia."""
    codes = (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        "OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
    )
    found = [unit for code in codes.split() if (unit := _unit("US", code, gazetteer)) is not None]
    return sorted(found, key=lambda unit: (-len(unit.name), unit.name))
