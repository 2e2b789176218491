"""Words by which a figure totals the deaths of a period: "in the past 24 hours", "in the first half of 2026"."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.casualties.screened import Screened

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:,?\s+(?:19|20)\d\d)?"
_NTH = r"(?:first|second|third|fourth|last|final|opening|closing|latter)"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b){_YEAR}"
_LAST_DAY = rf"(?:{_DAY}|(?:last\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|the\s+end\s+of)"
_PERIOD = Screened(
    rf"""\bbetween\s+{_MONTH}{_YEAR}\s+and\s+{_MONTH}|\bfrom\s+{_MONTH}{_YEAR}\s+(?:to|until|till|through)\s+{_MONTH}
    |\bbetween\s+{_DAY}\s+and\s+{_LAST_DAY}|\b{_DAY}\s*(?:to|until|till|through|[-–])\s*{_DAY}|\bfrom\s+{_DAY}\s+(?:to|until|till|through)\s+{_LAST_DAY}
    |\b(?:in|over|during|for)\s+the\s+(?:(?:\w+)\s+)?(?:days?|weeks?|months?|fortnight|quarter)\s+(?:to|ending|ended|through|up\s+to|until)\b
    |\b(?:reporting|reported|review|reference|monitoring)\s+period\b|\bperiod\s+under\s+review\b
    |\b(?:in|over|during|throughout|for)\s+(?:the\s+|its\s+)?{_NTH}\s+(?:half|quarter)\s+of\s+(?:the\s+|this\s+|last\s+)?(?:{_MONTH}(?!\w)|(?:19|20)\d\d|year|month|week|decade)
    |\b(?:in|over|during)\s+the\s+{_NTH}\s+quarter\b(?!\s+of\b)
    |\b(?:in|over|during|throughout|for|within)\s+(?:the\s+|its\s+)?{_NTH}\s+(?:\w+\s+)?(?:days|weeks|months)\s+of\b
    |\b(?:in|during|over)\s+(?:{_MONTH}{_YEAR}|(?:19|20)\d\d|(?:the\s+)?(?:last|this|that|past)\s+(?:week|month|year|quarter))\s+alone\b
    |\bin\s+a\s+(?:day|week|month)\b(?!\s+(?:of|that|when|in|which|marked))
    |\b(?:in|over|within|during)\s+(?:the\s+)?(?:past|last|previous|preceding|space\s+of)?\s*(?:\d+|two|three|four|five|six|seven|few|several)\s+(?:hours|days|weeks|months)
    |\b(?:every|each)\s+(?:single\s+)?(?:day|week|month|year)\b|\bannually\b
    |\b(?:entered|enters|entering|now\s+in)\s+(?:its|the|their)\s+[\w-]+\s+(?:day|week|month)\b
    |\bin\s+a\s+(?:24|36|48|72)-hour\s+(?:period|span)\b|\b(?:\w+day|today)\s+and\s+(?:\w+day|today)\s+combined\b
    |\bin\s+(?:24|48|72|36)\s+hours|\b(?:in|over|during)\s+(?:the\s+)?(?:past|last|previous)\s+(?:day|week|month|fortnight|24|48)|\bsince\s+(?:yesterday|last|(?:mon|tues|wednes|thurs|fri|satur|sun)day)
    |\bin\s+recent\s+(?:days|weeks|months)|\b(?:days|weeks)\s+of\s+(?:fighting|clashes|bombardment|shelling|battles)|\bthis\s+(?:week|month)'?s?\s+(?:toll|total)|\bdeadliest\s+(?:month|week)|\b(?:in|over|during)\s+the\s+same\s+(?:period|week|month)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Of one victim who is counted, not described, only such words tell a period: "shelling over the past day killed one".
_ONE_OF_PERIOD = Screened(
    r"\b(?:in|over|within|during)\s+the\s+(?:past|last|previous|preceding)\s+(?:day\b|24\b|48\b|\w+\s+(?:hours|days))",
    re.IGNORECASE,
)
_LOST = r"(?:killed|died|dead|deaths?|perished|murdered|slain|wounded|injured|hurt|drowned|casualties|killings|murders)"
_IN_MONTH = rf"(?:in|during)\s+(?:the\s+month\s+of\s+)?{_MONTH}{_YEAR}"
# Deaths of a month that are of no one event: "40 people were killed in October", "In October, 40 people were killed",
# "A total of 40 people were killed in acts of violence in October".
_OF_MONTH = Screened(
    rf"""\b{_LOST}\s+{_IN_MONTH}\s*(?:[,.;”"(*]|\Z|(?:and|was|were|stood|is|has|have|had)\b|\w+ing\b)|\ba\s+total\s+of\b[^;]*?\b{_LOST}\b[^;]*?\b{_IN_MONTH}|(?:\A|[.;,“"]\s*|\bthat\s+){_IN_MONTH},?\s[^;]*?\b{_LOST}\s*(?:[,.;”"]|\Z|and\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# What follows counts a part, or tells who says so.
_PART = re.compile(r",?\s+(?:including(?!\s+(?-i:[A-Z])\w+,)|among\s+them|of\s+whom|with)\b", re.IGNORECASE)
# What tells of one event, whatever its month.
_ONE_EVENT = r"""\b(?:an?|the|one|that|this|\w+[’']s)\s+(?:[\w’'-]+\s+){0,4}?(?:attack|bombing|bomb|air\s?strike|strike
    |raid|shooting|stabbing|assault|ambush|clash|battle|massacre|crash|collision|accident|fire|blaze|collapse|explosion
    |blast|offensive|stampede|quake|earthquake|flood|storm|landslide|disaster|incident|siege|riot|operation)\b"""
_TELLS_EVENT = Screened(_ONE_EVENT, re.IGNORECASE | re.VERBOSE)
_EVENT = Screened(rf"\b(?:when|after|as|while|where|his|her|my|their|our)\b|{_ONE_EVENT}", re.IGNORECASE | re.VERBOSE)


_CASES = (
    r"(?:incidents|cases|shootings|stabbings|homicides|murders|slayings|crashes|collisions|wrecks|accidents|drownings"
    r"|fires)"
)
_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}|several|multiple|various|numerous)"
# Several incidents of one town that one sentence counts together: "two teenagers died in separate incidents".
_SEVERAL = re.compile(
    rf"""\b(?:separate|unrelated|weekend)\s+(?:[\w-]+\s+){{0,2}}?{_CASES}\b
    |(?<!\bone\sof\s)(?<!\bof\sthe\s)\b{_NUMBER}\s+(?:[\w-]+\s+){{0,2}}?{_CASES}\b
    |\b(?:first|second|third|fourth|fifth|last|latest)\s+of\s+{_NUMBER}\s[^,;]{{0,60}}?\b(?:weekend|week|month|night|year)\b
    |\bone\s+of\s+{_NUMBER}\s[^,;]{{0,60}}?\b(?:\w+-(?:hour|day)|hours|days)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SPREE = re.compile(
    r"(?<![\w-])(?:gunman|gunmen|shooter|attacker|killer|spree|rampage|related|linked|connected)s?\b", re.IGNORECASE
)


@lru_cache(maxsize=8)
def tells_several(text: str) -> bool:
    """Whether the words add up several incidents that have nothing to do with each other."""
    return _SEVERAL.search(text) is not None and not _SPREE.search(text)


_IN_ALL = re.compile(r"\W*(?:in\s+(?:all|total)|all\s+told|altogether|overall)\b", re.IGNORECASE)
_ONE_OF_CASES = re.compile(rf"\bone\s+of\s+{_NUMBER}\s+(?:[\w-]+\s+){{0,2}}?{_CASES}\b", re.IGNORECASE)


def sums_up_several(before: str, text: str) -> bool:
    """As in "It was one of four shootings over the weekend. In all, two people were killed"."""
    return _IN_ALL.match(text) is not None and (_ONE_OF_CASES.search(before) is not None or tells_several(before))


@lru_cache(maxsize=8)  # the claims of a sentence ask in turn
def tells_period(text: str) -> bool:
    """Whether the words name a period over which deaths are added up."""
    return _PERIOD.search(text) is not None


def tells_event(text: str) -> bool:
    """Whether the words tell of one event: "a strike on a market"."""
    return _TELLS_EVENT.search(text) is not None


def counts_one_of_period(text: str) -> bool:
    """Whether the words tell a period even of one victim: "shelling over the past day killed one"."""
    return _ONE_OF_PERIOD.search(text) is not None


@lru_cache(maxsize=8)
def _month_total(text: str) -> tuple[int, int] | None:
    clause = _PART.split(text, maxsplit=1)[0]
    match = _OF_MONTH.search(clause)
    return match.span() if match and not _EVENT.search(clause) else None


def sums_month(text: str, at: int) -> bool:
    """Whether the figure at that offset is of all the month's deaths: no event is told that took them."""
    total = _month_total(text)
    return total is not None and at <= total[1] + len(" already ")  # "killed in September was | 609"
