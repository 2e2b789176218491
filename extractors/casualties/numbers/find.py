"""Numbers as the news writes them: digits, words, vague words, ranges, with the words that qualify them.

Only numbers that may count people are given: ages, dates, times, money, distances, calibres and names with a number
("Resolution 2254") are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Qualifier
from extractors.casualties.numbers.words import BIGGEST, STARTS, digits_of, spelled, vague_floor
from extractors.casualties.tokens import Token
from extractors.casualties.victims.ages import AGE_OPENERS, said_ages

# Words before a number and what they make of it; longer phrases first.
_PREFIXES: tuple[tuple[tuple[str, ...], Qualifier], ...] = (
    (("no", "fewer", "than"), "at_least"),
    (("no", "less", "than"), "at_least"),
    (("not", "less", "than"), "at_least"),
    (("not", "fewer", "than"), "at_least"),
    (("no", "more", "than"), "at_most"),
    (("not", "more", "than"), "at_most"),
    (("as", "many", "as"), "at_most"),
    (("as", "high", "as"), "at_most"),
    (("a", "minimum", "of"), "at_least"),
    (("a", "maximum", "of"), "at_most"),
    (("upwards", "of"), "more_than"),
    (("upward", "of"), "more_than"),
    (("in", "excess", "of"), "more_than"),
    (("well", "over"), "more_than"),
    (("more", "than"), "more_than"),
    (("fewer", "than"), "at_most"),
    (("less", "than"), "at_most"),
    (("close", "to"), "about"),
    (("at", "least"), "at_least"),
    (("at", "most"), "at_most"),
    (("up", "to"), "at_most"),
    (("an", "estimated"), "about"),
    (("over",), "more_than"),
    (("above",), "more_than"),
    (("exceeding",), "more_than"),
    (("atleast",), "at_least"),
    (("under",), "at_most"),
    (("nearly",), "about"),
    (("almost",), "about"),
    (("about",), "about"),
    (("around",), "about"),
    (("approximately",), "about"),
    (("roughly",), "about"),
    (("circa",), "about"),
    (("some",), "about"),
    (("estimated",), "about"),
    (("minimum",), "at_least"),
)
_PREFIXES_BY_LAST: dict[str, list[tuple[tuple[str, ...], Qualifier]]] = {}
for _prefix_words, _meaning in _PREFIXES:
    _PREFIXES_BY_LAST.setdefault(_prefix_words[-1], []).append((_prefix_words, _meaning))
_SUFFIXES: tuple[tuple[tuple[str, ...], Qualifier], ...] = (
    (("or", "more"), "at_least"),
    (("or", "so"), "about"),
    (("at", "least"), "at_least"),
    (("at", "most"), "at_most"),
)
_NAMED_BY_NUMBER = frozenset(
    [
        "resolution",
        "no",
        "number",
        "route",
        "highway",
        "article",
        "section",
        "chapter",
        "page",
        "room",
        "flight",
        "channel",
        "route",
        "i",
        "us",
        "state",
        "unit",
        "phase",
        "brigade",
        "group-of",
        "psalm",
        "act",
        "bill",
        "class",
        "grade",
        "type",
        "model",
        "version",
        "block",
    ]
)
_DASHED_DATE = re.compile(r"(?<!\d)(?:\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{1,2}-\d{1,2})(?!\d)")
_LONGEST_LEAD = 3  # tokens: "a total of"
_OLDEST = 115  # years
_AFTER_AGE = frozenset([",", ".", ";", ")", "of", "was", "who", "'s"])
_EMERGENCY = 911  # "called 911"
_CURRENCY = frozenset("$€£¥₽₺₪")


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


def _bounds(value: int, qualifier: Qualifier) -> tuple[int | None, int | None, int | None]:
    """low, best, high of a figure under a qualifier."""
    if qualifier in ("at_least", "more_than"):
        return value, value, None
    if qualifier == "at_most":
        return None, value, value
    return value, value, value


def _prefix(tokens: Sequence[Token], first: int) -> tuple[Qualifier | None, int]:
    """The qualifier before token `first`, and the first token of it."""
    outer = first
    while outer > max(0, first - _LONGEST_LEAD) and _leads(tokens, outer):
        outer -= 1
    found = _prefix_before(tokens, outer)
    if found is None:
        return None, outer
    phrase, qualifier = found
    inner = outer - len(phrase)
    stronger = _prefix_before(tokens, inner)
    if stronger is None:
        return qualifier, inner
    return (stronger[1] if qualifier == "about" else qualifier), inner - len(stronger[0])


def _prefix_before(tokens: Sequence[Token], end: int) -> tuple[tuple[str, ...], Qualifier] | None:
    """The words that qualify a number and end before token `end`, and what they make of it."""
    known = _PREFIXES_BY_LAST.get(tokens[end - 1].low, ()) if end else ()
    return next(((phrase, qualifier) for phrase, qualifier in known if _matches(tokens, end, phrase)), None)


def _leads(tokens: Sequence[Token], outer: int) -> bool:
    """Whether the token before `outer` only leads to the number: "a total of", "an additional"."""
    word = tokens[outer - 1].low
    if word == "of":
        return outer > 1 and tokens[outer - 2].low == "total"
    if word in ("record", "confirmed", "combined", "staggering"):
        return outer > 1 and tokens[outer - 2].low in ("a", "the")
    if word not in ("total", "all", "an", "a", "additional", "another", "further"):
        return False
    return _prefix_before(tokens, outer) is None


def _matches(tokens: Sequence[Token], end: int, phrase: tuple[str, ...]) -> bool:
    start = end - len(phrase)
    return start >= 0 and all(tokens[start + k].low == word for k, word in enumerate(phrase))


def _suffix(tokens: Sequence[Token], last: int) -> tuple[Qualifier | None, int]:
    """As in "or more", "or so", "+" after the number."""
    for phrase, qualifier in _SUFFIXES:
        end = last + 1 + len(phrase)
        if end <= len(tokens) and _matches(tokens, end, phrase):
            return qualifier, end - 1
    if last + 1 < len(tokens) and tokens[last + 1].text == "+":
        return "at_least", last + 1
    return None, last


def _is_other(tokens: Sequence[Token], first: int, last: int, value: int) -> bool:
    """Whether the number counts no people: a unit follows, or what stands before names or prices it."""
    words = lexicon().words
    before = tokens[first - 1].low if first else ""
    after = tokens[last + 1].low if last + 1 < len(tokens) else ""
    after2 = tokens[last + 2].low if last + 2 < len(tokens) else ""
    timed = after in ("hours", "minutes", "days") and before in lexicon().triggers  # "wounding 90 hours after ..."
    if (
        value > BIGGEST
        or value == _EMERGENCY
        or before in _CURRENCY
        or (after in words["unit_words"] and not timed)
        or before == "#"
    ):
        return True
    if after == "-" and (after2 in words["unit_words"] or after2 == "strong"):
        return True
    if (
        after in (":", ".")
        and last + 2 < len(tokens)
        and tokens[last + 2].kind == "n"
        and tokens[last + 1].start == tokens[last].end
    ):
        return True  # 10:30, 7.62
    if (
        before in (":", ".")
        and first > 1
        and tokens[first - 2].kind == "n"
        and tokens[first - 1].end == tokens[first].start
    ):
        return True
    if before in _NAMED_BY_NUMBER or (before == "." and first > 1 and tokens[first - 2].low == "no"):
        return True
    return _is_age(tokens, first, last, value) or _is_date(tokens, first, last, value)


def _is_age(tokens: Sequence[Token], first: int, last: int, value: int) -> bool:
    """As in "a boy, 7, died" and "Akira Waters, 16, of Northtown"; and the children of a "father of four"."""
    if first < 2:  # noqa: PLR2004 - a noun and a comma stand before an age
        return False
    noun = lexicon().nouns.get(tokens[first - 2].low)
    if tokens[first - 1].low == "of":
        return noun is not None and noun.kind == "kin" and noun.is_singular
    after = tokens[last + 1].low if last + 1 < len(tokens) else "."
    is_person = tokens[first - 2].is_capitalised or (noun is not None and noun.is_singular and not noun.is_plural)
    return tokens[first - 1].text == "," and is_person and value <= _OLDEST and after in _AFTER_AGE


def _is_date(tokens: Sequence[Token], first: int, last: int, value: int) -> bool:
    months = lexicon().words["month"]
    before = tokens[first - 1].low if first else ""
    before2 = tokens[first - 2].low if first > 1 else ""
    after = tokens[last + 1].low if last + 1 < len(tokens) else ""
    if tokens[first].kind != "n":
        return after in months and value <= 31 and after != "may"  # noqa: PLR2004
    plain = "," not in tokens[first].text
    if value <= 31 and (before in months or (before == "." and before2 in months) or after in months):  # noqa: PLR2004
        return True
    if plain and after not in lexicon().nouns and 1900 <= value <= 2100 and len(tokens[first].text) == 4:  # noqa: PLR2004
        return True  # a bare year; "1,950 people" has its comma, "2015 people" is rarer than the year 2015
    dashes = ("/", "-") if before in ("/", "-") and after in ("/", "-") else ("/",)
    return before in dashes or after in dashes or _is_dashed_date(tokens, last)


def _is_dashed_date(tokens: Sequence[Token], at: int) -> bool:
    """As in "23-02-2015" and "2015-02-23", from any of its figures."""
    near = tokens[max(0, at - 4) : at + 5]
    run = "".join(t.text for t in near)
    return any(len(t.text) == 4 and t.kind == "n" for t in near) and bool(_DASHED_DATE.search(run))  # noqa: PLR2004


def find_numbers(tokens: Sequence[Token]) -> list[Number]:
    """All numbers that may count people, in order, without overlaps."""
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.low in AGE_OPENERS and (ages := said_ages(tokens, at)) is not None:
            at = ages.last + 1
            continue
        number = _number_at(tokens, at) if token.kind == "n" or token.low in STARTS else None
        if number is None:
            run = spelled(tokens, at) if digits_of(token) is not None else None
            at = (run[1] if run else at) + 1
        else:
            found.append(number)
            at = max(number.last, number.outer_last) + 1
    return found


def _number_at(tokens: Sequence[Token], at: int) -> Number | None:
    token = tokens[at]
    if token.kind in ("p", "s"):
        return None
    run = spelled(tokens, at)
    if run is None:
        return _vague_at(tokens, at)
    value, last = run
    is_digits = token.kind == "n"
    if _is_other(tokens, at, last, value):
        return None
    upper = _range_end(tokens, at, last)
    if upper is not None:
        high, last = upper
        if _is_other(tokens, last, last, high):
            return None
        outer = at - 1 if at and tokens[at - 1].low == "between" else at
        return Number(at, last, outer, last, value, value, high, "range", is_digits)
    before, outer = _prefix(tokens, at)
    after, outer_last = _suffix(tokens, last)
    qualifier: Qualifier = before or after or "exact"
    low, best, high_or_none = _bounds(value, qualifier)
    return Number(at, last, outer, outer_last, low, best, high_or_none, qualifier, is_digits)


def _range_end(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The upper figure of "10 to 15", "10-15", "between 10 and 15", "two or three", and its last token."""
    if last + 2 >= len(tokens):
        return None
    joint = tokens[last + 1].low
    between = first > 0 and tokens[first - 1].low == "between"
    if not (joint in ("to", "-", "–", "—", "or") or (between and joint == "and")):
        return None
    run = spelled(tokens, last + 2)
    low = spelled(tokens, first)
    if run is None or low is None or run[0] <= low[0]:
        return None
    if joint == "to" and first and tokens[first - 1].low == "from":
        return None  # "rose from 14 to 20"
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
    _, outer = _prefix(tokens, at)
    return Number(at, last, outer, last, floor, None, None, "vague")
