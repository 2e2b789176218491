"""Values as cells of a CSV file that a spreadsheet may open."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

_RUN: Final = re.compile(r"[=+\-@\t\r\n]")
"""What a spreadsheet takes for the beginning of a formula; an apostrophe before it makes it text."""


def cell(value: object) -> str:
    """A null is an empty cell; text that would be run is made harmless; numbers stay numbers, however they begin."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return cell("; ".join(str(item) for item in value)) if value else ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if _RUN.match(value) else value


def one_line(text: str) -> str:
    """Text without line breaks, for forms of one line a row."""
    return " ".join(text.split())
