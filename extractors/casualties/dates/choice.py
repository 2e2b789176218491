"""Which of an article's time expressions dates a claim."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence

from extractors.casualties.dates.roles import tells_of_violence
from extractors.casualties.text import DateMention, Sentence

_CLAUSE = re.compile(r"[;:,]|\b(?:and|but|while|whereas|when|after|before|as|who|which)\b", re.IGNORECASE)
_CLAUSE_COST = 60  # characters that a clause boundary between a claim and a date weighs
_BACK = 2  # sentences of the same paragraph before the claim's own that may date it
_RECENT_DAYS = 7  # "since Sunday night" dates an incident, "since March" does not


def main_date(mentions: Sequence[DateMention], sentences: Sequence[Sentence] = ()) -> DateMention | None:
    """What dates the article's main incident.

    The first resolved event day in a sentence that tells of violence or death; else the first one; else the nearest
    thing to one: a recent "since Sunday", a wider event, an older day.
    """
    resolved = [m for m in mentions if m.date_start]
    events = [m for m in resolved if m.role == "event"]
    days = [m for m in events if m.precision in {"day", "days"}]
    recent = [m for m in resolved if m.role == "since" and is_recent(m)]
    background = [m for m in resolved if m.role == "background" and m.precision == "day"]
    telling = [s for s in sentences if s.is_body and tells_of_violence(s.text)]
    told = [m for m in days if any(s.start <= m.start < s.end for s in telling)]
    return next(iter(told or days or recent or events or background), None)


def is_recent(mention: DateMention) -> bool:
    """Whether a span of days is short enough to be the time of one incident."""
    if not (mention.date_start and mention.date_end):
        return False
    return (dt.date.fromisoformat(mention.date_end) - dt.date.fromisoformat(mention.date_start)).days <= _RECENT_DAYS


def date_for(
    start: int,
    end: int,
    mentions: Sequence[DateMention],
    sentences: Sequence[Sentence],
    *,
    scope: str = "incident",
) -> DateMention | None:
    """The mention that dates the claim at `start:end` of the document, or None.

    Args:
        start: where the claim's quote begins.
        end: where it ends.
        mentions: what find_dates gave for these sentences.
        sentences: the article's sentences.
        scope: the claim's scope. A running total or a period takes the nearest "since ..." or period; an incident
            takes the event nearest in its sentence, then in the two sentences before, then the article's main one;
            none of these where its sentence reports, on an earlier day, something else.
    """
    at = bisect_right([s.start for s in sentences], start) - 1
    if at < 0 or start >= sentences[at].end:
        return None
    own = _within(sentences[at], mentions)
    if scope == "other":
        found = _nearest(start, end, [m for m in own if m.role != "report"], sentences[at])
        return found or _background_before(at, mentions, sentences)
    if scope != "incident":
        return _span(start, end, own, mentions, sentences[: at + 1])
    if found := _nearest(start, end, [m for m in own if _may_date(m)], sentences[at]):
        return found
    main = main_date(mentions, sentences)
    reports = [m for m in own if m.role == "report"]
    if reports:
        return main if all(_may_report(m, main) for m in reports) else None
    return _before(at, mentions, sentences) or main


def _may_date(mention: DateMention) -> bool:
    """Whether a mention in a claim's own sentence may be the day of its incident."""
    if mention.role in {"period", "since"}:
        return is_recent(mention)
    return mention.role in {"event", "background"}


def _span(
    start: int, end: int, own: Sequence[DateMention], mentions: Sequence[DateMention], sentences: Sequence[Sentence]
) -> DateMention | None:
    """The period or the beginning nearest to a total, in its sentence or shortly before."""
    spans = [m for m in own if m.role in {"since", "period"}]
    wide = [m for m in own if m.role in {"event", "background"} and m.precision in {"days", "week", "month", "year"}]
    if found := _nearest(start, end, spans or wide, sentences[-1]):
        return found
    for back, earlier in enumerate(reversed(sentences[:-1][-_BACK:])):
        if back == 0 or earlier.paragraph == sentences[-1].paragraph:
            near = [m for m in _within(earlier, mentions) if m.role in {"since", "period"} and m.date_start]
            if near:
                return near[-1]
    return None


def _background_before(at: int, mentions: Sequence[DateMention], sentences: Sequence[Sentence]) -> DateMention | None:
    """The older day or year that the sentence before names, where it goes on with the same matter."""
    if not at or sentences[at - 1].paragraph != sentences[at].paragraph:
        return None
    older = [m for m in _within(sentences[at - 1], mentions) if m.role == "background" and m.date_start]
    return older[-1] if older else None


def _before(at: int, mentions: Sequence[DateMention], sentences: Sequence[Sentence]) -> DateMention | None:
    """The first event day of the nearest sentence before, in the same paragraph, that names one."""
    for earlier in reversed(sentences[max(0, at - _BACK) : at]):
        if earlier.paragraph == sentences[at].paragraph:
            near = [m for m in _within(earlier, mentions) if m.role == "event" and m.date_start]
            if near:
                return near[0]
    return None


def _within(sentence: Sentence, mentions: Sequence[DateMention]) -> list[DateMention]:
    return [m for m in mentions if sentence.start <= m.start < sentence.end]


def _may_report(mention: DateMention, main: DateMention | None) -> bool:
    """Whether the day of a report may be one on the main incident: it does not lie before it."""
    return bool(main and main.date_start and mention.date_start and mention.date_start >= main.date_start)


def _nearest(start: int, end: int, mentions: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    def cost(mention: DateMention) -> int:
        left, right = (mention.end, start) if mention.end <= start else (end, mention.start)
        between = sentence.text[left - sentence.start : max(left, right) - sentence.start]
        return len(between) + _CLAUSE_COST * len(_CLAUSE.findall(between))

    return min(mentions, key=cost, default=None)
