"""Which of the places of that name is meant: decided over the whole article.

Evidence, strongest first: what stands right beside the name ("X, Ill.", "Syria's X"), the country and the province that
the article names, other towns close by, the publisher's home, population.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.casualties.place_spans import Spot, Spotted
from extractors.casualties.place_words import place_words
from extractors.gazetteer import Entry, Gazetteer, Hit, fold

_PASSES = 3
_NEAR_KM = 120.0
_NAMED_SHARE = 0.15
# Where a town's name recurs in state after state, one that lies in none of the states named is most likely another.
_FAR_LARGER = 20
_LEAST_UNIT = 100_000  # inhabitants; smaller parishes and districts share their names with people and towns
# Where towns and people share their names, so that a bare "Collins" or "Harper" is most likely a person.
_SURNAMES = frozenset({"US", "GB", "CA", "AU", "NZ", "IE", "ZA"})
_WEAK_CUES = frozenset({"bare", "loose", "metonym"})
_FEDERAL = frozenset({"US"})
_DOMINANT_WEIGHT, _DOMINANT_SHARE = 1.4, 0.5
_METROPOLIS = 1_000_000
_KNOWN_IN_ITS_COUNTRY = 100_000  # inhabitants
_KNOWN_AROUND_THE_WORLD = 150_000  # inhabitants
_MATCH_COST = {"name": 0.0, "abbreviation": 0.0, "sound": 0.8, "skeleton": 1.2, "demonym": 5.0}
_CUE_WEIGHT = {
    "settlement": 1.0, "locative": 1.0, "state": 2.0, "dateline": 1.0, "body": 1.0, "relative": 0.8, "people": 0.6,
    "loose": 0.4, "metonym": 0.3, "bare": 0.4, "site": 0.5,
}  # fmt: skip


@dataclass(slots=True)
class Evidence:
    """Weights of the countries, of the admin1 units and of the towns that the article speaks of."""

    countries: Counter[str] = field(default_factory=Counter)
    units: Counter[tuple[str, str]] = field(default_factory=Counter)
    towns: list[Entry] = field(default_factory=list)
    adjectives: Counter[str] = field(default_factory=Counter)
    stated: frozenset[tuple[str, str]] = frozenset()  # units that the article itself names, or its outlet's home

    def share_of_country(self, code: str | None) -> float:
        """Between 0 and 1; 0 where no country is named."""
        total = self.countries.total()
        return self.countries[code] / total if code and total else 0.0

    def share_of_unit(self, entry: Entry) -> float:
        """As `share_of_country`, for the admin1 unit."""
        total = self.units.total()
        if not total or not entry.country or not entry.admin1_code:
            return 0.0
        return self.units[entry.country, entry.admin1_code] / total


def resolve(
    spotted: Spotted, gazetteer: Gazetteer, *, country_hint: str | None, home: Sequence[Entry] = ()
) -> Evidence:
    """Give every spot its entry, in place; returns the evidence that the choice rests on."""
    base = _stated(spotted, gazetteer, country_hint, home)
    evidence = base
    for _ in range(_PASSES):
        for spot in spotted.spots:
            spot.entry = _choose(spot, evidence, spotted.spots, gazetteer)
        evidence = _with_choices(base, spotted.spots)
    for spot in spotted.spots:
        if spot.entry is not None:
            spot.admin1, spot.country = spot.entry.admin1, spot.entry.country
    return evidence


def _stated(spotted: Spotted, gazetteer: Gazetteer, country_hint: str | None, home: Sequence[Entry]) -> Evidence:
    evidence = Evidence()
    countries: list[Spot] = []
    for entry in spotted.demonyms:
        evidence.countries[entry.country or ""] += 1
        evidence.adjectives[entry.country or ""] += 1
    for spot in spotted.spots:
        kinds = {h.entry.kind for h in spot.hits if h.match in ("name", "abbreviation")}
        if spot.hits and spot.hits[0].entry.kind == "country" and "admin1" not in kinds:
            countries.append(spot)
        for entry in {h.entry.country: h.entry for h in spot.hits if h.entry.kind == "admin2"}.values():
            evidence.countries[entry.country or ""] += 0.5  # type: ignore[assignment]
        if spot.beside:
            for hit in gazetteer.find(spot.beside.strip()):
                evidence.units[hit.entry.country or "", hit.entry.admin1_code or ""] += 2
                evidence.countries[hit.entry.country or ""] += 1
    if country_hint:
        evidence.countries[country_hint.upper()] += 2
    home = [entry for entry in home if evidence.countries[entry.country or ""] > 0] or home
    for entry in home:
        evidence.countries[entry.country or ""] += 1 / len(home)  # type: ignore[assignment]
    _add_units(evidence, spotted.spots)
    for spot in countries:
        if not _is_town_of(spot, evidence):
            evidence.countries[spot.hits[0].entry.country or ""] += _country_vote(spot)  # type: ignore[assignment]
    _add_units(evidence, spotted.spots)
    evidence.stated = frozenset(evidence.units)
    for entry in home:
        if entry.admin1_code:
            evidence.units[entry.country or "", entry.admin1_code] += 1 / len(home)  # type: ignore[assignment]
    _add_shared_states(evidence, spotted.spots)
    return evidence


def _country_vote(spot: Spot) -> float:
    """A country whose name people bear (Jordan, Chad) needs "in" beside it to count in full."""
    return 0.3 if spot.cue in _WEAK_CUES and spot.name.lower() in place_words().given_names else 2.0


def _add_units(evidence: Evidence, spots: Sequence[Spot]) -> None:
    """Count the admin1 units named; where countries are known, only theirs ("Santa Cruz" is no province of Bolivia there)."""
    counted = Counter(evidence.units)
    for spot in spots:
        for entry in _units_named(spot):
            unit = (entry.country or "", entry.admin1_code or "")
            if counted[unit] or (evidence.countries and not evidence.countries[unit[0]]):
                continue
            evidence.units[unit] += 1
            evidence.countries[unit[0]] += 1


def _is_town_of(spot: Spot, evidence: Evidence) -> bool:
    """Whether a country's name is also a town's in a state that the article names: Denmark in South Carolina."""
    if evidence.adjectives[spot.hits[0].entry.country or ""] > 0:
        return False
    towns = (h.entry for h in spot.hits if h.entry.kind == "city")
    return any((town.country, town.admin1_code) in evidence.stated for town in towns)


def _units_named(spot: Spot) -> Iterable[Entry]:
    """The admin1 units that a name can only mean, or that a word beside it says it means."""
    units = [h.entry for h in spot.hits if h.entry.kind == "admin1" and h.match in ("name", "abbreviation")]
    if spot.unit != "admin1":
        units = [unit for unit in units if unit.population >= _LEAST_UNIT]
    others = [h.entry for h in spot.hits if h.entry.kind != "admin1" and _bears_the_name(h, spot)]
    if spot.unit == "admin1" and units:
        return units[:1] if len({u.country for u in units}) > 1 and not others else units
    if len(units) == 1 and not any(o.kind == "country" for o in others):
        unit = units[0]
        # A state that is no town's name as well (or by far the bigger thing of that name): "Illinois", "Idlib".
        same = [o for o in others if (o.country, o.admin1_code) == (unit.country, unit.admin1_code)]
        if len(same) == len(others) or unit.population > _FAR_LARGER * max(o.population for o in others):
            return units
    return ()


def _bears_the_name(hit: Hit, spot: Spot) -> bool:
    """By its own name, not by another ("Oklahoma" for Oklahoma City)."""
    return hit.match == "name" and fold(hit.entry.name) == fold(spot.name)


def _add_shared_states(evidence: Evidence, spots: Sequence[Spot]) -> None:
    """Every town or county speaks for the states that have one of that name: the state that most of them share wins."""
    seen: set[str] = set()
    for spot in spots:
        hits = [h for h in spot.hits if h.entry.kind in ("city", "admin2") and h.entry.country in _FEDERAL]
        if spot.name in seen or not hits or any(h.entry.kind in ("country", "admin1") for h in spot.hits):
            continue
        seen.add(spot.name)
        states = {(h.entry.country or "", h.entry.admin1_code or "") for h in hits if h.match == "name"}
        for state in states:
            evidence.units[state] += _CUE_WEIGHT[spot.cue] / len(states)  # type: ignore[assignment]


def _with_choices(base: Evidence, spots: Sequence[Spot]) -> Evidence:
    evidence = Evidence(Counter(base.countries), Counter(base.units), adjectives=base.adjectives, stated=base.stated)
    for spot in spots:
        entry = spot.entry
        if entry is None or entry.kind == "country":
            continue
        weight = _CUE_WEIGHT[spot.cue]
        evidence.countries[entry.country or ""] += weight  # type: ignore[assignment]
        if entry.admin1_code and entry.kind != "region":
            evidence.units[entry.country or "", entry.admin1_code] += weight  # type: ignore[assignment]
        if entry.lat is not None and entry.kind == "city":
            evidence.towns.append(entry)
    if not any(country in _FEDERAL for country, _ in evidence.stated):
        evidence.stated |= _dominant(evidence)
    return evidence


def _dominant(evidence: Evidence) -> frozenset[tuple[str, str]]:
    """The one state that most towns and counties of the text point to, where the text names none."""
    states = Counter({unit: weight for unit, weight in evidence.units.items() if unit[0] in _FEDERAL})
    for state, weight in states.most_common(1):
        if weight >= _DOMINANT_WEIGHT and weight >= _DOMINANT_SHARE * states.total():
            return frozenset({state})
    return frozenset()


def _choose(spot: Spot, evidence: Evidence, spots: Sequence[Spot], gazetteer: Gazetteer) -> Entry | None:
    beside = _beside(spot, spots, gazetteer)
    scored = [
        (_score(hit, spot, evidence, beside), hit.entry) for hit in spot.hits if _is_possible(hit, spot, evidence)
    ]
    if not scored:
        return None
    best, entry = max(scored, key=lambda pair: (pair[0], pair[1].population))
    return entry if best > _threshold(spot, entry) else None


def _is_possible(hit: Hit, spot: Spot, evidence: Evidence) -> bool:
    """A mere likeness of sound, or a small town, counts only in a country that the article names."""
    entry = hit.entry
    if hit.match in ("sound", "skeleton"):
        return evidence.share_of_country(entry.country) >= _NAMED_SHARE
    if entry.kind not in ("city", "admin2") or not evidence.countries or spot.cue == "state":
        return True
    if evidence.countries[entry.country or ""] <= 0:
        needed = _KNOWN_AROUND_THE_WORLD if spot.cue in ("locative", "settlement", "dateline") else _METROPOLIS
        return entry.population >= needed and _bears_the_name(hit, spot)
    is_stated = (entry.country, entry.admin1_code) in evidence.stated
    if entry.country in _SURNAMES and spot.cue in _WEAK_CUES and not is_stated and entry.kind == "city":
        return entry.population >= _KNOWN_IN_ITS_COUNTRY and _bears_the_name(hit, spot)
    if entry.country in _FEDERAL and evidence.stated and not is_stated:
        return entry.population >= _KNOWN_IN_ITS_COUNTRY or _is_only_one(hit, spot)
    return True


def _is_only_one(hit: Hit, spot: Spot) -> bool:
    """Whether no other state has a town or county of that name, and the words beside it say that it is a place."""
    same = [h for h in spot.hits if h.entry.kind == hit.entry.kind and h.match == "name"]
    return len(same) == 1 and spot.cue not in ("bare", "loose", "metonym")


def _beside(spot: Spot, spots: Sequence[Spot], gazetteer: Gazetteer) -> list[Entry]:
    """Wider places written right beside the name: "X, Ill.", "X in Y province", "Syria's X"."""
    near: list[Entry] = []
    if spot.beside:
        near += [hit.entry for hit in gazetteer.find(spot.beside.strip())]
    for other in spots:
        gap_after, gap_before = other.start - spot.end, spot.start - other.end
        if 0 <= gap_after <= len(", in the northeastern Syrian ") or 0 <= gap_before <= len("’s western "):
            near += [
                h.entry for h in other.hits if h.entry.kind in ("admin1", "country", "admin2") and h.match == "name"
            ]
    return near


def _score(hit: Hit, spot: Spot, evidence: Evidence, beside: Sequence[Entry]) -> float:
    entry = hit.entry
    score = 0.5 * math.log10(entry.population + 10) - _MATCH_COST[hit.match]
    if entry.kind == "city" and fold(entry.name) != fold(spot.name) and hit.match == "name":
        score -= 0.4  # an alternate name
    score += 4 * evidence.share_of_country(entry.country) + 3 * evidence.share_of_unit(entry)
    score += _kind_bonus(entry, spot)
    if entry.kind == "country" and _is_town_of(spot, evidence):
        score -= 6.0
    for wider in beside:
        if wider.entry_id == entry.entry_id:
            continue
        if wider.kind == "admin1" and (wider.country, wider.admin1_code) == (entry.country, entry.admin1_code):
            score += 3
            break
        if wider.kind == "country" and wider.country == entry.country and entry.kind != "country":
            score += 1.5
            break
    if (
        entry.kind == "city"
        and entry.lat is not None
        and any(
            other.entry_id != entry.entry_id and other.country == entry.country and _km(entry, other) < _NEAR_KM
            for other in evidence.towns[:40]
        )
    ):
        score += 0.8
    return score


def _kind_bonus(entry: Entry, spot: Spot) -> float:
    if spot.unit == "admin1":
        return 4.0 if entry.kind == "admin1" else 0.0
    if entry.kind == "admin1":
        towns = [h.entry.population for h in spot.hits if h.entry.kind == "city" and _bears_the_name(h, spot)]
        if entry.population > _FAR_LARGER * max(towns, default=0):
            return 1.5  # "Oklahoma" is the state, though villages bear the name
        return -0.6 if spot.unit is None else -3.0
    if entry.kind == "country":
        return 3.0
    if entry.kind in ("region", "admin2"):
        return 3.0
    return 1.0 if spot.unit == "town" or spot.cue in ("state", "body", "dateline") else 0.0


def _threshold(spot: Spot, entry: Entry) -> float:
    """How much must speak for a name to be a place at all: a small town far from everything else is a chance likeness."""
    if spot.cue in ("settlement", "state", "dateline"):
        return 0.0
    if entry.kind != "city":
        return 2.5 if entry.kind == "admin1" and spot.unit is None else 1.0
    return {"locative": 1.6, "relative": 2.0, "body": 1.6, "people": 1.8}.get(spot.cue, 2.4)


def _km(a: Entry, b: Entry) -> float:
    """Distance on the sphere, good enough to tell near from far."""
    assert a.lat is not None and a.lon is not None and b.lat is not None and b.lon is not None  # noqa: S101, PT018
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371 * math.hypot(x, math.radians(b.lat - a.lat))
