"""Names that stand together: which of their bearers lie near each other, and which is a part of the other."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from extractors.casualties.places.cues import Spot
from extractors.casualties.text import Sentence
from extractors.gazetteer import Entry

_GAP = 40  # characters between two names that one phrase joins: "Kuran, a village near the town of Jarablus"
_BEARERS = 20  # of a name, the most populous; so that two names cost a bounded number of comparisons
_CLOSE_KM = 60.0
_IN_TOWN_KM = 40.0  # from a quarter to the middle of its city
_CITY = 500_000  # inhabitants; smaller towns are as often listed with a village as they hold it
_TOWN = 50_000  # where the text calls the part one: "Barangay San Roque, Marikina"
_VILLAGE = 100_000
_PART_OF = re.compile(
    r"(?:\s+[a-z]+)?,?\s+(?:of|in)\s+(?:(?:the|[a-z]+ern|east|west|north|south|central|city|town|of)\s+){0,4}|,\s+"
)
_LISTED = re.compile(r"\s*(?:,|and\b|or\b|&)")


def close_by(spots: Sequence[Spot]) -> list[frozenset[int]]:
    """For each name the ids of its bearers that lie close to one of a name right beside it."""
    kin: list[set[int]] = [set() for _ in spots]
    for at, (before, after) in enumerate(pairwise(spots)):
        if before.sentence != after.sentence or after.start - before.end > _GAP or before.name == after.name:
            continue
        for one in _towns(before):
            for other in _towns(after):
                if one.country == other.country and one.entry_id != other.entry_id and km(one, other) < _CLOSE_KM:
                    kin[at].add(one.entry_id)
                    kin[at + 1].add(other.entry_id)
    return [frozenset(ids) for ids in kin]


def _towns(spot: Spot) -> list[Entry]:
    found = [h.entry for h in spot.hits if h.entry.kind == "city" and h.match in ("name", "sound")]
    return found[:_BEARERS]


def settle_parts(spots: Sequence[Spot], sentences: Mapping[int, Sentence]) -> None:
    """A small place written as a city's part that lies far from it is another: "Yongsan, Seoul" is no far village."""
    for at, (part, whole) in enumerate(pairwise(spots)):
        inner, outer, sentence = part.entry, whole.entry, sentences.get(part.sentence)
        if inner is None or outer is None or sentence is None or part.sentence != whole.sentence:
            continue
        if inner.kind != "city" or outer.kind != "city" or inner.country != outer.country or part.start < 0:
            continue
        least = _TOWN if part.unit == "district" else _CITY
        if inner.population > _VILLAGE or outer.population < least or km(inner, outer) < _IN_TOWN_KM:
            continue
        is_list = bool(at) and _is_listed(spots[at - 1], part, sentence)
        if not is_list and not _goes_on(whole, spots[at + 2 : at + 3], sentence) and is_part(part, whole, sentence):
            part.entry, part.hits, part.unit, part.within = None, (), "district", outer
            part.admin1, part.country = outer.admin1, outer.country


def _goes_on(spot: Spot, following: Sequence[Spot], sentence: Sentence) -> bool:
    """Whether a list goes on behind the name; a province or country there only says where it lies."""
    if any(
        s.start - spot.end <= len(", the ") and s.entry and s.entry.kind in ("admin1", "country") for s in following
    ):
        return False
    return _LISTED.match(sentence.text, spot.end - sentence.start) is not None


def _is_listed(before: Spot, spot: Spot, sentence: Sentence) -> bool:
    gap = sentence.text[before.end - sentence.start : spot.start - sentence.start]
    return before.sentence == spot.sentence and _LISTED.match(gap) is not None


def is_part(part: Spot, whole: Spot, sentence: Sentence) -> bool:
    """Whether the words between say that the one lies in the other: "X neighbourhood of west Y", "X, Y"."""
    gap = sentence.text[part.end - sentence.start : whole.start - sentence.start]
    return part.end <= whole.start and _PART_OF.fullmatch(gap) is not None


def km(a: Entry, b: Entry) -> float:
    """Distance on the sphere, good enough to tell near from far."""
    assert a.lat is not None and a.lon is not None and b.lat is not None and b.lon is not None  # noqa: S101, PT018
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371 * math.hypot(x, math.radians(b.lat - a.lat))
