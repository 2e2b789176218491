"""The published snapshot in DuckDB's own command line, as docs/analysis.md tells."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def command() -> str:
    """The `duckdb` of the environment that runs the tests."""
    found = shutil.which("duckdb", path=Path(sys.executable).parent)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("duckdb-cli is not installed: `make install` does it")
    assert found
    return found


def asked(command: str, snapshot: Path, *questions: str) -> subprocess.CompletedProcess[str]:
    words = [word for question in questions for word in ("-c", question)]
    return subprocess.run(
        [command, "-readonly", "-json", str(snapshot), *words], capture_output=True, text=True, check=False
    )


def test_macros_views_and_comments_are_there(command: str, newsroom_home: Path) -> None:
    snapshot = newsroom_home / "published" / "tollwatch.duckdb"
    answer = asked(
        command, snapshot, "USE mart", "FROM casualties_by('country', since := '2026-10-01', policy := 'ucdp') LIMIT 1"
    )
    assert [(row["key"], row["killed_best"]) for row in json.loads(answer.stdout)] == [("SD", 14)]
    (worst,) = json.loads(asked(command, snapshot, "SELECT event_id FROM mart.deadliest(1)").stdout)
    claims = json.loads(asked(command, snapshot, f"FROM mart.claims_of_event('{worst['event_id']}')").stdout)
    assert claims[0]["quote"] == "12 people"
    answer = asked(
        command, snapshot, "SELECT comment FROM duckdb_views() WHERE schema_name = 'mart' AND view_name = 'events'"
    )
    assert "One row for each attack" in answer.stdout


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("FROM mart.casualties(country := 'Syria')", "did you mean SY?"),
        ("CREATE TABLE x (i INTEGER)", "read-only"),
    ],
)
def test_what_is_wrong_is_said_there_too(command: str, newsroom_home: Path, question: str, said: str) -> None:
    answer = asked(command, newsroom_home / "published" / "tollwatch.duckdb", question)
    assert answer.returncode != 0
    assert said in answer.stderr
