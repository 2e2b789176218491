"""The warehouse in a lake: the copy that the loader works in may be lost, stale or ahead, and nothing comes of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.errors import FetchError, LockedError, WarehouseError
from scripts.rows import rows
from scripts.servers import require
from tests.servers import installed
from tests.warehouse.builders import Story, write_batch
from tests.warehouse.stories import ALL
from warehouse.connect import writer
from warehouse.lake import _tend
from warehouse.lake_access import Lake, attached
from warehouse.load import load_batches

NUMBERS = count(1)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """With its catalogue in a file: what tests/cluster shows with PostgreSQL and S3, in a tenth of the time."""
    with installed():
        require("duckdb_extension_ducklake")
    (tmp_path / "lake").mkdir()
    return Lake(str(tmp_path / "lake" / "catalogue.ducklake"), str(tmp_path / "lake" / "data"))


def batch(folder: Path, *stories: Story) -> Path:
    return write_batch(folder / "staged", f"batch-{next(NUMBERS)}", stories)


def load(path: Path, lake: Lake | None, *batches: Path) -> None:
    with writer(path, lake) as connection:
        assert load_batches(connection, batches).refused == []


def slow_load(path: Path, lake: Lake, folder: Path, meanwhile: Callable[[], None]) -> None:
    """Something happens when all is committed here, and nothing is in the lake yet."""
    with writer(path, lake) as connection:
        load_batches(connection, [folder])
        meanwhile()


def killed_load(path: Path, lake: Lake, folder: Path) -> None:
    def kill() -> None:
        raise KeyboardInterrupt

    slow_load(path, lake, folder, kill)


@pytest.fixture
def batches(tmp_path: Path) -> tuple[Path, Path]:
    return batch(tmp_path, *ALL[:3]), batch(tmp_path, *ALL[3:6])


@pytest.fixture
def held(tmp_path: Path, lake: Lake, batches: tuple[Path, Path]) -> tuple[Path, dict[str, list[tuple[Any, ...]]]]:
    """A loader's file with the first batch, which is in the lake, and its rows."""
    path = tmp_path / "w.duckdb"
    load(path, lake, batches[0])
    return path, rows(path)


def test_loaders_on_two_machines_make_what_one_makes_of_a_file(
    tmp_path: Path, lake: Lake, batches: tuple[Path, Path]
) -> None:
    one, two, file = (tmp_path / name / "w.duckdb" for name in ("one", "two", "file"))
    load(one, lake, batches[0])
    load(two, lake, batches[1])  # finds what the other one loaded
    for each in batches:
        load(file, None, each)
    expected = rows(file)
    assert len(expected["core.claims"]) > 5
    assert rows(two) == expected
    assert rows(one) != expected
    assert rows(one, lake) == expected  # whoever reads gets the lake as it is now
    with duckdb.connect() as anybody, attached(anybody, lake):
        asked = "SELECT * EXCLUDE (row_digest) FROM lake.core.claims ORDER BY ALL"
        assert anybody.execute(asked).fetchall() == expected["core.claims"]


def test_what_a_killed_load_did_not_bring_into_the_lake_counts_for_nobody(
    tmp_path: Path, lake: Lake, batches: tuple[Path, Path], held: tuple[Path, dict[str, list[tuple[Any, ...]]]]
) -> None:
    path, before = held
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            killed_load(path, lake, batches[1])
        assert rows(path) != before
    assert rows(tmp_path / "other.duckdb", lake) == before
    load(path, lake, *batches)  # goes on with what lies here
    after = rows(path)
    assert len(after["core.claims"]) > len(before["core.claims"])
    assert rows(tmp_path / "other.duckdb", lake) == after


def test_of_two_loaders_at_once_the_slower_one_loads_again(
    tmp_path: Path, lake: Lake, batches: tuple[Path, Path]
) -> None:
    slow, fast = tmp_path / "slow" / "w.duckdb", tmp_path / "fast" / "w.duckdb"
    with pytest.raises(LockedError, match="another loader"):
        slow_load(slow, lake, batches[0], lambda: load(fast, lake, batches[1]))
    only_fast = rows(fast)
    load(slow, lake, batches[0])
    both = rows(slow)
    assert len(both["raw.loaded_batches"]) == len(only_fast["raw.loaded_batches"]) + 1 == 2
    assert rows(fast, lake) == both


def test_a_file_moves_into_an_empty_lake_and_never_into_anothers(
    tmp_path: Path, lake: Lake, batches: tuple[Path, Path]
) -> None:
    own, other = tmp_path / "own.duckdb", tmp_path / "other.duckdb"
    load(own, None, batches[0])
    load(other, None, batches[1])
    mine, others = rows(own), rows(other)
    load(own, lake)
    assert rows(tmp_path / "copy.duckdb", lake) == mine
    with pytest.raises(WarehouseError, match="a warehouse of its own"), writer(other, lake):
        pass
    assert rows(other) == others
    with duckdb.connect() as anybody, attached(anybody, lake):
        anybody.execute("UPDATE lake.core.claims SET best = best + 1 WHERE best IS NOT NULL")
    with pytest.raises(WarehouseError, match=r"rows of core\.claims are not what was once written"):
        rows(tmp_path / "third.duckdb", lake)


def test_the_copy_of_a_lake_is_never_given_up_for_another_one(
    tmp_path: Path, lake: Lake, batches: tuple[Path, Path]
) -> None:
    path, wrong = tmp_path / "w.duckdb", Lake(f"{lake.catalogue}-misspelt", lake.data)
    load(path, lake, batches[0])
    before = rows(path)
    for to_write in (False, True):  # neither the one nor the other makes a lake
        with pytest.raises(WarehouseError, match="no lake of Tollwatch"):
            load(path, wrong) if to_write else rows(path, wrong)
    load(tmp_path / "first.duckdb", wrong)
    for use in (rows, load):
        with pytest.raises(WarehouseError, match=r"is a copy of the lake .+ is the lake"):
            use(path, wrong)
    assert rows(path) == before == rows(path, lake)


def test_a_file_that_is_to_move_into_an_empty_lake_is_never_replaced_by_it(
    tmp_path: Path, lake: Lake, batches: tuple[Path, Path]
) -> None:
    own = tmp_path / "own.duckdb"
    load(own, None, batches[0])
    with pytest.raises(KeyboardInterrupt):
        killed_load(own, lake, batches[1])
    both = rows(own)
    with pytest.raises(WarehouseError, match="the lake is empty"):
        rows(own, lake)
    load(tmp_path / "fast.duckdb", lake, batches[1])
    for use in (rows, load):
        with pytest.raises(WarehouseError, match="a warehouse of its own"):
            use(own, lake)
    assert rows(own) == both


def test_a_copy_that_could_not_be_fetched_whole_replaces_nothing(
    tmp_path: Path, lake: Lake, batches: tuple[Path, Path], held: tuple[Path, dict[str, list[tuple[Any, ...]]]]
) -> None:
    path, before = held
    load(tmp_path / "other.duckdb", lake, batches[1])
    with duckdb.connect() as anybody, attached(anybody, lake):
        anybody.execute("UPDATE lake.core.claims SET best = best + 1 WHERE best IS NOT NULL")
    with pytest.raises(WarehouseError, match=r"rows of core\.claims are not what was once written"):
        rows(path, lake)
    assert rows(path) == before
    assert [each for each in tmp_path.iterdir() if each.name.startswith(".open-")] == []


def test_the_lake_has_each_row_as_often_as_the_file_and_no_table_more(
    tmp_path: Path, lake: Lake, batches: tuple[Path, Path]
) -> None:
    path = tmp_path / "w.duckdb"
    with writer(path, lake) as connection:
        load_batches(connection, [batches[0]])
        connection.execute("CREATE TABLE core.marks AS SELECT unnest(['a', 'a', 'b']) AS mark")
    with writer(path, lake) as connection:  # as many rows, and none that was not there before
        connection.execute("DELETE FROM core.marks; INSERT INTO core.marks VALUES ('a'), ('b'), ('b')")
    asked = "SELECT mark FROM lake.core.marks ORDER BY mark"
    with duckdb.connect() as anybody, attached(anybody, lake):
        assert anybody.execute(asked).fetchall() == [("a",), ("b",), ("b",)]
    with writer(path, lake) as connection:
        connection.execute("DROP TABLE core.marks")
    with duckdb.connect() as anybody, attached(anybody, lake), pytest.raises(duckdb.CatalogException):
        anybody.execute(asked)


def test_who_meets_another_that_makes_the_lake_is_told_to_load_again(
    tmp_path: Path, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(tmp_path / "first.duckdb", lake)
    seen = iter([None])
    monkeypatch.setattr("warehouse.lake.head_of", lambda _: next(seen))
    with pytest.raises(LockedError, match="another loader makes the lake"):
        load(tmp_path / "second.duckdb", lake)


def written(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A lake with a table of two files, in another form of whose folder it was made."""
    connection = duckdb.connect()
    with attached(connection, lake, is_made=True):
        connection.execute("CREATE TABLE lake.t AS SELECT 7 AS dead")
        connection.execute("INSERT INTO lake.t VALUES (35)")
    return connection


@pytest.mark.parametrize("form", ["{}/data/", "file://{}/data/", "{}//data/"])
@pytest.mark.parametrize("is_old", [False, True])
def test_tending_deletes_no_file_that_is_in_use(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, form: str, *, is_old: bool
) -> None:
    folder = Path(lake.data).parent
    told = Lake(lake.catalogue, form.format(folder))
    with monkeypatch.context() as patch:
        if is_old:  # made when the folder was taken as it was told
            patch.setattr("warehouse.lake_access._plain", str)
        connection = written(told)
    long_ago = time.time() - 60 * 24 * 3600
    files = list(folder.rglob("*.parquet"))
    assert len(files) == 2
    for file in files:
        os.utime(file, (long_ago, long_ago))
    with connection, attached(connection, told):
        _tend(connection)
    with duckdb.connect() as anybody, attached(anybody, told):
        assert anybody.execute("SELECT dead FROM lake.t ORDER BY ALL").fetchall() == [(7,), (35,)]


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"")])
def test_a_lost_file_of_the_lake_is_named(lake: Lake, harm: Callable[[Path], object]) -> None:
    written(lake).close()
    lost = max(Path(lake.data).rglob("*.parquet"))
    harm(lost)
    with (
        duckdb.connect() as anybody,
        pytest.raises(WarehouseError, match=f"{lost.name}: a file of the lake is missing or damaged"),
        attached(anybody, lake),
    ):
        anybody.execute("SELECT dead FROM lake.t").fetchall()


@pytest.mark.parametrize(
    "catalogue",
    [
        "dbname=x host=127.0.0.1 port=1 password=geheim connect_timeout=1",
        r"dbname=x host=127.0.0.1 port=1 password = 'ge\' geheim'",
        "postgresql://u:geheim@127.0.0.1:1/x",
    ],
)
def test_no_message_has_the_password_of_the_catalogue(lake: Lake, catalogue: str) -> None:
    with installed():
        require("duckdb_extension_postgres_scanner")
    nowhere = Lake(f"postgres:{catalogue}", lake.data)
    with (
        duckdb.connect() as anybody,
        pytest.raises(FetchError, match=r"127\.0\.0\.1") as raised,
        attached(anybody, nowhere),
    ):
        pass
    assert "geheim" not in str(raised.value)
    assert raised.value.__suppress_context__  # a log prints causes, too
