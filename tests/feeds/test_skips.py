from __future__ import annotations

import datetime as dt
import time

import pytest

from extractors.feeds.skips import Skips, after_skips, read_skips
from tests.feeds.documents import item, rss

SATURDAY = dt.datetime(2026, 11, 21, 23, 40, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("channel", "hours", "days"),
    [
        ("", (), ()),
        ("<skipHours><hour>1</hour>\n<hour> 02 </hour><hour>24</hour></skipHours>", (0, 1, 2), ()),
        ("<skipDays><day>Sunday</day><day>Saturday</day></skipDays>", (), (5, 6)),
        ("<SKIPHOURS><HOUR>7</HOUR></SKIPHOURS><skipDays><day>Feast</day></skipDays>", (7,), ()),
        ("<skipHours></skipHours><hour>3</hour>", (), ()),
        ("<skipHours><hour>3</hour>", (), ()),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>", (), ()),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(23)) + "</skipHours>", tuple(range(23)), ()),
    ],
)
def test_what_a_feed_asks_for(channel: str, hours: tuple[int, ...], days: tuple[int, ...]) -> None:
    assert read_skips(rss([item("/a")], channel=channel)) == Skips(hours, days)


@pytest.mark.parametrize(
    ("hours", "days", "until"),
    [
        ((), (), "2026-11-21T23:40"),
        ((22,), (6,), "2026-11-21T23:40"),
        ((23, 0, 1), (), "2026-11-22T02:00"),
        ((), (5, 6), "2026-11-23T00:00"),
        ((0,), (5, 6), "2026-11-23T01:00"),
    ],
)
def test_the_first_time_at_which_it_may_be_asked(hours: tuple[int, ...], days: tuple[int, ...], until: str) -> None:
    zone = dt.timezone(dt.timedelta(hours=3))
    assert after_skips(SATURDAY.astimezone(zone), hours, days) == dt.datetime.fromisoformat(f"{until}+00:00")


def test_a_hostile_document_takes_no_time() -> None:
    began = time.process_time()
    assert read_skips(b"<skipHours><hour>" * 300_000) == Skips()
    assert time.process_time() - began < 1
