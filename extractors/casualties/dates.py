"""Dates: every time expression of an article, resolved, with what it dates; and which of them dates a claim."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.casualties.date_grammar import Phrase, phrases_of
from extractors.casualties.date_roles import Context, role_of, since_token, undated_since
from extractors.casualties.date_words import Word, calendar, may_hold_date, words_of
from extractors.casualties.datelines import anchor, dateline
from extractors.casualties.text import DateMention, Sentence, Span

__all__ = ["anchor", "date_for", "find_dates", "main_date"]


def find_dates(sentences: Sequence[Sentence], published: dt.date | dt.datetime | None) -> list[DateMention]:
    """All time expressions, in order, with offsets in the document.

    Args:
        sentences: the article's sentences; those that are no body (copies of the title) count too.
        published: the publication time with the outlet's offset, or its day, or None. The text's own dateline
            outranks it. With neither, what needs an anchor ("on Saturday") has null dates.
    """
    head = dateline(sentences, published)
    day = anchor(sentences, published)
    texts = [(s, words_of(s.text)) for s in sentences if may_hold_date(s.text)]
    day_first = _order(words for _, words in texts)
    return [mention for s, words in texts for mention in _mentions(s, words, day, day_first, head)]


def _order(rows: Iterator[list[Word]]) -> bool | None:
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
    words: list[Word],
    day: dt.date | None,
    day_first: bool | None,  # noqa: FBT001 (three states)
    head: tuple[Span, dt.date] | None,
) -> Iterator[DateMention]:
    context = Context(words, day)
    phrases = phrases_of(words, day, day_first=day_first, is_future=context.is_future)
    found = [_mention(sentence, phrase, context, head) for phrase in phrases if not _is_name(phrase, context)]
    for start, end in undated_since(sentence.text):
        span = Span(sentence.start + start, sentence.start + end)
        if not any(m.start < span.end and span.start < m.end for m in found):
            found.append(DateMention(span.start, span.end, None, None, "day", "since"))
    yield from sorted(found, key=lambda mention: mention.start)


def _mention(sentence: Sentence, phrase: Phrase, context: Context, head: tuple[Span, dt.date] | None) -> DateMention:
    words, interval = context.words, phrase.interval
    first, start, end = phrase.first, interval.start, interval.end
    since = since_token(phrase, context)
    begin = sentence.start + words[phrase.first].start
    if head and head[0].start <= begin < head[0].end:
        role = "report"
    elif since is not None:
        role, first = "since", since
        end = context.anchor if start else None
    else:
        role = role_of(phrase, context)
    return DateMention(
        start=sentence.start + words[first].start,
        end=sentence.start + words[phrase.last - 1].end,
        date_start=start.isoformat() if start else None,
        date_end=end.isoformat() if end else None,
        precision=interval.precision,
        role=role,
    )


@cache
def _names() -> frozenset[str]:
    return frozenset(calendar()["names"]["not_dates"])


def _is_name(phrase: Phrase, context: Context) -> bool:
    """ "Bloody Sunday", "the Sunday Times"; and habits ("on Fridays", "every Monday")."""
    first, last = phrase.first, phrase.last
    pieces = [context.lower(i) for i in range(first - 2, last + 2)]
    around = f" {' '.join(piece for piece in pieces if piece)} "
    word = context.words[last - 1]
    if any(f" {name} " in around for name in _names() if any(name_word in around for name_word in name.split())):
        return True
    is_plural = word.letter == "W" and word.text.endswith("s") and word.end - word.start == len(word.text)
    before = context.lower(first if context.words[first].letter == "p" else first - 1)
    return context.lower(first - 1) in {"every", "each", "most"} or (is_plural and before == "on")


_CLAUSE = re.compile(r"[;:,]|\b(?:and|but|while|whereas|when|after|before|as|who|which)\b", re.IGNORECASE)
_CLAUSE_COST = 60  # characters that a clause boundary between a claim and a date weighs
_BACK = 2  # sentences of the same paragraph before the claim's own that may date it


def main_date(mentions: Sequence[DateMention], sentences: Sequence[Sentence]) -> DateMention | None:
    """What dates the article's main incident: the first resolved event day of the body, else the first other event."""
    del sentences
    events = [m for m in mentions if m.role == "event" and m.date_start]
    days = [m for m in events if m.precision in {"day", "days"}]
    background = [m for m in mentions if m.role == "background" and m.precision == "day" and m.date_start]
    return next(iter(days or events or background), None)


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
            none of these where the sentence opens with the report of another day.
    """
    at = next((s.index for s in sentences if s.start <= start < s.end), None)
    if at is None:
        return None
    roles = {"incident": ("event", "period", "background")}.get(scope, ("since", "period"))
    if scope == "other":
        roles = ("background", "event", "period", "since")
    own = _within(sentences[at], mentions)
    if found := _nearest(start, end, [m for m in own if m.role in roles], sentences[at]):
        return found
    if scope == "other":
        return None
    main = main_date(mentions, sentences)
    if scope == "incident" and any(m.role == "report" and not _same(m, main) for m in own):
        return main if all(_is_report_of(m, main) for m in own if m.role == "report") else None
    for earlier in reversed(sentences[max(0, at - _BACK) : at]):
        if earlier.paragraph == sentences[at].paragraph:
            near = [
                m for m in _within(earlier, mentions) if m.role in roles and m.role != "background" and m.date_start
            ]
            if near:
                return near[-1] if scope != "incident" else near[0]
    return main if scope == "incident" else None


def _within(sentence: Sentence, mentions: Sequence[DateMention]) -> list[DateMention]:
    return [m for m in mentions if sentence.start <= m.start < sentence.end]


def _same(mention: DateMention, other: DateMention | None) -> bool:
    return other is not None and mention.date_start == other.date_start


def _is_report_of(mention: DateMention, main: DateMention | None) -> bool:
    """Whether that day may report the main incident: it does not lie before it."""
    return bool(main and main.date_start and mention.date_start and mention.date_start >= main.date_start)


def _nearest(start: int, end: int, mentions: Sequence[DateMention], sentence: Sentence) -> DateMention | None:
    def cost(mention: DateMention) -> int:
        left, right = (mention.end, start) if mention.end <= start else (end, mention.start)
        between = sentence.text[left - sentence.start : max(left, right) - sentence.start]
        return len(between) + _CLAUSE_COST * len(_CLAUSE.findall(between))

    return min(mentions, key=cost, default=None)
