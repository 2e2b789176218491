"""The command of a backfill: what it takes, how far it says it is, and how it sums up."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pipeline.cli.backfill  # noqa: F401 - registers the command
from pipeline.backfill.run import Request, run_backfill
from pipeline.cli.app import app
from pipeline.cli.backfill_tables import report_table
from pipeline.settings import Settings
from tests.backfill.archives import lines, november
from tests.backfill.die import NOVEMBER
from tests.backfill.quiet import Quiet, shown

PROJECT = Path(__file__).resolve().parents[2]


def test_the_summary_says_why_less_is_new_than_was_read(tmp_path: Path) -> None:
    """One article in two files."""
    files = [lines(tmp_path / name, ["2018-11-04", "2018-11-05"]) for name in ("a.jsonl", "b.jsonl")]
    settings = Settings(home=tmp_path / "home")
    request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), NOVEMBER, tuple(files))
    report = run_backfill(settings, request, Quiet())
    assert sum(file.count("articles") for file in report.files) == 4
    assert "4 articles read, 2 new; the others are copies or versions" in shown(report_table(report))


def test_progress_goes_from_the_beginning_to_the_end(tmp_path: Path) -> None:
    watch, source = Quiet(), november(tmp_path / "a.warc.gz")
    sources = (source, lines(tmp_path / "b.jsonl", ["2018-11-04"]))
    request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), NOVEMBER, sources)
    run_backfill(Settings(home=tmp_path / "home"), request, watch)
    assert watch.places == sorted(watch.places)
    assert watch.places[-1] == sum(path.stat().st_size for path in request.files)
    assert watch.steps == ["raw zone", "files", "load", "publish"]


DAYS = ("--from", "2018-11-01", "--to", "2018-11-30")


def test_the_command(tmp_path: Path) -> None:
    code = "import sys; from pipeline.cli import main; sys.argv[0] = 'tollwatch'; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "backfill", *DAYS, str(november(tmp_path / "a.warc.gz")), "--json"],
        check=False,
        cwd=PROJECT,
        env={**os.environ, "TOLLWATCH_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    of_file, of_load = map(json.loads, done.stdout.splitlines())
    assert (of_file["articles"], of_file["other_day"], of_load["new"]["articles"]) == (5, 5, 5)
    assert done.stderr == ""  # no progress where there is no terminal


@pytest.mark.parametrize(
    "wrong",
    [
        DAYS,  # nothing to read is named
        ("--from", "2018-11-30", "--to", "2018-11-01", "--raw"),
        ("--from", "2118-11-01", "--to", "2118-11-30", "--raw"),
        ("--from", "yesterday", "--to", "2018-11-01", "--raw"),
        (*DAYS, "--raw", "--host", "a.example"),
        (*DAYS, "--raw", "--site", "http://a.example"),
        ("--raw",),
    ],
)
def test_wrong_usage(wrong: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, ["backfill", *wrong]).exit_code == 2
