"""All tables of mart as files: each readable, told in the manifest, and none of them run by a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from extractors.errors import DocumentError
from pipeline.dump import dump
from tests.warehouse.voices import Voice, exactly, tell
from warehouse.connect import writer


def test_every_table_of_mart_becomes_a_file(migrated: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mart"
    with writer(Path(shutil.copy(migrated, tmp_path / "told.duckdb"))) as connection:
        tell(connection, "ev-a", Voice({"total": exactly(3)}), killed_low=3, killed_best=3)
        connection.execute("UPDATE core.event_states SET place = '=1+1', admin1 = NULL")
        names = {name for (name,) in connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE schema_name = 'mart' AND NOT internal"
        ).fetchall()}  # fmt: skip
        files = dump(connection, folder, "parquet", database="told.duckdb")
        assert {made.file.stem for made in files} == names
        assert duckdb.sql(f"SELECT place, killed_best FROM '{folder / 'events.parquet'}'").fetchall() == [("=1+1", 3)]

        dump(connection, folder, "csv", database="told.duckdb")
        assert not list(folder.glob("*.parquet"))
        with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
            (event,) = csv.DictReader(file)
        assert (event["place"], event["admin1"], event["killed_best"]) == ("'=1+1", "", "3")

        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert (manifest["database"], manifest["format"], manifest["snapshot"]) == ("told.duckdb", "csv", None)
        (told,) = (file for file in manifest["files"] if file["name"] == "events")
        assert told["rows"] == 1
        assert told["sha256"] == hashlib.sha256((folder / "events.csv").read_bytes()).hexdigest()
        assert list(told["columns"]) == list(event)
        assert "mart.events" in (folder / manifest["dictionary"]).read_text(encoding="utf-8")


def test_a_folder_of_something_else_is_left_alone(migrated: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with (
        writer(Path(shutil.copy(migrated, tmp_path / "told.duckdb"))) as connection,
        pytest.raises(DocumentError, match="holds what is no dump"),
    ):
        dump(connection, tmp_path / "mine", "csv", database="told.duckdb")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
