"""Words by which a text passes from one attack to another: "elsewhere", "a second bomb", "days after"."""

from __future__ import annotations

import re
from functools import cache

from extractors.casualties.lexicon import load
from extractors.casualties.screened import Screened

_CLAUSE_START = r"(?:\A[\W_]*|[.;:,“\"(—–]\s*|\s-\s|\b(?:and|but|while|as|said|says|reported|added|that)\s+)"
_OTHER = Screened(r"\b(?:another|other|others|second|third|fourth|separate|further|remaining|rest)\b", re.IGNORECASE)
_DIED_LATER = Screened(r"\b(?:hospital|wounds|injuries|succumbed|later\s+died)\b", re.IGNORECASE)
_JOINED = r"(?:\A[\W_]*|;\s*|\b(?:and|but|while)\s+)"
_COMES_AFTER = re.compile(
    r"""[“"]?(?:the\s+|this\s+|\w+day['’]s\s+)?(?:[\w-]+\s+){0,2}?(?:attack|bombing|shooting|stabbing|killing|murder|strike|raid|blast
    |explosion|crash|accident|fire|incident|violence|assault|ambush|disaster|collapse|quake|flood)s?\s+
    (?:comes?|came|coming|happened|occurred|took\s+place)\b[^.;]{0,60}?\bafter\b""",
    re.IGNORECASE | re.VERBOSE,
)


def comes_after(text: str) -> bool:
    """As in "The stabbing comes a week after two people were killed": an attack before the article's own."""
    return _COMES_AFTER.match(text) is not None


def is_apart(text: str) -> bool:
    """Whether the words before a figure tell that it is of another attack."""
    is_fronted = _pattern("apart", _CLAUSE_START).search(text) is not None
    return is_fronted or _pattern("anywhere", r"\b").search(text) is not None


def is_beside(text: str) -> bool:
    """Whether the words before a figure tell of another attack if only the place is another too."""
    is_fronted = _pattern("fronted", _JOINED).search(text) is not None
    return is_fronted or _pattern("beside", _CLAUSE_START).search(text) is not None


def is_before(text: str) -> bool:
    """Whether the words between two figures tell that the second is of another time."""
    return _pattern("before", r"\b").search(text) is not None


def is_said_apart(text: str) -> bool:
    """Whether the words after a figure tell that it is of another attack: "in a separate raid"."""
    return _pattern("after", r"\b").search(text) is not None


@cache
def disaster_pattern() -> Screened:
    """Matches what strikes many places at once and is one event all the same."""
    return Screened(rf"\b(?:{_nouns('disaster')})\b", re.IGNORECASE)


@cache
def origin_pattern() -> Screened:
    """Matches what stands before the place that an attack came from: "fighters positioned in"."""
    words = "|".join(load("incidents.toml")["origin"]).replace(" ", r"\s+")
    return Screened(rf"\b(?:{words})\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}(?:of\s+)?\Z", re.IGNORECASE)


def opens_case(sentence: str) -> bool:
    """As in "A second shooting was reported at 8:30 p.m.": what follows is of another attack."""
    return _pattern("scene", r"\A[\W_]*").search(sentence) is not None


def is_turn(before: str, sentence: str) -> bool:
    """As in "The other four were killed by rocket fire": another attack of those that a total counts."""
    if _OTHER.search(before) is None or _DIED_LATER.search(sentence) is not None:
        return False
    return _pattern("attacked", r"\b").search(sentence) is not None


def refers_back(text: str) -> bool:
    """As in "that attack", of which the sentence before tells."""
    return _pattern("back", r"\b").search(text) is not None


@cache
def _pattern(name: str, start: str) -> Screened:
    told = "|".join(load("incidents.toml")[name]).replace("ATTACK", _nouns("attack"))
    told = told.replace("CASE", _nouns("case")).replace(" ", r"\s+")
    return Screened(rf"{start}(?:{told})(?!\w)", re.IGNORECASE)


@cache
def _nouns(name: str) -> str:
    nouns = {" ".join(noun.split()) for noun in load("incidents.toml")[name].split("|")}
    return "|".join(sorted(nouns, key=lambda noun: (-len(noun), noun)))
