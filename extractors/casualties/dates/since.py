"""Beginnings: "since 2014", "since the war began", "the war, which started in March 2011"."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.dates.around import Context, word_sets
from extractors.casualties.dates.grammar import Phrase
from extractors.casualties.screened import Screened
from extractors.casualties.text import DateMention, Sentence

_NEAR_START, _NEAR_CONFLICT = 12, 40  # tokens
_NEWS_DAYS = 60


def since_token(phrase: Phrase, context: Context) -> int | None:
    """The index of the token with which a "since ..." clause that this phrase dates begins, if it does.

    "since 2014", "since September 2014", "since the conflict began with protests in March 2011", and without the
    word: "the war, which started in 2011", for which the index is the phrase's own.
    """
    words, sets = context.words, word_sets()
    for i in range(phrase.first - 1, max(-1, phrase.first - 1 - _NEAR_START), -1):
        if words[i].letter == "s":
            between = context.lows[i + 1 : phrase.first]
            if between and context.lower(phrase.last) in sets["deed"]:
                return None  # "since the July slaying of a hiker"
            is_start = bool(sets["began"] & set(between)) or all(
                w in {"the", "early", "late", "at", "least", "mid", "-"} for w in between
            )
            return i if is_start else None
    if sets["began"].isdisjoint(context.before(phrase.first, _NEAR_START)):
        return None
    has_conflict = not sets["conflicts"].isdisjoint(context.before(phrase.first, _NEAR_CONFLICT))
    is_old = (
        context.anchor is not None
        and phrase.interval.end is not None
        and phrase.interval.end < context.anchor - dt.timedelta(days=_NEWS_DAYS)
    )
    return phrase.first if has_conflict and is_old else None


_SINCE_EVENT = Screened(r"\bsince\b(?P<clause>(?:\s+[^\s.,;()]+){1,12})", re.IGNORECASE)


def undated_since(text: str) -> list[tuple[int, int]]:
    """Spans of "since the war began": a beginning that the sentence itself does not date."""
    spans = []
    for match in _SINCE_EVENT.finditer(text):
        clause = match["clause"].lower().split()
        if not word_sets()["conflicts"] & set(clause):
            continue
        begins = [i for i, word in enumerate(clause) if word in word_sets()["began"]]
        pieces = list(re.finditer(r"\S+", match["clause"]))
        last = begins[0] if begins else next(i for i, word in enumerate(clause) if word in word_sets()["conflicts"])
        spans.append((match.start(), match.start("clause") + pieces[last].end()))
    return spans


def with_known_start(mentions: list[DateMention], sentences: Sequence[Sentence]) -> list[DateMention]:
    """Dates "since the war began" by the one beginning that the article gives elsewhere, if it gives just one."""
    if not any(m.role == "since" and m.date_start is None for m in mentions):
        return mentions
    firsts = [s.start for s in sentences]
    starts = {
        (m.date_start, m.date_end, m.precision)
        for m in mentions
        if m.role == "since" and m.date_start and _tells_beginning(m, sentences[bisect_right(firsts, m.start) - 1])
    }
    if len(starts) != 1:
        return mentions
    start, end, precision = starts.pop()
    return [
        replace(m, date_start=start, date_end=end, precision=precision)
        if m.role == "since" and m.date_start is None
        else m
        for m in mentions
    ]


def _tells_beginning(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a dated "since" tells when a war began ("the conflict erupted in March 2015"), not "since July 2012"."""
    until = sentence.text[: mention.end - sentence.start].lower().split()[-_NEAR_START:]
    return bool(word_sets()["began"] & set(until) and word_sets()["conflicts"] & set(until))
