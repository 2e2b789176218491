"""Dates: every time expression of an article, resolved, with what it dates; and which of them dates a claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from extractors.casualties.dates.around import Context
from extractors.casualties.dates.choice import DAYS, Timeline
from extractors.casualties.dates.datelines import Head, read_head
from extractors.casualties.dates.deeds import told_of, with_deeds
from extractors.casualties.dates.grammar import Phrase, phrases_of
from extractors.casualties.dates.roles import role_of
from extractors.casualties.dates.since import since_token, undated_since, with_known_start
from extractors.casualties.dates.spoken import without_pictures, without_spoken_days
from extractors.casualties.dates.undated import clock_times, likely_days
from extractors.casualties.dates.words import Word, calendar, may_hold_date, words_of
from extractors.casualties.text import DateMention, Sentence, Span

__all__ = ["Timeline", "find_dates", "read_head", "timeline_of"]


def find_dates(sentences: Sequence[Sentence], published: dt.date | dt.datetime | None) -> list[DateMention]:
    """All time expressions, in order, with offsets in the document.

    Roles: `event` dates what happened; `report` the telling of it, a dateline, a caption, or what was done afterwards
    ("was charged Wednesday"); `period` a span that totals cover; `since` a beginning up to the anchor (the start alone
    where there is no anchor); `background` what lies more than 60 days back or is still to come.

    Args:
        sentences: the article's sentences; those that are no body (copies of the title) count too.
        published: the publication time with the outlet's offset, or its day, or None. The text's own dateline
            outranks it. With neither, what needs an anchor ("on Saturday") has null dates.
    """
    return _mentions_of(sentences, sentences, read_head(sentences, published))


def _mentions_of(sentences: Sequence[Sentence], near: Sequence[Sentence], head: Head) -> list[DateMention]:
    texts = [(s, words_of(s)) for s in near if may_hold_date(s)]
    day_first = _order(words for _, words in texts)
    found = [mention for s, words in texts for mention in _mentions(s, words, head, day_first)]
    found = without_pictures(found, sentences)
    found = without_spoken_days(found, sentences)
    if head.day and not any(m.role == "event" and m.precision in DAYS and m.date_start for m in found):
        found = sorted([*found, *clock_times(sentences, head.day)], key=lambda m: m.start)
    return with_known_start(found, sentences)


def timeline_of(sentences: Sequence[Sentence], head: Head, near: Sequence[Sentence], *, title: str = "") -> Timeline:
    """The article's times, those of the sentences `near` what they may date, ready to be chosen from."""
    mentions = _mentions_of(sentences, near, head)
    return Timeline(
        mentions,
        sentences,
        titled=_titled(title, head.day),
        likely=lambda: likely_days(mentions, sentences, title, head.day),
    )


def _titled(title: str, day: dt.date | None) -> DateMention | None:
    """The day of the deed that the headline names ("Four shot Saturday night"); it stands nowhere in the text."""
    headline = Sentence(0, len(title), title, -1, -1)
    if not may_hold_date(headline):
        return None
    told = _mentions(headline, words_of(headline), Head(day, ()), None)
    days = (m for m in told if m.role in {"event", "background"} and m.precision in DAYS and m.date_start)
    return next((replace(m, start=-1, end=-1) for m in days if m.tells == "deed"), None)


def _order(rows: Iterator[Sequence[Word]]) -> bool | None:
    """Whether this document writes the day first in figures, told by those of its dates that allow one order only."""
    orders = set()
    for words in rows:
        for word in words:
            if word.letter == "N" and "/" in word.text:
                first, second, _ = (int(part) for part in word.text.split("/"))
                if (first > 12) != (second > 12):  # noqa: PLR2004 (months)
                    orders.add(first > second)
    return orders.pop() if len(orders) == 1 else None


def _mentions(
    sentence: Sentence,
    words: Sequence[Word],
    head: Head,
    day_first: bool | None,  # noqa: FBT001 (three states)
) -> Iterator[DateMention]:
    context = Context(words, head.day)
    phrases = phrases_of(words, head.day, day_first=day_first, is_future=context.is_future)
    found = [_mention(sentence, phrase, context, head) for phrase in phrases if not _is_name(phrase, context)]
    for start, end in undated_since(sentence.text):
        span = Span(sentence.start + start, sentence.start + end)
        if not any(m.start < span.end and span.start < m.end for m in found):
            found.append(DateMention(span.start, span.end, None, None, "day", "since"))
    yield from sorted(with_deeds(found, sentence.text), key=lambda mention: mention.start)


def _mention(sentence: Sentence, phrase: Phrase, context: Context, head: Head) -> DateMention:
    words, interval = context.words, phrase.interval
    first, start, end = phrase.first, interval.start, interval.end
    since = since_token(phrase, context)
    begin = sentence.start + words[phrase.first].start
    if head.has(begin):
        role = "event" if head.dates_deed(begin) else "report"
    elif since is not None:
        role, first = "since", since
        start, end = _until_now(start, context.anchor)
    else:
        role = role_of(phrase, context)
    return DateMention(
        start=sentence.start + words[first].start,
        end=sentence.start + words[phrase.last - 1].end,
        date_start=start.isoformat() if start else None,
        date_end=end.isoformat() if end else None,
        precision=interval.precision,
        role=role,
        tells="deed" if head.dates_deed(begin) else told_of(phrase, context) if role in {"event", "background"} else "",
        is_relative=phrase.kind == "relative",
    )


def _until_now(start: dt.date | None, day: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """The days of "since ...": without an anchor the start alone; none where the start lies ahead."""
    if start is None or (day is not None and start > day):
        return None, None
    return start, day


@cache
def _names() -> frozenset[str]:
    return frozenset(calendar()["names"]["not_dates"])


def _is_name(phrase: Phrase, context: Context) -> bool:
    """As in "Bloody Sunday", "the Sunday Times"; and habits ("on Fridays", "every Monday")."""
    first, last = phrase.first, phrase.last
    pieces = [context.lower(i) for i in range(first - 2, last + 2)]
    around = f" {' '.join(piece for piece in pieces if piece)} "
    word = context.words[last - 1]
    if any(f" {name} " in around for name in _names()):
        return True
    is_plural = word.letter == "W" and word.text.endswith("s") and word.end - word.start == len(word.text)
    before = context.lower(first if context.words[first].letter == "p" else first - 1)
    return context.lower(first - 1) in {"every", "each", "most"} or (is_plural and before == "on")
