from __future__ import annotations

import datetime as dt
import json
import multiprocessing
from pathlib import Path

import pytest

from extractors.errors import FetchError, FetchRefusedError, LockedError
from extractors.feeds.backlog import MAX_TRIES, REMEMBERED, due_pages, note_page, take_in, waiting
from extractors.feeds.entry import Entry
from extractors.feeds.outcome import Outcome, Verdict
from extractors.feeds.state import FeedState, PageStatus, held, load_state, save_state

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
QUARTER = dt.timedelta(minutes=15)
URL = "https://harbour-post.example/rss.xml"
FAILED = Verdict(Outcome.FAILED, FetchError("HTTP 500"))


def _entry(name: str, *, title: str = "Harbour", summary: str = "Open", at: dt.datetime | None = NOW) -> Entry:
    url = f"https://harbour-post.example/{name}"
    return Entry(url, url, title, at, ("Jo Marsh",), summary)


def _state(*entries: Entry) -> FeedState:
    state = FeedState("harbour-post", URL)
    take_in(state, entries, NOW)
    return state


def test_a_state_is_read_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "harbour-post.json"
    state = _state(_entry("a"), _entry("b", title="Caf\udcff", at=None))
    state.etag, state.last_modified, state.validators_url = 'W/"Caf\xe9"', "Sat,21 nov", URL
    state.not_before, state.ttl_s = NOW, 900.0
    state.entries["https://harbour-post.example/a"].status = PageStatus.FETCHED
    save_state(path, state)
    assert load_state(path, "harbour-post", URL) == (state, None)
    assert [p.name for p in path.parent.iterdir()] == ["harbour-post.json"]


def test_no_state_is_no_warning(tmp_path: Path) -> None:
    assert load_state(tmp_path / "x.json", "x", URL) == (FeedState("x", URL), None)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\0" * 50,
        b"[]",
        b"null",
        b'{"format": 2}',
        b'{"format": 1, "entries": {}}',
        b'{"format": 1, "feed_id": "x", "configured_url": "u", "entries": {"k": {"status": "odd"}}}',
        b'{"format": 1, "feed_id": "x", "configured_url": "u", "entries": {}, "not_before": "soon"}',
        b'{"format": 1, "feed_id": "x", "configured_url": "u", "entries": {}, "not_before": "2026-11-22T12:00:00"}',
        b'{"format": 1, "feed_id": "x", "configured_url": "u", "entries": {}, "colour": 1}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_told_and_treated_as_absent(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(damage)
    state, warning = load_state(path, "x", URL)
    assert state == FeedState("x", URL)
    assert warning is not None
    assert "x.json is damaged" in warning


def test_every_cut_of_a_good_file_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    save_state(path, _state(_entry("a")))
    whole = path.read_bytes()
    for length in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:length])
        assert load_state(path, "x", URL)[1]


def test_another_address_in_the_feed_list_voids_what_the_old_one_said(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    state = _state(_entry("a"))
    state.etag, state.moved_to, state.is_stopped, state.not_before = '"1"', URL, True, NOW
    save_state(path, state)
    fresh, _ = load_state(path, "harbour-post", "https://new.example/rss")
    assert fresh == FeedState("harbour-post", "https://new.example/rss", entries=state.entries)


def _hold(path: Path, ready: object, done: object) -> None:
    with held(path):
        ready.set()  # type: ignore[attr-defined]
        done.wait(30)  # type: ignore[attr-defined]


def test_a_feed_is_held_by_one_process_and_freed_by_its_death(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(path, ready, done))
    other.start()
    assert ready.wait(30)
    with pytest.raises(LockedError, match="another process"), held(path):
        pytest.fail("held twice")
    other.kill()
    other.join()
    with held(path):
        pass


def test_a_new_entry_waits_a_known_one_does_not_and_a_changed_one_waits_again() -> None:
    state = _state(_entry("a"), _entry("b", title="Town"))
    assert [entry.key[-1] for entry in due_pages(state, NOW)] == ["a", "b"]
    for name in ("a", "b"):
        note_page(state, _entry(name).key, Verdict(Outcome.OK), NOW)
    later = [_entry("a", at=NOW + dt.timedelta(hours=3)), _entry("b", title="Town, edited"), _entry("c", title="New")]
    assert take_in(state, later, NOW) == 1
    assert [entry.title for entry in due_pages(state, NOW)] == ["New"]
    assert [entry.title for entry in due_pages(state, NOW + QUARTER)] == ["Town, edited", "New"]


def test_a_story_at_a_new_address_is_not_fetched_again() -> None:
    state = _state(_entry("a"))
    note_page(state, _entry("a").key, Verdict(Outcome.OK), NOW)
    take_in(state, [_entry("moved-a"), _entry("daily", at=NOW + dt.timedelta(days=1)), _entry("b", summary="")], NOW)
    statuses = {key.rsplit("/", 1)[1]: known.status for key, known in state.entries.items()}
    assert statuses["moved-a"] is PageStatus.REPEATS
    assert statuses["daily"] is statuses["b"] is PageStatus.WAITING
    assert "as https://harbour-post.example/a" in (state.entries[_entry("moved-a").key].reason or "")


def test_a_story_whose_first_address_fails_is_fetched_at_the_second() -> None:
    state = _state(_entry("a"))
    note_page(state, _entry("a").key, FAILED, NOW)
    take_in(state, [_entry("moved-a")], NOW)
    gone = Verdict(Outcome.GONE, FetchRefusedError("HTTP 404 Not Found"))
    note_page(state, _entry("a").key, gone, NOW)
    assert [entry.key[-7:] for entry in due_pages(state, NOW)] == ["moved-a"]


@pytest.mark.parametrize(
    ("verdict", "most"),
    [
        (FAILED, MAX_TRIES + 3),
        (Verdict(Outcome.GONE, FetchRefusedError("HTTP 404 Not Found")), 9),
        (Verdict(Outcome.OK), 9),
    ],
)
def test_an_entry_that_changes_at_every_poll_is_asked_for_ever_more_rarely(verdict: Verdict, most: int) -> None:
    state, asked = FeedState("harbour-post", URL), []
    for number in range(150):  # two days, with a poll every twenty minutes
        now = NOW + number * dt.timedelta(minutes=20)
        take_in(state, [_entry("a", summary=f"Read {number} times")], now)
        for entry in due_pages(state, now):
            asked.append(now)
            note_page(state, entry.key, verdict, now)
    assert 5 <= len(asked) <= most
    assert asked[1] - asked[0] <= dt.timedelta(minutes=20)  # a story that has just broken is read again soon
    assert asked[-1] - asked[-2] >= dt.timedelta(hours=7)


def test_a_passing_failure_is_tried_at_once_then_ever_later_then_given_up() -> None:
    state = _state(_entry("a"))
    now, waits = NOW, []
    while waiting(state):
        (entry,) = due_pages(state, now)
        note_page(state, entry.key, FAILED, now)
        until = state.entries[entry.key].not_before or now
        waits.append((until - now).total_seconds())
        now = until
    assert waits[:4] == [0, 900, 1_800, 3_600]
    assert len(waits) == MAX_TRIES
    known = state.entries[_entry("a").key]
    assert (known.status, known.reason, known.entry) == (PageStatus.GIVEN_UP, "HTTP 500", None)


def test_a_permanent_failure_is_given_up_at_once_and_a_change_tries_again() -> None:
    state = _state(_entry("a"))
    refused = Verdict(Outcome.GONE, FetchRefusedError("HTTP 404 Not Found"))
    note_page(state, _entry("a").key, refused, NOW)
    assert list(due_pages(state, NOW + dt.timedelta(days=9))) == []
    take_in(state, [_entry("a", title="Harbour again")], NOW)
    assert len(list(due_pages(state, NOW + QUARTER))) == 1


def test_a_page_waits_as_long_as_its_server_asks() -> None:
    state = _state(_entry("a"))
    note_page(state, _entry("a").key, FAILED, NOW, pause_s=1_200)
    assert list(due_pages(state, NOW + dt.timedelta(seconds=1_199))) == []
    assert len(list(due_pages(state, NOW + dt.timedelta(seconds=1_200)))) == 1


def test_what_is_no_longer_listed_is_forgotten_but_never_what_waits() -> None:
    state = _state(_entry("a"), _entry("b", title="Town"), _entry("c", title="Sea"))
    note_page(state, _entry("a").key, Verdict(Outcome.OK), NOW)
    note_page(state, _entry("c").key, Verdict(Outcome.OK), NOW)
    take_in(state, [_entry("c", title="Sea")], NOW + REMEMBERED)
    assert [key[-1] for key in state.entries] == ["b", "c"]


def test_a_waiting_page_whose_entry_is_damaged_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    save_state(path, _state(_entry("a"), _entry("b", title="Town")))
    data = json.loads(path.read_bytes())
    data["entries"][_entry("a").key]["entry"] = {"url": 1}
    path.write_text(json.dumps(data), encoding="utf-8")
    state, warning = load_state(path, "harbour-post", URL)
    assert warning is None
    assert [entry.key[-1] for entry in due_pages(state, NOW)] == ["b"]
    assert state.entries[_entry("a").key].status is PageStatus.GIVEN_UP
