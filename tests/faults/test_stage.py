"""Extract, killed in the middle: what it leaves is no batch, and the next run gives what an undisturbed one gives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.batch_folder import LEFTOVER_AGE_S, sweep
from pipeline.stage import stage
from tests.conftest import PROJECT

STAGE = """
import sys
from pathlib import Path
from pipeline.stage import stage
stage([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for number in range(1500):
            text = f"{number + 2} people were killed on Friday in shelling of Homs, the governor said." * 3
            row = {"id": f"harbour-{number}", "title": "Shelling", "text": text, "published": "2026-10-10"}
            lines.write(json.dumps(row) + "\n")
    return path


def rows(folder: Path) -> dict[str, list[object]]:
    return {path.name: pq.read_table(path).to_pylist() for path in sorted(folder.glob("*.parquet"))}


def test_killed_at_any_point_and_run_again(source: Path, tmp_path: Path) -> None:
    (undisturbed,) = stage([source], tmp_path / "undisturbed").batches
    staged = tmp_path / "staged"
    caught = 0
    for delay in (0.0, 0.05, 0.2, 0.4):
        process = subprocess.Popen([sys.executable, "-c", STAGE, str(source), str(staged)], cwd=PROJECT)
        # The kill falls while the batch is being written, not while Python starts.
        while not list(staged.glob(".open-*")) and process.poll() is None:
            time.sleep(0.005)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        whole = [folder for folder in staged.iterdir() if not folder.name.startswith(".")]
        if whole:
            break
        caught += 1
    assert caught, "no kill fell into the middle: make the source larger"
    (again,) = stage([source], staged).batches
    assert again.folder.name == undisturbed.folder.name
    assert rows(again.folder) == rows(undisturbed.folder)


def test_leftovers_of_killed_runs_are_swept_by_age(tmp_path: Path) -> None:
    old, young = tmp_path / ".open-old", tmp_path / ".open-young"
    old.mkdir()
    young.mkdir()
    long_ago = time.time() - LEFTOVER_AGE_S - 60
    os.utime(old, (long_ago, long_ago))
    sweep(tmp_path)
    assert not old.exists()
    assert young.exists()
