"""`pull` may be killed at any moment; the next one ends where an undisturbed one would have."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.documents import PAGE, item, rss
from tests.pipeline.desk import Desk, fetch_log, pages
from tests.webserver import Answer, Request, WebServer

PROJECT = Path(__file__).resolve().parents[2]
PATHS = [f"/news/{number}" for number in range(1, 4)]
TIMES = {"first_seen", "last_seen", "asked_at", "not_before", "polled_at", "read_at", "outcome"}


@pytest.fixture(scope="module")
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        document = rss([item(path, f"Title of {path}", summary="Open") for path in PATHS])

        def answer(request: Request) -> Answer:
            if request.headers.get("if-none-match") == '"1"':
                return Answer(304)
            return Answer(body=document, headers={"ETag": '"1"'})

        running.routes["/feed.xml"] = answer
        running.routes |= {path: Answer(body=PAGE + path.encode()) for path in PATHS}
        yield running


@pytest.fixture(scope="module")
def homes(server: WebServer, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What pulls left behind that were killed before their first touch of a file, their second, and so on."""
    folder = tmp_path_factory.mktemp("homes")
    assert _start(folder, server).wait(120) == 0
    found = sorted(folder.iterdir(), key=lambda path: int(path.name.split("-")[1]))
    assert len(found) >= 12  # folders, lock, open file, rename, folder's sync, state file, its rename
    return found[:-1]


def _start(home: Path, server: WebServer, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.faults.pull_and_die", str(home), server.url("/feed.xml"), *options]
    return subprocess.Popen(command, cwd=PROJECT)


def _remembered(home: Path) -> dict[str, Any]:
    """The feed's state without its times, and without how the last poll was answered."""
    state = json.loads((home / "state" / "feeds" / "harbour-post.json").read_bytes())
    entries = {key: _timeless(known) for key, known in state.pop("entries").items()}
    return {**_timeless(state), "entries": entries}


def _timeless(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in TIMES}


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _undisturbed(server: WebServer, home: Path) -> tuple[set[tuple[str, bytes]], dict[str, Any]]:
    Desk(server, home).pull()
    assert len(pages(home / "raw")) == len(PATHS)
    return pages(home / "raw"), _remembered(home)


def test_killed_while_a_page_is_on_its_way(server: WebServer, tmp_path: Path) -> None:
    expected = _undisturbed(server, tmp_path / "undisturbed")
    server.requests.clear()
    home, done = tmp_path / "killed", threading.Event()
    whole = server.routes["/news/2"]
    server.routes["/news/2"] = Answer(body=b"too late", hold=done)
    process = _start(home, server, "--once")
    _until(lambda: bool(server.asked("/news/2")))
    process.kill()
    assert process.wait() == -signal.SIGKILL
    done.set()
    assert sorted(path.suffix for path in (home / "raw").rglob("*.gz*")) == [".gz", ".open"]  # the poll, and no page

    server.routes["/news/2"] = whole
    result = Desk(server, home).pull(force=True)
    assert (result.outcome, result.new_entries, result.pages) == ("not_modified", 0, 3)
    assert (pages(home / "raw"), _remembered(home)) == expected
    assert not list(home.rglob("*.open"))


def test_interrupted_it_keeps_what_came_until_then(server: WebServer, tmp_path: Path) -> None:
    expected = _undisturbed(server, tmp_path / "undisturbed")
    server.requests.clear()
    home, done = tmp_path / "interrupted", threading.Event()
    whole = server.routes["/news/2"]
    server.routes["/news/2"] = Answer(body=b"too late", hold=done)
    process = _start(home, server, "--once")
    _until(lambda: bool(server.asked("/news/2")))
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == -signal.SIGINT
    done.set()
    assert {url.rsplit("/", 1)[1] for url, _ in pages(home / "raw")} == {"1"}
    assert [line["fetch"]["kind"] for line in fetch_log(home / "raw")] == ["feed", "article"]

    server.routes["/news/2"] = whole
    result = Desk(server, home).pull(force=True)
    assert (result.outcome, result.pages) == ("not_modified", 2)
    assert [len(server.asked(path)) for path in PATHS] == [1, 2, 1]
    assert (pages(home / "raw"), _remembered(home)) == expected
    assert not list(home.rglob("*.open"))


def test_killed_before_any_touch_of_a_file(server: WebServer, homes: list[Path], tmp_path: Path) -> None:
    expected = _undisturbed(server, tmp_path / "undisturbed")
    for home in homes:
        shutil.copytree(home, again := tmp_path / home.name)
        Desk(server, again).pull(force=True)
        assert (pages(again / "raw"), _remembered(again)) == expected, home.name
        left = {path.name.split("-")[0] for path in again.rglob("*") if path.is_file() and path.parent.name != "robots"}
        assert left == {"harbour"}, home.name
        assert not list(again.rglob("*.open")), home.name


def test_killed_after_the_archive_was_closed_and_before_the_state_was_saved(
    server: WebServer, homes: list[Path]
) -> None:
    """The windows in which work is done twice: a feed that is asked without conditions, and the same pages again."""
    polled = next(home for home in homes if list((home / "raw").glob("*/*.gz")))
    home = next(home for home in homes if pages(home / "raw"))
    server.requests.clear()
    assert Desk(server, polled).pull(force=True).pages == 3
    assert "if-none-match" not in server.asked("/feed.xml")[0].headers

    before = pages(home / "raw")
    assert len(before) == 3
    assert Desk(server, home).pull(force=True).pages == 3
    assert pages(home / "raw") == before
    lines = fetch_log(home / "raw")
    assert len({line["fetch"]["fetch_id"] for line in lines}) == len(lines) == 8
    assert Desk(server, home).pull(force=True).outcome == "not_modified"
