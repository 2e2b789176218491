"""Which of an article's places is the place: of the article's main incident, and of one claim."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import cast

from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Place, PlacePrecision
from extractors.casualties.numbers.words import spelled
from extractors.casualties.places.weights import (
    exactness,
    is_brought_to,
    leading_mentions,
    ranked_mentions,
    speaks_of_harm,
)
from extractors.casualties.text import PlaceMention, Sentence, Span, joined_around
from extractors.gazetteer import fold
from extractors.gazetteer.names import ARTICLES

_BEFORE, _AFTER = 3, 3  # sentences looked at around the claim's own
_TOWN, _ADMIN1 = 2, 4  # as `exactness` counts
_LONGEST_ABBREVIATION = 4
_BESIDE = 60  # characters between a place and a finer one that qualifies it
_CAPITAL = frozenset({"dc", "d c", "district of columbia"})
_IN_FULL = {
    "st": "Saint", "ste": "Sainte", "ft": "Fort", "mt": "Mount", "pt": "Point",
    "n": "North", "s": "South", "e": "East", "w": "West",
}  # fmt: skip
_SHORT = re.compile(r"^(St|Ste|Ft|Mt|Pt|[NSEW])(?:\.\s*|\s+)(?=[A-Z])", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s+(?:each\s+|of\s+(?:them|whom)\s+)?(?:in|at|near|from|outside)\s+(?:the\s+)?"
)  # "seven | in | Hama"
_LIST = re.compile(r"\s*(?:,|,?\s*and|,?\s*or)?\s*(?:the\s+)?")


@dataclass(frozen=True, slots=True)
class PlacePhrase(Span):
    """The place of one claim: the phrase as the text writes it, and the places that the phrase names."""

    text: str
    mentions: tuple[PlaceMention, ...]


def rank_places(mentions: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> list[Place]:
    """The places of the article's main incident, most exact first.

    What counts: how often and how early a place is named, how plainly it is where things happened ("in X", "X police"),
    whether the sentence speaks of harm, and whether the headline names it. The three best come first, the most exact of
    them leading; the others follow by their weight.
    """
    lead, rest = ranked_mentions(mentions, sentences)
    names = {mention.name.casefold(): mention.name for mention in mentions if not mention.name.isupper()}
    return [_place(m, _as_name(m, names.get(m.name.casefold(), m.name))) for m in lead + rest]


def place_for(  # noqa: PLR0913 - two of them are keywords
    start: int,
    end: int,
    mentions: Sequence[PlaceMention],
    sentences: Sequence[Sentence],
    *,
    is_incident: bool = True,
    lead: Sequence[PlaceMention] | None = None,
) -> PlacePhrase | None:
    """The place of what the text says from `start` to `end`, as the text writes it, lists kept whole.

    Its own sentence decides, then those before it; where they only give something wide ("in eastern Syria"), a finer
    place inside it that the next sentences or the whole article put the incident in. A total over a period or a war
    (`is_incident` false) keeps the wide place. Null where the text names none. `lead`: what leading_mentions gives for
    the article, where the caller has it already; it weighs every mention, so many claims should share it.
    """
    if not sentences:
        return None
    at = _sentence_at(start, sentences)
    if not is_incident:
        own = _locative(mentions, sentences[at])
        return _phrase(_nearest(own, sentences[at], start, end) if own else None, mentions, sentences)
    lead = leading_mentions(mentions, sentences) if lead is None else lead
    chosen = _near((start, end), mentions, sentences, at, lead[0].country if lead else None)
    return _phrase(_finer(chosen, mentions, sentences, at, lead) or chosen, mentions, sentences)


def _near(
    span: tuple[int, int], mentions: Sequence[PlaceMention], sentences: Sequence[Sentence], at: int, home: str | None
) -> PlaceMention | None:
    """The place that the claim's sentence gives, or those before it; of the article's own country where it can be."""
    wide: PlaceMention | None = None
    for index in range(at, max(-1, at - 1 - _BEFORE), -1):
        inside = _locative(mentions, sentences[index])
        fine = [m for m in inside if exactness(m) <= _ADMIN1]
        fine = [m for m in fine if home is None or m.country in (home, None)] or fine
        if fine:
            return _nearest(fine, sentences[index], *span) if index == at else min(fine, key=exactness)
        wide = wide or (inside[0] if inside else None)
    return wide


_start = attrgetter("start")


def _sentence_at(start: int, sentences: Sequence[Sentence]) -> int:
    return max(bisect_right(sentences, start, key=_start) - 1, 0)


def _between(mentions: Sequence[PlaceMention], start: int, end: int) -> Sequence[PlaceMention]:
    """Those that begin from `start` on, before `end`; they stand in the order of the text."""
    return mentions[bisect_left(mentions, start, key=_start) : bisect_left(mentions, end, key=_start)]


def _locative(mentions: Sequence[PlaceMention], sentence: Sentence) -> list[PlaceMention]:
    inside = _between(mentions, sentence.start, sentence.end)
    return [m for m in inside if m.is_locative and not is_brought_to(m, sentence)]


def _nearest(mentions: Sequence[PlaceMention], sentence: Sentence, start: int, end: int) -> PlaceMention:
    """The place in which the claim's words go on; else what follows before what precedes; a finer one beside it."""
    own = [
        m for m in mentions if m.start >= end and _GOES_ON.fullmatch(sentence.text, *_within(sentence, end, m.start))
    ]
    mentions = own or [m for m in mentions if not _is_of_share(sentence, end, m)] or mentions
    chosen = min(mentions, key=lambda m: m.start - end if m.start >= end else 1.5 * (start - m.end))
    finer = [m for m in mentions if exactness(m) < exactness(chosen) and abs(m.start - chosen.start) < _BESIDE]
    beside = [m for m in finer if not _tells_another(sentence, *sorted((m, chosen), key=_start))]
    return min(beside, key=lambda m: abs(m.start - chosen.start), default=chosen)


def _is_of_share(sentence: Sentence, end: int, place: PlaceMention) -> bool:
    """Whether a figure behind the claim goes on in the place: "killed 47 people: | 30 in | Madhubani"."""
    between = [t for t in sentence.tokens if end <= t.start and t.end <= place.start]
    for at in range(len(between)):
        figure = spelled(between, at)
        if figure is None or (at and between[at - 1].low in lexicon().triggers):
            continue  # "killed nine and | wounded 12 in Keld" is one attack
        if _GOES_ON.fullmatch(sentence.text, *_within(sentence, between[figure[1]].end, place.start)):
            return True
    return False


def _within(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    return max(0, start - sentence.start), end - sentence.start


def _tells_another(sentence: Sentence, left: PlaceMention, right: PlaceMention) -> bool:
    """Whether a figure stands between two places, which is told of the second: "50 in Aleppo, | 15 in | Homs"."""
    between = [t for t in sentence.tokens if left.end <= t.start and t.end <= right.start]
    return any(spelled(between, at) is not None for at in range(len(between)))


def _finer(
    chosen: PlaceMention | None,
    mentions: Sequence[PlaceMention],
    sentences: Sequence[Sentence],
    at: int,
    lead: Sequence[PlaceMention],
) -> PlaceMention | None:
    """A place inside the chosen one: of the next sentences that speak of harm, or the article's main place."""
    if chosen is None:
        return next((m for m in lead if m.start >= 0), None)
    if exactness(chosen) >= _TOWN:
        for sentence in sentences[at + 1 : at + 1 + _AFTER]:
            if not speaks_of_harm(sentence):
                continue
            inside = [m for m in _locative(mentions, sentence) if _is_inside(m, chosen)]
            if inside:
                return min(inside, key=exactness)
    is_wide = exactness(chosen) > _TOWN
    for mention in (m for m in lead if m.start >= 0 and _is_inside(m, chosen)):
        if is_wide or _is_told_beside(mention, chosen, mentions, sentences):
            return mention
    return None


def _is_told_beside(
    site: PlaceMention, town: PlaceMention, mentions: Sequence[PlaceMention], sentences: Sequence[Sentence]
) -> bool:
    """Whether a sentence that names the town, or the next to one, names the site: else it may lie elsewhere."""
    at = _sentence_at(site.start, sentences)
    first, last = sentences[max(0, at - 1)], sentences[min(at + 1, len(sentences) - 1)]
    return any(m.name == town.name for m in _between(mentions, first.start, last.end))


def _is_inside(inner: PlaceMention, outer: PlaceMention) -> bool:
    if exactness(inner) >= exactness(outer) or inner.country != outer.country:
        return False
    return outer.admin1 is None or inner.admin1 == outer.admin1


def _phrase(
    chosen: PlaceMention | None, mentions: Sequence[PlaceMention], sentences: Sequence[Sentence]
) -> PlacePhrase | None:
    if chosen is None:
        return None
    sentence = sentences[_sentence_at(chosen.start, sentences)]
    inside = _between(mentions, sentence.start, sentence.end)

    def joined(left: PlaceMention, right: PlaceMention) -> bool:
        gap = sentence.text[left.end - sentence.start : max(right.start, left.end) - sentence.start]
        return _LIST.fullmatch(gap) is not None and exactness(left) == exactness(right) == exactness(chosen)

    listed = joined_around(inside, inside.index(chosen), joined)
    start, end = listed[0].start, listed[-1].end
    text = sentence.text[start - sentence.start : end - sentence.start]
    return PlacePhrase(start, end, text, tuple(listed))


def _as_name(mention: PlaceMention, name: str) -> str:
    """A name as one looks it up: a dateline's capitals as a name (KHARKIV), short forms in full (St. Louis, Ft. Worth).

    Abbreviations that no list spells out (UAE, TX) stay as they are. D.C. is the one state that is a city.
    """
    if mention.precision == "admin1" and mention.country == "US" and fold(name) in _CAPITAL:
        return "Washington, D.C."
    least = _LONGEST_ABBREVIATION if mention.precision == "town" else _LONGEST_ABBREVIATION + 1
    if name.islower() or (name.isupper() and len(name) >= least):
        name = re.sub(r"[^\W\d_]+", _with_capital, name)
    if mention.precision in ("town", "admin2", "district"):
        name = re.sub(r" Co\.?$", " County", name)
        return _SHORT.sub(lambda match: _IN_FULL[match.group(1).lower()] + " ", name)
    return name


def _with_capital(word: re.Match[str]) -> str:
    is_article = word.start() > 0 and word[0].lower() in ARTICLES
    return word[0].lower() if is_article else word[0].capitalize()


def _place(mention: PlaceMention, name: str) -> Place:
    return Place(
        name=name,
        admin1=mention.admin1,
        country=mention.country,
        lat=mention.lat,
        lon=mention.lon,
        # near a town is no more exact than a part of one
        precision="district"
        if (mention.cue, mention.precision) == ("relative", "town")
        else cast("PlacePrecision | None", mention.precision),
        geoname_id=mention.geoname_id,
    )
