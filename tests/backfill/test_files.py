"""Backfills from files: the same batches however often they were killed, only what is wanted, and nothing twice."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from extractors.archives.sources import Read, read_from
from extractors.archives.wanted import Wanted
from extractors.errors import DocumentError
from pipeline.backfill.files import backfill_file, files_in
from pipeline.backfill.run import Request, look, run_backfill, stage_window, windows
from pipeline.settings import Settings
from tests.archives.build import WarcBuilder, article_html, fetch_notes
from tests.backfill.archives import URL, lines, november
from tests.backfill.die import NOVEMBER, run
from tests.backfill.quiet import Quiet, batches, staged

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("is_gzip", [True, False])
def test_pieces_hold_what_is_wanted_and_no_more(tmp_path: Path, is_gzip: bool) -> None:
    report = run(tmp_path / "home", november(tmp_path / "a.warc.gz", is_gzip=is_gzip))
    assert [piece.articles for piece in report.pieces] == [2, 2, 1]
    assert (report.count("other_day"), report.count("put_aside"), report.new) == (5, 0, 3)
    assert [piece.end for piece in report.pieces] == [piece.place for piece in report.pieces[1:]] + [None]
    rows = staged(tmp_path / "home" / "staged")
    assert sorted(row["url"] for row in rows["articles.parquet"]) == [
        URL.format(f"a{n}").replace("http:", "https:") for n in range(5)
    ]
    assert len(rows["claims.parquet"]) == 5
    assert batches(tmp_path / "home" / "staged") == sorted(p.batch for p in report.pieces if p.batch)


def test_the_same_backfill_twice_changes_nothing(tmp_path: Path) -> None:
    home, source = tmp_path / "home", november(tmp_path / "a.warc.gz")
    first = run(home, source)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file() and path.suffix != ".lock"}
    second = run(home, source)
    assert (second.new, second.pieces) == (0, first.pieces)
    assert {p: p.stat().st_mtime_ns for p in home.rglob("*") if p.is_file() and p.suffix != ".lock"} == before


def test_another_window_is_another_backfill(tmp_path: Path) -> None:
    source, settings = november(tmp_path / "a.warc.gz"), Settings(home=tmp_path / "home")
    first = backfill_file(settings, source, Wanted(dt.date(2018, 11, 1), dt.date(2018, 11, 2)))
    second = backfill_file(settings, source, Wanted(dt.date(2018, 11, 3), dt.date(2018, 11, 30)))
    assert (first.count("articles"), second.count("articles")) == (2, 3)
    assert len(batches(settings.staged)) == 2


def test_killed_before_any_touch_of_a_file_and_run_again_it_ends_as_if_undisturbed(tmp_path: Path) -> None:
    source, homes = november(tmp_path / "a.warc.gz"), tmp_path / "homes"
    command = [sys.executable, "-m", "tests.backfill.die", str(homes), str(source)]
    assert subprocess.run(command, check=False, cwd=PROJECT, timeout=200).returncode == 0
    killed = sorted(homes.iterdir())[:-1]
    assert len(killed) >= 20
    run(tmp_path / "undisturbed", source)
    expected = staged(tmp_path / "undisturbed" / "staged")
    left = {_left(home): home for home in killed}  # those that left the same are run again once
    assert len(left) >= 8
    for home in left.values():
        done = len(batches(home / "staged"))
        report = run(home, source)
        # Nothing is done again but the batch whose line was not written yet.
        assert 3 - done <= report.new <= 3 - max(0, done - 1), home.name
        assert batches(home / "staged") == batches(tmp_path / "undisturbed" / "staged"), home.name
        assert staged(home / "staged") == expected, home.name


def _left(home: Path) -> tuple[tuple[str, int], ...]:
    """What a killed backfill left behind: whole batches and the journal, and that there is something unfinished."""
    whole = [p for p in home.rglob("*") if p.is_file() and not p.parent.name.startswith(".open-")]
    unfinished = [("unfinished", 0)] if list(home.glob("staged/.open-*")) else []
    return tuple(sorted((str(p.relative_to(home)), p.stat().st_size) for p in whole)) + tuple(unfinished)


def test_documents_by_their_days(tmp_path: Path) -> None:
    days = ["2018-10-31", "2018-11-01T00:00:00+03:00", "2018-11-30", "2018-12-01", None, "2150-01-01"]
    source = lines(tmp_path / "a.jsonl", days)
    settings = Settings(home=tmp_path / "home")
    report = backfill_file(settings, source, NOVEMBER)
    assert [row["article_id"] for row in staged(settings.staged)["articles.parquet"]] == ["a1", "a2"]
    assert (report.count("other_day"), report.count("undated")) == (3, 1)
    every = Wanted(NOVEMBER.first, NOVEMBER.last, keeps_undated=True)
    assert backfill_file(settings, source, every).count("articles") == 3


def test_a_page_in_work_at_damage_is_put_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    source = november(tmp_path / "a.warc.gz")
    content = bytearray(source.read_bytes())
    content[len(content) // 2] ^= 0xFF
    source.write_bytes(content)
    report = run(tmp_path / "home", source)
    assert report.count("put_aside") == 1
    assert report.count("articles") + report.count("other_day") == 9
    assert "read on from offset" in report.problems[0]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.warc.gz", b"", "the file is empty"),
        ("a.warc", b"no archive" * 100, "not a WARC file"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.jsonl", b"{]\n", "no JSON"),
        ("a.jsonl.gz", b"plain", "damaged or cut off"),
        ("a.parquet", b"PAR1", "no readable Parquet"),
        ("a.html", b"", "the page holds no article|an empty page"),
    ],
)
def test_bad_files_are_told_and_the_good_ones_are_read(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    lines(tmp_path / "in" / "good.jsonl", ["2018-11-04"])
    settings = Settings(home=tmp_path / "home")
    request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), NOVEMBER, tuple(files_in([tmp_path / "in"])))
    report = run_backfill(settings, request, Quiet())
    assert report.exit_code == 3
    assert any(re.search(reason, problem) for problem in report.problems), report.problems
    assert report.load is not None
    assert report.load.total["articles"] == 1
    assert run_backfill(settings, request, Quiet()).load == report.load.__class__(
        skipped=report.load.loaded, new=dict.fromkeys(report.load.new, 0), total=report.load.total
    )


def test_a_file_that_cannot_be_opened_is_no_end_of_the_backfill(tmp_path: Path) -> None:
    gone = tmp_path / "gone.warc.gz"
    report = backfill_file(Settings(home=tmp_path / "home"), gone, NOVEMBER)
    assert report.error is not None
    assert "there is no such file" in report.error.what


@pytest.mark.parametrize("fault", [KeyError("offset"), MemoryError(), OSError(5, "Input/output error")])
def test_what_our_code_or_the_machine_fails_on_is_not_the_end_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    home, source = tmp_path / "home", november(tmp_path / "a.warc.gz")

    def break_off(*about: Any, **options: Any) -> Iterator[Read]:
        yield from islice(read_from(*about, **options), 7)
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.backfill.files.read_from", break_off)
        if isinstance(fault, MemoryError):
            with pytest.raises(MemoryError):
                run(home, source)
        else:
            assert isinstance(run(home, source).error, DocumentError)
    later = run(home, source)
    assert later.error is None
    assert [piece.articles for piece in later.pieces] == [2, 2, 1]
    assert batches(home / "staged") == batches_of_one_run(tmp_path / "other", source)


def batches_of_one_run(home: Path, source: Path) -> Any:
    run(home, source)
    return batches(home / "staged")


def test_folders_are_looked_through(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("deep/er/b.warc.gz", "deep/a.parquet", "deep/notes.txt", "c.jsonl"):
        (tmp_path / name).touch()
    found = [str(path.relative_to(tmp_path)) for path in files_in([tmp_path / "deep", tmp_path / "c.jsonl", tmp_path])]
    assert found == ["deep/a.parquet", "deep/er/b.warc.gz", "c.jsonl"]


def test_a_wrong_path_is_told_and_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").touch()
    good = lines(tmp_path / "good.jsonl", ["2018-11-04"])
    wrong = [tmp_path / "none", tmp_path / "empty", tmp_path / "notes.txt"]
    request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), NOVEMBER, tuple(files_in([*wrong, good])))
    assert [seen.error is None for seen in look(Settings(home=tmp_path / "home"), request, Quiet())] == [False] * 3 + [
        True
    ]
    report = stage_window(Settings(home=tmp_path / "home"), request, Quiet())
    assert report.exit_code == 3
    assert [file.count("articles") for file in report.files] == [0, 0, 0, 1]
    told = "\n".join(report.problems)
    for path, reason in zip(wrong, ("no such file", "nothing here holds", "nothing here holds"), strict=True):
        assert re.search(f"{re.escape(str(path))}: .*{reason}", told)
    none = stage_window(Settings(home=tmp_path / "home"), replace(request, files=tuple(wrong)), Quiet())
    assert none.exit_code == 1


def test_the_raw_zone_is_read_again_by_other_code_and_no_more_than_its_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path)
    for day in ("2018-10-31", "2018-11-01", "2018-11-30", "2018-12-01"):
        warc = WarcBuilder()
        warc.metadata(URL, fetch_notes(URL), warc.response(URL, article_html(5)))
        (settings.raw / day).mkdir(parents=True)
        warc.save(settings.raw / day / f"harbour-post-{day}.warc.gz")
    request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), NOVEMBER, raw=True)
    first = stage_window(settings, request, Quiet())
    assert [batch.source.parent.name for batch in first.zone.batches] == ["2018-11-01", "2018-11-30"]
    assert stage_window(settings, request, Quiet()).zone.batches == []
    (first.zone.batches[0].folder / "articles.parquet").unlink()
    anew = stage_window(settings, replace(request, again=True), Quiet()).zone
    assert (anew.count("articles"), [batch.folder for batch in anew.batches]) == (
        2,
        [batch.folder for batch in first.zone.batches],
    )
    assert not list(settings.staged.glob(".open-*"))
    monkeypatch.setattr("pipeline.stage.reading_version", lambda _: "cascade-99+newer")
    again = stage_window(settings, request, Quiet())
    assert [batch.folder.name.partition(".")[2] for batch in again.zone.batches] == ["cascade-99+newer"] * 2


def test_several_processes_make_the_same_batches(tmp_path: Path) -> None:
    sources = (november(tmp_path / "a.warc.gz"), lines(tmp_path / "b.jsonl", ["2018-11-04"]), tmp_path / "c.jsonl")
    sources[2].write_bytes(b"")
    homes, watches = (tmp_path / "one", tmp_path / "two"), (Quiet(), Quiet())
    reports = []
    for jobs, home, watch in zip((1, 2), homes, watches, strict=True):
        request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), NOVEMBER, sources, jobs=jobs)
        reports.append(stage_window(Settings(home=home), request, watch))
    assert reports[0] == reports[1]
    assert batches(homes[0] / "staged") == batches(homes[1] / "staged")
    assert staged(homes[0] / "staged") == staged(homes[1] / "staged")
    assert {watch.places[-1] for watch in watches} == {sum(path.stat().st_size for path in sources)}


def test_windows_cover_every_day_once(tmp_path: Path) -> None:
    found = list(windows(dt.date(2018, 11, 1), dt.date(2018, 11, 30), days=7))
    days = [first + dt.timedelta(days=n) for first, last in found for n in range((last - first).days + 1)]
    assert days == [dt.date(2018, 11, n) for n in range(1, 31)]
    assert list(windows(dt.date(2018, 11, 2), dt.date(2018, 11, 1))) == []


def test_archives_compressed_in_one_piece_are_one_piece(tmp_path: Path) -> None:
    plain = november(tmp_path / "a.warc", is_gzip=False)
    whole = tmp_path / "b.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    report = run(tmp_path / "home", whole)
    assert [piece.articles for piece in report.pieces] == [5]
