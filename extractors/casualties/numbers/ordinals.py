"""Ordinals with their value: "third", "twenty-first", "57th"."""

from __future__ import annotations

import re

_UNITS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
}  # fmt: skip
_TENS = {
    "twent": 20, "thirt": 30, "fort": 40, "fift": 50, "sixt": 60, "sevent": 70, "eight": 80, "ninet": 90,
}  # fmt: skip
ORDINALS = {
    **_UNITS,
    **{f"{stem}ieth": value for stem, value in _TENS.items()},
    **{f"{stem}y-{unit}": value + _UNITS[unit] for stem, value in _TENS.items() for unit in list(_UNITS)[:9]},
    "hundredth": 100,
}
"""Every ordinal in words below a hundred, and the hundredth."""
_IN_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})*|\d{1,6})(?:st|nd|rd|th)")


def ordinal_value(word: str) -> int | None:
    """The value of an ordinal in words or digits, lower case; None for any other word."""
    digits = _IN_DIGITS.fullmatch(word)
    return int(digits.group(1).replace(",", "")) if digits else ORDINALS.get(word)
