"""The pieces that a scheduler runs side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import DocumentError, FeedError, StagingError
from extractors.feeds.catalog import load_feeds
from pipeline import newsroom
from pipeline.fan_out import check_refused, feeds_by_host, load_waiting, pull_feeds, stage_file, unstaged
from pipeline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The bundled newsroom's feeds, with nobody serving them."""
    return Settings(home=tmp_path, feeds=newsroom.FOLDER / "feeds.toml", proxy="http://127.0.0.1:9")


def test_feeds_of_one_host_stay_together() -> None:
    groups = feeds_by_host(Settings())
    assert ["bbc-middle-east", "bbc-world"] in groups
    assert sorted(feed_id for group in groups for feed_id in group) == sorted(
        feed.id for feed in load_feeds(Settings().feeds)
    )


def test_only_the_named_feeds_are_polled() -> None:
    assert feeds_by_host(Settings(), only=["bbc-world"]) == [["bbc-world"]]


def test_an_unknown_feed_is_named() -> None:
    with pytest.raises(DocumentError, match="no feed has the id no-such-feed"):
        feeds_by_host(Settings(), only=["bbc-world", "no-such-feed"])


def test_the_pieces_together_do_what_the_steps_do(settings: Settings) -> None:
    with newsroom.serve() as proxy:
        online = settings.model_copy(update={"proxy": proxy})
        written = [path for group in feeds_by_host(online) for path in pull_feeds(online, group)]
    assert sorted(unstaged(online)) == sorted(written)
    batches = [stage_file(online, path) for path in unstaged(online)]
    assert unstaged(online) == []
    assert sorted(online.staged.iterdir()) == sorted(batches)
    report = load_waiting(online)
    assert report["loaded"] == len(batches)
    assert report["new"]["articles"] > 10
    assert report["refused"] == []


def test_a_feed_without_an_answer_is_an_error_and_its_fetch_is_kept(settings: Settings) -> None:
    with pytest.raises(FeedError, match=r"^harbour-post: failed \(.+\)"):
        pull_feeds(settings, ["harbour-post"])
    [warc] = unstaged(settings)
    assert warc.name.startswith("harbour-post-")


def test_a_damaged_file_is_told_of_and_done_with(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    warc = settings.raw / "2026-10-05" / "harbour-post-20261005T120000Z-00000000.warc.gz"
    warc.parent.mkdir(parents=True)
    warc.write_bytes(b"no gzip")
    assert (stage_file(settings, warc) / "problems.jsonl").read_text("utf-8").count("\n") == 1
    assert "put aside" in caplog.text
    assert unstaged(settings) == []


def test_a_file_that_cannot_be_opened_is_an_error(settings: Settings) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        stage_file(settings, settings.raw / "gone.warc.gz")


def test_refused_batches_are_told_of() -> None:
    check_refused([])
    with pytest.raises(StagingError, match=r"2 batches were refused: a: no claims\.parquet; b: no column"):
        check_refused(["a: no claims.parquet", "b: no column"])
