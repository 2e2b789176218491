"""Whether two addresses of one outlet hold one article.

Two taken for one close the claims of the first; one taken for two counts as one source all the same. So what is not
plainly one article stays two: the daily report in its daily words, the next shooting in last week's phrases.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:[.:/-]\d+)*")
_NAME: Final = re.compile(r"(?<=[\w,;] )[^\W\d_a-zà-ÿ][\w’'-]+")
"""A capitalised word inside a sentence: a person, a place, a day of the week or a month."""
_DATE: Final = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{1,2} (?=[A-Z])[^\W\d]+|(?<![.!?] )\b[A-Z][a-z]+\.? \d{1,2}\b"
)

FEWEST_WORDS: Final = 40
"""Of a shorter text nobody can say whether it was changed or is another one."""
_FEWEST_WORDS_OF_ANOTHER_DAY: Final = 60
_MOST_REPLACED: Final = 0.1
"""Share of the words of one text that the other lacks, though it lacks others of its own."""
_LEAST_LIKENESS: Final = 0.7
_LEAST_LIKENESS_OF_ANOTHER_DAY: Final = 0.9
_MOST_DAYS: Final = 30
_SHORT_WORD: Final = 3
_TITLE_IN_TEXT: Final = 0.3
"""Share of the headline's words that the text repeats. With less, the text is a notice that many pages have."""


@dataclass(frozen=True)
class Edition:
    """The text that one address held when it was first seen, as far as it is its own, and the day of publication."""

    title: str
    text: str
    day: dt.date | None

    @cached_property
    def words(self) -> frozenset[str]:
        """Words of the text, each once."""
        return frozenset(_WORD.findall(self.text.lower()))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Runs of four words."""
        words = _WORD.findall(self.text.lower())
        return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))

    @cached_property
    def names(self) -> frozenset[str]:
        """Names and dates inside sentences."""
        return frozenset(_NAME.findall(self.text)) | frozenset(_DATE.findall(self.text))

    @cached_property
    def fits_its_title(self) -> bool:
        """Whether the text tells of what the headline says."""
        words = {word for word in _WORD.findall(self.title.lower()) if len(word) > _SHORT_WORD}
        return not words or len(words & self.words) >= _TITLE_IN_TEXT * len(words)


def same_article(one: Edition, other: Edition) -> bool:
    """Whether two texts of one outlet are one article at two addresses.

    Args:
        one: what was seen first.
        other: what was seen later.
    """
    if min(len(one.words), len(other.words)) < FEWEST_WORDS or not (one.fits_its_title and other.fits_its_title):
        return False
    gone, new = one.words - other.words, other.words - one.words
    if one.day == other.day:
        return (
            min(len(gone) / len(one.words), len(new) / len(other.words)) <= _MOST_REPLACED
            and not _are_replaced(one.names, other.names)
            and _likeness(one, other) >= _LEAST_LIKENESS
        )
    if one.day is None or other.day is None or abs((other.day - one.day).days) > _MOST_DAYS:
        return False
    return (
        min(len(one.words), len(other.words)) >= _FEWEST_WORDS_OF_ANOTHER_DAY
        and not (gone and new)
        and _likeness(one, other) >= _LEAST_LIKENESS_OF_ANOTHER_DAY
    )


def _likeness(one: Edition, other: Edition) -> float:
    """Share of the shorter text that stands in the other."""
    return len(one.runs & other.runs) / min(len(one.runs), len(other.runs))


def _are_replaced(names: AbstractSet[str], others: AbstractSet[str]) -> bool:
    """Whether each text names what the other does not: then they tell of two places, days or people."""
    return bool(names - others) and bool(others - names)
