"""Counts: number words, digits, ranges, vague words; what they count is not asked here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.casualties.languages.vocabulary import Marks, Vocabulary
from extractors.casualties.languages.words import Word
from extractors.casualties.model import Qualifier

_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
_MOST_PEOPLE = 100_000_000
_LONGEST = 12  # characters of a number that counts people
_REACH = 3  # words before a figure in which "rose from" stands
HYPHENS = frozenset("-‐‑–—")


@dataclass(frozen=True, slots=True)
class Count:
    """A count from token `first` to before `end`; bounds that the words leave open are null."""

    first: int
    end: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    is_article: bool = False  # "una", which is a figure only before a noun
    needs_of: bool = False


class Phrase:
    """One sentence with what its tokens are."""

    def __init__(self, known: Vocabulary, words: Sequence[Word], marks: Marks) -> None:
        self.known = known
        self.words = words
        self.marks = marks

    def has(self, at: int, category: str) -> bool:
        """Whether a word of the category starts at that token."""
        return 0 <= at < len(self.words) and category in self.marks[at]

    def skip(self, at: int, *categories: str) -> int:
        """Behind any words of the categories that stand there."""
        while at < len(self.words):
            mark = next((self.marks[at][c] for c in categories if c in self.marks[at]), None)
            if mark is None:
                return at
            at = mark.end
        return at

    def age(self, at: int) -> int | None:
        """Behind an age ("34 años", "12-летняя") that starts at that token; null where none does."""
        if not (at < len(self.words) and self.words[at].kind == "n"):
            return None
        behind = at + 2 if at + 1 < len(self.words) and self.words[at + 1].text in HYPHENS else at + 1
        return self.marks[behind]["years"].end if self.has(behind, "years") else None


class CountReader(Phrase):
    """Reads the counts of one sentence."""

    def count(self, at: int) -> Count | None:
        """The count that starts at that token."""
        here = self.marks[at]
        if told := next((here[c] for c in ("exactly", "round", "vague") if c in here), None):
            value, end = told.value, told.end
            if told.category == "vague":
                return Count(at, end, value, None, None, "vague", needs_of=True)
            return Count(at, end, value, value, value, "exact" if told.category == "exactly" else "about")
        if "between" in here:
            return self._between(at, here["between"].end)
        first = self._number(at)
        if first is None or self._is_torn(at, first[1]):
            return None
        value, end, is_article = first
        if self.has(end, "to") or (end < len(self.words) and self.words[end].text in HYPHENS):
            return self._range(at, first)
        return Count(at, end, value, value, value, "exact", is_article)

    def _is_torn(self, at: int, end: int) -> bool:
        """Whether another number stands right beside it: one that no rule puts together, so neither is known."""
        beside = end < len(self.words) and (self.words[end].kind == "n" or self.has(end, "number"))
        before = at > 0 and (self.words[at - 1].kind == "n" or self.has(at - 1, "number"))
        glued = at > 1 and self.words[at].start == self.words[at - 1].end and self.words[at - 2].kind == "n"
        before = before or glued
        return before or (beside and self.age(end) is None)

    def _range(self, at: int, first: tuple[int, int, bool]) -> Count | None:
        """As in "10 a 15", "10-15"; the number alone before "a" that opens no range, null for "12-year-old"."""
        value, end, is_article = first
        behind = self.marks[end]["to"].end if self.has(end, "to") else end + 1
        second = self._number(behind) if behind < len(self.words) else None
        if second is not None and second[0] > value and not is_article:
            if any(self.has(b, "rise") for b in range(max(0, at - _REACH), at)):
                return Count(behind, second[1], second[0], second[0], second[0], "exact")
            return Count(at, second[1], value, value, second[0], "range")
        return Count(at, end, value, value, value, "exact", is_article) if self.has(end, "to") else None

    def _between(self, at: int, behind: int) -> Count | None:
        first = self._number(behind) if behind < len(self.words) else None
        if first is None:
            return None
        after = self.skip(first[1], "and", "to")
        second = self._number(after) if after > first[1] and after < len(self.words) else None
        if second is None or second[0] <= first[0]:
            return None
        if any(self.has(b, "rise") for b in range(max(0, at - _REACH), at)):
            return Count(after, second[1], second[0], second[0], second[0], "exact")
        return Count(behind, second[1], first[0], first[0], second[0], "range")

    def _number(self, at: int) -> tuple[int, int, bool] | None:
        """Value, end, and whether it is but an article; digits with a word for thousands, or words."""
        word = self.words[at]
        if word.kind != "n":
            return self._number_in_words(at)
        text = word.key
        if len(text) > _LONGEST:
            return None
        decimal = self.known.settings["decimal"]
        is_fraction = bool(re.search(rf"\d[{re.escape(decimal)}]\d", text))
        end = at + 1
        if self.has(end, "number") and self.marks[end]["number"].value >= _THOUSAND:
            scale = self.marks[end]["number"].value
            value = float(re.sub(rf"[{re.escape(decimal)}]", ".", text)) * scale
            end = self.marks[end]["number"].end
            rest = self.marks[end]["and"].end if self.has(end, "and") else end
            left = self.words[rest].key if rest < len(self.words) and self.words[rest].kind == "n" else ""
            if left.isdigit() and len(left) < len(str(scale)):  # "43 ألفا و500"
                return int(value) + int(left), rest + 1, False
            return int(value), end, False
        is_rest = len(text) > 1 and text.startswith("0")  # "000" of a figure that was not read
        if is_fraction or is_rest or not text.isdigit() or int(text) > _MOST_PEOPLE:
            return None
        return int(text), end, False

    def _number_in_words(self, at: int) -> tuple[int, int, bool] | None:
        total = current = 0
        last: int | None = None
        end = at
        units_first = bool(self.known.settings.get("units_first"))
        tens = _TEN if self.known.settings.get("ten_and_unit") else 2 * _TEN
        while end < len(self.words):
            start = end
            is_joined = last is not None and (self.has(end, "and") or self.words[end].text in HYPHENS)
            if is_joined:
                start = self.marks[end]["and"].end if self.has(end, "and") else end + 1
            if not self.has(start, "number"):
                break
            value = self.marks[start]["number"].value
            if last is not None and not _may_follow(
                value, last, is_joined=is_joined, units_first=units_first, tens=tens
            ):
                break
            if value >= _THOUSAND:
                total, current = total + max(1, current) * value, 0
            elif value == _HUNDRED and last is not None and 1 <= current < _TEN:
                current *= _HUNDRED
            else:
                current += value
            last, end = value, self.marks[start]["number"].end
        if last is None:
            return None
        if last >= _THOUSAND and end < len(self.words) and self.words[end].key.isdigit():
            left = self.words[end].key
            if len(left) < len(str(last)):  # "bin 250"
                return total + int(left), end + 1, False
        return total + current, end, total + current == 1


def _may_follow(value: int, last: int, *, is_joined: bool, units_first: bool, tens: int) -> bool:
    """Whether one number word goes on after another: "vingt" "cinq", "deux" "cents", in Arabic "five" and "twenty"."""
    if value >= _THOUSAND:
        return last < value
    if value == _HUNDRED:
        return last < _TEN or last >= _THOUSAND
    if units_first and last < _TEN and 20 <= value < _HUNDRED:  # noqa: PLR2004
        return is_joined
    if last >= _HUNDRED:
        return value < last
    return last >= tens and value < (20 if last in (60, 80) and tens > _TEN else _TEN)


def qualified(figure: Count, qualifier: Qualifier) -> Count:
    """The count under "at least", "about" and the like."""
    value = figure.best
    if qualifier in ("at_least", "more_than"):
        return replace(figure, low=value, high=None, qualifier=qualifier)
    if qualifier == "at_most":
        return replace(figure, low=None, high=value, qualifier=qualifier)
    return replace(figure, qualifier=qualifier)
