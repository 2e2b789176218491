"""The grammar of time expressions: patterns over the letters of date_words.py, each with its reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from extractors.casualties import date_intervals as on
from extractors.casualties.date_intervals import UNKNOWN, Interval
from extractors.casualties.date_words import Word, calendar


@dataclass(frozen=True, slots=True)
class Phrase:
    """One time expression of a sentence: its tokens (half-open), what kind it is, and what it means."""

    first: int
    last: int
    kind: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading sees: the named tokens of its pattern, the tokens around, and the anchor."""

    match: re.Match[str]
    words: Sequence[Word]
    anchor: dt.date | None
    is_future: bool
    day_first: bool | None

    def word(self, name: str) -> Word | None:
        """The first token that the group took, if it took any."""
        if name not in self.match.re.groupindex:
            return None
        at = self.match.start(name)
        return self.words[at] if at >= 0 and self.match.end(name) > at else None

    def text(self, name: str) -> str:
        """The group's token in lower case, empty where it took none."""
        word = self.word(name)
        return word.text.lower() if word else ""

    def value(self, name: str) -> int | None:
        """The number that the group's token stands for."""
        word = self.word(name)
        return word.value if word else None


_Meaning = Callable[[Reading], Interval | None]


def _day_of_month(r: Reading) -> Interval | None:
    month, day, year, weekday = r.value("m") or 0, r.value("d") or 0, r.value("y"), r.value("w")
    if not on.make_date(2000, month, day):
        return None
    if year:
        return on.day(on.make_date(year, month, day))
    return on.day(on.without_year(r.anchor, month, day, weekday=weekday, future=r.is_future))


def _days_of_month(r: Reading) -> Interval | None:
    month, first, last, year = r.value("m") or 0, r.value("d1") or 0, r.value("d2") or 0, r.value("y")
    if first >= last or not on.make_date(2000, month, last):
        return None
    end = on.make_date(year, month, last) if year else on.without_year(r.anchor, month, last, future=r.is_future)
    return Interval(end.replace(day=first) if end else None, end, "days")


def _figures(r: Reading) -> Interval | None:
    return on.day(on.numeric(r.text("n"), day_first=r.day_first, weekday=r.value("w")))


def _iso(r: Reading) -> Interval | None:
    year, month, day = (int(part) for part in r.text("n").split("-"))
    return on.day(on.make_date(year, month, day))


def _month(r: Reading) -> Interval | None:
    month, year, which = r.value("m") or 0, r.value("y"), r.text("q")
    if year:
        return on.month_of(year, month, r.text("e"))
    if r.anchor is None:
        return Interval(None, None, "month")
    if which == "next" or r.is_future:
        ahead = r.anchor.year if month > r.anchor.month else r.anchor.year + 1
        return on.month_of(ahead, month, r.text("e"))
    if which and which != "this" and month == r.anchor.month:
        return on.month_of(r.anchor.year - 1, month)
    return on.month_without_year(r.anchor, month, r.text("e"))


def _may_be_name(r: Reading) -> bool:
    """Whether "April" or "June" may be a first name: a surname follows, and no "in" or "since" goes before."""
    first, after = r.match.start() - 1, r.match.end()
    is_followed = after < len(r.words) and r.words[after].letter == "x" and r.words[after].text[:1].isupper()
    is_led = first >= 0 and r.words[first].letter in "is"
    return is_followed and not is_led and r.text("m") not in calendar()["months_alone"]["words"]


def _month_after_word(r: Reading) -> Interval | None:
    return None if r.value("y") is None and _may_be_name(r) else _month(r)


def _month_alone(r: Reading) -> Interval | None:
    return _month(r) if r.text("m") in calendar()["months_alone"]["words"] else None


def _week_of_month(r: Reading) -> Interval | None:
    whole, nth = _month(r), r.value("d") or 0
    if whole is None or whole.start is None or whole.end is None:
        return whole
    if r.text("d") == "last":
        return Interval(whole.end - dt.timedelta(days=6), whole.end, "week")
    if not 1 <= nth <= 4:  # noqa: PLR2004 (weeks of a month)
        return None
    start = whole.start + dt.timedelta(days=7 * (nth - 1))
    return Interval(start, start + dt.timedelta(days=6), "week")


def _weekday(r: Reading) -> Interval | None:
    which, weekday = r.text("q"), r.value("w") or 0
    if which in {"last", "past", "previous"} and r.anchor and r.anchor.weekday() == weekday:
        return on.day(on.on_weekday(r.anchor, weekday, shift=-1))
    return on.day(on.on_weekday(r.anchor, weekday, future=r.is_future or which in {"next", "coming"}))


def _weekday_of_week(r: Reading) -> Interval | None:
    week = on.calendar_unit(r.anchor, "week", -1 if r.text("q") != "this" else 0)
    if week.start is None:
        return UNKNOWN
    return on.day(week.start + dt.timedelta(days=r.value("w") or 0))


def _weekdays(r: Reading) -> Interval | None:
    last = on.on_weekday(r.anchor, r.value("w2") or 0, future=r.is_future)
    if last is None:
        return Interval(None, None, "days")
    first = on.on_weekday(last, r.value("w1") or 0)
    return Interval(first, last, "days") if first != last else None


def _overnight_weekday(r: Reading) -> Interval | None:
    first = on.on_weekday(r.anchor, r.value("w") or 0)
    if first is None or r.anchor is None:
        return Interval(None, None, "days")
    if first == r.anchor:
        return Interval(first - dt.timedelta(days=1), first, "days")
    return Interval(first, first + dt.timedelta(days=1), "days")


def _relative(r: Reading) -> Interval | None:
    if r.anchor is None:
        return UNKNOWN
    one = dt.timedelta(days=1)
    words = {
        "today": on.day(r.anchor),
        "tonight": on.day(r.anchor),
        "this": on.day(r.anchor),
        "yesterday": on.day(r.anchor - one),
        "last": on.day(r.anchor - one),
        "tomorrow": on.day(r.anchor + one),
        "overnight": Interval(r.anchor - one, r.anchor, "days"),
    }
    return words.get(r.text("r"))


def _unit(r: Reading) -> str:
    return r.text("u").rstrip("s").replace("hr", "hour")


def _count(r: Reading) -> int | None:
    text = r.text("n")
    if text in {"a", "an", "", "couple"}:
        return 2 if text == "couple" else 1
    return None if text in {"few", "several", "some", "recent"} else r.value("n")


def _ago(r: Reading) -> Interval | None:
    count = 2 if r.text("n2") == "couple" else _count(r)
    if count is None or r.text("n2") in {"few"}:
        return Interval(None, None, "days")
    unit = _unit(r)
    return on.ago(r.anchor, 2 * count, "week") if unit == "fortnight" else on.ago(r.anchor, count, unit)


def _past(r: Reading) -> Interval | None:
    count, unit = _count(r), _unit(r)
    if count is None:
        return Interval(None, None, "days")
    return on.past(r.anchor, 2 * count, "week") if unit == "fortnight" else on.past(r.anchor, count, unit)


def _within(r: Reading) -> Interval | None:
    """ "killed in 24 hours", "within two days": a period up to the day of writing."""
    if r.text("q") not in {"in", "within", "over"} or r.is_future or _unit(r) not in {"hour", "day", "week"}:
        return None
    return _past(r)


def _last_unit(r: Reading) -> Interval | None:
    unit = _unit(r)
    if unit == "hour":
        return None
    if unit == "day":
        return None if r.text("q") == "last" else UNKNOWN
    if unit == "fortnight":
        return on.past(r.anchor, 2, "week")
    return on.calendar_unit(r.anchor, unit, -1)


def _this_unit(r: Reading) -> Interval | None:
    unit = _unit(r)
    if unit not in {"week", "month", "year", "decade"}:
        return None
    whole = on.calendar_unit(r.anchor, unit, 0)
    if r.text("e") == "later" or r.anchor is None:
        return whole
    if r.text("e") in {"earlier", "early"}:
        return on.up_to(whole, max(r.anchor - dt.timedelta(days=1), whole.start or r.anchor))
    return on.up_to(whole, r.anchor)


def _weekend(r: Reading) -> Interval | None:
    which = r.text("q")
    if which in {"next", "coming"} or r.is_future:
        return on.weekend(r.anchor, shift=1)
    is_running = r.anchor is not None and r.anchor.weekday() >= 5  # noqa: PLR2004 (Saturday)
    return on.weekend(r.anchor, shift=-1 if which in {"last", "past"} and is_running else 0)


def _year(r: Reading) -> Interval | None:
    after = r.match.end()
    if after < len(r.words) and r.words[after].text.lower() in calendar()["cues"]["counted"]:
        return None  # "in 2000 homes", "the 1900 block of Dover Street"
    return on.year_of(r.value("y") or 0, r.text("e"))


def _years(r: Reading) -> Interval | None:
    first, last = r.value("y1") or 0, r.value("y2") or 0
    if first >= last:
        return None
    return Interval(dt.date(first, 1, 1), dt.date(last, 12, 31), "year")


def _season(r: Reading) -> Interval | None:
    first, last = calendar()["seasons"][r.text("z")]
    year = r.value("y")
    if year is None:
        if r.anchor is None:
            return Interval(None, None, "month")
        year = r.anchor.year if first <= r.anchor.month else r.anchor.year - 1
        if r.text("q") == "last" and on.season_of(year, first, last).end >= r.anchor:  # type: ignore[operator]
            year -= 1
    return on.season_of(year, first, last)


def _decade(r: Reading) -> Interval | None:
    first = int(r.text("n")[:4])
    return Interval(dt.date(first, 1, 1), dt.date(first + 9, 12, 31), "year")


# In order: at each token the first pattern that fits and reads wins, so longer forms stand before shorter ones.
_PATTERNS: tuple[tuple[str, str, _Meaning], ...] = (
    ("range", r"[fb]?z?(?P<d1>[DO])[-t&]z?(?P<d2>[DO])o?(?P<m>M),?(?P<y>Y)?", _days_of_month),
    ("range", r"[fb]?(?P<m>M)z?(?P<d1>[DO])(?:[-t]|&(?=D(?!x)))z?(?P<d2>[DO])(?:,?(?P<y>Y))?", _days_of_month),
    ("day", r"(?:(?P<w>W)K?,?)?z?(?P<d>[DO])o?(?P<m>M)(?:[,o]?(?P<y>Y))?", _day_of_month),
    ("day", r"(?:(?P<w>W)K?,?z?)?(?P<m>M)z?(?P<d>[DO]),?(?P<y>Y)", _day_of_month),
    ("day", r"(?:(?P<w>W)K?,?z?)(?P<m>M)z?(?P<d>[DO])(?P<y>Y)?", _day_of_month),
    ("day", r"(?<!i)(?P<m>M)z?(?P<d>[DO])", _day_of_month),
    ("day", r"(?<=i)(?P<m>M)(?P<d>[DO])(?![xW])", _day_of_month),  # "in May 12 people" has lost a comma
    ("day", r"(?P<w>W)?,?(?P<n>I)", _iso),
    ("day", r"(?P<w>W)?,?(?P<n>N)", _figures),
    ("month", r"z?(?P<d>[OL])Uoz?(?P<q>[LTX])?(?P<m>M)(?:,?o?(?P<y>Y))?", _week_of_month),
    ("month", r"(?P<q>[LTX])?z?(?P<e>[Eh])?o?-?(?P<m>M),?o?(?P<y>Y)", _month),
    ("month", r"(?P<q>[LTX])(?P<e>E)?-?(?P<m>M)(?P<y>Y)?", _month),
    ("month", r"z?(?P<q>L)?(?P<e>[Eh])o?-?(?P<m>M)(?P<y>Y)?", _month),
    ("month", r"(?<=[isftbyvo&])(?P<q>L)?(?P<e>E)?(?P<m>M)(?P<y>Y)?", _month_after_word),
    ("month", r"(?P<q>L)?(?P<e>E)?(?P<m>M)(?P<y>Y)?", _month_alone),
    ("range", r"R?[fb]?E?(?P<w1>W)K?(?:[-&]|tp?)E?(?P<w2>W)K?", _weekdays),
    ("overnight", r"Rp?(?P<w>W)K?", _overnight_weekday),
    ("day", r"(?P<w>W)K?o?(?P<q>[LT])U", _weekday_of_week),
    ("day", r"(?:Ep)?(?P<q>[LTX])?E?(?P<w>W)K?", _weekday),
    ("relative", r"E?(?P<r>R)K?", _relative),
    ("relative", r"E?(?P<r>[TL])K", _relative),
    ("ago", r"(?P<n>[DnaqO])(?P<n2>q)?o?(?P<u>U)G", _ago),
    ("past", r"[vi]?z(?P<q>[L])(?P<n>[DnOq])?o?(?P<u>U)", _past),
    ("past", r"[vi](?P<q>[L])(?P<n>[Dnq])(?P<u>U)", _past),
    ("past", r"i(?P<n>q)(?P<u>U)", _past),
    ("past", r"(?P<q>[iv])(?P<n>[Dn])(?P<u>U)", _within),
    ("last", r"E?(?P<q>L)(?P<u>U)", _last_unit),
    ("this", r"(?P<e>E)?(?P<q>T)(?P<u>U)", _this_unit),
    ("weekend", r"v?z?(?P<q>[LTX])e|v?z(?P<q2>L)?e", _weekend),
    ("range", r"[fb]?(?P<y1>Y)(?:[-t]|(?<=bY)&)(?P<y2>Y)", _years),
    ("season", r"z?(?P<q>[LT])?(?P<z>Z)(?:o?(?P<y>Y))", _season),
    ("season", r"(?P<q>L)(?P<z>Z)(?P<y>Y)?", _season),
    ("year", r"(?P<e>E)-?(?P<y>Y)", _year),
    ("year", r"z(?P<e>h)o(?P<y>Y)", _year),
    ("year", r"(?<=[isftbyvo(])(?P<e>E)?z?(?P<y>Y)", _year),
    ("decade", r"z?(?P<n>S)", _decade),
)

_FIRST = frozenset("MWDOYSINnUeKZRLTXEhaqpifbzv")  # letters with which a pattern may begin
_COMPILED = tuple((kind, re.compile(pattern), meaning) for kind, pattern, meaning in _PATTERNS)


def phrases_of(
    words: Sequence[Word],
    anchor: dt.date | None,
    *,
    day_first: bool | None = None,
    is_future: Callable[[int], bool] = lambda _: False,
) -> list[Phrase]:
    """The time expressions of a sentence, left to right, without overlaps.

    Args:
        words: the sentence's tokens.
        anchor: the day on which the article was written; weekdays and the like stay unknown without it.
        day_first: the order of day and month in this document's figures, None where it is not known.
        is_future: tells of a token index whether what is said there is still to come.
    """
    row = "".join(word.letter for word in words)
    found: list[Phrase] = []
    at = 0
    while at < len(row):
        phrase = None
        if row[at] in _FIRST:
            read = partial(Reading, words=words, anchor=anchor, is_future=is_future(at), day_first=day_first)
            phrase = _phrase_at(at, row, read)
        if phrase:
            found.append(phrase)
        at = phrase.last if phrase else at + 1
    return found


def _phrase_at(at: int, row: str, read: Callable[[re.Match[str]], Reading]) -> Phrase | None:
    for kind, pattern, meaning in _COMPILED:
        match = pattern.match(row, at)
        if match is None:
            continue
        interval = meaning(read(match))
        if interval is not None:
            return Phrase(match.start(), match.end(), kind, interval)
    return None
