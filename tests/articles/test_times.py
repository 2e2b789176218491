"""Publication times: every manner of writing them, and none guessed."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.articles.times import day_in_path, is_possible, parse_time

with (Path(__file__).parent / "time_cases.csv").open(encoding="utf-8", newline="") as _lines:
    CASES = list(csv.DictReader(_lines))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['value']}|{c['zone']}")
def test_time_cases(case: dict[str, str]) -> None:
    found = parse_time(case["value"], ZoneInfo(case["zone"]) if case["zone"] else None)
    assert (found.isoformat() if found else "") == case["expected"], case["why"]


@given(st.text(max_size=60))
def test_any_text_gives_an_aware_time_a_day_or_nothing(text: str) -> None:
    found = parse_time(text, None)
    assert not isinstance(found, dt.datetime) or found.tzinfo is not None


@given(st.datetimes(timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(minutes=330))])))
def test_an_iso_time_keeps_its_instant(at: dt.datetime) -> None:
    written = at.replace(year=2026, day=min(at.day, 28), hour=at.hour or 1)
    assert parse_time(written.isoformat(), ZoneInfo("Asia/Beirut")) == written


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2026/10/06/title", dt.date(2026, 10, 6)),
        ("https://a.example/news/2026-10-06/title", dt.date(2026, 10, 6)),
        ("https://a.example/news/2026/10/06", dt.date(2026, 10, 6)),
        ("https://a.example/2026/13/06/title", None),
        ("https://a.example/news/20261006-title", None),
    ],
)
def test_day_in_path(url: str, expected: dt.date | None) -> None:
    assert day_in_path(url) == expected


def test_what_is_possible_depends_on_when_the_page_was_seen() -> None:
    seen = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)
    assert is_possible(dt.date(2026, 10, 22), seen)
    assert not is_possible(dt.date(2026, 10, 23), seen)
    assert not is_possible(dt.datetime(1970, 1, 1, 1, tzinfo=dt.UTC), seen)
