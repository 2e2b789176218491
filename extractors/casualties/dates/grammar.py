"""The grammar of time expressions: patterns over the letters of words.py, each with its reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from extractors.casualties.dates import holidays, spans, stretches
from extractors.casualties.dates import readings as read
from extractors.casualties.dates.intervals import Interval
from extractors.casualties.dates.intervals import day as on_day
from extractors.casualties.dates.readings import Reading
from extractors.casualties.dates.words import Word

_Meaning = Callable[[Reading], Interval | None]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One time expression of a sentence: its tokens (half-open), what kind it is, and what it means."""

    first: int
    last: int
    kind: str
    interval: Interval


# In order: at each token the first pattern that fits and reads wins, so longer forms stand before shorter ones.
_PATTERNS: tuple[tuple[str, str, _Meaning], ...] = (
    ("range", r"z?(?P<n>[DnO])?(?P<u>U)t(?P<d>[DO])o?(?P<m>M)(?:,?(?P<y>Y))?", stretches.days_up_to),
    ("range", r"z?(?P<n>[DnO])?(?P<u>U)t(?P<m>M)z?(?P<d>[DO])(?:,?(?P<y>Y))?", stretches.days_up_to),
    ("range", r"z?(?P<d>[OL])(?P<n>[Dn])?(?P<u>[QU])oz?(?:(?P<y>Y)|(?P<q>[TL])?(?P<w>U))", stretches.share_of_year),
    ("range", r"b(?P<m1>M)(?:,?(?P<y1>Y),?)?&(?P<m2>M)(?![DO])(?:,?(?P<y2>Y))?", stretches.months),
    ("range", r"f?(?P<m1>M)(?:,?(?P<y1>Y),?)?[-t](?P<m2>M)(?![DO])(?:,?(?P<y2>Y))?", stretches.months),
    ("range", r"(?P<b>[fb])?z?(?P<d1>[DO])(?P<c>[-t&])z?(?P<d2>[DO])o?(?P<m>M),?(?P<y>Y)?", read.days_of_month),
    (
        "range",
        r"(?P<b>[fb])?(?P<m>M)z?(?P<d1>[DO])(?P<c>[-t]|&(?=D(?!x)))z?(?P<d2>[DO])(?:,?(?P<y>Y))?",
        read.days_of_month,
    ),
    ("day", r"(?:(?P<w>W)K?,?)?z?(?P<d>[DO])o?(?P<m>M)(?:[,o]?(?P<y>Y))?", read.day_of_month),
    ("day", r"(?:(?P<w>W)K?,?z?)?(?P<m>M)z?(?P<d>[DO]),?(?P<y>Y)", read.day_of_month),
    ("day", r"(?:(?P<w>W)K?,?z?)(?P<m>M)z?(?P<d>[DO])(?P<y>Y)?", read.day_of_month),
    ("day", r"L(?P<m>M)z?(?P<d>[DO])(?:,?(?P<y>Y))?", read.day_of_month),  # "last Aug. 17"
    ("day", r"(?<!i)(?P<m>M)z?(?P<d>[DO])", read.day_of_month),
    ("day", r"(?<=i)(?P<m>M)(?P<d>[DO])(?![xW])", read.day_of_month),  # "in May 12 people" has lost a comma
    ("weekend", r"(?P<h>[HC])e", holidays.weekend),
    ("day", r"(?:(?P<w>W),z?)?(?P<q>[LT])?(?:(?P<h>H)|(?<=p)(?P<c>C)),?(?P<y>Y)?", holidays.day),
    ("day", r"(?<=p)z(?P<d>D)(?![xUnDM-])", read.day_alone),
    ("day", r"(?P<w>W)?,?(?P<n>I)", read.iso),
    ("day", r"(?P<w>W)?,?(?P<n>N)", read.figures),
    ("month", r"z?(?P<d>[OL])Uoz?(?P<q>[LTX])?(?P<m>M)(?:,?o?(?P<y>Y))?", read.week_of_month),
    ("month", r"(?P<q>[LTX])?z?(?P<e>[Eh])?o?-?(?P<m>M),?o?(?P<y>Y)", read.month),
    ("month", r"(?P<m>M)(?:ozL|o?L)U", read.month_of_last_year),
    ("month", r"(?P<q>[LTX])(?P<e>E)?-?(?P<m>M)(?P<y>Y)?", read.month),
    ("month", r"z?(?P<q>L)?(?P<e>[Eh])o?-?(?P<m>M)(?P<y>Y)?", read.month),
    ("month", r"(?<=[isftbyvo&])(?P<q>L)?(?P<e>E)?(?P<m>M)(?P<y>Y)?", read.month_after_word),
    ("month", r"(?P<q>L)?(?P<e>E)?(?P<m>M)(?P<y>Y)?", read.month_alone),
    ("range", r"R?(?P<b>[fb])?E?(?P<w1>W)K?(?:(?P<c>[-&])|tp?)E?(?P<w2>W)K?", read.weekdays),
    ("overnight", r"Rp?(?P<w>W)K?", read.overnight_weekday),
    ("day", r"(?P<w>W)K?o?(?P<q>[LT])U", read.weekday_of_week),
    ("days", r"(?<=[vx])(?P<k>K)p?(?P<w>W)|(?P<w2>W)v(?P<k2>K)", read.midnight),
    ("day", r"(?:Ep|(?P<q>[LTX])|E)?(?P<w>W)K?", read.weekday),
    ("relative", r"zUy(?P<r>R)K?", read.day_before),
    ("relative", r"E?(?P<r>R)K?", read.relative),
    ("relative", r"E?(?P<r>[TL])K", read.relative),
    ("day", r"(?P<n>[Dna])(?P<u>U)Gp?(?:W,?)?(?P<m>M)z?(?P<d>[DO])", spans.ago_on_date),
    ("day", r"(?P<n>[DnaO])(?P<u>U)Gp?(?P<w>[WR])K?", spans.ago_on_day),
    ("ago", r"(?<=x)(?P<n>[Dna])(?P<u>U)(?=s)", spans.been_since),
    ("ago", r"(?P<n>[DnaqO])(?P<n2>q)?o?(?P<u>U)G", spans.ago),
    ("ago", r"(?P<n>[Dna])(?:(?P<u>U)&aQ|&aQ(?P<u2>U))G", spans.and_a_half_ago),
    ("day before", r"zUy(?![a-zRWMDYHC(])|aUE(?![RWMDYHC])|zLU|zLK", spans.day_earlier),
    ("past", r"[vi]?z(?P<q>[L])(?P<n>[DnOq])?o?(?P<u>U)", spans.past),
    ("past", r"[vi](?P<q>[L])(?P<n>[Dnq])(?P<u>U)", spans.past),
    ("past", r"i(?P<n>q)(?P<u>U)", spans.past),
    ("past", r"(?P<q>[iv])(?P<n>[Dn])(?P<u>U)", spans.within),
    ("last", r"E?(?P<q>L)(?P<u>U)", spans.last_unit),
    ("this", r"(?P<e>E)?(?P<q>T)(?P<u>U)", spans.this_unit),
    ("weekend", r"v?z?(?P<q>[LTX])e|v?z(?P<q2>L)?e", read.weekend),
    ("range", r"[fb]?(?P<y1>Y)(?:[-t]|(?<=bY)&)(?P<y2>Y)", read.years),
    ("season", r"z?(?P<q>[LT])?(?P<z>Z)(?:o?(?P<y>Y))", read.season),
    ("season", r"(?P<q>L)(?P<z>Z)(?P<y>Y)?", read.season),
    ("year", r"(?P<e>E)-?(?P<y>Y)", read.year),
    ("year", r"z(?P<e>h)o(?P<y>Y)", read.year),
    ("year", r"(?<=[isftbyvo(])(?P<e>E)?z?(?P<y>Y)", read.year),
    ("year", r"(?P<y>Y)(?=x)", stretches.year_of_event),
    ("decade", r"z?(?P<n>S)", read.decade),
)

_COMPILED = tuple((kind, re.compile(pattern), meaning) for kind, pattern, meaning in _PATTERNS)
# Where any of them may begin; optional small words in front of a pattern do not begin a phrase.
_ANY = re.compile(f"(?![o,&-])(?:{'|'.join(re.sub(r'[?]P<[a-z0-9]+>', '?:', pattern) for _, pattern, _ in _PATTERNS)})")


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
    start = _ANY.search(row)
    while start:
        at = start.start()
        reading = partial(Reading, words=words, anchor=anchor, is_future=is_future(at), day_first=day_first)
        phrase = _phrase_at(at, row, reading)
        if phrase and phrase.kind == "day before":
            phrase = _counted_back(phrase, found)
        if phrase:
            found.append(phrase)
        start = _ANY.search(row, phrase.last if phrase else at + 1)
    return found


def _counted_back(phrase: Phrase, before: Sequence[Phrase]) -> Phrase | None:
    """As "a day earlier": the day before the one last named in the sentence; nothing without one."""
    named = before[-1].interval if before else None
    if named is None or named.start is None or named.start != named.end:
        return None
    return replace(phrase, kind="day", interval=on_day(named.start - dt.timedelta(days=1)))


def _phrase_at(at: int, row: str, reading: Callable[[re.Match[str]], Reading]) -> Phrase | None:
    for kind, pattern, meaning in _COMPILED:
        match = pattern.match(row, at)
        if match is None:
            continue
        try:
            interval = meaning(reading(match))
        except (ValueError, OverflowError):  # "5000 years ago" lies before the calendar
            interval = Interval(None, None, "year")
        if interval is not None:
            return Phrase(match.start(), match.end(), kind, interval)
    return None
