"""What a figure totals: one incident, a period, or the running total of a war; and what tells of no event of now."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from extractors.casualties.bygone import is_bygone
from extractors.casualties.claims import Draft
from extractors.casualties.model import Scope
from extractors.casualties.periods import counts_one_of_period, sums_month, tells_period
from extractors.casualties.screened import Screened
from extractors.casualties.text import DateMention, Sentence

_WAR = (
    r"(?:war|conflict|uprising|rebellion|revolt|insurgency|crackdown"
    r"|protests?|revolution|hostilities|genocide|invasion|unrest|violence)"
)
_GOING_ON = r"(?:fighting|offensive|war|conflict|hostilities|unrest|violence|siege)"
CUMULATIVE = Screened(
    rf"""\bsince\s+(?:the\s+|its\s+|a\s+)?(?:[\w’'-]+\s+){{0,4}}?(?:{_WAR}\b|began\b|begin|broke|erupt|start|took|then\b|(?:peace|ceasefire)\b|coup\b|takeover\b|accord\b|agreement\b|signing\b|deal\b|early\b|late\b|mid|independence)
    |\b{_WAR}\b[^.]{{0,60}}?\b(?:has|have|had)\s+(?:already\s+)?(?:killed|left|claimed|cost|taken|caused)
    |\b(?:in|during|over|throughout)\s+(?:the\s+(?:course\s+of\s+(?:the\s+)?)?)?[\w’'-]*\s*(?:[\w’'-]+-(?:year|month)s?(?:-(?:long|old))?\s+)?(?:[\w’']+\s+)?(?:civil\s+)?(?:war|conflict)\b
    |\b{_GOING_ON}\b[^.,;]{{0,60}}?\bso\s+far\b(?!\s+(?:on|this|today))|\bso\s+far\s+(?:been\s+)?(?:killed|left|claimed|wounded|injured)\b[^.;]{{0,80}}?\b{_GOING_ON}\b
    |\bthis\s+year\b|\bso\s+far\s+in\s+20\d\d\b|\bthis\s+(?:[\w-]+\s+)?season\b|\bso\s+far\s+this\s+(?:monsoon|winter|spring|summer|autumn)\b|\bover\s+the\s+years\b|\byears\s+of\s+(?:war|fighting|conflict|violence)|\b(?:in|over|during)\s+(?:the\s+)?(?:past|last)\s+(?:\w+\s+)?(?:years?|decades?)
    |\b(?:war|conflict)\s+(?:which|that)\s+has|\bto\s+date\b|\bcumulative\b|\bmonths\s+of\s+(?:war|fighting|conflict)""",
    re.IGNORECASE | re.VERBOSE,
)
_ONE = re.compile(r"(?:one|1)\s", re.IGNORECASE)
# What runs on until it ends: its figures are running totals from the first week on.
_CAMPAIGN = Screened(
    rf"\bsince\s+(?:the|this|its)\s+(?:[\w’'-]+\s+){{0,3}}?(?:monsoon|rains|rainy|season|epidemic|outbreak|{_WAR})\b",
    re.IGNORECASE,
)
# Who keeps books gives the sum of a year, not an event of it.
_KEEPS_BOOKS = Screened(
    r"\b(?:count|record|document|register|log|verif|tall)(?:ed|ied|s|ies)\b|\b(?:were|was)\s+(?:recorded|registered|reported|documented)\b",
    re.IGNORECASE,
)
_IS_WAR = Screened(
    rf"""\b{_WAR}\b|\b(?:epidemic|pandemic|outbreak|virus|disease|famine|drought|cholera|malaria|measles|ebola|covid(?:-19)?
    |years|decades)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What may kill thousands within a day.
_SUDDEN = Screened(
    r"""\b(?:(?:earth)?quakes?|tremors?|aftershocks?|tsunamis?|cyclones?|hurricanes?|typhoons?|tornado(?:es)?|twisters?
    |(?:super|wind)?storms?|(?:flash\s+)?flood(?:s|ing|waters)?|landslides?|mudslides?|avalanches?|eruptions?|volcano(?:es)?
    |explosions?|blasts?|dam\s+(?:burst|collapse|failure)|wildfires?|stampedes?|magnitude)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PERFECT = Screened(
    r"\b(?:has|have|had)\s+(?:also\s+|already\s+|been\s+|so\s+far\s+|reported\s+|taken\s+)*\w+", re.IGNORECASE
)
_RUNNING = Screened(
    r"\b(?:the|its|total|overall|combined|death|fatality|casualty)\s+(?:number|total|tally|toll|losses|count)\b|\bst(?:ands?|ood)\s+at\b",
    re.IGNORECASE,
)
# Times in such words date no count: "the third attack this week", "who had been missing since Thursday".
_RANKED = Screened(
    r"""\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|latest|worst|deadliest|bloodiest
    |biggest|largest|heaviest)\b(?:\s+(?!months?\b|weeks?\b|years?\b|days?\b)[\w-]+){0,4}?
    \s+(?:(?:so\s+far\s+)?this|in(?:\s+(?:the\s+)?(?:past|last|a|two|three|four|five|six|ten))?(?:\s+\w+)?|since(?:\s+\w+)?)
    \s+(?:weeks?|months?|years?|days?|decades?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|20\d\d)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_RANKED_SINCE = Screened(  # "the biggest loss of life since the war began"
    r"\b(?:worst|deadliest|bloodiest|biggest|largest|heaviest|highest|gravest)\b[^,;.]{0,90}?\bsince\b[^,;.]*"
    r"|\b(?:toughest|darkest|worst|deadliest|bloodiest|heaviest)\b[”\"’']?\s+(?:single\s+)?(?:days?|nights?|hours?)\b[^;.]*",
    re.IGNORECASE,
)
_POSSESSED = Screened(
    r"\b(?:last|this|the\s+(?:past|previous))\s+(?:week|month|year)[’']s\b(?!\s+(?:death\s+)?(?:toll|total|tally|count))",
    re.IGNORECASE,
)
_BORN = Screened(r"\bborn\s+(?:in|on)\s+(?:\w+\s+){0,3}?(?:19|20)\d\d\b", re.IGNORECASE)
_RELATIVE_SINCE = Screened(
    r"\b(?:who|which|that)\s+(?:has|have|had)\b(?!\s+(?:been\s+)?(?:died|perished|killed|murdered|slain|lost))[^,;.]{0,80}?"
    r"\bsince\s+(?:\w+\s+){0,2}\w+",
    re.IGNORECASE,
)
# What is told of a place, or ranks the attack, dates nothing before it: "in Keld, where war has raged since 2014".
_ASIDE = Screened(r",\s+(?:where|whose|in\s+which)\b[^;.]*|,\s+the\s+latest\b[^;.]*", re.IGNORECASE)
_WHEN = Screened(r"\bwhen\b", re.IGNORECASE)
_SUMMING_UP = Screened(
    r",\s+(?:bringing|taking|raising|pushing|lifting|making\s+(?:it|this|that|\w+day))\b", re.IGNORECASE
)
SINCE = Screened(r"\bsince\b", re.IGNORECASE)
# What ranks a day of the year may count the year's dead beside it: "the deadliest day this year, with 100 | killed".
_RANKED_WITH = re.compile(
    r"\b(?:deadliest|bloodiest|worst|highest)\b[^,;.]{0,60}?\b(?:(this\s+year)|this\s+(?:week|month))\b,?\s+with"
    r"(?:\s+(?:more\s+than|at\s+least|over|about|around|nearly|some|already))*\s+$",
    re.IGNORECASE,
)
_CLAUSE_REACH = 110  # characters around a figure in which the words of its clause stand
_MANY = 1000
_EVERY_WAR = 5000  # more dead than one attack leaves; "have been killed" then runs over a war
_CLAUSE_END = 40  # characters between "since the army began its offensive" and its day
_HALF_A_YEAR = 183  # days; what happened longer before the article's main incident is another matter
_RECENT_DAYS = 62  # since a day nearer than that: a period, not a war's running total


def scope_of(  # noqa: C901, PLR0911, PLR0913 - a decision list over all that dates the claim
    claim: Draft,
    sentence: Sentence,
    dates: Sequence[DateMention],
    anchor: dt.date | None,
    *,
    main: DateMention | None = None,
    is_sudden: bool = False,
) -> Scope:
    """What the figure totals: one incident, a period, a war; `other` for events long past.

    `main`: what dates the article's main incident.
    `is_sudden`: the article tells of an event that may kill thousands at once, so that size alone tells no war.
    """
    if claim.modality == "denied" or claim.is_other or is_bygone(claim, sentence, dates):
        return "other"
    if claim.total_over is not None:
        return claim.total_over
    if ranked := _RANKED_WITH.search(sentence.text[: claim.start - sentence.start]):
        return "cumulative" if ranked[1] else "period"
    text = _own_words(claim, sentence)
    own = [d for d in dates if sentence.start <= d.start < sentence.end and text[d.start - sentence.start] != _MASK]
    is_person = claim.low == claim.high == 1
    recent = any(_is_recent_start(d, own, anchor) for d in own) and not _CAMPAIGN.search(text)
    is_sudden = _is_sudden(text) or (is_sudden and not _IS_WAR.search(text))
    if (
        not is_person
        and not claim.is_definite
        and not recent
        and _runs_over(claim, sentence, text, is_sudden=is_sudden)
    ):
        return "cumulative"
    if (
        not is_person
        and not recent
        and any(d.role == "since" and _is_long(d, anchor) for d in own if _near(d, claim, 100))
    ):
        return "cumulative"
    if is_person and _ONE.match(claim.quote) and counts_one_of_period(text):
        return "period"
    is_described = claim.is_list and all(g.low == g.high == 1 for g in claim.members)  # "a man and his wife"
    if (
        not (is_person or is_described)
        and (
            recent
            or _goes_on(claim, sentence, text)
            or tells_period(text)
            or any(d.role == "period" for d in own if _near(d, claim))
        )
        and not _happened_when(claim, sentence, own)
    ):
        covered = [d for d in own if d.role == "period" and _near(d, claim)]
        return "other" if covered and all(_is_old(d, anchor) for d in covered) else "period"
    if _is_dated_long_past(claim, own, anchor):
        return "other"
    background = [d for d in own if d.role == "background" and _near(d, claim)]
    if background and not any(d.role == "event" for d in own) and background[0].precision in ("year", "decade"):
        is_sum = not is_person and _KEEPS_BOOKS.search(text) and not _is_old(background[0], anchor)
        return "period" if is_sum else "other"
    if (
        claim.date in own
        and claim.date is not None
        and claim.has_own_date
        and _is_past(claim.date, anchor, main, is_person=is_person)
    ):
        return "other"
    if claim.value >= _EVERY_WAR and not is_sudden and not _has_day(claim):
        return "cumulative"
    if claim.value > 1 and (claim.is_of_several or sums_month(text, claim.start - sentence.start)):
        return "period"
    return "incident"


def _is_dated_long_past(claim: Draft, own: Sequence[DateMention], anchor: dt.date | None) -> bool:
    """As in "a wreath on Monday for the 13 | shot dead in Keld in January 1972": the old time is the deed's own."""
    after = [d for d in own if d.start >= claim.end]
    is_old = len(after) == 1 and after[0].role == "background" and after[0].precision == "month"
    return is_old and _near(after[0], claim, _CLAUSE_REACH) and _is_old(after[0], anchor)


def _happened_when(claim: Draft, sentence: Sentence, own: Sequence[DateMention]) -> bool:
    """As in "raids of recent days killed 57 people when bombs fell on Tano at the weekend": the clause has its time."""
    after = [d for d in own if d.role == "event" and d.start > claim.end]
    return any(_WHEN.search(sentence.text[claim.end - sentence.start : d.start - sentence.start]) for d in after[:1])


def _is_recent_start(since: DateMention, own: Sequence[DateMention], anchor: dt.date | None) -> bool:
    """Whether a "since ..." began lately, by its day or one that ends its clause ("since a truce on May 3")."""
    if since.role != "since":
        return False
    if since.date_start:
        return not _is_long(since, anchor)
    ends = [d for d in own if 0 <= d.start - since.end <= _CLAUSE_END and d.date_start and d.role != "report"]
    return any(not _is_long(d, anchor) for d in ends[:1])


def _is_past(date: DateMention, anchor: dt.date | None, main: DateMention | None, *, is_person: bool) -> bool:
    """Whether the day lies before the article's news: by a year, or well before a main incident of these weeks."""
    is_main = main is not None and (main.date_start, main.date_end) == (date.date_start, date.date_end)
    if is_main or main is None or not (main.date_start and date.date_end and anchor):
        return _is_old(date, anchor) and not (is_main and is_person)
    news = dt.date.fromisoformat(main.date_start)
    gap = (news - dt.date.fromisoformat(date.date_end)).days
    return _is_old(date, anchor) or (gap > _HALF_A_YEAR and (anchor - news).days <= _RECENT_DAYS)


_MASK = "\0"


@lru_cache(maxsize=8)
def _time_words(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Of a sentence, the spans whose times only rank, and where sums begin."""
    ranked = (m.span() for pattern in (_RANKED, _POSSESSED, _BORN) for m in pattern.finditer(text))
    return tuple(ranked), tuple(m.start() for m in _SUMMING_UP.finditer(text))


def _own_words(claim: Draft, sentence: Sentence) -> str:
    """The sentence, with what dates another thing than the claim masked, character by character."""
    text, start, trigger = sentence.text, claim.start - sentence.start, claim.trigger - sentence.start
    ranked, sums = _time_words(text)
    spans = list(ranked)
    spans += [m.span() for m in _RELATIVE_SINCE.finditer(text, start) if not m.start() <= trigger < m.end()]
    spans += [m.span() for m in _ASIDE.finditer(text, start) if trigger < m.start()]
    spans += [m.span() for m in _RANKED_SINCE.finditer(text) if not m.start() <= start < m.end()]
    for at in sums:  # "killed 7 on Saturday, taking the number killed this year to 214"
        spans.append((at, len(text)) if start < at else (0, at))
    for first, end in spans:
        text = text[:first] + _MASK * (end - first) + text[end:]
    return text


def tells_birth(text: str, at: int) -> bool:
    """Whether the time at `at` is that of a birth: "a woman born in | 1954"."""
    return any(m.start() <= at < m.end() for m in _BORN.finditer(text))


def tells_sudden(text: str) -> bool:
    """Whether the text, an article's title or opening, tells of an event such as an earthquake, and of no war."""
    return _is_sudden(text)


@lru_cache(maxsize=8)  # the claims of a sentence ask in turn
def _is_sudden(text: str) -> bool:
    return _SUDDEN.search(text) is not None and not _IS_WAR.search(text)


def _has_day(claim: Draft) -> bool:
    """Whether the sentence dates the event by a day: "killed 6,000 people on Monday"."""
    date = claim.date
    return claim.has_own_date and date is not None and date.role == "event" and date.precision == "day"


def _runs_over(claim: Draft, sentence: Sentence, text: str, *, is_sudden: bool) -> bool:
    """Whether the figure runs over a war or a year: "since the war began" near a perfect tense or a large figure."""
    first = max(0, claim.start - sentence.start - _CLAUSE_REACH)
    near = text[first : claim.end - sentence.start + _CLAUSE_REACH]
    perfect = _PERFECT.search(near) is not None
    runs = perfect or claim.value >= _MANY or _RUNNING.search(near) is not None
    by_size = perfect and claim.value >= _MANY and not is_sudden and not tells_period(near)
    return (bool(CUMULATIVE.search(near)) and runs) or by_size


def _goes_on(claim: Draft, sentence: Sentence, text: str) -> bool:
    """As in "... have been killed since the truce collapsed": a total over days, not one attack."""
    near = text[max(0, claim.start - sentence.start - _CLAUSE_REACH) : claim.end - sentence.start + _CLAUSE_REACH]
    return claim.value > 1 and bool(SINCE.search(near)) and bool(_PERFECT.search(near))


def _near(date: DateMention, claim: Draft, reach: int = 200) -> bool:
    return min(abs(date.start - claim.end), abs(claim.start - date.end)) <= reach


def _is_long(date: DateMention, anchor: dt.date | None) -> bool:
    if date.date_start is None or anchor is None:
        return True
    return (anchor - dt.date.fromisoformat(date.date_start)).days > _RECENT_DAYS


def _is_old(date: DateMention, anchor: dt.date | None, days: int = 400) -> bool:
    if date.date_end is None or anchor is None:
        return False
    return (anchor - dt.date.fromisoformat(date.date_end)).days > days
