"""Figures and days in words, for digests and reports. What is not known is said so, and is never a zero."""

from __future__ import annotations

import datetime as dt
from typing import Final

from warehouse.exports.asked import Event
from warehouse.exports.countries import country_name

UNKNOWN: Final = "not known"

_VICTIMS: Final = {
    "total": "in all",
    "civilian": "civilians",
    "combatant": "combatants",
    "unknown": "people of whom nothing is said",
    "children": "children",
    "women": "women",
}


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 entry`, `2 entries`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def figure(low: int | None, best: int | None, high: int | None) -> str:
    """`14`, `14 (12 to 16)`, `14 or more`, `24 or more (no figure given)`: best, and the bounds where they say more."""
    if low is None and best is None and high is None:
        return UNKNOWN
    if best is None:
        if low is not None and high is not None:
            return f"{low:,}" if low == high else f"{low:,} to {high:,}"
        return f"{low:,} or more" if low is not None else f"up to {high:,}"
    if high is None:
        return f"{best:,} or more" if low in {None, best} else f"{best:,} ({low:,} or more)"
    if low is None:
        return f"{best:,} (up to {high:,})" if high != best else f"up to {high:,}"
    return f"{best:,}" if low == best == high else f"{best:,} ({low:,} to {high:,})"


def group(victim: str) -> str:
    """A victim group in words."""
    return _VICTIMS[victim]


def method(value: str) -> str:
    """`air strike`."""
    return value.replace("_", " ")


def day(value: dt.date) -> str:
    """`4 November 2018`."""
    return f"{value.day} {value:%B %Y}"


def days(since: dt.date | None, until: dt.date | None) -> str:
    """`1 to 14 October 2026`, saying month and year once where they are the same."""
    if since is None or until is None:
        return "no days"
    if since == until:
        return day(since)
    if (since.year, since.month) == (until.year, until.month):
        return f"{since.day} to {day(until)}"
    if since.year == until.year:
        return f"{since.day} {since:%B} to {day(until)}"
    return f"{day(since)} to {day(until)}"


def when(event: Event) -> str:
    """The days of an event, as exactly as they are known."""
    first, last = event["date_start"], event["date_end"] or event["date_start"]
    if first is None:
        return "day not known"
    if event["date_precision"] == "inferred":
        return f"{days(first, last)} (inferred from when it was reported)"
    if event["date_precision"] == "month":
        return f"{first:%B %Y}"
    return str(first.year) if event["date_precision"] == "year" else days(first, last)


def where(event: Event) -> str:
    """The place of an event, with its province and country."""
    parts = dict.fromkeys(
        part for part in (event["place"], event["admin1"], country_name(event["country"])) if part is not None
    )
    return ", ".join(parts) or "place not known"


def how(event: Event) -> str | None:
    """`air strike by Russia`; null where neither is known."""
    method = None if event["method"] in {None, "unknown", "other"} else event["method"].replace("_", " ")
    by = " and ".join(event["actors"] or ())
    if not method:
        return f"attack by {by}" if by else None
    return f"{method} by {by}" if by else str(method)
