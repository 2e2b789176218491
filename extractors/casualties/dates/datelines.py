"""The dateline: the day that the text itself gives for its writing, which outranks the feed's publication time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.casualties.dates.grammar import Phrase, phrases_of
from extractors.casualties.dates.words import Word, calendar, may_hold_date, words_of
from extractors.casualties.text import Sentence, Span

_HEAD = 600  # characters from the start of the text in which a dateline may stand
_UPDATE_DAYS = 6  # an update within the week moves the anchor: its weekdays are those before it
_NEWS_DAYS = 60  # an update so long after publication does not move the article's days
_STAMPS = frozenset({"published", "posted", "updated", "last updated"})  # these need no year
_LABEL_REACH = 60  # characters before and after a date that tell whether it is a dateline


@cache
def _label() -> re.Pattern[str]:
    labels = sorted(calendar()["cues"]["dateline"], key=len, reverse=True)
    return re.compile(
        rf"\b(?P<label>{'|'.join(labels)})\b(?:\s+(?:on|at|in|by))?[\s:|,-]*(?:\d\d?[:.]?\d\d\s*(?:[ap]\.?m\b\.?)?[^\w]*(?:on\s)?)?$",
        re.IGNORECASE,
    )


# An agency's slug before the date ("BEIRUT, Nov 3 (Reuters) -", "GAZA CITY, Palestine - Nov. 3", "AFP").
_SLUG = re.compile(
    r"(?:^|[^\w])(?:[A-Z][A-Z'’-]{2,}(?: [A-Z][A-Z'’-]+)*(?:, [A-Z][\w. ]{2,20})?|Reuters|Xinhua|Anadolu)[\s,:—–-]*$"
)
_AFTER_SLUG = re.compile(r"\s*(?:,\s*\d{4}\s*)?(?:\(|[—–:-])")
_BEFORE_BRACKET = re.compile(r"(?:[A-Z]{3,}[^.!?]{0,40}(?:\.\s*)?|^[A-Z][\w ]+, [\w. ]{2,15})\($")
_AFTER_BRACKET = re.compile(r"\)\s*[-–—]")  # "WAYNE COUNTY, Ind. (Aug. 28, 2015) -"
_ENTRY = re.compile(r"\s*[:|–—-]\s*[“\"'‘]?[A-Z0-9]")
_DATED = re.compile(
    r"\W*(?:(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},?|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)\s+(?:1[89]|20)\d\d|\d{4}-\d\d-\d\d)\s*[:|–—-]"
)
_LONG_AGO = dt.timedelta(days=400)
_FRESH = dt.timedelta(days=3)  # a report is published within these days of its dateline
_IN_CLAUSE = re.compile(r"(?:[a-z]|,)\s*$")
_AFTER = re.compile(r"\s*(?:$|[-—–|(:]|at\s+\d|\d\d?:\d\d|[“\"'‘]?[A-Z0-9]|title\b)")


def day_of(published: dt.date | dt.datetime | None) -> dt.date | None:
    """The calendar day of a publication time, in the zone in which it is written."""
    return published.date() if isinstance(published, dt.datetime) else published


@dataclass(frozen=True, slots=True)
class Stamp(Span):
    """A date of the head that tells when the text was written or changed, with the label before it, if any."""

    day: dt.date
    label: str
    is_of_deed: bool = False  # "2015-03-05 | Gunmen shot ...": an entry under the day of what it tells


@dataclass(frozen=True, slots=True)
class Head:
    """What an article's head says of its own time.

    `day` is the one from which the article's weekdays count: its dateline, else the publication day in the zone in
    which that is written. No stamp dates an event.
    """

    day: dt.date | None
    stamps: tuple[Stamp, ...]

    def has(self, offset: int) -> bool:
        """Whether the character belongs to a stamp."""
        return any(stamp.start <= offset < stamp.end for stamp in self.stamps)

    def dates_deed(self, offset: int) -> bool:
        """Whether the character belongs to the date under which an entry of a list of events stands."""
        return any(stamp.start <= offset < stamp.end and stamp.is_of_deed for stamp in self.stamps)


def read_head(sentences: Sequence[Sentence], published: dt.date | dt.datetime | None) -> Head:
    """The dateline and all other stamps; with neither them nor a publication time the article has no day."""
    day = day_of(published)
    stamps = tuple(_candidates(sentences, day))
    dateline = _dateline(stamps, sentences, day)
    return Head(dateline.day if dateline else day, stamps)


def _is_chronicle(sentences: Sequence[Sentence]) -> bool:
    """Whether several sentences open with a day of their own, as the entries of a chronicle do."""
    return sum(_DATED.match(s.text) is not None for s in sentences) > 1


def _dateline(stamps: Sequence[Stamp], sentences: Sequence[Sentence], published: dt.date | None) -> Stamp | None:
    """The first stamp, or an update of the same week; none where an old page was touched later."""
    if not stamps:
        return None
    first = stamps[0]
    if first.is_of_deed and published and published - first.day > _LONG_AGO and _is_chronicle(sentences):
        return None
    if published and "updated" in first.label and first.day > published + dt.timedelta(days=_NEWS_DAYS):
        return None
    week = first.day + dt.timedelta(days=_UPDATE_DAYS)
    updates = (stamp for stamp in stamps[1:] if "updated" in stamp.label and first.day <= stamp.day <= week)
    return next(updates, first)


def _candidates(sentences: Sequence[Sentence], published: dt.date | None) -> Iterator[Stamp]:
    opening = True  # nothing but copies of the title so far
    for sentence in sentences:
        if sentence.start > _HEAD:
            return
        if may_hold_date(sentence):
            words = words_of(sentence)
            for phrase in phrases_of(words, published):
                start, day = sentence.start + words[phrase.first].start, phrase.interval.start
                if start > _HEAD or phrase.kind != "day" or day is None or day != phrase.interval.end:
                    continue
                label = _labelled(phrase, words, sentence, published, is_opening=opening)
                if label is not None:
                    end = sentence.start + words[phrase.last - 1].end
                    is_entry = not label and _is_entry(sentence, start, end, day, published)
                    yield Stamp(start, end, day, label, is_entry)
        opening = opening and not sentence.is_body


def _is_entry(sentence: Sentence, start: int, end: int, day: dt.date, published: dt.date | None) -> bool:
    """Whether a bare date opens the sentence and its text follows, long before publication: the day of the deed."""
    is_heading = start == sentence.start and _ENTRY.match(sentence.text, end - start) is not None
    return is_heading and published is not None and published - day > _FRESH


def _labelled(
    phrase: Phrase, words: Sequence[Word], sentence: Sentence, published: dt.date | None, *, is_opening: bool
) -> str | None:
    """The label before a dateline, an empty string for one that stands bare, None where the date is no dateline."""
    taken = words[phrase.first : phrase.last]
    letters = {word.letter for word in taken}
    start, end = taken[0].start, taken[-1].end
    before, after = sentence.text[max(0, start - _LABEL_REACH) : start], sentence.text[end : end + _LABEL_REACH]
    has_year = bool(letters & {"Y", "I", "N"})
    if match := _label().search(before):
        label = match["label"].lower()
        return label if has_year or (published and label in _STAMPS) else None
    is_slug = bool(_SLUG.search(before)) and (has_year or bool(_AFTER_SLUG.match(after)))
    is_bracketed = has_year and bool(_BEFORE_BRACKET.search(before) and _AFTER_BRACKET.match(after))
    stands_bare = has_year and bool(_AFTER.match(after))
    is_head = is_opening and not sentence.text[:start].strip()
    is_named_day = "W" in letters and not _IN_CLAUSE.search(before)
    is_dateline = is_slug or is_bracketed or (stands_bare and (is_named_day or is_head))
    return "" if is_dateline and letters & {"M", "I", "N"} else None
