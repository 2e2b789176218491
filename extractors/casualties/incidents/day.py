"""The day of an incident, from the dates of its claims and the article's times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractors.casualties.claims import Draft
from extractors.casualties.dates.choice import DAYS, Timeline
from extractors.casualties.incidents.attack import Attack
from extractors.casualties.text import DateMention


def date(attacks: Sequence[Attack], timeline: Timeline) -> None:
    """Gives every incident its day, in place, and that day to the claims that name only the week or month around it."""
    for attack in attacks:
        attack.date = _day_of(attack, timeline)
        _narrow(attack.claims, attack.date)


def _day_of(attack: Attack, timeline: Timeline) -> DateMention | None:
    """What dates the incident; None where the article does not let it be known.

    Of a claim that dates itself by a week or month, the article may name the day elsewhere. The main incident falls
    back on the article's main time, then on what is likely; a deed long past has its own.
    """
    is_past = attack.is_past or any(c.scope == "other" for c in attack.claims)
    found = _told_by(attack, timeline.main if attack.number == 1 and not is_past else None)
    if attack.number != 1:
        return found
    return timeline.narrowed(found) if found else timeline.likely


def _told_by(attack: Attack, main: DateMention | None) -> DateMention | None:
    """The article's main day, where claims name it; else the day that most name; else what any of them has."""
    dates = [c.date for c in attack.claims if c.date is not None and c.date.date_start]
    named = [c.date for c in attack.claims if c.has_own_date and c.date is not None and c.date.date_start]
    days = [d for d in named if d.precision in DAYS]
    if not days:
        wide = next((d for d in named if d.precision not in DAYS), None)
        return wide if wide and not (main and _holds(wide, main)) else main or next(iter(dates), None)
    is_named = any(main and d.date_start == main.date_start and d.date_end == main.date_end for d in days)
    is_older = main is not None and main.role == "event" and all(d.role == "background" for d in days)
    if is_named or is_older:
        return main
    counts = Counter((d.date_start, d.date_end) for d in days)
    return max(days, key=lambda d: counts[d.date_start, d.date_end])


def _holds(wide: DateMention, date: DateMention) -> bool:
    """Whether the one lies within the other."""
    if not (wide.date_start and wide.date_end and date.date_start and date.date_end):
        return False
    return wide.date_start <= date.date_start and date.date_end <= wide.date_end


def _narrow(claims: Sequence[Draft], day: DateMention | None) -> None:
    if day is None or day.precision not in DAYS:
        return
    for claim in claims:
        if claim.date is not None and claim.date.precision not in DAYS and _holds(claim.date, day):
            claim.date = day
