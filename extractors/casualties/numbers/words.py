"""Numbers in words: "a hundred and five", "two dozen", "1.5 million", and the floors that vague words set."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.casualties.lexicon import lexicon
from extractors.casualties.tokens import Token

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    w: 10 * v
    for v, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
_LARGE = {
    "thousand": 1000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
}
_SCALES = {"hundred": 100, **_LARGE}
_PLURAL_SCALES = {  # codebook: the floor that each vague word sets
    "tens": 20, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2_000_000,
}  # fmt: skip
_VAGUE = {"several": 3, "many": 2, "some": 2, "few": 2, "numerous": 2, "various": 2, "countless": 2}
_QUANTIFIED = {
    "number": 2,
    "numbers": 2,
    "handful": 3,
    "group": 2,
    "score": 20,
    "majority": 2,
    "string": 2,
    "lot": 2,
    "series": 2,
}
_AMOUNT_ADJECTIVES = {
    "large",
    "small",
    "great",
    "high",
    "unknown",
    "growing",
    "significant",
    "considerable",
    "unspecified",
    "huge",
    "undetermined",
    "big",
    "vast",
    "whole",
}
_WHOLE = frozenset(["total", "overall", "official", "confirmed", "combined", "actual", "exact", "true"])
_FRACTIONS = (
    (("a", "quarter", "of", "a", "million"), 250_000),
    (("half", "a", "million"), 500_000),
    (("half", "a", "dozen"), 6),
    (("half", "dozen"), 6),
    (("half-dozen",), 6),
    (("half-a-dozen",), 6),
)
# One word below a hundred: "seven", "forty", "sixty-two".
_SMALL = {
    **_UNITS, **_TENS,
    **{f"{tens}-{unit}": _TENS[tens] + _UNITS[unit] for tens in _TENS for unit in list(_UNITS)[1:10]},
}  # fmt: skip
_STARTS = frozenset([*_SMALL, *(phrase[0] for phrase, _ in _FRACTIONS)])
_VAGUE_STARTS = frozenset([*_PLURAL_SCALES, *_VAGUE, *_QUANTIFIED, *_AMOUNT_ADJECTIVES, "a", "an"])
STARTS = _STARTS | _VAGUE_STARTS
"""The words with which a number in words, or a vague one, may start."""
BIGGEST = 100_000_000  # more people than any war has killed: no count of victims


_COUNTING = frozenset(
    ["dead", "deaths", "killed", "wounded", "injured", "missing", "casualties", "victims", "fatalities", "injuries",
     "others", "more", "and", "displaced"]
)  # fmt: skip
_POINTED = re.compile(r"[1-9]\d{0,2}(?:[.\s'’_]\d{3})+")  # "2.300", "10 000", "1'234"


def digits_of(token: Token) -> int | None:
    """The value of a whole number in digits; None for other tokens and for more people than there can be."""
    if token.kind != "n":
        return None
    plain = token.text.replace(",", "")
    if plain.startswith("0") and len(plain) > 1 and not (len(plain) == 2 and plain[1:] in "123456789"):  # noqa: PLR2004
        return None  # what a torn figure left behind: "1 0000"
    if _POINTED.fullmatch(plain):
        plain = "".join(c for c in plain if c.isdigit())
    return int(plain) if "." not in plain and len(plain) <= len(str(BIGGEST)) and plain.isdecimal() else None


_LONGEST_DECIMAL = 9  # characters of the figure before "million"


def _decimal_millions(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """As in "1.5 million"."""
    token = tokens[at]
    if (
        token.kind == "n"
        and "." in token.text
        and len(token.text) <= _LONGEST_DECIMAL
        and at + 1 < len(tokens)
        and tokens[at + 1].low in _SCALES
    ):
        return int(float(token.text.replace(",", "")) * _SCALES[tokens[at + 1].low]), at + 1
    return None


def _fraction(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """As in "a quarter of a million", "half a dozen"."""
    words = tuple(t.low for t in tokens[at : at + 5])
    return next(((value, at + len(p) - 1) for p, value in _FRACTIONS if words[: len(p)] == p), None)


def spelled(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The value of the number that starts at token `at`, in digits, words or both, and its last token."""
    first = tokens[at]
    return _read(tokens, at) if first.kind == "n" or first.low in _STARTS else None  # of most words it is no question


def _read(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    if (fraction := _fraction(tokens, at)) is not None:
        return fraction
    total, part, room, last, here = 0, 0, BIGGEST, -1, at
    digits = digits_of(tokens[at])
    if digits is not None and not _decimal_millions(tokens, at):
        part, last = _spaced(tokens, at, digits)
        room, here = 1, last + 1
    elif tokens[at].low in ("a", "one") and at + 1 < len(tokens) and tokens[at + 1].low in (*_SCALES, "dozen", "score"):
        part, room, here = 1, 1, at + 1
    while here < len(tokens):
        word = tokens[here].low
        value = _SMALL.get(word)
        if value is not None and value < room and (value or last < 0):
            part, room = part + value, (10 if word in _TENS else 1)
        elif word == "hundred" and 0 < part < 100:  # noqa: PLR2004
            part, room = part * 100, 100
        elif word in _LARGE and part > 0:
            total, part, room = total + part * _LARGE[word], 0, 1000
        elif word in ("dozen", "score") and part > 0 and not total:
            return part * (12 if word == "dozen" else 20), here
        elif word == "and" and last == here - 1 and tokens[last].low in _SCALES and _follows(tokens, here + 1, room):
            here += 1
            continue
        else:
            break
        last, here = here, here + 1
    return (total + part, last) if last >= 0 else _decimal_millions(tokens, at)


def _spaced(tokens: Sequence[Token], at: int, digits: int) -> tuple[int, int]:
    """The value of a figure whose thousands a space sets off, with its last token: "1 200 people", else "1"."""
    first, last, value = tokens[at], at, digits
    before = tokens[at - 1] if at else None
    is_named = before is not None and (before.kind == "n" or (before.is_capitalised and at > 1) or _numbers(before.low))
    if is_named or not 0 < digits < 1000 or len(first.text) > 3:  # noqa: PLR2004 - thousands
        return digits, at
    while last + 1 < len(tokens) and _is_thousand(tokens[last], tokens[last + 1]):
        last += 1
        value = value * 1000 + int(tokens[last].text)
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    is_counting = after is None or after.text in ".,;:)" or after.low in _COUNTING or after.low in lexicon().nouns
    return (value, last) if last > at and is_counting and value <= BIGGEST else (digits, at)


def _numbers(word: str) -> bool:
    """As in "week 3 | 200 people": a word whose number is no count."""
    words = lexicon().words
    return any(word in words[name] for name in ("numbered", "before_name_number", "capital_before_number"))


def _is_thousand(before: Token, token: Token) -> bool:
    is_three = token.kind == "n" and len(token.text) == 3 and token.text.isdecimal()  # noqa: PLR2004
    return is_three and token.start - before.end == 1


def _follows(tokens: Sequence[Token], at: int, room: int) -> bool:
    value = _SMALL.get(tokens[at].low) if at < len(tokens) else None
    return value is not None and 0 < value < min(room, 100)


def _is_compared(tokens: Sequence[Token], at: int) -> bool:
    """As in "how many", "too many", "as many as"; but "as many of the wounded are critical" counts some."""
    before = tokens[at - 1].low if at else ""
    follows_of = at + 1 < len(tokens) and tokens[at + 1].low == "of"
    return before in ("how", "so", "too") or (before == "as" and not follows_of)


def vague_floor(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The floor of a vague quantity that starts at `at`, and its last token."""
    return _read_vague(tokens, at) if tokens[at].low in _VAGUE_STARTS else None


def _read_vague(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    word = tokens[at].low
    if word in _PLURAL_SCALES:
        end = at
        floor = _PLURAL_SCALES[word]
        if at + 2 < len(tokens) and tokens[at + 1].low == "of" and tokens[at + 2].low in ("thousands", "millions"):
            scale = 1000 if tokens[at + 2].low == "thousands" else 1_000_000
            floor, end = {"tens": 20, "dozens": 24, "scores": 40, "hundreds": 200}.get(word, 2) * scale, at + 2
        return floor, end
    if word in _VAGUE and not (word == "many" and _is_compared(tokens, at)):
        return _VAGUE[word], at
    start = at + 1 if word in ("a", "an") else at
    while start < len(tokens) and start - at <= 2 and tokens[start].low in _AMOUNT_ADJECTIVES:  # noqa: PLR2004
        start += 1
    before = at - 1 - (at > 1 and tokens[at - 1].low in _WHOLE)
    if at and (tokens[before].low == "the" or (before and tokens[before - 1].low == "the")):
        return None  # "the number of children", "the total number of dead", "the growing number of": no figure
    if start + 1 < len(tokens) and tokens[start].low in _QUANTIFIED and tokens[start + 1].low == "of":
        return _QUANTIFIED[tokens[start].low], start
    if word == "a" and at + 1 < len(tokens) and tokens[at + 1].low in ("few", "couple"):
        return 2, at + 1
    return None
