"""Values as cells of a CSV file that a spreadsheet may open."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

_RUN: Final = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet takes for the beginning of a formula, also behind blanks and in full-width signs; an apostrophe
before it makes it text."""


class Cell(NamedTuple):
    """The text of a cell, and whether an apostrophe was put before it."""

    text: str
    is_escaped: bool = False


def cell(value: object) -> Cell:
    """A null is an empty cell; text that would be run is made harmless; numbers stay numbers, however they begin."""
    if value is None:
        return Cell("")
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, list):
        return cell("; ".join(str(item) for item in value))
    if isinstance(value, dt.date):
        return Cell(value.isoformat())
    if not isinstance(value, str):
        return Cell(str(value))
    return Cell(f"'{value}", is_escaped=True) if _RUN.match(value) else Cell(value)


def one_line(text: str) -> str:
    """Text without line breaks, for forms of one line a row."""
    return " ".join(text.split())
