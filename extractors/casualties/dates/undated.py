"""When it happened, in an article that names no day for it.

A time of day without a day ("around noon", "just after 1 a.m.") is one of the day of writing. Where there is not even
that, news of the day tells of what happened shortly before: in labelled articles on shootings that name no day and deal
with no court or funeral, on the day of writing or the day before for two in three, within two days for three in four.
It is an inference from the kind of text and not something that the text says, so it dates the main incident alone, no
claim, and as those three days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from extractors.casualties.dates.deeds import tells_of_deed
from extractors.casualties.screened import Screened
from extractors.casualties.text import DateMention, Sentence

_CLOCK = re.compile(
    r"""\b(?:at|around|about|after|before|shortly\s+\w+|by|until|just\s+\w+|approximately|near)\s+
    (?P<time>(?P<hour>\d\d?)(?:[:.]\d\d)?\s?(?P<half>[ap])\.?m\b\.?|noon|midday|dawn|daybreak|sunrise|lunchtime)
    |(?<!\w)(?P<early>(?:the\s+|an\s+)?(?:early[-\s]+morning|pre-?dawn|wee\s+hours|small\s+hours|early\s+hours)\b)
    |^\W*(?P<stamp>(?P<stamp_hour>\d\d?)(?:[:.]\d\d)?\s?(?P<stamp_half>[ap])\.?m)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_EVENING = 6  # p.m.: what happens from then on is often told on the next day
_LATER_STAGE = Screened(
    r"""\b(?:indict(?:ed|ment)|arraign(?:ed|ment)|sentenc(?:ed|ing)|convicted\s+of|plead(?:s|ed)|pled|grand\s+jury|trial|in\s+court
    |(?:court|bond|bail|detention|preliminary|plea)\s+hearings?|hearings?\s+(?:on|before|in)\b|court\s+appearance|funerals?|vigil|memorial|anniversary|lawsuit|inquest|obituary)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LONG_AFTER = Screened(r"\b(?:weeks|months|years|decades)\s+(?:ago|after|later|of)\b", re.IGNORECASE)
_AHEAD = Screened(r"\b(?:will|expected|scheduled|due|pending|set\s+for|if\s+convicted)\b", re.IGNORECASE)
_LEAD = 3  # sentences
_RECENT = dt.timedelta(days=3)
_DAY = dt.timedelta(days=1)
_LIKELY = dt.timedelta(days=2)  # before the first report


def clock_times(sentences: Sequence[Sentence], day: dt.date) -> list[DateMention]:
    """Times of day in sentences that tell of a deed, as days: that of writing, for an evening also the day before."""
    found = []
    for sentence in sentences:
        match = _CLOCK.search(sentence.text) if sentence.is_body and tells_of_deed(sentence.text) else None
        if match is None:
            continue
        group = next(name for name in ("time", "early", "stamp") if match[name])
        hour, half = (match["hour"], match["half"]) if group == "time" else (match["stamp_hour"], match["stamp_half"])
        is_evening = half in {"p", "P"} and int(hour) % 12 >= _EVENING
        start, end = sentence.start + match.start(group), sentence.start + match.end(group)
        first = day - _DAY if is_evening else day
        precision = "days" if is_evening else "day"
        found.append(DateMention(start, end, first.isoformat(), day.isoformat(), precision, "event", "deed"))
    return found


def likely_days(
    mentions: Sequence[DateMention], sentences: Sequence[Sentence], title: str, day: dt.date | None
) -> DateMention | None:
    """The day of the first report and the two before; None in an article on a later stage, or without an anchor."""
    lead = [title, *[s.text for s in sentences if s.is_body][:_LEAD]]
    if day is None or not any(map(tells_of_deed, lead)) or any(map(_LONG_AFTER.search, lead)):
        return None
    if any(_LATER_STAGE.search(text) and not _AHEAD.search(text) for text in (title, *(s.text for s in sentences))):
        return None
    reports = [dt.date.fromisoformat(m.date_start) for m in mentions if m.role == "report" and m.date_start]
    last = min((d for d in reports if day - _RECENT <= d <= day), default=day)
    return DateMention(0, 0, (last - _LIKELY).isoformat(), last.isoformat(), "inferred", "inferred")
