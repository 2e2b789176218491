"""The pieces that a scheduler runs side by side."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.day import newsroom as newsroom_of_a_day
from benchmarks.day import release
from benchmarks.day_server import write_feeds
from extractors.errors import DocumentError, FeedError, StagingError
from extractors.feeds.catalog import load_feeds
from pipeline import newsroom
from pipeline.fan_out import (
    MOST_FILES,
    MOST_PIECES,
    check_refused,
    feeds_by_host,
    load_waiting,
    pull_feeds,
    stage_files,
    unstaged,
)
from pipeline.feeds import choose_feeds
from pipeline.pull import pull
from pipeline.settings import Settings
from pipeline.stage import stage_pending
from scripts.rows import rows
from warehouse.connect import reader


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The bundled newsroom's feeds, with nobody serving them."""
    return Settings(home=tmp_path, feeds=newsroom.FOLDER / "feeds.toml", proxy="http://127.0.0.1:9")


def test_feeds_of_one_host_stay_together() -> None:
    known = sorted(feed.id for feed in load_feeds(Settings().feeds))
    assert ["bbc-middle-east", "bbc-world"] in feeds_by_host(Settings(tasks=200))
    for tasks in (1, 5, 200):
        groups = feeds_by_host(Settings(tasks=tasks))
        assert len(groups) <= tasks
        assert sorted(feed_id for group in groups for feed_id in group) == known
        assert any({"bbc-middle-east", "bbc-world"} <= set(group) for group in groups)
        assert max(map(len, groups)) < 2 * min(map(len, groups)) + 5  # no task has nearly all of it


def test_only_the_named_feeds_are_polled() -> None:
    assert feeds_by_host(Settings(), only=["bbc-world"]) == [["bbc-world"]]


def test_an_unknown_feed_is_named() -> None:
    with pytest.raises(DocumentError, match="no feed has the id no-such-feed"):
        feeds_by_host(Settings(), only=["bbc-world", "no-such-feed"])


def test_the_pieces_together_do_what_the_steps_do(settings: Settings) -> None:
    with newsroom.serve() as proxy:
        online = settings.model_copy(update={"proxy": proxy, "tasks": 50})
        written = [path for group in feeds_by_host(online) for path in pull_feeds(online, group)]
    pieces = unstaged(online)
    assert sorted(pieces) == sorted([path] for path in written)
    batches = [folder for piece in pieces for folder in stage_files(online, piece)]
    assert unstaged(online) == []
    assert sorted(online.staged.iterdir()) == sorted(batches)
    report = load_waiting(online)
    assert report["loaded"] == len(batches)
    assert report["new"]["articles"] > 10
    assert report["refused"] == []


def test_by_whatever_pieces_the_same_pages_make_the_same_warehouse(tmp_path: Path) -> None:
    """Two waves in pieces, last first, as a scheduler may run them; then their bytes at once; then another pull.

    Another pull asks in another order, and so knows in another order: what articles say is the same, and which reports
    stand together may not be, where that hangs on who was first.
    """
    write_feeds(tmp_path / "feeds.toml", 3)
    with newsroom_of_a_day(3, 36, 2) as proxy:
        told = Settings(feeds=tmp_path / "feeds.toml", proxy=proxy, tasks=2, jobs=1)
        pieces, whole, later = (
            told.model_copy(update={"home": tmp_path / name}) for name in ("pieces", "whole", "later")
        )
        for wave in (1, 2):
            release(proxy, wave)
            for group in reversed(feeds_by_host(pieces)):
                pull_feeds(pieces, group, force=True)
            for piece in reversed(unstaged(pieces)):
                stage_files(pieces, piece)
            load_waiting(pieces)
        pull(later, choose_feeds(later))
    shutil.copytree(pieces.raw, whole.raw)
    for settings in (whole, later):
        stage_pending(settings)
        load_waiting(settings)
    found, expected = rows(pieces.database), rows(whole.database)
    assert len(expected["core.articles"]) + len(expected["core.article_aliases"]) == 36
    assert [table for table in expected if found[table] != expected[table]] == [
        "core.event_history"
    ]  # told load by load
    assert said(later.database) == said(pieces.database)
    assert len(rows(later.database)["core.claims"]) == len(found["core.claims"]) > 36


def said(database: Path) -> list[tuple[object, ...]]:
    """What the articles say, without when that became known."""
    with reader(database) as connection:
        return connection.execute("SELECT * EXCLUDE (row_id, known_from) FROM core.claims ORDER BY ALL").fetchall()


def test_a_feed_without_an_answer_is_an_error_and_its_fetch_is_kept(settings: Settings) -> None:
    with pytest.raises(FeedError, match=r"^harbour-post: failed \(.+\)"):
        pull_feeds(settings, ["harbour-post"])
    [[warc]] = unstaged(settings)
    assert warc.name.startswith("harbour-post-")


def test_a_damaged_file_is_told_of_and_done_with(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    warc = settings.raw / "2026-10-05" / "harbour-post-20261005T120000Z-00000000.warc.gz"
    warc.parent.mkdir(parents=True)
    warc.write_bytes(b"no gzip")
    [folder] = stage_files(settings, [warc])
    assert (folder / "problems.jsonl").read_text("utf-8").count("\n") == 1
    assert "put aside" in caplog.text
    assert unstaged(settings) == []


def test_a_file_that_cannot_be_opened_is_an_error(settings: Settings) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        stage_files(settings, [settings.raw / "gone.warc.gz"])


def fill(settings: Settings, count: int) -> list[Path]:
    """So many WARC files in the raw zone, oldest first."""
    folder = settings.raw / "2026-10-05"
    folder.mkdir(parents=True)
    paths = [folder / f"harbour-post-20261005T120000Z-{number:08}.warc.gz" for number in range(count)]
    for path in paths:
        path.touch()
    return paths


@pytest.mark.parametrize("count", [0, 1, 200, 201, 1500])
def test_however_many_files_wait_they_make_few_pieces(settings: Settings, count: int) -> None:
    paths = fill(settings, count)
    pieces = unstaged(settings)
    assert [path for piece in pieces for path in piece] == paths
    assert len(pieces) <= max(settings.tasks, count / MOST_FILES + 1)
    assert len(pieces) <= MOST_PIECES
    assert len({len(piece) for piece in pieces}) <= 2  # all of one size, but the last
    assert all(pieces)


def test_the_oldest_come_first_where_more_wait_than_one_run_takes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings.model_copy(update={"tasks": 2})
    monkeypatch.setattr("pipeline.fan_out.MOST_PIECES", 3)
    monkeypatch.setattr("pipeline.fan_out.MOST_FILES", 2)
    paths = fill(settings, 7)
    assert unstaged(settings) == [paths[0:2], paths[2:4], paths[4:6]]
    assert MOST_PIECES * MOST_FILES >= 1024


def test_one_file_that_cannot_be_opened_stops_none_of_its_piece(settings: Settings) -> None:
    first, last = fill(settings, 2)
    with pytest.raises(DocumentError, match=r"gone\.warc\.gz: cannot be read"):
        stage_files(settings, [first, settings.raw / "gone.warc.gz", last])
    assert unstaged(settings) == []


def test_refused_batches_are_told_of() -> None:
    check_refused([])
    with pytest.raises(StagingError, match=r"2 batches were refused: a: no claims\.parquet; b: no column"):
        check_refused(["a: no claims.parquet", "b: no column"])
