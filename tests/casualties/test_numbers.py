from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.casualties.numbers.find import find_numbers
from extractors.casualties.numbers.words import spelled
from extractors.casualties.tokens import tokenize
from tests.casualties.cases import table

FIELDS = ("number", "low", "best", "high", "qualifier")


def read(text: str) -> dict[str, str]:
    tokens = tokenize(text)
    rows = [
        (text[tokens[n.first].start : tokens[n.last].end], n.low, n.best, n.high, n.qualifier)
        for n in find_numbers(tokens)
    ]
    return {field: ";".join("" if row[k] is None else str(row[k]) for row in rows) for k, field in enumerate(FIELDS)}


@pytest.mark.parametrize("case", table("numbers"), ids=lambda c: c["text"])
def test_number(case: dict[str, str]) -> None:
    assert read(case["text"]) == {field: case[field] for field in FIELDS}


ONES = [
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
]
ONES += ["seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(n: int) -> str:
    """The oracle: a number below a million as English writes it."""
    if n >= 1000:
        rest = f" {in_words(n % 1000)}" if n % 1000 else ""
        return f"{in_words(n // 1000)} thousand{rest}"
    if n >= 100:
        rest = f" and {in_words(n % 100)}" if n % 100 else ""
        return f"{ONES[n // 100]} hundred{rest}"
    if n >= 20:
        return TENS[n // 10 - 2] + (f"-{ONES[n % 10]}" if n % 10 else "")
    return ONES[n]


@given(st.integers(1, 999_999))
def test_words_and_digits_mean_the_same(n: int) -> None:
    tokens = tokenize(in_words(n))
    assert spelled(tokens, 0) == (n, len(tokens) - 1)
    grouped = tokenize(f"{n:,}")
    assert spelled(grouped, 0) == (n, 0)
