"""The given feed documents, as their outlets served them; read in place."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

import pytest

from extractors.feeds.backlog import take_in
from extractors.feeds.parse import ParsedFeed, parse_feed
from extractors.feeds.state import FeedState, PageStatus

NOW = dt.datetime(2026, 8, 13, 10, tzinfo=dt.UTC)
LISTED = {
    "aljazeera_all": 25,
    "bbc_world": 28,
    "google_news_top": 38,
    "guardian": 55,
    "mehrnews_en": 30,
    "nyt_world": 57,
}


def _parse(path: Path) -> ParsedFeed:
    return parse_feed(path.read_bytes(), url="https://outlet.example/rss", headers={}, zone="UTC", now=NOW)


def _documents(shared: Path) -> list[Path]:
    return sorted((shared / "feeds").glob("*.xml"))


def test_every_document_gives_entries_with_address_title_and_time(shared: Path) -> None:
    documents = _documents(shared)
    assert len(documents) >= 11
    for path in documents:
        parsed = _parse(path)
        raw = path.read_bytes()
        assert parsed.listed == raw.count(b"<item>") + raw.count(b"<item "), path.name
        assert parsed.listed >= next((n for name, n in LISTED.items() if path.name.startswith(name)), 1), path.name
        assert not parsed.problems, path.name
        for entry in parsed.entries:
            assert entry.title, path.name
            assert "<" not in entry.title + entry.summary, path.name
            assert entry.key.startswith("https://"), path.name
            assert "utm_" not in entry.key, path.name
            assert "at_medium" not in entry.key, path.name
            assert isinstance(entry.published, dt.datetime), path.name


@pytest.mark.parametrize(("name", "most_new"), [("bbc_world", 15), ("nyt_world", 5), ("aljazeera", 22), ("mehr", 29)])
def test_later_snapshots_bring_only_what_is_new(shared: Path, name: str, most_new: int) -> None:
    snapshots = [path for path in _documents(shared) if path.name.startswith(name)]
    assert len(snapshots) >= 2
    state = FeedState(name, "https://outlet.example/rss")
    take_in(state, _parse(snapshots[0]).entries, NOW)
    for before, after in pairwise(snapshots):
        earlier = {entry.key for entry in _parse(before).entries}
        entries = _parse(after).entries
        new = take_in(state, entries, NOW)
        assert len({entry.key for entry in entries}) == len(entries)
        assert new <= most_new
        assert new <= len({entry.key for entry in entries} - earlier)
    assert all(known.status is PageStatus.WAITING for known in state.entries.values())


def test_the_same_document_again_brings_nothing(shared: Path) -> None:
    for path in _documents(shared):
        state = FeedState(path.stem, "https://outlet.example/rss")
        parsed = _parse(path)
        assert take_in(state, parsed.entries, NOW) == len(parsed.entries)
        before = deepcopy(state)
        assert take_in(state, parsed.entries, NOW) == 0
        assert state == before
