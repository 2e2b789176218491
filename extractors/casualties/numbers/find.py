"""Numbers as the news writes them: digits, words, vague words, ranges, with the words that qualify them.

Only numbers that may count people are given: ages, dates, times, money, distances, calibres and names with a number
("Resolution 2254") are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Qualifier
from extractors.casualties.numbers.comparisons import OPENERS, compared
from extractors.casualties.numbers.others import counts_no_people
from extractors.casualties.numbers.qualifiers import bounds, prefix, suffix
from extractors.casualties.numbers.words import STARTS, digits_of, spelled, vague_floor
from extractors.casualties.tokens import Token
from extractors.casualties.victims.ages import AGE_OPENERS, said_ages

_LONGEST_CAP = 5  # tokens from "and" to the figure of "and no more than 50"
_YEAR = 4  # digits
_CLAUSE = 4  # tokens behind a figure in which the verb of its own clause stands


@dataclass(frozen=True, slots=True)
class Number:
    """A number in tokens `first`..`last` (inclusive); `outer` is the first token of its qualifier.

    `best` is null for vague words, `high` where the words set no upper bound. `is_vague` marks words such as dozens.
    """

    first: int
    last: int
    outer: int
    outer_last: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    is_digits: bool = False

    @property
    def value(self) -> int:
        """The figure the words give, for comparisons."""
        return self.best or self.low or self.high or 0


def find_numbers(tokens: Sequence[Token]) -> list[Number]:
    """All numbers that may count people, in order, without overlaps."""
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.low in AGE_OPENERS and (ages := said_ages(tokens, at)) is not None:
            at = ages.last + 1
            continue
        if found and token.low in OPENERS and (same := _same_as(tokens, at, found[-1])) is not None:
            found.append(same)
            at = same.last + 1
            continue
        number = _number_at(tokens, at) if token.kind == "n" or token.low in STARTS else None
        if number is None:
            run = _run(tokens, at)
            is_whole = run is not None and (tokens[run[1]].text == ")" or digits_of(token) is not None)
            at = (run[1] if run is not None and is_whole else at) + 1
        else:
            found.append(number)
            at = max(number.last, number.outer_last) + 1
    return found


def _number_at(tokens: Sequence[Token], at: int) -> Number | None:
    run = _run(tokens, at)
    if run is None:
        return _vague_at(tokens, at)
    value, last = run
    is_digits = tokens[at].kind == "n"
    if counts_no_people(tokens, at, last, value):
        return None
    upper = _range_end(tokens, at, last)
    if upper is not None:
        high, last = upper
        if counts_no_people(tokens, last, last, high):
            return None
        outer = at - 1 if at and tokens[at - 1].low == "between" else at
        least, most = sorted((value, high))
        return Number(at, last, outer, last, least, least, most, "range", is_digits)
    before, outer = prefix(tokens, at)
    if before in ("at_least", "more_than") and (cap := _cap(tokens, outer, last)) is not None and cap[0] > value:
        return Number(at, cap[1], outer, cap[1], value, value, cap[0], "range", is_digits)
    after, outer_last = suffix(tokens, last)
    qualifier: Qualifier = before or after or "exact"
    low, best, high_or_none = bounds(value, qualifier)
    return Number(at, last, outer, outer_last, low, best, high_or_none, qualifier, is_digits)


def _is_torn(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is a piece of digits that commas part as in no number: "7,7,7 people"; a year may stand before."""
    around = [(other, comma) for other, comma in ((at - 2, at - 1), (at + 2, at + 1)) if 0 <= other < len(tokens)]
    return any(
        tokens[comma].text == ","
        and tokens[other].kind == "n"
        and abs(tokens[other].start - tokens[at].start) == len(tokens[min(other, at)].text) + 1
        and not (other < at and len(tokens[other].text) == _YEAR)
        for other, comma in around
    )


def _run(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The value of the number at `at`, and its last token: past itself in brackets in "twelve (12) wounded"."""
    run = None if tokens[at].kind == "n" and _is_torn(tokens, at) else spelled(tokens, at)
    if run is None or run[1] + 3 >= len(tokens) or tokens[run[1] + 1].text != "(":
        return run
    again = spelled(tokens, run[1] + 2)
    is_told_again = again is not None and again[0] == run[0] and again[1] + 1 < len(tokens)
    return (run[0], again[1] + 1) if again and is_told_again and tokens[again[1] + 1].text == ")" else run


def _cap(tokens: Sequence[Token], outer: int, last: int) -> tuple[int, int] | None:
    """The upper figure of "at least 10 | and at most 50 people", and its last token."""
    if last + 1 >= len(tokens) or tokens[last + 1].low not in ("and", "but"):
        return None
    for start in range(last + 3, min(last + 2 + _LONGEST_CAP, len(tokens))):
        run = _run(tokens, start)
        if run is not None and prefix(tokens, start) == ("at_most", last + 2):
            triggers = lexicon().triggers
            has_verb = outer > 0 and tokens[outer - 1].low in triggers
            is_clause = any(t.low in triggers or lexicon().has("be", t.low) for t in tokens[run[1] + 1 :][:_CLAUSE])
            return None if has_verb and is_clause else run  # "killed at least 10 and up to 50 | were hurt"
    return None


def _same_as(tokens: Sequence[Token], at: int, told: Number) -> Number | None:
    """The figure that takes up the one told last in the sentence: "killed five and injured as many"."""
    found = compared(tokens, at)
    if found is None or told.qualifier == "range" or told.low is None:
        return None
    times, last = found
    value = told.value * times
    if value.denominator != 1 or (told.qualifier == "vague" and times != 1):
        return None
    figures = (told.low, told.best, told.high) if times == 1 else bounds(int(value), told.qualifier)
    return Number(at, last, at, last, *figures, told.qualifier)


def _range_end(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The other figure of "10 to 15", "10-15", "between 10 and 15", "two or three", and its last token."""
    if last + 2 >= len(tokens):
        return None
    joint = tokens[last + 1].low
    between = first > 0 and tokens[first - 1].low == "between"
    if not (joint in ("to", "-", "–", "—", "or") or (between and joint == "and")):
        return None
    run = _run(tokens, last + 2)
    low = spelled(tokens, first)
    if run is None or low is None or run[0] == low[0] or (run[0] < low[0] and not between):
        return None  # but "between 50 and 10" is one
    if joint == "to" and first and tokens[first - 1].low in ("from", "by"):
        return None  # "rose from 14 to 20", "rose by two to 20"
    return run


def _vague_at(tokens: Sequence[Token], at: int) -> Number | None:
    vague = vague_floor(tokens, at)
    if vague is None:
        return None
    floor, last = vague
    if tokens[at].low == "some" and last + 1 < len(tokens) and spelled(tokens, last + 1):
        return None  # "some 30 people": about
    if last + 1 < len(tokens) and lexicon().has("unit_words", tokens[last + 1].low):
        return None
    if last == at + 1 and tokens[last].low == "couple":
        return Number(at, last, at, last, 2, 2, 2, "exact")
    _, outer = prefix(tokens, at)
    return Number(at, last, outer, last, floor, None, None, "vague")
