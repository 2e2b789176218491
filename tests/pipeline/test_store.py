"""The object store between machines: nothing counts before it is whole, and several machines do what one does."""

from __future__ import annotations

import datetime as dt
import json
import threading
from pathlib import Path
from unittest.mock import Mock

import pytest

from extractors.archives.wanted import Wanted
from extractors.archives.warc_reader import Capture, read_captures
from extractors.errors import FetchError, StagingError
from pipeline import load, newsroom, stage
from pipeline.backfill.run import Request, look
from pipeline.batch import NOT_READ, PROBLEMS
from pipeline.batch_folder import batches_below
from pipeline.fan_out import feeds_by_host, load_waiting, pull_feeds, stage_files, unstaged
from pipeline.health import examine
from pipeline.load import _brought, load_pending
from pipeline.publish import publish
from pipeline.retention import tidy
from pipeline.settings import Settings
from pipeline.stage import pending_sources, stage_zone
from pipeline.store import Store, open_store
from scripts.servers import BUCKET
from tests.archives.build import WarcBuilder, article_html
from tests.servers import machine
from tests.warehouse.builders import write_batch
from tests.warehouse.stories import ALL
from warehouse import connect
from warehouse.checksum import checksum


def pull_newsroom(settings: Settings) -> None:
    for group in feeds_by_host(settings)[:3]:
        pull_feeds(settings, group, force=True)


def loaded_checksum(settings: Settings) -> str:
    with connect.reader(settings.database) as connection:
        return checksum(connection)


def test_machines_that_share_a_store_do_what_one_does(tmp_path: Path, store: Store) -> None:
    with newsroom.serve() as proxy:
        puller, loader = (machine(tmp_path / name, store, proxy) for name in ("puller", "loader"))
        workers = [machine(tmp_path / f"worker{number}", store, proxy) for number in (1, 2)]
        pull_newsroom(puller)
    pieces = unstaged(workers[0])
    assert len(pieces) == len(list(puller.raw.rglob("*.warc.gz"))) > 4
    for number, piece in enumerate(pieces):
        stage_files(workers[number % 2], piece)
    assert unstaged(workers[1]) == []
    assert {path.name for worker in workers for path in worker.home.iterdir()} == set()  # nothing stays on a worker
    report = load_waiting(loader)
    assert (report["loaded"], report["refused"]) == (len(pieces), [])
    assert load_waiting(loader)["loaded"] == 0
    publish(loader)

    alone = machine(tmp_path / "puller", None, "http://127.0.0.1:9")
    stage_zone(alone, pending_sources(alone))
    load_waiting(alone)
    assert loaded_checksum(loader) == loaded_checksum(alone)
    copy = store._get("published/tollwatch.duckdb", tmp_path / "copy.duckdb")
    assert copy is not None
    with connect.reader(copy) as connection:
        assert checksum(connection) == loaded_checksum(alone)


def test_with_a_file_comes_what_its_revisits_refer_to(tmp_path: Path, store: Store) -> None:
    url, page = "http://harbour-post.example/a", article_html(99)
    original, later = WarcBuilder(), WarcBuilder()
    original.response(url, page)
    refers = {"WARC_Refers_To_Filename": "first.warc.gz", "WARC_Refers_To_Date": "2026-10-06T15:00:00Z"}
    later.revisit(url, page, **refers, WARC_Refers_To_File_Offset=str(original.offsets[-1]))
    paths = [tmp_path / "2026-10-06" / "first.warc.gz", tmp_path / "2026-10-09" / "later.warc.gz"]
    for path, warc in zip(paths, (original, later), strict=True):
        path.parent.mkdir()
        warc.save(path)
    store.send_raw(paths)
    (capture,) = read_captures(store.bring_raw(paths[1], tmp_path / "worker"))
    assert isinstance(capture, Capture)
    assert capture.response.payload == page


def some_batch(folder: Path, text: bytes = b"rows") -> Path:
    folder.mkdir(parents=True)
    for name in ("articles.parquet", "claims.parquet"):
        (folder / name).write_bytes(text)
    return folder


def test_a_batch_counts_when_its_manifest_is_there(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = some_batch(tmp_path / "b-1.v1")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store._fs, "pipe_file", killed)
    with pytest.raises(KeyboardInterrupt):
        store.send_batch(folder)
    monkeypatch.undo()
    assert store.batches() == set()  # its files are there, and nobody takes them for a batch
    store.send_batch(folder)
    assert store.batches() == {"b-1.v1"}
    brought = store.bring_batch("b-1.v1", tmp_path / "loader")
    assert {path.name: path.read_bytes() for path in brought.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_of_two_workers_at_one_source_one_batch_counts(tmp_path: Path, store: Store) -> None:
    store.send_batch(some_batch(tmp_path / "first" / "b-1.v1", b"of the first"))
    store.send_batch(some_batch(tmp_path / "second" / "b-1.v1", b"of the second"))
    brought = store.bring_batch("b-1.v1", tmp_path / "loader")
    assert {path.read_bytes() for path in brought.iterdir()} == {b"of the first"}


def test_what_no_manifest_names_is_dropped_after_a_day(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, attempts in (("slow.v1", 2), ("whole.v1", 1), ("killed.v1", 1)):
        for attempt in range(attempts):
            store.send_batch(some_batch(tmp_path / f"{name}-{attempt}" / name), again=True)
    store._fs.rm(store._path("staged/killed.v1.json"))
    settings = machine(tmp_path / "one", store, "http://127.0.0.1:9")
    assert tidy(settings).leftovers == 0  # they may be on their way
    monkeypatch.setattr("pipeline.store._LEFT_FOR", dt.timedelta(seconds=-5))
    assert (tidy(settings, is_dry=True).leftovers, tidy(settings).leftovers, tidy(settings).leftovers) == (4, 4, 0)
    for name in ("slow.v1", "whole.v1"):
        assert len(list(store.bring_batch(name, tmp_path / "loader").iterdir())) == 2
    (told,) = (finding for finding in examine(settings) if finding.part == "store")
    assert "with 2 batches" in told.what
    assert "this machine only" in told.what


def test_a_file_that_is_not_the_manifests_is_refused(tmp_path: Path, store: Store) -> None:
    store.send_batch(some_batch(tmp_path / "b-1.v1"))
    (name,) = (name for name in store._files("parts") if name.endswith("claims.parquet"))
    store._fs.pipe_file(name, b"rots")
    with pytest.raises(StagingError, match=r"claims\.parquet: the file is not the one that the manifest names"):
        store.bring_batch("b-1.v1", tmp_path / "loader")


ELSEWHERE = {"../../evil.txt": {"bytes": 4, "sha256": "0"}}


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b'{"parts": "parts/b-2.v1/0", "fil',
        b'{"parts": "parts/b-2.v1/0"}',
        b"[]",
        json.dumps({"parts": "parts/b-2.v1/0", "files": ELSEWHERE}).encode(),
        json.dumps({"parts": "parts/b-2.v1/..", "files": {"claims.parquet": {"bytes": 4, "sha256": "0"}}}).encode(),
    ],
)
def test_what_is_no_manifest_is_refused_and_its_source_staged_again(tmp_path: Path, manifest: bytes) -> None:
    store = Store(f"file://{tmp_path}/store")
    store.send_batch(some_batch(tmp_path / "b-1.v1"))
    staged = tmp_path / "store" / "staged"
    (staged / "b-2.v1.json").write_bytes(manifest)
    (staged / "README").write_text("what lies here")
    (staged / "old").mkdir()
    (staged / "old" / "b-3.v1.json").write_bytes(b"")
    folders, refused = _brought(store, sorted(store.batches()), tmp_path / "into")
    assert [folder.name for folder in folders] == ["b-1.v1"]
    assert [str(error).partition(":")[0] for error in refused] == ["file"]
    assert "b-2.v1.json: this is no manifest of a batch" in str(refused[0])
    assert store.batches() == {"b-1.v1"}  # so extract stages the other one again
    assert (tmp_path / "store" / "refused" / "b-2.v1.json").read_bytes() == manifest
    assert list(tmp_path.rglob("evil.txt")) == []
    again = some_batch(tmp_path / "again" / "b-2.v1")
    (again / PROBLEMS).write_bytes(b"")
    (again / NOT_READ).write_bytes(b"")
    store.send_batch(again)
    assert len(list(store.bring_batch("b-2.v1", tmp_path / "later").iterdir())) == 4


def test_in_a_shared_folder_a_file_appears_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(f"file://{tmp_path}/store")
    put = store._fs.put_file

    def killed_half_way(path: str, place: str) -> None:
        put(path, place)
        raise KeyboardInterrupt

    monkeypatch.setattr(store._fs, "put_file", killed_half_way)
    warc = tmp_path / "2026-11-22" / "one.warc.gz"
    warc.parent.mkdir()
    warc.write_bytes(b"half")
    with pytest.raises(KeyboardInterrupt):
        store.send_raw([warc])
    assert store.raw_names() == []


def test_what_a_killed_pull_left_is_sent_by_a_later_one(tmp_path: Path, store: Store) -> None:
    raw, marker = tmp_path / "raw", tmp_path / "state" / "sent"
    for name in ("one", "two"):
        (raw / "2026-11-22").mkdir(parents=True, exist_ok=True)
        (raw / "2026-11-22" / f"{name}.warc.gz").write_bytes(b"")
    store.send_raw([raw / "2026-11-22" / "one.warc.gz"])
    store.send_forgotten(raw, marker)
    assert store.raw_names() == ["2026-11-22/one.warc.gz", "2026-11-22/two.warc.gz"]


def test_what_a_store_that_was_down_did_not_take_is_sent_by_the_next_pull(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, marker = tmp_path / "raw", tmp_path / "state" / "sent"
    (raw / "2026-11-22").mkdir(parents=True)
    (raw / "2026-11-22" / "one.warc.gz").write_bytes(b"")

    def down(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(store._fs, "put_file", down)
    with pytest.raises(FetchError):
        store.send_forgotten(raw, marker)
    monkeypatch.undo()
    store.send_forgotten(raw, marker)
    assert store.raw_names() == ["2026-11-22/one.warc.gz"]


def test_a_dry_run_tells_the_size_of_files_that_only_the_store_has(tmp_path: Path, store: Store) -> None:
    warc = tmp_path / "elsewhere" / "2026-11-22" / "one.warc.gz"
    warc.parent.mkdir(parents=True)
    warc.write_bytes(b"12345")
    store.send_raw([warc])
    day = dt.date(2026, 11, 22)
    request = Request(first=day, last=day, wanted=Wanted(), raw=True)
    (zone,) = look(machine(tmp_path / "here", store, ""), request, Mock())
    assert (zone.files, zone.bytes) == (1, 5)


def test_a_batch_that_was_sent_leaves_nothing_that_is_taken_for_one(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = machine(tmp_path / "here", store, "")
    some_batch(settings.staged / "b-1.v1")

    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stage, "has_ends", lambda _: True)
    monkeypatch.setattr("shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        stage.send_staged(settings)
    assert store.batches() == {"b-1.v1"}
    assert batches_below(settings.staged) == []


def test_who_sends_the_batches_of_one_machine_takes_turns_and_the_load_is_of_the_store(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two portions of a backfill, and a load: none of them takes a batch away under another."""
    settings, others = machine(tmp_path / "here", store, ""), list[threading.Thread]()
    write_batch(settings.staged, "b-0", ALL[:1])
    send = Store.send_batch

    def beside_another(there: Store, folder: Path) -> None:
        if not others:
            others.append(threading.Thread(target=stage.send_staged, args=(settings,)))
            others[0].start()
            others[0].join(0.5)  # it might have taken the batch away by now
            assert others[0].is_alive()
        send(there, folder)

    monkeypatch.setattr(Store, "send_batch", beside_another)
    report = load_pending(settings)
    others[0].join()
    assert (report.loaded, report.refused, report.skipped) == (["b-0"], [], [])
    assert (store.batches(), batches_below(settings.staged)) == ({"b-0"}, [])


def test_what_waits_in_the_store_is_brought_in_portions(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, story in enumerate(ALL[:3]):
        store.send_batch(write_batch(tmp_path / "staged", f"b-{number}", [story]))
    loader, brought = machine(tmp_path / "loader", store, ""), []
    bring = store.bring_batch

    def counted(_: Store, name: str, into: Path) -> Path:
        folder = bring(name, into)
        assert into.name.startswith(".open-")  # swept after a kill
        brought.append(len(list(into.iterdir())))
        return folder

    monkeypatch.setattr(load, "_AT_ONCE", 2)
    monkeypatch.setattr(Store, "bring_batch", counted)
    report = load_pending(loader)
    assert (report.loaded, brought) == (["b-0", "b-1", "b-2"], [1, 2, 1])
    assert report.new["articles"] == report.total["articles"] > 0


def test_a_store_that_does_not_answer_is_tried_again(tmp_path: Path, store: Store) -> None:
    nowhere = open_store(Settings(home=tmp_path, store=store.url.replace(BUCKET, "no-such-bucket")))
    assert nowhere is not None
    (tmp_path / "a.warc.gz").write_bytes(b"")
    with pytest.raises(FetchError, match="the object store does not answer as it should"):
        nowhere.send_raw([tmp_path / "a.warc.gz"])
