"""Opening the warehouse: one writer, clear refusals, migrations that are never mixed up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from extractors.errors import LockedError, WarehouseError
from warehouse import migrate
from warehouse.checksum import table_checksums
from warehouse.connect import reader, writer
from warehouse.definitions import definitions
from warehouse.derivation import rebuild

HOLDER = """
import sys, time
from pathlib import Path
from warehouse.connect import writer
with writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def held(path: Path) -> Iterator[int]:
    """Another process holds the file; gives its id."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process.pid
    finally:
        process.kill()
        process.communicate()


def test_who_holds_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with held(path) as pid:
        for opened in (writer(path), reader(path)):
            with pytest.raises(LockedError, match=f"process {pid} "), opened:
                pass
    deadline = time.monotonic() + 10
    while True:  # the lock goes with the process
        try:
            with writer(path):
                break
        except LockedError:
            assert time.monotonic() < deadline


def test_a_missing_database_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="tollwatch run"), reader(tmp_path / "none.duckdb"):
        pass


@pytest.mark.parametrize("content", [b"", b"hello" * 2000])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseError, match="no DuckDB database"), reader(path):
        pass
    if content:  # an empty file is where DuckDB starts a new one
        with pytest.raises(WarehouseError, match="no DuckDB database"), writer(path):
            pass
        assert path.read_bytes() == content


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE poems (line VARCHAR)")
    for opened in (writer(path), reader(path)):
        with pytest.raises(WarehouseError, match="no warehouse of Tollwatch"), opened:
            pass
    with duckdb.connect(path) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("poems",)]


def test_migrations_run_once_in_order(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with writer(path) as connection:
        first = connection.execute("SELECT number, applied_at FROM raw.migrations ORDER BY number").fetchall()
    with writer(path) as connection:
        assert connection.execute("SELECT number, applied_at FROM raw.migrations ORDER BY number").fetchall() == first
    assert [number for number, _ in first] == [migration.number for migration in migrate.migrations()]


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with writer(path) as connection:
        connection.execute("INSERT INTO raw.migrations VALUES (9999, 'future', 'x', now()::TIMESTAMP, '99.0')")
    for opened in (writer(path), reader(path)):
        with pytest.raises(WarehouseError, match="newer version"), opened:
            pass


def test_a_changed_migration_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with writer(path) as connection:
        connection.execute("UPDATE raw.migrations SET checksum = 'other' WHERE number = 2")
    with pytest.raises(WarehouseError, match="0002_core was another file"), writer(path):
        pass


def test_an_older_database_is_migrated_by_the_writer_only(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    numbers = [migration.number for migration in migrate.migrations()]
    with duckdb.connect(path) as older:
        migrate.migrate(older, where=str(path), until=numbers[-2])
    with pytest.raises(WarehouseError, match=r"lacks 1 migration, .*tollwatch publish"), reader(path):
        pass
    with writer(path) as connection:
        assert connection.execute("SELECT max(number) FROM raw.migrations").fetchone() == (numbers[-1],)


def test_views_and_macros_of_another_version_are_defined_anew_by_the_writer_only(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with writer(path) as connection:
        connection.execute(
            """
            CREATE VIEW mart.dropped_since AS SELECT 1; CREATE MACRO core.dropped_since(a) AS a;
            COMMENT ON VIEW mart.dropped_since IS 'of us'; COMMENT ON MACRO core.dropped_since IS 'of us';
            CREATE VIEW mart."not-ours" AS SELECT 1;
            CREATE OR REPLACE VIEW mart.feeds AS SELECT 1;
            CREATE OR REPLACE MACRO core.definitions_digest() AS 'other';
            """
        )
    with pytest.raises(WarehouseError, match=r"those of another version.*tollwatch publish"), reader(path):
        pass
    with writer(path) as connection:
        assert set(_made(connection)) == definitions().keys() | {"mart.not-ours"}
        assert "feed_id" in [row[0] for row in connection.execute("DESCRIBE mart.feeds").fetchall()]


def test_a_reader_minds_no_other_comments_and_the_writer_does(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with writer(path) as connection:
        (digests,) = connection.execute("SELECT core.definitions_digest()").fetchone() or ("",)
        connection.execute("COMMENT ON VIEW mart.feeds IS 'other'")
        connection.execute(f"CREATE OR REPLACE MACRO core.definitions_digest() AS '{digests.split()[0]} other'")
    said = "SELECT comment FROM duckdb_views() WHERE schema_name = 'mart' AND view_name = 'feeds'"
    with reader(path) as connection:
        assert connection.execute(said).fetchone() == ("other",)
    with writer(path) as connection:
        assert connection.execute(said).fetchone() != ("other",)


def test_a_database_of_when_migrations_made_views_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(path) as older:
        migrate.migrate(older, where=str(path), until=26)
        older.execute("CREATE VIEW mart.events AS SELECT 1; CREATE MACRO mart.casualties(a) AS TABLE SELECT a")
        older.execute("INSERT INTO raw.migrations VALUES (3, 'mart', 'x', now()::TIMESTAMP, '0.1')")
        older.execute(
            "UPDATE raw.migrations SET checksum = e.checksum FROM read_csv($1, all_varchar := true) AS e "
            "WHERE e.number = migrations.number",
            [str(Path(migrate.__file__).parent / "migrations" / "earlier.csv")],
        )
    with writer(path) as connection:
        assert set(_made(connection)) == definitions().keys()


def _made(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        """
        SELECT concat(schema_name, '.', view_name) FROM duckdb_views() WHERE NOT internal UNION
        SELECT concat(schema_name, '.', function_name) FROM duckdb_functions()
        WHERE schema_name IN ('core', 'mart') AND function_name <> 'definitions_digest'
        """
    ).fetchall()
    return [name for (name,) in rows]


def test_a_failing_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "warehouse.duckdb"
    everything = migrate.migrations()
    broken = migrate.Migration(
        len(everything) + 1, "broken", "CREATE TABLE core.half (i INT); SELECT nothing FROM nowhere"
    )
    monkeypatch.setattr(migrate, "migrations", lambda: [*everything, broken])
    with pytest.raises(duckdb.CatalogException), writer(path):
        pass
    monkeypatch.undo()
    with writer(path) as connection:
        assert connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'half'").fetchone() is None


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with writer(path):
        pass
    with reader(path) as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("DELETE FROM core.claims")


def test_the_process_that_asks_is_not_told_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with writer(path), pytest.raises(LockedError) as caught, reader(path):
        pass
    assert str(os.getpid()) not in caught.value.what


def test_a_reader_need_not_name_the_mart(migrated: Path) -> None:
    with reader(migrated) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)
        assert connection.execute("FROM events_as_of('2018-11-05')").fetchall() == []


def test_no_two_migrations_share_a_number() -> None:
    numbers = [migration.number for migration in migrate.migrations()]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("state", [16, 26])
def test_the_ledger_of_a_database_of_any_release_gives_the_same_core(
    loaded: duckdb.DuckDBPyConnection, tmp_path: Path, state: int
) -> None:
    """A file as that state of the schema left it, with what the ledger could hold then, opened by this code."""
    path, expected = tmp_path / "old.duckdb", table_checksums(loaded)
    ledger = ("loaded_batches", "sightings", "readings", "claims", "incidents", "fetches")
    tables = [*(f"raw.{table}" for table in ledger), "core.article_versions"]  # the latter holds the texts
    rows = {table: loaded.execute(f"FROM {table}").to_arrow_table() for table in tables}
    with duckdb.connect(path) as old:
        migrate.migrate(old, where=str(path), until=state)
        for table, told in rows.items():
            columns = {row[0] for row in old.execute(f"DESCRIBE {table}").fetchall()}
            kept = told.select([name for name in told.column_names if name in columns])  # noqa: F841  # read by name
            old.execute(f"INSERT INTO {table} BY NAME FROM kept")
    with writer(path) as connection:
        rebuild(connection)
        assert table_checksums(connection) == expected
        assert connection.execute("SELECT max(number) FROM raw.migrations").fetchone() == (
            migrate.migrations()[-1].number,
        )


def test_what_one_process_defined_is_current_for_every_other(tmp_path: Path) -> None:
    read = (
        "import sys; from pathlib import Path; from warehouse import connect\nwith connect.{}(Path(sys.argv[1])): pass"
    )
    for seed, opened in enumerate(("writer", "reader")):  # sets come in another order in each
        command = [sys.executable, "-c", read.format(opened), str(tmp_path / "x.duckdb")]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": f"{seed + 1}"}, check=True)


def test_a_definition_that_is_cut_off_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "warehouse.definitions._files", lambda: {"words.sql": 'CREATE MACRO core.folded("name") AS trim('}
    )
    with pytest.raises(WarehouseError, match="damaged") as refused:
        definitions.__wrapped__()
    assert refused.value.where == "warehouse/definitions/words.sql"
