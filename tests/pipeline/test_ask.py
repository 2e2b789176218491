"""Questions by the command, asked within this process."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from duckdb import connect
from typer.testing import CliRunner, Result

from extractors.errors import WarehouseError
from pipeline.cli import app as app_module
from pipeline.cli import ask, export, report  # noqa: F401  # they register their commands
from pipeline.cli.app import app
from pipeline.cli.plot import Bar


@pytest.fixture
def snapshot(newsroom_home: Path) -> Path:
    return newsroom_home / "published" / "tollwatch.duckdb"


def asked(snapshot: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--db", str(snapshot)])


def test_an_answer_of_any_length_streams(snapshot: Path) -> None:
    """The first rows come while the last is not made yet: it never is, as it is an error."""
    query = "SELECT if(i < 3000000, i, error('the last')::BIGINT) AS i FROM range(3000001) AS t(i)"
    result = asked(snapshot, "sql", query, "--csv")
    assert result.stdout.startswith("i\n0\n1\n")
    assert isinstance(result.exception, WarehouseError)


def test_no_progress_bar_is_drawn_into_an_answer(snapshot: Path) -> None:
    query = "SELECT current_setting('enable_progress_bar') AS draws"
    assert json.loads(asked(snapshot, "sql", query, "--json").stdout) == {"draws": False}


def test_a_table_shows_what_a_person_reads_and_says_so(snapshot: Path) -> None:
    result = asked(snapshot, "sql", "FROM range(5000)")
    assert len(result.stdout.splitlines()) == 1001
    assert "the first 1,000 rows; --csv and --json give all" in result.stderr
    assert asked(snapshot, "sql", "SELECT 1 AS one").stderr == "1 row\n"


def test_a_spreadsheet_runs_nothing_of_an_answer(snapshot: Path) -> None:
    result = asked(snapshot, "sql", "SELECT '=1+1' AS a, -5 AS b, NULL AS \"@c\", DATE '2026-10-06' AS d", "--csv")
    assert list(csv.reader(io.StringIO(result.stdout))) == [["a", "b", "'@c", "d"], ["'=1+1", "-5", "", "2026-10-06"]]
    assert "2 cells would run as a formula" in result.stderr


def test_json_keeps_numbers_numbers_and_columns_of_one_name_apart(snapshot: Path) -> None:
    result = asked(snapshot, "sql", "SELECT 1.5 AS a, 2 AS a, DATE '2026-10-06' AS d, NULL AS n", "--json")
    assert json.loads(result.stdout) == {"a": 1.5, "a_1": 2, "d": "2026-10-06", "n": None}


def test_json_has_a_form_for_all_that_can_be_asked(snapshot: Path) -> None:
    query = """
        SELECT MAP {DATE '2026-10-06': 3} AS m, MAP {1: [DATE '2026-10-07']} AS n, 'nan'::DOUBLE AS x,
            {'y': ['-inf'::FLOAT, 1.5]} AS s, true AS b
    """
    told = json.loads(asked(snapshot, "sql", query, "--json").stdout, parse_constant=pytest.fail)
    assert told == {"m": {"2026-10-06": 3}, "n": {"1": ["2026-10-07"]}, "x": None, "s": {"y": [None, 1.5]}, "b": True}
    result = asked(snapshot, "sql", "SELECT INTERVAL 5000000 YEAR AS long", "--json")
    assert isinstance(result.exception, WarehouseError)
    assert "::VARCHAR" in str(result.exception)


def test_an_error_points_at_the_place(snapshot: Path) -> None:
    lines = str(asked(snapshot, "sql", "SELECT event_id,\n  killed_bst FROM mart.events").exception).splitlines()
    line, mark = next((line, lines[at + 1]) for at, line in enumerate(lines) if line.startswith("LINE 2"))
    assert line[mark.index("^") :].startswith("killed_bst")
    assert lines[-1].strip().startswith("(")


def test_a_table_that_there_is_not_leads_to_those_of_mart(snapshot: Path) -> None:
    assert "did you mean mart.deadliest()?" in str(asked(snapshot, "sql", "FROM mart.deadlist()").exception)
    assert "mart.event_claims" in str(asked(snapshot, "sql", "FROM mart.claims").exception)


@pytest.mark.parametrize("words", [["series"], ["events"], ["export", "csv", "-o", "-"]])
def test_before_anything_was_known_is_no_finding(snapshot: Path, words: list[str]) -> None:
    result = asked(snapshot, *words, "--as-of", "2020-01-01")
    assert "nothing was known at 2020-01-01 00:00 UTC: the first report is of " in result.stderr
    assert "Nothing to add up" not in result.stdout


@pytest.mark.parametrize(
    "time", ["2020-01-01T12:00+03:00", "2020-01-01T09:00", "2020-01-01T09:00:00Z", "2020-01-01 09"]
)
def test_a_time_of_knowledge_is_utc_unless_it_says_otherwise(snapshot: Path, time: str) -> None:
    assert "nothing was known at 2020-01-01 09:00 UTC" in asked(snapshot, "events", "--as-of", time).stderr
    assert asked(snapshot, "events", "--as-of", "7 October").exit_code == 2
    assert "as known at 2031-01-01 00:00 UTC\n" in asked(snapshot, "events", "--as-of", "2031-01-01").stderr


def test_a_query_without_an_answer_that_names_a_country_in_words_is_told_its_code(snapshot: Path) -> None:
    result = asked(snapshot, "sql", "FROM mart.events WHERE country IN ('syria', 'Nowhere')")
    assert result.stderr == "0 rows: countries are ISO codes: Syria is 'SY'\n"
    assert result.stdout.startswith("event_id, date_start, ")
    assert asked(snapshot, "sql", "SELECT 'Syria' AS name").stderr == "1 row\n"


def test_a_series_of_a_country_tells_of_events_without_one(newsroom_home: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copy(newsroom_home / "published" / "tollwatch.duckdb", tmp_path / "moved.duckdb"))
    with connect(str(moved)) as connection:
        connection.execute("UPDATE core.event_states SET country = NULL WHERE place IN ('Hodeidah', 'Kharkiv')")
    assert "2 events of no known country" in asked(moved, "series", "--country", "SY", "--by", "week").stderr
    assert "days not read, or in part" in asked(moved, "series", "--country", "SY", "--by", "week").stdout
    assert "of no known country" not in asked(moved, "series", "--by", "week").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["series", "--country", "Syria"], "did you mean SY (Syria)"),
        (["series", "--country", "UKR"], "(did you mean UA (Ukraine)?)"),
        (["series", "--country", "Palestin"], "(did you mean PS (Palestine)?)"),
        (["series", "--country", ""], "no country is called '' (known: IQ, SD, SY, UA, YE)"),
        (["export", "ged", "-o", "-", "--country", ""], "no country is called ''"),
        (["series", "--actor", ""], "no actor is called '' (known: "),
        (["events", "--country", "FR"], "no event lies in FR (France)"),
        (["series", "--actor", "rusia"], "did you mean Russia?"),
        (["sql", " "], "there is no query"),
        (["events", "--policy", "ucpd"], "did you mean ucdp?"),
        (["export", "ged", "-o", "-", "--country", "Irak"], "did you mean IQ (Iraq)"),
    ],
)
def test_what_is_not_known_is_told_with_what_may_be_meant(snapshot: Path, words: list[str], said: str) -> None:
    assert said in str(asked(snapshot, *words).exception)


def test_days_without_events_say_where_events_are(snapshot: Path) -> None:
    assert "events lie between 2026-10-06 and 2026-10-14" in asked(snapshot, "series", "--since", "2031-01-01").stdout


def test_a_day_may_be_named_as_exports_name_it(snapshot: Path) -> None:
    by_from = asked(snapshot, "events", "--json", "--from", "2026-10-08", "--to", "2026-10-10")
    assert by_from.stdout
    assert (
        by_from.stdout == asked(snapshot, "events", "--json", "--since", "2026-10-08", "--until", "2026-10-10").stdout
    )


def test_the_plot_tells_low_best_high_and_what_nobody_read(snapshot: Path) -> None:
    words = ("series", "--by", "week", "--since", "2026-09-28", "--country", "SY", "--plot")
    lines = asked(snapshot, *words).stdout.splitlines()
    weeks = {line[:10]: line[10:] for line in lines if line.startswith("2026-")}
    assert "not read" in weeks["2026-09-28"]
    assert "20 (12–20)" in weeks["2026-10-05"]
    assert 0 < weeks["2026-10-12"].count("█") < weeks["2026-10-05"].count("█")
    assert "days not read" in lines[-1]


def test_a_narrow_plot_keeps_its_bars_and_figures(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module.out, "_width", 30)
    lines = asked(snapshot, "series", "--by", "week", "--country", "SY", "--plot").stdout.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("2026-10-05"))
    assert lines[at].split()[1] == "20"
    assert lines[at].count("█") + lines[at].count("▓") > 4
    assert lines[at + 1].split() == ["(12–20)"]


def test_a_bar_is_as_long_as_its_number_and_never_longer() -> None:
    assert Bar(2, 4, 8, 8).drawn(16) == "████▓▓▓▓░░░░░░░░"
    assert Bar(1, 1, 1, 100_000).drawn(16) == "█"
    assert Bar(0, 0, 0, 5).drawn(16) == ""
