"""Days and periods in the words of a language, resolved against the day of publication."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Sequence

from extractors.casualties.languages.vocabulary import Marks, Vocabulary
from extractors.casualties.languages.words import Word
from extractors.casualties.text import DateMention

_REPORT_REACH = 5  # words between a verb of saying and the day on which it was said
_OLD_DAYS = 400
_LONGEST_DAY = 31
_YEAR_DIGITS = 4
_WEEK = 7
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")


class TimeReader:
    """Finds the times of one sentence."""

    def __init__(self, known: Vocabulary, words: Sequence[Word], marks: Marks, published: dt.date | None) -> None:
        self._known = known
        self._words = words
        self._marks = marks
        self._published = published
        self._tells = "deed" if any(c in m for m in marks for c in ("harm", "counted", "method")) else ""

    def mentions(self) -> list[DateMention]:
        """The times in order."""
        found: list[DateMention] = []
        at = 0
        while at < len(self._words):
            mention, end = self._mention(at)
            if mention is not None:
                found.append(mention)
            at = max(end, at + 1)
        return found

    def _has(self, at: int, category: str) -> bool:
        return 0 <= at < len(self._words) and category in self._marks[at]

    def _mention(self, at: int) -> tuple[DateMention | None, int]:
        here = self._marks[at]
        if self._words[at].kind == "n":
            return self._numeric(at)
        if "month" in here:
            return self._month(at)
        if "weekday" in here:
            return self._weekday(at)
        if "relative" in here:
            first, _, last = here["relative"].value.partition("..")
            return self._days(at, here["relative"].end, int(first), int(last or first)), here["relative"].end
        return None, at + 1

    def _numeric(self, at: int) -> tuple[DateMention | None, int]:
        """As in "12.10.2026", "12 octobre (2026)", a year alone."""
        pieces = [w.text for w in self._words[at : at + 5]]
        if numeric := _NUMERIC.fullmatch("".join(pieces)):
            day = self._day(int(numeric[4]), int(numeric[3]), int(numeric[1]))
            if day is not None:
                return self._mark(at, at + 5, day, day), at + 5
        key = self._words[at].key
        day_number = int(key) if key.isdigit() and len(key) <= _YEAR_DIGITS else 0
        behind = at + 1
        while self._has(behind, "of") or self._has(behind, "ordinal"):
            behind += 1
        if 1 <= day_number <= _LONGEST_DAY and self._has(behind, "month"):
            month = self._marks[behind]["month"]
            year, end = self._year(month.end)
            day = self._day(year or self._near_year(month.value, day_number), month.value, day_number)
            return (self._mark(at, end, day, day), end) if day is not None else (None, end)
        if len(self._words[at].text) == _YEAR_DIGITS and self._is_called_year(at) and 1900 <= day_number <= 2100:  # noqa: PLR2004
            first, last = dt.date(day_number, 1, 1), dt.date(day_number, 12, 31)
            return self._mark(at, at + 1, first, last, "year"), at + 1
        return None, at + 1

    def _is_called_year(self, at: int) -> bool:
        """As in "en 2014", "im Jahr 2014", "2014 yılında"."""
        before = range(max(0, at - 2), at)
        told = any(self._has(step, "in_year") and self._marks[step]["in_year"].end == at for step in before)
        return told or self._has(at + 1, "year_word")

    def _year(self, at: int) -> tuple[int | None, int]:
        step = at
        while self._has(step, "of"):
            step += 1
        if step < len(self._words) and self._words[step].kind == "n" and len(self._words[step].key) == _YEAR_DIGITS:
            year = int(self._words[step].key)
            return year, self._marks[step + 1]["year_word"].end if self._has(step + 1, "year_word") else step + 1
        return None, at

    def _near_year(self, month: int, day: int) -> int | None:
        """The year in which the day last came before the publication."""
        if self._published is None:
            return None
        year = self._published.year
        found = self._day(year, month, min(day, monthrange(year, month)[1]))
        return year - 1 if found is not None and found > self._published + dt.timedelta(days=1) else year

    def _month(self, at: int) -> tuple[DateMention | None, int]:
        mark = self._marks[at]["month"]
        if not self._has(at - 1, "in_year") and not self._has(at - 1, "of"):
            return None, mark.end
        year, end = self._year(mark.end)
        year = year or self._near_year(mark.value, 1)
        if year is None:
            return None, end
        last = monthrange(year, mark.value)[1]
        return self._mark(at, end, dt.date(year, mark.value, 1), dt.date(year, mark.value, last), "month"), end

    def _weekday(self, at: int) -> tuple[DateMention | None, int]:
        mark = self._marks[at]["weekday"]
        # "samedi 3 octobre": the number says it better.
        step = mark.end
        while step < len(self._words) and (self._words[step].text in ",،" or self._has(step, "the")):
            step += 1
        if step < len(self._words) and self._words[step].kind == "n":
            dated, end = self._numeric(step)
            if dated is not None and dated.precision == "day":
                return dated, end
        if self._published is None:
            return None, mark.end
        back = (self._published.weekday() - mark.value) % _WEEK
        if self._has(mark.end, "last") and back == 0:
            back = _WEEK
        after = mark.end
        while self._has(after, "to") or self._has(after, "and") or self._has(after, "the") or self._has(after, "at"):
            after += 1
        if (
            after > mark.end
            and self._has(after, "weekday")
            and self._marks[after]["weekday"].value == (mark.value + 1) % _WEEK
        ):
            return self._days(at, self._marks[after]["weekday"].end, -back, 1 - back), self._marks[after]["weekday"].end
        return self._days(at, mark.end, -back, -back), mark.end

    def _days(self, at: int, end: int, first: int, last: int) -> DateMention | None:
        if self._published is None:
            return None
        start, stop = (self._published + dt.timedelta(days=shift) for shift in (first, last))
        return self._mark(at, end, start, stop)

    def _mark(self, at: int, end: int, first: dt.date, last: dt.date, precision: str = "") -> DateMention:
        role = "report" if self._is_report(at, end) else "event"
        if self._published is not None and (self._published - last).days > _OLD_DAYS:
            role = "background"
        if any(self._has(step, "since") for step in range(max(0, at - 3), at)):
            role, last = "since", self._published or last
        start = self._words[at].start
        stop = self._words[min(end, len(self._words)) - 1].end
        precision = precision or ("day" if first == last else "days")
        return DateMention(start, stop, first.isoformat(), last.isoformat(), precision, role, self._tells)

    def _is_report(self, at: int, end: int) -> bool:
        """Whether the day stands with a verb of saying, before what is said: "dijo el lunes que", "a déclaré lundi"."""
        for step in range(at - 1, max(-1, at - 1 - _REPORT_REACH), -1):
            if self._has(step, "report"):
                return True
            if self._is_wall(step):
                break
        for step in range(end, min(len(self._words), end + 3)):
            if self._has(step, "report"):
                return True
            if self._is_wall(step):
                break
        return False

    def _is_wall(self, at: int) -> bool:
        return self._words[at].kind in "pn" or any(self._has(at, c) for c in ("that", "harm", "counted", "people"))

    @staticmethod
    def _day(year: int | None, month: int, day: int) -> dt.date | None:
        try:
            return dt.date(year, month, day) if year else None
        except ValueError:
            return None
