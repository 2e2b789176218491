"""`tollwatch export` as its user meets it: the file, what lies beside it, and how it ends."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import json
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.export import export
from pipeline.files import written
from tests.pipeline.test_cli import rows, tollwatch
from warehouse.connect import reader
from warehouse.exports.asked import Asked
from warehouse.exports.columns import form


@pytest.fixture(scope="module")
def snapshot(newsroom_home: Path) -> Path:
    return newsroom_home / "published" / "tollwatch.duckdb"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", ["ged", "acled", "csv"])
def test_tables_have_their_header_and_a_row_an_event(snapshot: Path, tmp_path: Path, kind: str) -> None:
    output = tmp_path / "out.csv"
    with reader(snapshot) as connection:
        report = export(connection, kind, Asked(), output)  # type: ignore[arg-type]
    written = table(output)
    assert len(written) == report.notes.written == 7
    if kind != "csv":
        assert list(written[0]) == form(kind).names
    assert report.files == [output, tmp_path / "out.csv.quotes.jsonl", tmp_path / "out.csv.notes.md"]
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in report.files}
    assert stat.S_IMODE(output.stat().st_mode) == 0o644


def test_every_quote_lies_beside(snapshot: Path, tmp_path: Path) -> None:
    with reader(snapshot) as connection:
        export(connection, "ged", Asked(), tmp_path / "ged.csv")
        claims = connection.execute("SELECT count(*) FROM mart.evidence()").fetchone()
    lines = [json.loads(line) for line in (tmp_path / "ged.csv.quotes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert claims == (len(lines),)
    ids = {row["relid"] for row in table(tmp_path / "ged.csv")}
    assert {line["event_id"] for line in lines} == ids
    assert any(line["quote"] == "12 people" and line["qualifier"] == "at_least" for line in lines)


def test_the_command_writes_and_sums_up(snapshot: Path, tmp_path: Path) -> None:
    output = tmp_path / "week.geojson"
    result = tollwatch(
        "export", "geojson", "--from", "2026-10-09", "--to", "2026-10-12", "--db", snapshot, "-o", output, "--json",
        home=tmp_path,
    )  # fmt: skip
    (summary,) = rows(result)
    assert summary["rows"] == 3
    assert summary["files"] == [str(output), f"{output}.quotes.jsonl", f"{output}.notes.md"]
    days = [f["properties"]["date_start"] for f in json.loads(output.read_text(encoding="utf-8"))["features"]]
    assert days == ["2026-10-09", "2026-10-10", "2026-10-12"]


def test_standard_output_takes_the_form_alone(snapshot: Path, tmp_path: Path) -> None:
    result = tollwatch("export", "airwars", "--country", "sd", "--db", snapshot, "-o", "-", home=tmp_path)
    assert result.returncode == 0, result.stderr
    (incident,) = json.loads(result.stdout)
    assert incident["civilian_harm_status"] == "fair"
    assert incident["belligerents"][0]["belligerent_name"] == "Rapid Support Forces"
    assert "1 of 1 event written" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_airwars_in_three_tables(snapshot: Path, tmp_path: Path) -> None:
    with reader(snapshot) as connection:
        export(connection, "airwars", Asked(policy="airwars"), tmp_path / "a.csv")
    assert len(table(tmp_path / "a.csv")) == 7
    assert {row["belligerent_name"] for row in table(tmp_path / "a.belligerents.csv")} >= {"Russia", "Islamic State"}
    assert len(table(tmp_path / "a.sources.csv")) >= 10


def test_a_quote_in_no_figure_says_so(snapshot: Path, tmp_path: Path) -> None:
    with reader(snapshot) as connection:
        export(connection, "airwars", Asked(policy="airwars"), tmp_path / "a.json")
    contents = [source["source_content"] for incident in json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
                for source in incident["sources"]]  # fmt: skip
    (told,) = (content for content in contents if "400 civilians" in content)
    assert "killed: “Twenty people”; " in told
    assert "killed: more than “400 civilians” (a running total, in no sum)" in told


def test_parquet_carries_the_claims(snapshot: Path, tmp_path: Path) -> None:
    with reader(snapshot) as connection:
        export(connection, "parquet", Asked(policy="ucdp"), tmp_path / "events.parquet")
    read = pq.read_table(tmp_path / "events.parquet").to_pylist()
    assert len(read) == 7
    assert all(event["claims"][0]["quote"] for event in read)


def test_a_digest_shows_quotes_and_links(snapshot: Path, tmp_path: Path) -> None:
    output = tmp_path / "week.md"
    assert tollwatch("export", "digest", "--db", snapshot, "-o", output, home=tmp_path).returncode == 0
    page = output.read_text(encoding="utf-8")
    assert "# Casualties reported, 6 to 14 October 2026" in page
    assert "“Twenty people”, the health ministry ([The Levant Ledger](<https://" in page
    assert "400 civilians" in page.split("## Totals that sources add up themselves")[1]


def test_an_empty_period_is_no_error_and_no_zero(snapshot: Path, tmp_path: Path) -> None:
    with reader(snapshot) as connection:
        for kind in ("ged", "acled", "airwars", "geojson", "csv", "parquet", "digest"):
            asked = Asked(until=dt.date(2026, 1, 1), country="SD", policy="acled")
            report = export(connection, kind, asked, tmp_path / kind)
            assert report.notes.written == 0
    assert table(tmp_path / "ged") == []
    assert (tmp_path / "acled").read_text(encoding="utf-8").startswith("event_id_cnty,")
    assert json.loads((tmp_path / "geojson").read_text(encoding="utf-8"))["features"] == []
    assert "That is no zero" in (tmp_path / "digest").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["ged", "--policy", "ucpd", "-o", "x.csv"], 1, "did you mean ucdp"),
        (["ged", "--country", "ZZ", "-o", "x.csv"], 1, "no country is called 'ZZ'"),
        (["ged", "--from", "2026-10-12", "--to", "2026-10-09", "-o", "x.csv"], 1, "comes after the last"),
        (["csv", "-o", "nowhere/x.csv"], 1, "there is no such folder"),
        (["parquet", "-o", "-"], 1, "Parquet is no text"),
        (["csv", "-o", "-", "--json"], 2, "both"),
        (["ged", "--from", "yesterday", "-o", "x.csv"], 2, "'yesterday' does not match"),
        (["ged"], 2, "--output"),
        (["gde", "-o", "x.csv"], 2, "gde"),
    ],
)  # fmt: skip
def test_wrong_use_says_what_is_right(snapshot: Path, tmp_path: Path, words: list[str], code: int, said: str) -> None:
    words = [str(tmp_path / word) if word.endswith("x.csv") else word for word in words]
    result = tollwatch("export", words[0], "--db", snapshot, *words[1:], home=tmp_path)
    assert (result.returncode, said in " ".join(result.stderr.split())) == (code, True), result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_the_old_file(snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "ged.csv"
    output.write_text("old")
    monkeypatch.setattr("warehouse.exports.ged.priogrid", lambda *_: 1 / 0)
    with reader(snapshot) as connection, pytest.raises(ZeroDivisionError):
        export(connection, "ged", Asked(), output)
    assert [path.name for path in tmp_path.iterdir()] == ["ged.csv"]
    assert output.read_text() == "old"


def test_a_full_disk_is_told_with_the_folder_that_has_no_room(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match="No space") as told, written(tmp_path / "old.csv"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert told.value.filename == str(tmp_path)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("old.csv", "old")]
