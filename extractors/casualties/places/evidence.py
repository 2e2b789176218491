"""What an article says of where it is: the weight of each country, admin1 unit and town that it speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.casualties.places.cues import Spot, Spotted
from extractors.casualties.places.home import OutletHome
from extractors.casualties.places.words import place_words
from extractors.gazetteer import Entry, Gazetteer, Hit, fold

Unit = tuple[str, str]  # country, admin1 code

# Where a town's name recurs in state after state, one that lies in none of the states named is most likely another.
FEDERAL = frozenset({"US"})
UNSURE_CUES = frozenset({"bare", "loose", "metonym", "clinic", "origin"})
FAR_LARGER = 20
_LEAST_UNIT = 100_000  # inhabitants; smaller parishes and districts share their names with people and towns
_DOMINANT_WEIGHT, _DOMINANT_SHARE = 1.4, 0.5
_CUE_WEIGHT = {
    "settlement": 1.0, "locative": 1.0, "state": 2.0, "dateline": 1.0, "body": 1.0, "relative": 0.8, "people": 0.6,
    "metonym": 0.3,
}  # fmt: skip


@dataclass(slots=True)
class Evidence:
    """Weights of the countries, of the admin1 units and of the towns that the article speaks of."""

    countries: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    units: defaultdict[Unit, float] = field(default_factory=lambda: defaultdict(float))
    towns: list[Entry] = field(default_factory=list)
    adjectives: set[str] = field(default_factory=set)
    stated: frozenset[Unit] = frozenset()  # units that the article itself names, or its outlet's home
    home: Entry | None = None  # the outlet's town
    is_local: bool = False  # the article names no unit; `stated` is its outlet's home
    forces: frozenset[str] = frozenset()  # countries whose forces act, where they may well act abroad

    def share_of_country(self, code: str | None) -> float:
        """Between 0 and 1; 0 where no country is named."""
        total = sum(self.countries.values())
        return self.countries.get(code, 0.0) / total if code and total else 0.0

    def share_of_unit(self, entry: Entry) -> float:
        """As `share_of_country`, for the admin1 unit."""
        total = sum(self.units.values())
        if not total or not entry.country or not entry.admin1_code:
            return 0.0
        return self.units.get((entry.country, entry.admin1_code), 0.0) / total

    def sends_forces(self, code: str | None) -> bool:
        """Whether forces of the country act and nothing tells where: the place may be theirs, or another's."""
        return code in self.forces and not self.countries

    def names_country(self, code: str | None) -> bool:
        """Whether anything in the article points to the country."""
        return self.countries.get(code or "", 0.0) > 0


def stated(spotted: Spotted, gazetteer: Gazetteer, country_hint: str | None, home: OutletHome) -> Evidence:
    """What the article says outright, and what its outlet's name and country add; before any town is resolved."""
    evidence = Evidence()
    evidence.forces = frozenset(e.country for e in _senders(spotted) if e.country)
    for entry in spotted.demonyms:
        evidence.countries[entry.country or ""] += 1
        evidence.adjectives.add(entry.country or "")
    if country_hint:
        evidence.countries[country_hint.upper()] += 2
    for spot in spotted.spots:
        _add_beside(evidence, spot, gazetteer)
    homes = _homes_in_evidence(home, evidence)
    for entry in homes:
        evidence.countries[entry.country or ""] += 1 / len(homes)
    _add_units(evidence, spotted.spots)
    _add_countries(evidence, spotted.spots)
    _add_units(evidence, spotted.spots)
    if home.country and not homes and not evidence.countries:
        evidence.countries[home.country] += 1
    evidence.stated = _plainly_stated(evidence.units)
    evidence.home = home.town
    if not evidence.stated:
        evidence.stated = _unit_of(home)
        evidence.is_local = bool(evidence.stated)
    evidence.towns += [home.town] if home.town else []
    for entry in homes:
        if entry.admin1_code:
            evidence.units[entry.country or "", entry.admin1_code] += 1 / len(homes)
    _add_shared_states(evidence, spotted.spots)
    return evidence


def _senders(spotted: Spotted) -> Iterator[Entry]:
    yield from spotted.forces
    for spot in spotted.spots:
        if _is_sender(spot):
            yield spot.hits[0].entry


def _is_sender(spot: Spot) -> bool:
    """Whether a country's name only says whose forces act abroad: "a US drone", "Israel's army"."""
    return spot.is_force and _is_country(spot) and spot.hits[0].entry.country in place_words().abroad


def _add_countries(evidence: Evidence, spots: Sequence[Spot]) -> None:
    for spot in filter(_is_country, spots):
        if not is_town_of(spot, evidence) and not _is_sender(spot):
            evidence.countries[spot.hits[0].entry.country or ""] += _country_vote(spot)


def _homes_in_evidence(home: OutletHome, evidence: Evidence) -> list[Entry]:
    towns = [entry for entry in home.towns if evidence.names_country(entry.country)] or list(home.towns)
    return [*towns, home.state] if home.state else towns


def _plainly_stated(units: Mapping[Unit, float]) -> frozenset[Unit]:
    """The units that the article says things are in; those that it only mentions ("a man from Texas") where none is."""
    return frozenset(unit for unit, weight in units.items() if weight >= 1) or frozenset(units)


def _unit_of(home: OutletHome) -> frozenset[Unit]:
    """The state of an outlet whose home is sure: an article that names no state is most likely about its own."""
    entry = home.state or home.town
    return frozenset({(entry.country or "", entry.admin1_code or "")}) if entry else frozenset()


def _add_beside(evidence: Evidence, spot: Spot, gazetteer: Gazetteer) -> None:
    """Count the state written after a town, and the country that has a county of the name."""
    for country in sorted({h.entry.country or "" for h in spot.hits if h.entry.kind == "admin2"}):
        evidence.countries[country] += 0.5
    for hit in gazetteer.find(spot.beside) if spot.beside else ():
        evidence.units[hit.entry.country or "", hit.entry.admin1_code or ""] += 2
        evidence.countries[hit.entry.country or ""] += 1


def _is_country(spot: Spot) -> bool:
    kinds = {h.entry.kind for h in spot.hits if h.match in ("name", "abbreviation")}
    return bool(spot.hits) and spot.hits[0].entry.kind == "country" and "admin1" not in kinds


def _country_vote(spot: Spot) -> float:
    """A country whose name people bear (Jordan, Chad) needs "in" beside it to count in full."""
    return 0.3 if spot.cue in UNSURE_CUES and spot.name.lower() in place_words().given_names else 2.0


def _add_units(evidence: Evidence, spots: Sequence[Spot]) -> None:
    """Count the admin1 units named; where countries are known, only theirs (no Bolivian Santa Cruz in California)."""
    counted = frozenset(evidence.units)
    for spot in (s for s in spots if s.cue != "origin"):
        for entry in _units_named(spot):
            unit = (entry.country or "", entry.admin1_code or "")
            weight = _unit_vote(spot, entry)
            if not weight:
                continue
            is_elsewhere = evidence.countries and not evidence.names_country(unit[0])
            if unit in counted or (is_elsewhere and _has_namesakes(spot, unit[0])):
                continue
            evidence.units[unit] += weight
            evidence.countries[unit[0]] += weight


def _unit_vote(spot: Spot, unit: Entry) -> float:
    """A state that is only touched on ("from Texas") counts for little, a name of people (Brittany) for none."""
    if spot.cue not in UNSURE_CUES:
        return 1.0
    if unit.country not in FEDERAL and spot.name.lower() in place_words().given_names:
        return 0.0
    return 0.3 if unit.country in FEDERAL and spot.cue != "bare" else 1.0


def _has_namesakes(spot: Spot, country: str) -> bool:
    return any(hit.entry.country != country for hit in spot.hits if hit.match == "name")


def is_town_of(spot: Spot, evidence: Evidence) -> bool:
    """Whether a country's name is also a town's in a state that the article names: Denmark in South Carolina."""
    if not spot.hits or spot.hits[0].entry.country in evidence.adjectives:
        return False
    towns = (h.entry for h in spot.hits if h.entry.kind == "city")
    return any((town.country, town.admin1_code) in evidence.stated for town in towns)


def _units_named(spot: Spot) -> Iterable[Entry]:
    """The admin1 units that a name can only mean, or that a word beside it says it means."""
    units = [h.entry for h in spot.hits if h.entry.kind == "admin1" and h.match in ("name", "abbreviation")]
    if spot.unit != "admin1":
        units = [unit for unit in units if unit.population >= _LEAST_UNIT]
    others = [h.entry for h in spot.hits if h.entry.kind != "admin1" and bears_the_name(h, spot)]
    if spot.unit == "admin1" and units:
        return units[:1] if len({u.country for u in units}) > 1 and not others else units
    if len(units) == 1 and not any(o.kind == "country" for o in others):
        unit = units[0]
        # A state that is no town's name as well (or by far the bigger thing of that name): "Illinois", "Idlib".
        same = [o for o in others if (o.country, o.admin1_code) == (unit.country, unit.admin1_code)]
        if len(same) == len(others) or unit.population > FAR_LARGER * max(o.population for o in others):
            return units
    return ()


def bears_the_name(hit: Hit, spot: Spot) -> bool:
    """By its own name, not by another ("Oklahoma" for Oklahoma City)."""
    return hit.match == "name" and fold(hit.entry.name) == fold(spot.name)


def _add_shared_states(evidence: Evidence, spots: Sequence[Spot]) -> None:
    """Every town or county speaks for the states that have one of that name: the state that most of them share wins."""
    seen: set[str] = set()
    for spot in spots:
        hits = [h for h in spot.hits if h.entry.kind in ("city", "admin2") and h.entry.country in FEDERAL]
        if spot.name in seen or not hits or any(h.entry.kind in ("country", "admin1") for h in spot.hits):
            continue
        seen.add(spot.name)
        if not evidence.names_country(hits[0].entry.country) and _is_greater_elsewhere(spot):
            continue
        states = sorted({(h.entry.country or "", h.entry.admin1_code or "") for h in hits if h.match == "name"})
        for state in states:
            evidence.units[state] += _CUE_WEIGHT.get(spot.cue, 0.4) / len(states)


def _is_greater_elsewhere(spot: Spot) -> bool:
    """Whether a far larger town of the name lies in another country: Nice in France, not in California."""
    towns = [h.entry for h in spot.hits if h.match == "name" and h.entry.kind == "city"]
    inside = max((t.population for t in towns if t.country in FEDERAL), default=0)
    return any(
        t.population > FAR_LARGER * inside and fold(t.name) == fold(spot.name)
        for t in towns
        if t.country not in FEDERAL
    )


def with_choices(base: Evidence, spots: Sequence[Spot]) -> Evidence:
    """The evidence with what the towns resolved so far add to it."""
    evidence = replace(base, countries=base.countries.copy(), units=base.units.copy(), towns=base.towns.copy())
    for spot in spots:
        entry = spot.entry
        if entry is None or entry.kind == "country":
            continue
        weight = _CUE_WEIGHT.get(spot.cue, 0.4)
        evidence.countries[entry.country or ""] += weight
        if entry.admin1_code and entry.kind != "region":
            evidence.units[entry.country or "", entry.admin1_code] += weight
        if entry.lat is not None and entry.kind == "city" and not spot.is_quarter:
            evidence.towns.append(entry)
    if not any(country in FEDERAL for country, _ in evidence.stated):
        evidence.stated |= _dominant(evidence)
    return evidence


def _dominant(evidence: Evidence) -> frozenset[tuple[str, str]]:
    """The one state that most towns and counties of the text point to, where the text names none."""
    states = {unit: weight for unit, weight in evidence.units.items() if unit[0] in FEDERAL}
    if states:
        best = max(states, key=lambda unit: states[unit])
        if states[best] >= _DOMINANT_WEIGHT and states[best] >= _DOMINANT_SHARE * sum(states.values()):
            return frozenset({best})
    return frozenset()
