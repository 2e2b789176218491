"""One attack as an article tells it: its claims, days and places."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from extractors.casualties.claims import Draft
from extractors.casualties.dates.choice import DEEDS
from extractors.casualties.incidents.spots import narrowed
from extractors.casualties.text import DateMention, PlaceMention
from extractors.casualties.victims.names import Person

_FEW_DAYS = dt.timedelta(days=3)  # in which whoever did it is found
_MOST_PLACES = 12  # that are compared

Days = tuple[dt.date, dt.date]


@dataclass(slots=True)
class Attack:
    """One attack as the article tells it: its claims, in text order."""

    number: int
    claims: list[Draft] = field(default_factory=list)
    days: list[Days] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    components: list[Attack] = field(default_factory=list)  # the attacks that make up its total, where all are told
    is_case: bool = False  # a sentence of its own opened it: "A second shooting was reported"
    is_elsewhere: bool = False  # the article's own attack came after it
    date: DateMention | None = None  # what dates it, told by day.py when all claims are in
    is_past: bool = False  # a deed of long ago that a court tries now
    is_dated: bool = False  # by the words of its own claims, not by those around

    def take(self, claim: Draft) -> None:
        """Adds the claim with what it tells of time and place."""
        claim.incident = self.number
        self.claims.append(claim)
        days = days_of(claim.date)
        if days and (claim.has_own_date or not (self.days or self.is_elsewhere)):
            if not any(days[0] <= first and last <= days[1] for first, last in self.days):
                self.days.append(days)  # "the second shooting this week" makes the day no week
            self.is_dated |= claim.has_own_date or _is_told_before(claim)
        known = {m.name for m in self.places}
        new = [m for m in claim.spots if m.name not in known]
        is_told = (
            claim.best is not None or not self.places
        )  # "civilian casualties" anywhere say nothing of where it was
        if new and is_told and len(self.places) < _MOST_PLACES:
            self.places = narrowed([*self.places, *new])

    def is_other_day(self, claim: Draft) -> bool:
        """Whether the claim's own words date it to a day on which the attack did not happen."""
        if not claim.has_own_date or claim.date is None or not self.days:
            return False
        if not self.is_dated and self._may_be_victim(claim):
            return False  # what seemed to date the attack dated the trial or the arrest
        days = days_of(claim.date)
        if days is not None:
            return not any(first <= days[1] and days[0] <= last for first, last in self.days)
        return claim.date.precision in ("month", "year") and not self._is_within(claim.date)

    def _may_be_victim(self, claim: Draft) -> bool:
        """Whether one victim is all that the attack and the claim tell of."""
        if claim.value != 1 or any(c.value != 1 for c in self.claims):
            return False
        return len({id(c.person) for c in (*self.claims, claim) if c.person is not None}) <= 1

    def is_before(self, claim: Draft) -> bool:
        """Whether the attack was at most a few days before that of the claim's words."""
        days = days_of(claim.date)
        return days is not None and any(dt.timedelta() <= days[0] - last <= _FEW_DAYS for _, last in self.days)

    def is_after(self, day: dt.date) -> bool:
        """Whether the attack is known to have happened after that day."""
        return self.is_dated and all(first > day for first, _ in self.days)

    def _is_within(self, date: DateMention) -> bool:
        if not date.date_start or not date.date_end:
            return True
        first, last = dt.date.fromisoformat(date.date_start), dt.date.fromisoformat(date.date_end)
        return any(first <= day <= last for day, _ in self.days)


def _is_told_before(claim: Draft) -> bool:
    """As in "A shooting was reported on Saturday. One man died": the words before it tell the day of the deed."""
    return claim.date is not None and claim.date.tells in DEEDS and claim.date.start < claim.start


def persons(claim: Draft) -> list[Person]:
    """Whom the claim names, alone or in a list."""
    return [p for p in (claim.person, *(m.person for m in claim.members)) if p is not None]


def days_of(date: DateMention | None) -> Days | None:
    """The days that a time expression names; null where it names none, or a month."""
    if date is None or not date.date_start or date.precision not in ("day", "days", "week"):
        return None
    return dt.date.fromisoformat(date.date_start), dt.date.fromisoformat(date.date_end or date.date_start)
