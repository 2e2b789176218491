"""Where each claim's own clause puts it, and whether two places can be the place of one attack."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import pairwise

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.cues import origin_pattern
from extractors.casualties.lexicon import lexicon
from extractors.casualties.places.weights import exactness, is_brought_to
from extractors.casualties.text import PlaceMention, Sentence
from extractors.gazetteer import fold

_BREAK = re.compile(r"[;:]|,|\b(?:and|while|but|with|as|plus)\b", re.IGNORECASE)
# A place that no gazetteer knows, where a figure is told of each: "five in Zaporivka, four in Dniprovsk".
_NAMED = re.compile(
    r"""[^,;.]{0,40}?\b(?:in|at|near|around|outside)\s+(?:the\s+)?(?:(?:[a-z]+\s+){0,2}of\s+)?
    ([A-Z][\w’'-]+(?:[ -](?:[A-Z][\w’'-]+|al-[A-Z][\w’'-]+)){0,3})""",
    re.VERBOSE,
)
_SITE, _TOWN, _ADMIN1 = 0, 2, 4  # as `exactness` counts
_BEFORE = 60  # characters before a place that tell what it is to the attack
_EARTH = 12742.0  # kilometres through its middle
_NEARBY = 15.0  # kilometres within which two towns may be told of as one place


class Distance(IntEnum):
    """How far two places lie apart, as far as their names tell."""

    SAME = 0  # one lies in the other, or nothing speaks against it
    OTHER = 1  # another name of the same kind, and nothing more is known
    FAR = 2  # no one attack is in both


def find_spots(
    claims: Sequence[Draft], mentions: Mapping[int, Sequence[PlaceMention]], sentences: Sequence[Sentence]
) -> None:
    """Sets the places that each claim's own clause names, in place.

    A place before the first figure of a sentence holds for all of them, one between two figures for the one in whose
    clause it stands: "in Aleppo 12 people died and in Homs 15", "five in the city, four in its suburbs".
    """
    by_sentence: dict[int, list[Draft]] = {}
    for claim in claims:
        by_sentence.setdefault(claim.sentence, []).append(claim)
    for index, claimed in by_sentence.items():
        if index < 0:
            continue
        sentence = sentences[index]
        places = [m for m in mentions.get(index, ()) if _is_scene(m, sentence)]
        told = sorted(claimed, key=lambda c: c.start)
        if len(told) > 1:
            places = sorted([*places, *_unknown(mentions.get(index, ()), told, sentence)], key=lambda m: m.start)
        frame = tuple(m for m in places if m.start < told[0].start)
        for claim, following in zip(told, [*told[1:], None], strict=True):
            own, frame_of_next = _shared_out(claim, following, places, sentence)
            claim.spots = own or frame
            claim.is_placed = bool(claim.spots)
            frame = frame_of_next or frame
        for claim, following in reversed(list(pairwise(told))):  # "two men died and ten were hurt in the village of X"
            claim.spots = claim.spots or following.spots


def _is_scene(mention: PlaceMention, sentence: Sentence) -> bool:
    """Whether something happened at the place: not where the wounded were brought, nor where the attackers stood."""
    before = sentence.text[max(0, mention.start - sentence.start - _BEFORE) : mention.start - sentence.start]
    return mention.is_locative and not is_brought_to(mention, sentence) and origin_pattern().search(before) is None


def _unknown(known: Sequence[PlaceMention], claims: Sequence[Draft], sentence: Sentence) -> Iterator[PlaceMention]:
    """Names right after the figures of one sentence that the gazetteer lacks, where nothing it knows follows."""
    country = next((m.country for m in known if m.country), None)
    for claim, following in zip(claims, [*claims[1:], None], strict=True):
        end = following.start if following is not None else sentence.end
        named = _NAMED.match(sentence.text, claim.end - sentence.start, end - sentence.start)
        if named is None or any(claim.end <= m.start < end for m in known):
            continue
        if not any(lexicon().has(words, named[1].split()[0].lower()) for words in ("month", "not_name")):
            span = sentence.start + named.start(1), sentence.start + named.end(1)
            yield PlaceMention(*span, named[1], None, country, None, None, "town", None, is_locative=True)


def _shared_out(
    claim: Draft, following: Draft | None, places: Sequence[PlaceMention], sentence: Sentence
) -> tuple[tuple[PlaceMention, ...], tuple[PlaceMention, ...]]:
    """The places after a claim that are its own, and those that the next one's clause begins with."""
    end = following.start if following is not None else sentence.end
    between = sentence.text[claim.end - sentence.start : end - sentence.start]
    last = (
        max((m.start() for m in _BREAK.finditer(between)), default=len(between))
        if following is not None
        else len(between)
    )
    after = [m for m in places if claim.end <= m.start < end]
    own = tuple(m for m in after if m.start - claim.end < last)
    return own, tuple(m for m in after if m.start - claim.end >= last)


def narrowed(places: Iterable[PlaceMention]) -> list[PlaceMention]:
    """Places without those that hold a finer one of them, without sites."""
    kept = [m for m in places if exactness(m) > _SITE]
    distinct = {_identity(m): m for m in kept}
    holding = {which for which, m in distinct.items() if any(_holds(m, other) for other in distinct.values())}
    return [m for m in kept if _identity(m) not in holding]


def _identity(place: PlaceMention) -> tuple[object, ...]:
    """What tells one place from another, wherever it is named."""
    return place.name, place.geoname_id, place.precision, place.admin1, place.country


def distance(spots: Sequence[PlaceMention], places: Sequence[PlaceMention]) -> Distance:
    """The least distance between any two of the places."""
    return min((_between(a, b) for a in spots for b in places), default=Distance.SAME)


def are_apart(claim: Draft, total: Draft) -> bool:
    """Whether a figure cannot be a share of a total that was told of one place, as it is of another.

    As in "20 died in Baghdad. Twelve died in Mosul"; not in "In Kyiv officials said ten died, six of them in Sumy".
    """
    is_only_framed = claim.sentence == total.sentence and all(m.start < total.start for m in total.spots)
    if not total.is_placed or is_only_framed:
        return False
    around = [m for m in total.spots if m.admin1 and fold(m.admin1).startswith(fold(m.name))]  # Gaza, of the Gaza Strip
    if any(m.admin1 == spot.admin1 for m in around for spot in claim.spots):
        return False
    return distance(narrowed(claim.spots), narrowed(total.spots)) is Distance.FAR


def _between(a: PlaceMention, b: PlaceMention) -> Distance:
    if _is_one(a, b) or _SITE in (exactness(a), exactness(b)):
        return Distance.SAME
    if a.country and b.country and a.country != b.country:
        return Distance.FAR
    if max(exactness(a), exactness(b)) > _ADMIN1 or _holds(a, b) or _holds(b, a):
        return Distance.OTHER if exactness(a) == exactness(b) else Distance.SAME
    kilometres = _kilometres(a, b)
    is_one_level = exactness(a) == exactness(b)
    if kilometres is not None and is_one_level and exactness(a) == _TOWN:
        return Distance.FAR if kilometres > _NEARBY else Distance.OTHER
    if a.admin1 != b.admin1 and None not in (a.admin1, b.admin1):
        # A capital's suburbs may be a province of their own.
        return Distance.SAME if kilometres is not None and kilometres < 2 * _NEARBY else Distance.FAR
    return Distance.OTHER if is_one_level else Distance.SAME


def _is_one(a: PlaceMention, b: PlaceMention) -> bool:
    return fold(a.name) == fold(b.name) or (a.geoname_id is not None and a.geoname_id == b.geoname_id)


def _holds(outer: PlaceMention, inner: PlaceMention) -> bool:
    """Whether one place lies in the other; a town may stand for the province that bears its name."""
    is_known = outer.country == inner.country or None in (outer.country, inner.country)
    if outer is inner or not is_known or exactness(inner) > exactness(outer):
        return False
    if exactness(outer) > _ADMIN1:
        return exactness(inner) < exactness(outer)
    if exactness(outer) > _TOWN:
        return exactness(inner) < exactness(outer) and outer.admin1 == inner.admin1
    is_named_after = outer.admin1 is not None and fold(outer.name) == fold(outer.admin1)
    return is_named_after and outer.admin1 == inner.admin1 and not _is_one(outer, inner)


def _kilometres(a: PlaceMention, b: PlaceMention) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q, r, s = (math.radians(v) for v in (a.lat, a.lon, b.lat, b.lon))
    half = math.sin((r - p) / 2) ** 2 + math.cos(p) * math.cos(r) * math.sin((s - q) / 2) ** 2
    return _EARTH * math.asin(math.sqrt(half))
