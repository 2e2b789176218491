"""The weight of each place of an article: what speaks for it as the place of the main incident."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.casualties.places.addresses import ADDRESS, RESIDENCE
from extractors.casualties.places.evidence import FEDERAL
from extractors.casualties.screened import Screened
from extractors.casualties.text import PlaceMention, Sentence
from extractors.gazetteer import fold

_EXACTNESS = {"site": 0, "district": 1, "town": 2, "admin2": 3, "admin1": 4, "region": 5, "country": 6, None: 7}
AWAY = "away"
"""The cue of a town that a distance or a road parts from the incident: "15 km north of X"."""
_CUE = {
    ADDRESS: 2.0, RESIDENCE: 0.3,
    "state": 1.6, "settlement": 1.5, "dateline": 1.3, "locative": 1.2, "body": 1.0, "relative": 0.9, "street": 1.0,
    "site": 0.8, AWAY: 0.5, "people": 0.5, "loose": 0.4, "bare": 0.35, "metonym": 0.1, "clinic": 0.1,
}  # fmt: skip
_HARM = Screened(
    r"\b(?:kill|dead\b|die[sd]?\b|death|wound|injur|shot\b|shoot|stabb|murder|slain|fatal|casualt|blast|explo|bomb|attack|strike|shell|raid|massacre|clash)",
    re.IGNORECASE,
)
_SENTENCES = 512  # kept, as each of a sentence's mentions asks again
_HEADLINE = 2.0
_LEADING = 3
_CITY_STATE = "District of Columbia"
_ANCHOR_SHARE = 0.25  # a town leads over a wider place of up to four times its weight
_SITE_SHARE = 0.12
_TAKEN_TO = Screened(
    r"\b(?:taken|transported|flown|airlifted|rushed|transferred|brought|treated|hospitali[sz]ed|pronounced|recovering|listed)\b"
)


@dataclass(slots=True)
class _Standing:
    """What speaks for one place over the whole article."""

    mention: PlaceMention
    score: float = 0.0


def leading_mentions(mentions: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> list[PlaceMention]:
    """Where the article's main incident is: one mention a place, most exact first, three at most."""
    return ranked_mentions(mentions, sentences)[0]


def ranked_mentions(
    mentions: Sequence[PlaceMention], sentences: Sequence[Sentence]
) -> tuple[list[PlaceMention], list[PlaceMention]]:
    """One mention a place: the three that lead, most exact first, and the others by weight."""
    ranked = sorted(_standings(mentions, sentences), key=lambda s: (-s.score, s.mention.start))
    if not ranked:
        return [], []
    lead = _leading(ranked)
    rest = [s.mention for s in ranked if s not in lead]
    lead.sort(key=lambda s: (exactness(s.mention), -s.score))
    return [s.mention for s in lead], rest


def exactness(mention: PlaceMention) -> float:
    """Order of precision, 0 the finest; a region that lies in one province counts as finer than the province.

    Around a town is less than in one.
    """
    if mention.cue == AWAY:
        return 2.5
    if mention.precision == "region" and mention.admin1:
        return 3.5
    return _EXACTNESS[mention.precision]


def _leading(ranked: list[_Standing]) -> list[_Standing]:
    """The best town or province, one finer place in it, and the next best that say something of their own."""
    exact = [s for s in ranked if _is_exact(s.mention)]
    anchor = exact[0] if exact and exact[0].score > _ANCHOR_SHARE * ranked[0].score else ranked[0]
    lead = [anchor]
    site = next((s for s in ranked if _is_fine(s) and _is_within(s.mention, anchor.mention)), None)
    if site is not None and site is not anchor and site.score > _SITE_SHARE * anchor.score:
        lead.append(site)
    is_passed = _only_touched_on([s for s in exact if s.mention.precision == "town"], anchor)
    for redundant in (False, True):
        for standing in ranked:
            if is_passed and not redundant and standing.mention.precision == "town":
                continue
            if len(lead) < _LEADING and standing not in lead and _is_redundant(standing, lead) is redundant:
                lead.append(standing)
    return lead


def _only_touched_on(towns: Sequence[_Standing], anchor: _Standing) -> bool:
    """Whether an article that is about a county only passes through towns, as where a suspect was held."""
    is_of_county = anchor.mention.precision == "admin2"
    return is_of_county and all(town.score < _ANCHOR_SHARE * anchor.score for town in towns)


def _is_exact(mention: PlaceMention) -> bool:
    """A town, a county, or the one state that is a city."""
    return mention.precision in ("town", "admin2") or (mention.precision == "admin1" and mention.admin1 == _CITY_STATE)


def _is_fine(standing: _Standing) -> bool:
    return exactness(standing.mention) < _EXACTNESS["town"]


def _is_redundant(standing: _Standing, lead: Sequence[_Standing]) -> bool:
    """Whether a place adds nothing to those chosen: the province of a chosen town, the country, a second site."""
    place = standing.mention
    if place.precision in ("country", "region", "site", "district"):
        return True
    if place.precision == "town":
        return False
    exact = [s.mention for s in lead if _is_exact(s.mention)]
    if (
        place.country in FEDERAL
        and not _is_exact(place)
        and any(m.country == place.country and m.admin1 for m in exact)
    ):
        return True  # a second state is where somebody comes from
    return any(s.mention.admin1 == place.admin1 for s in lead)


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
        if standing.mention.start < 0 or _is_plainer(mention, standing.mention):
            standing.mention = mention  # the text's own words, where it is plainly a place
        index = max(bisect_right(starts, mention.start) - 1, 0)
        standing.score += _weight(mention, sentences[index], index)
    return list(by_key.values())


def _is_plainer(mention: PlaceMention, other: PlaceMention) -> bool:
    """Whether it says more plainly than another mention of the place that something is in it."""
    if AWAY in (mention.cue, other.cue):
        return other.cue == AWAY != mention.cue
    return mention.is_locative and not other.is_locative


def is_brought_to(mention: PlaceMention, sentence: Sentence) -> bool:
    """Whether the place is where the wounded were brought, which is not where it happened."""
    taken = _taken_at(sentence.text)
    return taken is not None and sentence.start + taken < mention.start


def speaks_of_harm(sentence: Sentence) -> bool:
    """Whether a sentence has a word of death, injury or attack."""
    return harm_at(sentence.text) is not None


@lru_cache(maxsize=_SENTENCES)
def harm_at(text: str) -> int | None:
    """Where a text first speaks of death, injury or attack."""
    found = _HARM.search(text)
    return found.start() if found else None


@lru_cache(maxsize=_SENTENCES)
def _taken_at(text: str) -> int | None:
    taken = _TAKEN_TO.search(text)
    return taken.start() if taken else None


def _weight(mention: PlaceMention, sentence: Sentence, index: int) -> float:
    weight = _CUE.get(mention.cue, 0.3)
    weight *= 1.5 if speaks_of_harm(sentence) else 0.8
    weight *= 1.0 if sentence.is_body else 0.5
    if is_brought_to(mention, sentence):
        weight *= 0.3
    return weight * (0.35 + 1.3 / (1 + 0.25 * index))
