"""How old one person is said to be: "16-year-old", "an 18 year old", "Akira Waters, 16,"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.casualties.numbers.words import spelled
from extractors.casualties.tokens import Token

ADULT_YEARS = 18  # codebook: a child is under eighteen
_OLDEST = 115
_AGE_WORD = re.compile(r"^(?:(\d{1,3})|([a-z]+(?:-[a-z]+)??))(?:-and-a-half)?-(year|month|week|day)s?-olds?$")
_HALF = re.compile(r"^(\d{1,2})-and-a-half-year-old$")
ORDINALS = frozenset(["JR", "SR", "II", "III", "IV"])
"""What stands behind a name and before the age."""


def age_years(word: str) -> int | None:
    """The years of "16-year-old", "two-month-old" (0), "3-and-a-half-year-old"; None for other words."""
    if "-" not in word:
        return None
    half = _HALF.match(word)
    if half:
        return int(half.group(1))
    match = _AGE_WORD.match(word)
    if not match:
        return None
    digits, spelt, unit = match.groups()
    run = spelled([Token(0, 0, digits or spelt, digits or spelt, "n" if digits else "w")], 0)
    if run is None or run[0] > _OLDEST:
        return None
    return run[0] if unit == "year" else 0


def age_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Years and last token of an age before a noun: "16-year-old", "12 year-old", "an 18 year old"."""
    years = age_years(tokens[at].low)
    if years is not None:
        return years, at
    run = spelled(tokens, at) if tokens[at].kind in "nw" else None
    if run is None or run[0] > _OLDEST:
        return None
    at = run[1] + 1
    if at + 2 < len(tokens) and tokens[at + 1].text == "/":
        at += 3
    if at < len(tokens) and tokens[at].text in ("-", "½"):
        at += 1
    if at < len(tokens) and tokens[at].low in ("year-old", "years-old", "year-olds"):
        return run[0], at
    if at < len(tokens) and tokens[at].low in ("month-old", "week-old", "months-old"):
        return 0, at
    if (
        at + 1 < len(tokens)
        and tokens[at].low in ("year", "years", "month", "months")
        and tokens[at + 1].low in ("old", "-")
    ):
        last = at + 1 if tokens[at + 1].low == "old" else min(at + 2, len(tokens) - 1)
        return (run[0] if tokens[at].low.startswith("year") else 0), last
    return None


def years_after(tokens: Sequence[Token], last: int) -> tuple[int, int] | None:
    """The age that follows a name, ", 16," or "(16)" or ", aged 16", and its last token."""
    at = last + 1
    if at < len(tokens) and tokens[at].text == "." and tokens[last].text.upper() in ORDINALS:
        at += 1  # "Daniel Foster Sr., 39"
    if at >= len(tokens) or tokens[at].text not in (",", "("):
        return None
    at += 1
    while at < len(tokens) and tokens[at].low in ("aged", "age", "who", "was", "then"):
        at += 1
    run = spelled(tokens, at) if at < len(tokens) and tokens[at].kind == "n" else None
    if run is None or not 0 < run[0] <= _OLDEST or run[1] != at:
        return None
    after = tokens[at + 1].low if at + 1 < len(tokens) else "."
    if after == "of" and at + 2 < len(tokens) and tokens[at + 2].low in ("them", "whom", "those"):
        return None  # "wounded in the West Bank, | 26 of them"
    if after in (",", ".", ")", ";", "and", "of", "was", "from", "'s") or after in ("year", "years"):
        return run[0], at
    return None
