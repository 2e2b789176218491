"""Claims under way: each harm of the text with its figures, scope, and the mentions that say when, where, by whom."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.casualties.harms.harms import Harm
from extractors.casualties.model import Age, Effect, Gender, Method, Modality, Qualifier, Scope, VictimClass
from extractors.casualties.text import DateMention, PlaceMention, Sentence
from extractors.casualties.tokens import Token
from extractors.casualties.victims.names import Person

_WAR = (
    r"(?:war|conflict|uprising|rebellion|revolt|insurgency|crackdown"
    r"|protests?|revolution|hostilities|genocide|invasion|unrest|violence)"
)
_CUMULATIVE = re.compile(
    rf"""\bsince\s+(?:the\s+|its\s+|a\s+)?(?:[\w’'-]+\s+){{0,4}}?(?:{_WAR}\b|began\b|begin|broke|erupt|start|took|then\b|early\b|late\b|mid|independence)
    |\b{_WAR}\b[^.]{{0,60}}?\b(?:has|have|had)\s+(?:already\s+)?(?:killed|left|claimed|cost|taken|caused)
    |\b(?:in|during|over|throughout)\s+(?:the\s+(?:course\s+of\s+(?:the\s+)?)?)?[\w’'-]*\s*(?:[\w’'-]+-(?:year|month)s?(?:-(?:long|old))?\s+)?(?:[\w’']+\s+)?(?:civil\s+)?(?:war|conflict)\b
    |\bthis\s+year\b|\bthis\s+(?:[\w-]+\s+)?season\b|\bso\s+far\s+this\s+(?:monsoon|winter|spring|summer|autumn)\b|\bover\s+the\s+years\b|\byears\s+of\s+(?:war|fighting|conflict|violence)|\bin\s+(?:the\s+)?(?:past|last)\s+(?:\w+\s+)?(?:years?|decades?)
    |\b(?:war|conflict)\s+(?:which|that)\s+has|\bto\s+date\b|\bmonths\s+of\s+(?:war|fighting|conflict)""",
    re.IGNORECASE | re.VERBOSE,
)
_PERIOD = re.compile(
    r"""\b(?:in|over|within|during)\s+(?:the\s+)?(?:past|last|previous|preceding|space\s+of)?\s*(?:\d+|two|three|four|five|six|seven|few|several)\s+(?:hours|days|weeks|months)
    |\bin\s+(?:24|48|72|36)\s+hours|\b(?:in|over|during)\s+(?:the\s+)?(?:past|last|previous)\s+(?:day|week|month|fortnight|24|48)|\bsince\s+(?:yesterday|last|(?:mon|tues|wednes|thurs|fri|satur|sun)day)
    |\bin\s+recent\s+(?:days|weeks|months)|\b(?:days|weeks)\s+of\s+(?:fighting|clashes|bombardment|shelling|battles)|\bthis\s+(?:week|month)'?s?\s+(?:toll|total)|\bdeadliest\s+(?:month|week)|\b(?:in|over|during)\s+the\s+same\s+(?:period|week|month)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PERFECT = re.compile(
    r"\b(?:has|have|had)\s+(?:also\s+|already\s+|been\s+|so\s+far\s+|reported\s+|taken\s+)*\w+", re.IGNORECASE
)
_RUNNING = re.compile(
    r"\b(?:the|its|total|overall|combined|death)\s+(?:number|total|tally|toll|losses|count)\b", re.IGNORECASE
)
# Times in such words date no count: "the third attack this week", "who had been missing since Thursday".
_RANKED = re.compile(
    r"""\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|latest|worst|deadliest|bloodiest
    |biggest|largest|heaviest)\b(?:\s+(?!months?\b|weeks?\b|years?\b|days?\b)[\w-]+){0,4}?
    \s+(?:(?:so\s+far\s+)?this|in(?:\s+(?:the\s+)?(?:past|last|a|two|three|four|five|six|ten))?(?:\s+\w+)?|since(?:\s+\w+)?)
    \s+(?:weeks?|months?|years?|days?|decades?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|20\d\d)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_POSSESSED = re.compile(
    r"\b(?:last|this|the\s+(?:past|previous))\s+(?:week|month|year)[’']s\b(?!\s+(?:death\s+)?(?:toll|total|tally|count))",
    re.IGNORECASE,
)
_RELATIVE_SINCE = re.compile(
    r"\b(?:who|which|that)\s+(?:has|have|had)\b[^,;.]{0,80}?\bsince\s+(?:\w+\s+){0,2}\w+", re.IGNORECASE
)
_SUMMING_UP = re.compile(r",\s+(?:bringing|taking|raising|pushing|lifting)\b", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
_CLAUSE_REACH = 110  # characters around a figure in which the words of its clause stand
_MANY = 1000
_LOOSE, _DIRECT = 0.8, 0.94  # shares of such claims that labelled articles confirm (tests/eval)
_EVERY_WAR = 5000  # more dead than one attack leaves; "have been killed" then runs over a war
_RECENT_DAYS = 62  # since a day nearer than that: a period, not a war's running total


@dataclass(slots=True)
class Draft:
    """A claim before it is serialised: what Claim holds, and what the later stages need to link it."""

    start: int
    end: int
    quote: str
    effect: Effect
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    victim: VictimClass
    age: Age | None
    gender: Gender | None
    sentence: int
    modality: Modality = "asserted"
    scope: Scope = "incident"
    is_part: bool = False
    is_told_part: bool = False  # the words say so, not the figures
    is_more: bool = False
    is_weak: bool = False
    is_update: bool = False
    is_other: bool = False  # a forecast, or an event long past
    is_toll: bool = False
    is_rising: bool = False
    has_class: bool = True
    is_definite: bool = False
    is_list: bool = False  # people named or described one by one, summed
    head: str = ""
    person: Person | None = None
    host: Draft | None = None
    trigger: int = 0  # offset of the effect word
    is_turn: bool = False  # its words pass to another attack: "the other four"
    incident: int = 0
    date: DateMention | None = None
    has_own_date: bool = False
    place: str | None = None
    scene: tuple[PlaceMention, ...] = ()  # the mentions behind the place
    spots: tuple[PlaceMention, ...] = ()  # what its own clause names of places
    actor: str | None = None
    actor_names: tuple[str, ...] = ()  # the list's own names of the actor
    method: Method = "unknown"
    source: str | None = None
    via: str | None = None
    confidence: float = 0.9
    alternatives: list[Draft] = field(default_factory=list)

    @property
    def value(self) -> int:
        """The figure, for comparisons and sums of one statement."""
        return self.best or self.low or self.high or 0


def draft(sentence: Sentence, tokens: Sequence[Token], harms: Sequence[Harm]) -> list[Draft]:
    """The sentence's harms as claims under way, in text order, with hosts linked."""
    drafts: list[Draft] = []
    for harm in harms:
        group = harm.group
        first, last = tokens[group.first], tokens[group.last]
        start, end = first.start, last.end
        quote = sentence.text[start - sentence.start : end - sentence.start]
        drafts.append(
            Draft(
                start=start,
                end=end,
                quote=quote,
                effect=harm.effect,
                low=group.low,
                best=group.best,
                high=group.high,
                qualifier=group.qualifier,
                victim=group.victim,
                age=group.age,
                gender=group.gender,
                sentence=sentence.index,
                modality=harm.modality,
                is_part=harm.is_part or group.is_part,
                is_told_part=harm.is_part or group.is_part,
                is_more=group.is_more,
                is_weak=harm.is_weak,
                is_update=harm.is_update,
                is_other=harm.is_forecast,
                is_toll=harm.is_toll,
                is_rising=harm.is_rising,
                has_class=group.has_class,
                is_definite=first.low == "the",
                is_list=group.kind == "list",
                head=group.head,
                person=group.person,
                trigger=tokens[harm.trigger].start,
                confidence=_confidence(harm),
            )
        )
    for harm, claim in zip(harms, drafts, strict=True):
        claim.host = drafts[harm.host] if harm.host is not None else None
    return drafts


def _confidence(harm: Harm) -> float:
    """How sure the pattern is; half of that for capitalised words that may be no name."""
    sure = _LOOSE if harm.rank == 0 else _DIRECT
    return sure / 2 if harm.group.kind == "maybe" else sure


def scope_of(  # noqa: PLR0911 - a decision list
    claim: Draft, sentence: Sentence, dates: Sequence[DateMention], anchor: dt.date | None
) -> Scope:
    """What the figure totals: one incident, a period, a war; `other` for events long past."""
    if claim.modality == "denied" or claim.is_other:
        return "other"
    text = _own_words(claim, sentence)
    own = [d for d in dates if sentence.start <= d.start < sentence.end and text[d.start - sentence.start] != _MASK]
    is_person = claim.low == claim.high == 1
    recent = any(d.role == "since" and d.date_start and not _is_long(d, anchor) for d in own)
    if not is_person and not claim.is_definite and not recent and _runs_over(claim, sentence, text):
        return "cumulative"
    if not is_person and any(d.role == "since" and _is_long(d, anchor) for d in own if _near(d, claim, 100)):
        return "cumulative"
    if not is_person and (
        recent
        or _goes_on(claim, sentence, text)
        or _PERIOD.search(text)
        or any(d.role == "period" for d in own if _near(d, claim))
    ):
        covered = [d for d in own if d.role == "period" and _near(d, claim)]
        return "other" if covered and all(_is_old(d, anchor) for d in covered) else "period"
    if claim.value >= _EVERY_WAR:
        return "cumulative"
    background = [d for d in own if d.role == "background" and _near(d, claim)]
    if background and not any(d.role == "event" for d in own) and background[0].precision in ("year", "decade"):
        return "other"
    if claim.date is not None and claim.has_own_date and _is_old(claim.date, anchor):
        return "other"
    return "incident"


_MASK = "\0"


@lru_cache(maxsize=8)
def _time_words(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Of a sentence, the spans whose times only rank, and where sums begin."""
    return tuple(m.span() for m in _RANKED.finditer(text)), tuple(m.start() for m in _SUMMING_UP.finditer(text))


def _own_words(claim: Draft, sentence: Sentence) -> str:
    """The sentence, with what dates another thing than the claim masked, character by character."""
    text, start, trigger = sentence.text, claim.start - sentence.start, claim.trigger - sentence.start
    ranked, sums = _time_words(text)
    spans = [*ranked, *(m.span() for m in _POSSESSED.finditer(text))]
    spans += [m.span() for m in _RELATIVE_SINCE.finditer(text, start) if not m.start() <= trigger < m.end()]
    for at in sums:  # "killed 7 on Saturday, taking the number killed this year to 214"
        spans.append((at, len(text)) if start < at else (0, at))
    for first, end in spans:
        text = text[:first] + _MASK * (end - first) + text[end:]
    return text


def _runs_over(claim: Draft, sentence: Sentence, text: str) -> bool:
    """Whether the figure runs over a war or a year: "since the war began" near a perfect tense or a large figure."""
    first = max(0, claim.start - sentence.start - _CLAUSE_REACH)
    near = text[first : claim.end - sentence.start + _CLAUSE_REACH]
    perfect = _PERFECT.search(near) is not None
    runs = perfect or claim.value >= _MANY or _RUNNING.search(near) is not None
    return (bool(_CUMULATIVE.search(near)) and runs) or (perfect and claim.value >= _MANY and not _PERIOD.search(near))


def _goes_on(claim: Draft, sentence: Sentence, text: str) -> bool:
    """As in "... have been killed since the truce collapsed": a total over days, not one attack."""
    near = text[max(0, claim.start - sentence.start - _CLAUSE_REACH) : claim.end - sentence.start + _CLAUSE_REACH]
    return claim.value > 1 and bool(_SINCE.search(near)) and bool(_PERFECT.search(near))


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
