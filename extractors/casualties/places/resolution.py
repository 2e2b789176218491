"""Which of the places of that name is meant: decided over the whole article.

Evidence, strongest first: what stands right beside the name ("X, Ill.", "Syria's X"), the country and the province that
the article names, other towns close by, the publisher's home, population.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from extractors.casualties.places.cues import Spot, Spotted
from extractors.casualties.places.evidence import (
    FAR_LARGER,
    FEDERAL,
    UNSURE_CUES,
    Evidence,
    bears_the_name,
    is_town_of,
    stated,
    with_choices,
)
from extractors.casualties.places.home import NOWHERE, OutletHome
from extractors.casualties.places.neighbours import close_by, km
from extractors.casualties.places.words import place_words
from extractors.gazetteer import Entry, Gazetteer, Hit, fold

_PASSES = 3
_AROUND = 4  # names on either side that may stand right beside one
_NEAR_KM = 120.0
_IN_TOWN_KM = 60.0  # between a quarter and the middle of its town, or a suburb and its city
_AROUND_HOME_KM = 80.0  # how far an outlet's local news reaches
_NEIGHBOURS = 40  # towns of the article that one is compared with
_NAMED_SHARE = 0.15
# Where towns and people share their names, so that a bare "Collins" or "Harper" is most likely a person.
_SURNAMES = frozenset({"US", "GB", "CA", "AU", "NZ", "IE", "ZA"})
_UNIQUE_BONUS = 0.4
_METROPOLIS = 1_000_000  # inhabitants, as the next three
_KNOWN_IN_ITS_COUNTRY = 100_000
_KNOWN_AROUND_THE_WORLD = 150_000
_SOUNDS_FAR = 20_000
_TELLING = 7  # letters of a name that is known by its sound alone, whatever the country
_KIN_BONUS = 1.0  # as much as a hundred times the inhabitants
_FORCES_BONUS = 0.5  # as much as ten times the inhabitants
_MATCH_COST = {"name": 0.0, "abbreviation": 0.0, "sound": 0.8, "skeleton": 1.2, "demonym": 5.0}


def resolve(
    spotted: Spotted, gazetteer: Gazetteer, *, country_hint: str | None, home: OutletHome = NOWHERE
) -> Evidence:
    """Give every spot its entry, in place; returns the evidence that the choice rests on."""
    base = stated(spotted, gazetteer, country_hint, home)
    evidence = base
    kin = close_by(spotted.spots)
    for _ in range(_PASSES):
        before = [spot.entry for spot in spotted.spots]
        for at, spot in enumerate(spotted.spots):
            around = spotted.spots[max(0, at - _AROUND) : at + _AROUND + 1]
            spot.entry = _choose(spot, evidence, around, gazetteer, kin[at])
        if evidence is not base and before == [spot.entry for spot in spotted.spots]:
            break  # another pass would rest on the same evidence
        evidence = with_choices(base, spotted.spots)
    for spot in spotted.spots:
        if spot.entry is not None:
            spot.admin1, spot.country = spot.entry.admin1, spot.entry.country
    return evidence


def _choose(
    spot: Spot, evidence: Evidence, spots: Sequence[Spot], gazetteer: Gazetteer, kin: frozenset[int]
) -> Entry | None:
    beside = _beside(spot, spots, gazetteer)
    scored = [
        (_score(hit, spot, evidence, beside) + _KIN_BONUS * (hit.entry.entry_id in kin), hit.entry)
        for hit in spot.hits
        if _is_possible(hit, spot, evidence, beside)
        and not (spot.cue == "settlement" and _is_said_elsewhere(hit.entry, beside))
        and (not spot.is_quarter or _is_in_a_town(hit.entry, evidence))
    ]
    if not scored:
        return None
    best, entry = max(scored, key=lambda pair: (pair[0], pair[1].population))
    if entry.kind == "admin2" and sum(score == best for score, _ in scored) > 1:
        return None  # a Lake County of a dozen states, and nothing tells of which
    return entry if best > _threshold(spot, entry) else None


def _is_possible(hit: Hit, spot: Spot, evidence: Evidence, beside: Sequence[Entry]) -> bool:
    """A mere likeness of sound, or a small town, counts only in a country that the article names."""
    entry = hit.entry
    if hit.match in ("sound", "skeleton"):
        return _may_sound_like(entry, spot, evidence, beside)
    if entry.kind not in ("city", "admin2") or not evidence.countries or spot.cue == "state":
        return not _is_likely_a_name(entry, spot, evidence)
    if not evidence.names_country(entry.country):
        is_plain = spot.cue in ("locative", "settlement", "dateline", "body")
        return entry.population >= (_KNOWN_AROUND_THE_WORLD if is_plain else _METROPOLIS) and bears_the_name(hit, spot)
    if (entry.country, entry.admin1_code) in evidence.stated or _is_near_home(entry, spot, evidence):
        return True
    is_known = entry.population >= _KNOWN_IN_ITS_COUNTRY
    if entry.country in _SURNAMES and spot.cue in UNSURE_CUES and entry.kind == "city":
        return is_known and bears_the_name(hit, spot)
    is_free = entry.country not in FEDERAL or not evidence.stated or is_known
    return is_free or (not evidence.is_local and _is_only_one(hit, spot))


def _is_said_elsewhere(entry: Entry, beside: Sequence[Entry]) -> bool:
    """Whether other countries alone stand right beside the name: "Bali woreda in Ethiopia" is not Indonesia's."""
    if entry.kind == "country":
        return False
    countries = {wider.country for wider in beside if wider.entry_id != entry.entry_id}
    return bool(countries) and entry.country not in countries and None not in countries


def _is_likely_a_name(entry: Entry, spot: Spot, evidence: Evidence) -> bool:
    """Whether a province far from all that the article speaks of is somebody's name: "Brittany", an only mention."""
    if entry.kind != "admin1" or entry.country in FEDERAL or spot.cue not in UNSURE_CUES:
        return False
    is_given = spot.name.lower() in place_words().given_names
    return is_given and evidence.share_of_country(entry.country) < _NAMED_SHARE


def _is_near_home(entry: Entry, spot: Spot, evidence: Evidence) -> bool:
    """Whether a town lies around the outlet's, across a state line perhaps, and the words say that it is a place."""
    home = evidence.home
    if home is None or home.country != entry.country or entry.lat is None or spot.cue in UNSURE_CUES:
        return False
    return km(entry, home) < _AROUND_HOME_KM


def _is_in_a_town(entry: Entry, evidence: Evidence) -> bool:
    """Whether a quarter of that name lies by one of the article's towns, or the outlet's."""
    others = (town for town in evidence.towns if town.entry_id != entry.entry_id)
    return entry.kind == "city" and any(km(entry, town) < _IN_TOWN_KM for town in others)


def _may_sound_like(entry: Entry, spot: Spot, evidence: Evidence, beside: Sequence[Entry]) -> bool:
    """Whether the country is one that the article speaks of, and no other province of it stands right beside."""
    told = {(e.country, e.admin1_code) for e in beside if e.kind == "admin1" and e.country == entry.country}
    unit = (entry.country or "", entry.admin1_code or "")
    if told and unit not in told:
        return False
    is_elsewhere = unit not in evidence.stated and any(country == entry.country for country, _ in evidence.stated)
    if is_elsewhere and entry.population < _SOUNDS_FAR:
        return False  # another village of that sound, in a province that the article does not speak of
    if evidence.sends_forces(entry.country) or (not evidence.countries and _is_unmistakable(spot, entry)):
        return True
    return evidence.share_of_country(entry.country) >= _NAMED_SHARE


def _is_only_one(hit: Hit, spot: Spot) -> bool:
    """Whether no other state has a town or county of that name, and the words beside it say that it is a place."""
    same = [h for h in spot.hits if h.entry.kind == hit.entry.kind and h.match == "name"]
    return len(same) == 1 and spot.cue not in ("bare", "loose", "metonym")


def _beside(spot: Spot, spots: Sequence[Spot], gazetteer: Gazetteer) -> list[Entry]:
    """Wider places written right beside the name: "X, Ill.", "X in Y province", "Syria's X"."""
    near: list[Entry] = []
    if spot.beside:
        near += [hit.entry for hit in gazetteer.find(spot.beside)]
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
    if entry.country in evidence.forces:
        score += _FORCES_BONUS
    score += _kind_bonus(entry, spot)
    if entry.kind == "country" and is_town_of(spot, evidence):
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
            other.entry_id != entry.entry_id and other.country == entry.country and km(entry, other) < _NEAR_KM
            for other in evidence.towns[:_NEIGHBOURS]
        )
    ):
        score += 0.8
    return score


def _kind_bonus(entry: Entry, spot: Spot) -> float:
    if spot.unit == "admin1":
        return 4.0 if entry.kind == "admin1" else 0.0
    if entry.kind == "admin1":
        return _admin1_bonus(entry, spot)
    if entry.kind in ("country", "region", "admin2", "site"):
        return 3.0
    return 1.0 if spot.unit == "town" or spot.cue in ("state", "body", "dateline") else 0.0


def _admin1_bonus(entry: Entry, spot: Spot) -> float:
    """A name that a province and a town share is the town's, unless only villages bear it ("Oklahoma")."""
    cities = [h for h in spot.hits if h.entry.kind == "city" and h.match == "name"]
    towns = [h.entry.population for h in cities if bears_the_name(h, spot) or h.entry.population > _METROPOLIS]
    if entry.country in FEDERAL and entry.population > FAR_LARGER * max(towns, default=0):
        return 1.5
    if spot.unit is not None:
        return -3.0
    places = [h.entry for h in spot.hits if h.entry.kind == "city"]
    has_seat = any((p.country, p.admin1_code) == (entry.country, entry.admin1_code) for p in places)
    return -1.6 if has_seat else -0.6


def _threshold(spot: Spot, entry: Entry) -> float:
    """How much must speak for a name to be a place at all: a small town far from all else is a chance likeness."""
    if spot.cue in ("settlement", "state", "dateline"):
        return 0.0
    if entry.kind != "city":
        return 2.5 if entry.kind == "admin1" and spot.unit is None else 1.0
    least = {"locative": 1.6, "relative": 1.6, "body": 1.6, "people": 1.8}.get(spot.cue, 2.4)
    return least - _UNIQUE_BONUS if _is_unmistakable(spot, entry) else least


def _is_unmistakable(spot: Spot, entry: Entry) -> bool:
    """Whether "in" or "near" stands before a name that one country alone has, and that is nobody's surname."""
    if spot.cue not in ("locative", "relative") or entry.country in _SURNAMES:
        return False
    exact = {hit.entry.country for hit in spot.hits if hit.match == "name"}
    if exact or len(spot.name) < _TELLING:
        return exact == {entry.country}
    return {hit.entry.country for hit in spot.hits} == {entry.country} and entry.population >= _SOUNDS_FAR
