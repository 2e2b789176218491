"""A loader that is killed at any point leaves the database as it was; run again, it ends as if undisturbed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.errors import WarehouseError
from tests.warehouse.builders import write_batch
from tests.warehouse.stories import ALL, FIRST, toll
from warehouse.checksum import checksum, table_checksums
from warehouse.connect import reader, writer
from warehouse.load import load_batches
from warehouse.publish import publish

# The loader stops itself before the named step and waits to be killed: before a file of SQL, or around the commit.
LOADER = """
import sys, signal, time
from pathlib import Path
import warehouse.articles.copies as copies
import warehouse.articles.derive as derive
import warehouse.derivation as derivation
import warehouse.load as load
import warehouse.linkage.link as link
import warehouse.migrate as migrate
import warehouse.states as states
from warehouse.connect import writer
from warehouse.statements import run

stop, database, *batches = sys.argv[1:]
stop, _, passed = stop.partition("@")  # so many times before
left = int(passed or 0)

def wait_if(name):
    global left
    if name == stop and left:
        left -= 1
    elif name == stop:
        print("here", flush=True)
        time.sleep(60)

def stopping(connection, name, **values):
    wait_if(name)
    run(connection, name, **values)

load.run = derivation.run = derive.run = copies.run = link.run = states.run = stopping
if stop == "migrations":
    everything = migrate.migrations
    def two():
        found = everything()
        yield from found[:2]
        wait_if("migrations")
    migrate._missing = lambda *a, **k: two()
with writer(Path(database)) as connection:
    wait_if("opened")
    if batches:
        load.load_batches(connection, [Path(batch) for batch in batches])
    else:
        derivation.ARTICLES_AT_ONCE = 2
        derivation.rebuild(connection)
    wait_if("committed")
print("done", flush=True)
"""

POINTS = (
    "migrations",
    "stage",
    "pairs",
    "timeline",
    "derive_articles",
    "facts",
    "compare",
    "stays",
    "members",
    "known",
    "events",
    "told_figures",
    "redirects",
    "history",
    "committed",
)


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    staged = tmp_path_factory.mktemp("staged")
    return [
        write_batch(staged, "one", ALL),
        write_batch(staged, "two", [toll("shells", "2018-11-09T18:00:00", 15)]),
    ]


@pytest.fixture(scope="module")
def half_loaded(tmp_path_factory: pytest.TempPathFactory, batches: list[Path]) -> Path:
    """A database with the first batch."""
    database = tmp_path_factory.mktemp("half") / "warehouse.duckdb"
    with writer(database) as connection:
        load_batches(connection, batches[:1])
    return database


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, batches: list[Path]) -> Path:
    """A database into which both were loaded in peace."""
    database = tmp_path_factory.mktemp("peace") / "warehouse.duckdb"
    with writer(database) as connection:
        load_batches(connection, batches)
    return database


@pytest.fixture(scope="module")
def undisturbed(whole: Path) -> str:
    """Its checksum."""
    with reader(whole) as connection:
        return checksum(connection)


def killed_at(point: str, database: Path, batches: list[Path]) -> None:
    """Run a loader up to a point and kill it there."""
    process = subprocess.Popen(
        [sys.executable, "-c", LOADER, point, str(database), *map(str, batches)], stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n", f"the loader never came to {point}"
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("point", POINTS)
def test_a_loader_killed_and_run_again(
    tmp_path: Path, batches: list[Path], half_loaded: Path, undisturbed: str, point: str
) -> None:
    database = tmp_path / "warehouse.duckdb"
    if point != "migrations":
        shutil.copy(half_loaded, database)
    killed_at(point, database, batches)
    if point not in {"migrations", "committed"}:
        with reader(database) as connection, reader(half_loaded) as before:
            assert table_checksums(connection) == table_checksums(before)
    with writer(database) as connection:
        report = load_batches(connection, batches)
        assert report.refused == []
        assert checksum(connection) == undisturbed


@pytest.mark.parametrize("point", ["due", "timeline", "timeline@1", "events@1", "caught_up", "history"])
def test_a_rebuild_killed_goes_on_from_where_it_was(
    tmp_path: Path, batches: list[Path], whole: Path, undisturbed: str, point: str
) -> None:
    database, snapshot = tmp_path / "warehouse.duckdb", tmp_path / "published.duckdb"
    shutil.copy(whole, database)
    publish(database, snapshot)
    before = snapshot.read_bytes()
    killed_at(point, database, [])
    with reader(database) as connection:
        is_left = connection.execute("SELECT count(*) FROM core.due_articles").fetchone() != (0,)
    assert is_left == (point != "due")
    if is_left:
        with pytest.raises(WarehouseError, match="derived anew"):
            publish(database, snapshot)
        assert snapshot.read_bytes() == before
    with writer(database) as connection:
        load_batches(connection, batches)
        assert checksum(connection) == undisturbed
        assert connection.execute("SELECT count(*) FROM core.due_articles").fetchone() == (0,)
        changes = connection.execute("SELECT DISTINCT change FROM core.event_history WHERE load_number > 2").fetchall()
        assert changes == []
    publish(database, snapshot)


PUBLISHER = """
import sys, time
from pathlib import Path
import warehouse.publish as publishing

make_copy = publishing._copy

def slow(*arguments):
    make_copy(*arguments)
    print("here", flush=True)
    time.sleep(60)

publishing._copy = slow
publishing.publish(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_publisher_killed_before_the_rename_leaves_the_old_snapshot(tmp_path: Path) -> None:
    database, snapshot = tmp_path / "warehouse.duckdb", tmp_path / "published" / "tollwatch.duckdb"
    with writer(database) as connection:
        load_batches(connection, [write_batch(tmp_path / "staged", "one", [FIRST])])
    publish(database, snapshot)
    before = snapshot.read_bytes()
    with writer(database) as connection:
        load_batches(connection, [write_batch(tmp_path / "staged", "two", ALL)])
    process = subprocess.Popen([sys.executable, "-c", PUBLISHER, str(database), str(snapshot)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
    finally:
        process.kill()
        process.communicate()
    assert snapshot.read_bytes() == before
    (leftover,) = snapshot.parent.glob(".open-*")
    os.utime(leftover, (0, 0))
    publish(database, snapshot)
    with reader(snapshot) as connection:
        assert connection.execute("SELECT articles FROM mart.snapshot").fetchone() == (len(ALL),)
    assert [path.name for path in snapshot.parent.iterdir()] == ["tollwatch.duckdb"]
