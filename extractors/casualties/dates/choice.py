"""Which of an article's time expressions dates a claim, and which its main incident."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property

from extractors.casualties.dates.around import word_sets
from extractors.casualties.dates.deeds import tells_of_deed, tells_of_violence
from extractors.casualties.text import DateMention, Sentence

_CLAUSE = re.compile(r"[;:,]|\b(?:and|but|while|whereas|when|after|before|as|who|which)\b", re.IGNORECASE)
_CLAUSE_COST = 60  # characters that a clause boundary between a claim and a date weighs
_WIDE_COST = 90  # the same for a date that names no day: "six months ago, on March 1"
# What a day names beside its event: "just down the street from a July 2014 shooting that left a girl dead".
_OF_ITS_DAY = re.compile(r"\s(?:[\w-]+\s){0,2}?(?P<deed>\w+)\s(?:that|which|in\s+which|where)\b", re.IGNORECASE)
_HEAD = 2  # sentences at an article's head, which may tell the old deed that it is about
_BACK = 2  # sentences of the same paragraph before the claim's own that may date it
_RECENT_DAYS = 7  # "since Sunday night" dates an incident, "since March" does not
_LINGERING = dt.timedelta(days=60)  # a death so long after a deed that the article tells may have come of it
DAYS = frozenset({"day", "days"})
DEEDS = frozenset({"deed", "call"})


class Timeline:
    """The times that one article names, by sentence."""

    def __init__(
        self,
        mentions: Sequence[DateMention],
        sentences: Sequence[Sentence],
        titled: DateMention | None = None,
        likely: Callable[[], DateMention | None] = lambda: None,
    ) -> None:
        """Takes what find_dates gave for these sentences, and what else may date the main incident.

        Args:
            mentions: the time expressions of the text, in order.
            sentences: the article's sentences.
            titled: the day of the deed that the headline names.
            likely: how to guess at the days of an incident that nothing dates.
        """
        self._titled = titled
        self._likely = likely
        self.mentions = mentions
        self._sentences = sentences
        self._starts = [s.start for s in sentences]
        self._clauses: dict[int, list[int]] = {}  # where the clauses of a sentence that dates claims part
        self.by_sentence: dict[int, list[DateMention]] = {}
        for mention in mentions:
            at = bisect_right(self._starts, mention.start) - 1
            if at >= 0 and mention.start < sentences[at].end:
                self.by_sentence.setdefault(at, []).append(mention)

    def within(self, at: int) -> Sequence[DateMention]:
        """The mentions of the sentence at that index of the article's sentences."""
        return self.by_sentence.get(at, ())

    def _nearest(self, start: int, end: int, mentions: Sequence[DateMention], at: int) -> DateMention | None:
        """Of mentions in the sentence at that index, the one with the fewest words and clauses to the claim."""
        if len(mentions) < len(("one", "another")):
            return next(iter(mentions), None)
        clauses = self._clauses.get(at)
        if clauses is None:
            clauses = [self._starts[at] + m.start() for m in _CLAUSE.finditer(self._sentences[at].text)]
            self._clauses[at] = clauses

        text, offset = self._sentences[at].text, self._starts[at]

        def cost(mention: DateMention) -> int:
            event = _OF_ITS_DAY.match(text, mention.end - offset, max(0, start - offset))
            if event and tells_of_deed(event["deed"]):
                return 0
            left, right = (mention.end, start) if mention.end <= start else (end, mention.start)
            between = bisect_left(clauses, right) - bisect_left(clauses, left) if left < right else 0
            wide = 0 if mention.precision in DAYS else _WIDE_COST
            return max(right - left, 0) + wide + _CLAUSE_COST * between

        return min(mentions, key=cost)

    @cached_property
    def _told(self) -> list[DateMention]:
        """The resolved events in sentences that tell of violence or death."""
        return [
            m
            for at, found in self.by_sentence.items()
            if self._sentences[at].is_body and tells_of_violence(self._sentences[at])
            for m in found
            if m.role == "event" and m.date_start
        ]

    @cached_property
    def main(self) -> DateMention | None:
        """What dates the article's main incident.

        The day that the headline gives the deed; else the first resolved event day in a sentence that tells of violence
        or death; else an old day of a deed that the article opens with; else the first one; else the nearest thing to
        one: a recent "since Sunday", a wider event, an older day. The day of a death yields to the deed's.
        """
        resolved = [m for m in self.mentions if m.date_start]
        events = [m for m in resolved if m.role == "event"]
        days = sorted((m for m in events if m.precision in DAYS), key=self._is_of_later)
        recent = [m for m in resolved if m.role == "since" and is_recent(m)]
        background = [m for m in resolved if m.role == "background" and m.precision == "day"]
        told = [m for m in self._told if m.precision in DAYS]
        if self._titled is not None:
            return next((m for m in told if m.date_start == self._titled.date_start), self._titled)
        past = [m for m in background if m.tells == "deed" and bisect_right(self._starts, m.start) <= _HEAD]
        found = next(
            iter(told or past or days or recent or events or sorted(background, key=lambda m: not m.tells)), None
        )
        return self.deed_before(found) if found else None

    def _is_of_later(self, mention: DateMention) -> bool:
        """Whether the sentence tells of a court, a vigil, a funeral, and of no deed: of what came after the event."""
        if mention.tells in DEEDS:
            return False
        at = bisect_right(self._starts, mention.start) - 1
        return not word_sets()["aftermath"].isdisjoint(self._sentences[at].runs)

    @cached_property
    def _first_by_day(self) -> dict[str, DateMention]:
        """Of each day of an event the first mention; one that tells of the deed goes before others."""
        found: dict[str, DateMention] = {}
        for mention in self.mentions:
            if mention.role not in {"event", "background"} or mention.precision not in DAYS or not mention.date_end:
                continue
            known = found.get(mention.date_end)
            if known is None or (mention.tells in DEEDS and known.tells not in DEEDS):
                found[mention.date_end] = mention
        return found

    def _told_between(self, first: dt.date, last: dt.date) -> list[DateMention]:
        """The events of those days, in the order of the text."""
        days = ((first + dt.timedelta(days=i)).isoformat() for i in range((last - first).days + 1))
        return sorted((self._first_by_day[d] for d in days if d in self._first_by_day), key=lambda m: m.start)

    @cached_property
    def likely(self) -> DateMention | None:
        """The days on which the main incident of an article that names none is likely to have happened."""
        return self._likely()

    def deed_before(self, death: DateMention) -> DateMention:
        """The day of the deed from which someone died later, where the article gives it; else the mention itself."""
        if death.tells != "death" or not death.date_start:
            return death
        last = dt.date.fromisoformat(death.date_start)
        earlier = self._told_between(last - _LINGERING, last - dt.timedelta(days=1))
        deeds = sorted((m for m in earlier if m.role == "event" and m.tells in DEEDS), key=lambda m: m.tells != "deed")
        return next(iter(deeds), death)

    def narrowed(self, wide: DateMention) -> DateMention:
        """The day within a week or month ("last week ... the shooting happened Friday"), if the article names one."""
        if wide.precision not in {"week", "month"} or not wide.date_start or not wide.date_end:
            return wide
        inside = self._told_between(dt.date.fromisoformat(wide.date_start), dt.date.fromisoformat(wide.date_end))
        return next(iter(sorted(inside, key=lambda m: m.tells not in DEEDS)), wide)

    def date_for(self, start: int, end: int, *, scope: str = "incident") -> DateMention | None:
        """The mention that dates the claim at `start:end` of the document, or None.

        Args:
            start: where the claim's quote begins.
            end: where it ends.
            scope: the claim's scope. A running total or a period takes the nearest "since ..." or period; an incident
                takes the event nearest in its sentence, then in the two sentences before, then the article's main one;
                none of these where its sentence reports, on an earlier day, something else.
        """
        at = bisect_right(self._starts, start) - 1
        if at < 0 or start >= self._sentences[at].end:
            return None
        own = self.within(at)
        if scope == "other":
            past = [m for m in own if m.role == "background" and m.start >= end]  # "on Monday ... in January 1972"
            found = self._nearest(start, end, past or [m for m in own if m.role not in {"report", "ahead"}], at)
            return found or self._background_before(at)
        if scope != "incident":
            return self._span(start, end, at)
        if found := self._nearest(start, end, [m for m in own if _may_date(m)], at):
            return self.deed_before(found)
        reports = [m for m in own if m.role == "report"]
        if reports:
            return self.main if all(_may_report(m, self.main) for m in reports) else None
        return self._before(at) or self.main

    def _span(self, start: int, end: int, at: int) -> DateMention | None:
        """The period or the beginning nearest to a total, in its sentence or shortly before."""
        sentence, own = self._sentences[at], self.within(at)
        spans = [m for m in own if m.role in {"since", "period"}]
        wide = [
            m for m in own if m.role in {"event", "background"} and m.precision in {"days", "week", "month", "year"}
        ]
        if found := self._nearest(start, end, spans or wide, at):
            return found
        for back in range(at - 1, max(-1, at - 1 - _BACK), -1):
            if back == at - 1 or self._sentences[back].paragraph == sentence.paragraph:
                near = [m for m in self.within(back) if m.role in {"since", "period"} and m.date_start]
                if near:
                    return near[-1]
        return None

    def _background_before(self, at: int) -> DateMention | None:
        """The older day or year that the sentence before names, where it goes on with the same matter."""
        if not at or self._sentences[at - 1].paragraph != self._sentences[at].paragraph:
            return None
        older = [m for m in self.within(at - 1) if m.role == "background" and m.date_start]
        return older[-1] if older else None

    def _before(self, at: int) -> DateMention | None:
        """The first event day of the nearest sentence before, in the same paragraph, that names one."""
        for back in range(at - 1, max(-1, at - 1 - _BACK), -1):
            if self._sentences[back].paragraph == self._sentences[at].paragraph:
                near = [m for m in self.within(back) if m.role == "event" and m.date_start and m.tells]
                if near:
                    return self.deed_before(near[0])
        return None


def is_recent(mention: DateMention) -> bool:
    """Whether a span of days is short enough to be the time of one incident."""
    if not (mention.date_start and mention.date_end):
        return False
    return (dt.date.fromisoformat(mention.date_end) - dt.date.fromisoformat(mention.date_start)).days <= _RECENT_DAYS


def _may_date(mention: DateMention) -> bool:
    """Whether a mention in a claim's own sentence may be the day of its incident."""
    if mention.role in {"period", "since"}:
        return is_recent(mention)
    return mention.role in {"event", "background"}


def _may_report(mention: DateMention, main: DateMention | None) -> bool:
    """Whether the day of a report may be one on the main incident: it does not lie before it."""
    return bool(main and main.date_start and mention.date_start and mention.date_start >= main.date_start)
