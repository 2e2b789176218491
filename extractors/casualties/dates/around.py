"""The words around a date: its sentence, its clause, and what stands nearest to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from extractors.casualties.dates.grammar import Phrase
from extractors.casualties.dates.words import Word, calendar
from extractors.casualties.sources.words import reporting_words

FAR = 16  # tokens of a clause to either side of a date
NONE = 99  # further than any word
_NEAR_FUTURE = 8  # tokens
_OPENING = 2  # tokens before a date that opens its sentence: "Earlier on"
_BEYOND = 2  # tokens
_CLAUSES = frozenset({"but", "when", "after", "who", "which", "while", "before", "as", "where", "that"})
_CLIPPED = frozenset({"he", "she", "it", "who", "that"})  # before "'s"
_DETERMINERS = frozenset({"the", "this", "that", "a", "an", "his", "her", "their"})


@cache
def word_sets() -> dict[str, frozenset[str]]:
    """The word lists that tell what a date dates, by name."""
    words, cues = reporting_words(), calendar()["cues"]
    return {
        **words.time,
        "violence": words.time["deed"] | words.time["death"],
        "verbs": words.say | words.carry,
        "future": frozenset(cues["future"]),
        "future_participles": frozenset(cues["future_participles"]),
        "began": frozenset(cues["began"]),
        "conflicts": frozenset(cues["conflicts"]),
    }


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence's tokens and the day on which the article was written."""

    words: Sequence[Word]
    anchor: dt.date | None
    lows: Sequence[str] = field(init=False)  # the tokens in lower case

    def __post_init__(self) -> None:
        object.__setattr__(self, "lows", [word.low for word in self.words])

    def lower(self, at: int) -> str:
        """The token in lower case; empty outside the sentence."""
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def before(self, at: int, reach: int) -> Sequence[str]:
        """Up to so many tokens before the one at `at`, in lower case, in the order of the text."""
        return self.lows[max(0, at - reach) : at]

    def is_future(self, at: int) -> bool:
        """Whether a word shortly before the token, in its clause, says that it is still to come.

        Not of a time that stands before a deed: "a hearing is scheduled over the January shooting".
        """
        sets = word_sets()
        if self.lower(at - 1) in _DETERMINERS and not sets["violence"].isdisjoint(self.lows[at + 1 : at + 3]):
            return False
        for i in range(at - 1, max(-1, at - 1 - _NEAR_FUTURE), -1):
            low = self.lows[i]
            if low == "to" and self.lower(i - 1) in {"is", "are"}:
                return True  # "are to be arraigned Thursday"
            if low in sets["future"]:
                return not (low == "until" and i != at - 1)
            if low in sets["future_participles"] and self._is_copula(i - 1):
                return True
            if self.words[i].letter in ".,":
                return False
        return False

    def _is_copula(self, at: int) -> bool:
        """As in "is expected", "he's expected"."""
        if not 0 <= at < len(self.words):
            return False
        word = self.words[at]
        is_clipped = word.end - word.start > len(word.text) and self.lower(at) in _CLIPPED
        return is_clipped or self.lower(at) in {"is", "are", "be", "re"}


def clause_of(phrase: Phrase, context: Context) -> tuple[list[str], list[str]]:
    """The words of its clause before a date, the nearest first, and after it."""
    left = beside(phrase.first - 1, -1, context)
    after = context.lower(phrase.last + 1)
    # "On Monday, police named", "police on Monday, after a search, named"; not "was shot on Monday, leaving him ..."
    opens = phrase.first <= _OPENING
    may_open = not after.endswith("ing") and (opens or not word_sets()["violence"] & set(left))
    return left, beside(phrase.last, 1, context, may_open=may_open, opens=opens)


def beside(at: int, step: int, context: Context, *, may_open: bool = False, opens: bool = False) -> list[str]:
    """The words of the clause next to a date; commas do not end it where one stands right after an opening date.

    "and" may join what one verb governs ("filed charges of murder and assault Sunday") or end the clause: what stands
    beyond it counts as further away.
    """
    found: list[str] = []
    is_aside = False
    stop = min(at + FAR, len(context.words)) if step > 0 else max(at - FAR, -1)
    for i in range(at, stop, step):
        word = context.words[i]
        letter = word.letter
        if letter == "k":
            continue
        is_aside |= may_open and i == at and letter == ","  # "On Monday, the driver, Sam Roe, faced a judge"
        if (letter in ".,(" and not (is_aside and letter == ",")) or word.low in _CLAUSES:
            break
        if letter == "&" or (letter == "," and not found and not opens):
            found.extend([""] * _BEYOND)
        found.append("" if _is_compound(i, context) else word.low)
    return found


def _is_compound(at: int, context: Context) -> bool:
    """Whether the word is part of one with a hyphen: "court-ordered", "a hit-and-run"."""
    words = context.words
    is_first = at + 1 < len(words) and words[at + 1].text == "-" and words[at + 1].start == words[at].end
    return is_first or (at > 0 and words[at - 1].text == "-" and words[at - 1].end == words[at].start)


def distance(wanted: frozenset[str], *sides: Sequence[str]) -> int:
    """Words to the nearest of those wanted, on either side."""
    if wanted.isdisjoint(chain.from_iterable(sides)):
        return NONE
    return min(i for side in sides for i, word in enumerate(side) if word in wanted)


def has_clock(phrase: Phrase, context: Context) -> bool:
    """Whether a time of day goes with the day: "5:45 p.m. Friday", "Sunday morning at 6:12am"."""
    around = (*range(max(0, phrase.first - 2), phrase.first), *range(phrase.last, phrase.last + 3))
    return any(context.words[i].letter == "k" for i in around if i < len(context.words))


def is_possessive(phrase: Phrase, context: Context) -> bool:
    """Whether the day belongs to a noun ("Saturday's attack", also with the apostrophe lost: "Saturdays attack")."""
    last = context.words[phrase.last - 1]
    if last.letter in "WRK" and last.end - last.start > len(last.text):
        return True
    return last.letter == "W" and last.text.endswith("s")
