"""Which of an article's places is the place: of the article's main incident, and of one claim."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from extractors.casualties.model import Place, PlacePrecision
from extractors.casualties.text import PlaceMention, Sentence, Span
from extractors.gazetteer import fold

_EXACTNESS = {"site": 0, "district": 1, "town": 2, "admin2": 3, "admin1": 4, "region": 5, "country": 6, None: 7}
_CUE = {
    "state": 1.6, "settlement": 1.5, "dateline": 1.3, "locative": 1.2, "body": 1.0, "relative": 0.9, "street": 1.0, "site": 0.8,
    "people": 0.5, "loose": 0.4, "bare": 0.35, "metonym": 0.1,
}  # fmt: skip
_HARM = re.compile(
    r"\b(?:kill|dead\b|die[sd]?\b|death|wound|injur|shot\b|shoot|stabb|murder|slain|fatal|casualt|blast|explo|bomb|attack|strike|shell|raid|massacre|clash)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:,|,?\s*(?:and|or|as well as|in|of|the|both))*\s*", re.IGNORECASE)
_WIDER = re.compile(
    r"\s*(?:,|in|of|the|near|outside|\(|eastern|western|northern|southern|central|north|south|east|west|\s)*\s*"
)
_HEADLINE = 2.0
_LEADING = 3
_ANCHOR_SHARE = 0.25  # a town leads over a wider place of up to four times its weight
_TAKEN_TO = re.compile(r"\b(?:taken|transported|flown|airlifted|rushed|transferred|brought|treated|hospitali[sz]ed|pronounced|recovering|listed)\b")
_NEIGHBOURS = 3  # sentences looked at before the claim's own


@dataclass(frozen=True, slots=True)
class PlacePhrase(Span):
    """The place of one claim: the phrase as the text writes it, and the places that the phrase names."""

    text: str
    mentions: tuple[PlaceMention, ...]


@dataclass(slots=True)
class _Standing:
    """What speaks for one place over the whole article."""

    mention: PlaceMention
    score: float = 0.0


def rank_places(mentions: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> list[Place]:
    """The places of the article's main incident, most exact first.

    What counts: how often and how early a place is named, how plainly it is where things happened ("in X", "X police"),
    whether the sentence speaks of harm, and whether the headline names it. The three best come first, the most exact of
    them leading; the others follow by their weight.
    """
    standings = _standings(mentions, sentences)
    ranked = sorted(standings, key=lambda s: (-s.score, s.mention.start))
    if not ranked:
        return []
    lead = _leading(ranked)
    rest = [s for s in ranked if s not in lead]
    lead.sort(key=lambda s: (_EXACTNESS[s.mention.precision], -s.score))
    return [_place(s.mention) for s in lead + rest]


def _leading(ranked: list[_Standing]) -> list[_Standing]:
    """The best town or province, one finer place in it, and the next best that say something of their own."""
    exact = [s for s in ranked if s.mention.precision in ("town", "admin2")]
    anchor = exact[0] if exact and exact[0].score > _ANCHOR_SHARE * ranked[0].score else ranked[0]
    lead = [anchor]
    site = next((s for s in ranked if _is_fine(s) and _is_within(s.mention, anchor.mention)), None)
    if site is not None and site is not anchor:
        lead.append(site)
    for redundant in (False, True):
        for standing in ranked:
            if len(lead) < _LEADING and standing not in lead and _is_redundant(standing, lead) is redundant:
                lead.append(standing)
    return lead


def _is_fine(standing: _Standing) -> bool:
    return _EXACTNESS[standing.mention.precision] < _EXACTNESS["town"]


def _is_redundant(standing: _Standing, lead: Sequence[_Standing]) -> bool:
    """Whether a place adds nothing to those chosen: the province of a chosen town, the country, a second site."""
    if standing.mention.precision in ("country", "region", "site", "district"):
        return True
    if standing.mention.precision == "town":
        return False
    return any(s.mention.admin1 == standing.mention.admin1 for s in lead)


def _is_within(inner: PlaceMention, outer: PlaceMention) -> bool:
    return inner.country == outer.country and (inner.admin1 == outer.admin1 or inner.admin1 is None)


def _standings(mentions: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> list[_Standing]:
    starts = [s.start for s in sentences]
    by_key: dict[tuple[str, str | None], _Standing] = {}
    for mention in mentions:
        key = (str(mention.geoname_id or fold(mention.name)), mention.admin1)
        standing = by_key.setdefault(key, _Standing(mention))
        if mention.start < 0:
            standing.score += _HEADLINE
            continue
        index = max(bisect_right(starts, mention.start) - 1, 0)
        standing.score += _weight(mention, sentences[index], index)
    return list(by_key.values())


def _weight(mention: PlaceMention, sentence: Sentence, index: int) -> float:
    weight = _CUE.get(mention.cue, 0.3)
    weight *= 1.5 if _HARM.search(sentence.text) else 0.8
    weight *= 1.0 if sentence.is_body else 0.5
    taken = _TAKEN_TO.search(sentence.text)
    if taken and sentence.start + taken.start() < mention.start:
        weight *= 0.3  # where the wounded were brought is not where it happened
    return weight * (0.35 + 1.3 / (1 + 0.25 * index))


def place_for(
    start: int, end: int, mentions: Sequence[PlaceMention], sentences: Sequence[Sentence]
) -> PlacePhrase | None:
    """The place of what the text says from `start` to `end`: the most exact one that its sentence gives, else those before it.

    Returns the phrase as written, with a list kept whole ("Hajin, Sousa and Al-Shaafa"); null where nothing is near.
    """
    index = max(bisect_right([s.start for s in sentences], start) - 1, 0)
    for at in range(index, max(-1, index - 1 - _NEIGHBOURS), -1):
        sentence = sentences[at]
        inside = [m for m in mentions if sentence.start <= m.start < sentence.end and m.is_locative]
        fine = [m for m in inside if _EXACTNESS[m.precision] < _EXACTNESS["region"]] or inside
        if fine:
            return _phrase(_nearest(fine, start, end) if at == index else fine[0], fine, sentence)
    return None


def _nearest(mentions: Sequence[PlaceMention], start: int, end: int) -> PlaceMention:
    """What follows the claim counts before what precedes it; then an exact place before a wide one right beside it."""
    chosen = min(mentions, key=lambda m: m.start - end if m.start >= end else 1.5 * (start - m.end))
    beside = [
        m
        for m in mentions
        if _EXACTNESS[m.precision] < _EXACTNESS[chosen.precision] and abs(m.start - chosen.start) < 60
    ]
    return min(beside, key=lambda m: abs(m.start - chosen.start), default=chosen)


def _phrase(chosen: PlaceMention, mentions: Sequence[PlaceMention], sentence: Sentence) -> PlacePhrase:
    at = list(mentions).index(chosen)
    first = last = at
    rank = _EXACTNESS[chosen.precision]

    def joined(left: PlaceMention, right: PlaceMention) -> bool:
        gap = sentence.text[left.end - sentence.start : max(right.start - sentence.start, left.end - sentence.start)]
        return (
            bool(re.fullmatch(r"\s*(?:,|,?\s*and|,?\s*or)?\s*", gap))
            and _EXACTNESS[left.precision] == _EXACTNESS[right.precision] == rank
        )

    while first > 0 and joined(mentions[first - 1], mentions[first]):
        first -= 1
    while last + 1 < len(mentions) and joined(mentions[last], mentions[last + 1]):
        last += 1
    start, end = mentions[first].start, mentions[last].end
    text = sentence.text[start - sentence.start : end - sentence.start]
    return PlacePhrase(start, end, text, tuple(mentions[first : last + 1]))


def _place(mention: PlaceMention) -> Place:
    return Place(
        name=mention.name,
        admin1=mention.admin1,
        country=mention.country,
        lat=mention.lat,
        lon=mention.lon,
        precision=cast("PlacePrecision | None", mention.precision),
        geoname_id=mention.geoname_id,
    )
