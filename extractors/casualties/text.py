"""Pieces of text with their offsets: what the stages of the cascade hand on to each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TypeVar

from extractors.casualties.tokens import Token, tokenize


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters of the document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of the span."""
        return text[self.start : self.end]


_S = TypeVar("_S", bound=Span)
_RUN = re.compile(r"\w+")
_BETWEEN_RUNS = {c: " " for c in range(128) if not _RUN.match(chr(c))}  # what parts runs in ASCII
LONGEST_SENTENCE = 2500  # characters; the longest sentences of the news without any punctuation stay below that


def joined_around(spans: Sequence[_S], at: int, is_joined: Callable[[_S, _S], bool]) -> Sequence[_S]:
    """The stretch of `spans` around the one at `at` in which each is joined to the next."""
    first = last = at
    while first > 0 and is_joined(spans[first - 1], spans[first]):
        first -= 1
    while last + 1 < len(spans) and is_joined(spans[last], spans[last + 1]):
        last += 1
    return spans[first : last + 1]


def runs(text: str) -> list[str]:
    """The runs of letters, digits and underscores of a text, in lower case and in their order."""
    low = text.lower()
    # Where all is ASCII, cutting at what is none of these takes a fifth of the pattern's time.
    return low.translate(_BETWEEN_RUNS).split() if low.isascii() else _RUN.findall(low)


@dataclass(frozen=True)
class Sentence:
    """One sentence. `start` and `end` are offsets in the document; `text` is exactly that slice of it.

    `paragraph` counts from 0; `is_body` is false for captions, related-news boxes, datelines alone and copies of
    the title, which hold no claims of this article. Its tokens are made at the first need, once for all stages.
    """

    start: int
    end: int
    text: str
    index: int
    paragraph: int
    is_body: bool = True

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens, with offsets in the document."""
        return tokenize(self.text, self.start)

    @property
    def is_cut(self) -> bool:
        """Whether it is but a piece of one that was too long to be read at once, and goes on behind it."""
        return len(self.text) >= LONGEST_SENTENCE // 2 and self.text[-1] not in ".!?…\"”’')]"

    @cached_property
    def words(self) -> frozenset[str]:
        """The tokens in lower case, to ask at once whether any of a set of words stands in the sentence."""
        return frozenset([token.low for token in self.tokens])

    @cached_property
    def runs(self) -> frozenset[str]:
        """Its runs of letters and digits in lower case: a pattern that needs other words is not tried."""
        return frozenset(runs(self.text))


@dataclass(frozen=True, slots=True)
class DateMention(Span):
    """A time expression, resolved against the publication time.

    `role` tells what it dates: the event, only the report ("On Monday the Observatory said"), a period that a total
    covers ("in the past 24 hours", "since 2014"), background (an earlier, unrelated year), or what lies ahead.
    `tells` says of an event's day what happened on it: the deed itself ("shot", "the crash"), the call that it set off
    ("officers responded"), or the death that came of it ("died", "was pronounced dead"); empty where no word tells.
    """

    date_start: str | None  # ISO dates, inclusive
    date_end: str | None
    precision: str
    role: str  # event, report, period, since, background, ahead
    tells: str = ""  # deed, call, death
    is_relative: bool = False  # "today", "last night": counts from when it was said


@dataclass(frozen=True, slots=True)
class PlaceMention(Span):
    """A place name in the text with what the gazetteer knows; places are resolved over the whole article."""

    name: str
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None
    geoname_id: int | None
    is_locative: bool  # "in Hajin", "the village of Hajin", not "the Aleppo Media Centre"
    # What beside the name tells so: settlement, locative, state, dateline, body, relative, people, ...
    cue: str = "bare"


class Role(Enum):
    """How a name acts; the value is its weight against others in the same sentence."""

    BY = 4.0
    ATTACK = 3.6
    SUBJECT = 3.2
    BLAME = 3.0


@dataclass(frozen=True, slots=True)
class ActorMention(Span):
    """An armed group, force or state; `name` is the list's own name, `role` how its sentence makes it act."""

    name: str
    kind: str  # state, rebel, militia, jihadist, coalition, police, criminal, unknown
    actor_id: str | None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Attribution(Span):
    """Who reports: `source` as the text names it, pronouns resolved, for the text from `scope_start` to `scope_end`."""

    source: str
    via: str | None
    scope_start: int
    scope_end: int
