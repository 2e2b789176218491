from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.feeds.dates import read_date

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
with (Path(__file__).parent / "dates.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['why']}" for case in CASES])
def test_reads_what_feeds_write(case: dict[str, str]) -> None:
    found = read_date(case["text"], zone=case["zone"], now=NOW)
    assert (found.isoformat() if found else "") == case["expected"]


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = read_date(text, zone="Europe/London", now=NOW)
    assert not isinstance(found, dt.datetime) or found.tzinfo is not None


@given(
    st.datetimes(NOW.replace(year=1991, tzinfo=None), NOW.replace(day=20, tzinfo=None)), st.integers(-12 * 60, 14 * 60)
)
def test_a_complete_time_is_read_back_exactly(when: dt.datetime, minutes: int) -> None:
    aware = when.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    for text in (aware.isoformat(), aware.strftime("%a, %d %b %Y %H:%M:%S %z")):
        assert read_date(text, zone="Asia/Tokyo", now=NOW) == aware
