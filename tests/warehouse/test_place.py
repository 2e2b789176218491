"""Only what has to do with each other is grown anew, and it ends as if all had been grown at once."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.synthetic.batches import write_batches
from warehouse.checksum import table_checksums
from warehouse.connect import writer
from warehouse.linkage import place
from warehouse.linkage.clusters import grow
from warehouse.linkage.rows import Row
from warehouse.linkage.weights import load_weights
from warehouse.load import load_batches
from warehouse.statements import run

ROWS = 12
TIMES = st.tuples(st.integers(0, 8), st.integers(1, 8))
LINKS = st.dictionaries(
    st.tuples(st.integers(0, ROWS - 1), st.integers(0, ROWS - 1)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(-4000, 9000),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(LINKS, st.lists(TIMES, min_size=ROWS, max_size=ROWS))
def test_a_component_grows_alike_alone(links: dict[tuple[int, int], int], times: list[tuple[int, int]]) -> None:
    rows = [
        Row(key, f"incident {key}", f"article {key // 2}", key, start, start + lasts, is_main=key % 2 == 0)
        for key, (start, lasts) in enumerate(times)
    ]
    whole = grow(rows, [(a, b, score) for (a, b), score in links.items()])
    for component in set(whole.components.values()):
        members = {key for key, of in whole.components.items() if of == component}
        assert min(members) == component
        alone = grow(
            [row for row in rows if row.key in members],
            [(a, b, score) for (a, b), score in links.items() if {a, b} <= members],
        )
        assert set(alone.stays) == {stay for stay in whole.stays if stay.key in members}


def test_single_links_join_no_component() -> None:
    # 3 is linked with one report of each attack; the others of both speak against it
    rows = [Row(key, f"incident {key}", f"article {key}", key, key, 99) for key in range(1, 6)]
    links = [(1, 2, 9000), (3, 4, 9000), (2, 5, 3000), (4, 5, 3000)]
    assert grow(rows, links).components == {1: 1, 2: 1, 3: 3, 4: 3, 5: 5}


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    written = write_batches(tmp_path_factory.mktemp("news"), [250, 250, 100], seed=11, noise="high")
    return [each.batch for each in written]


def placed(connection: duckdb.DuckDBPyConnection, parts: Sequence[Sequence[Row]]) -> tuple[object, object]:
    """Place these part by part, as loads do: the last stays of each row, and its component."""
    connection.execute("DELETE FROM core.incident_facts")
    stays: dict[int, list[tuple[int, ...]]] = {}
    for part in parts:
        facts = [(row.key, row.incident, row.article, row.start, row.end) for row in part]
        connection.executemany(
            """
            INSERT INTO core.incident_facts BY NAME
            SELECT ? AS row_key, ? AS incident_id, ? AS article_id, 1 AS ordinal,
                make_timestamp(? * 86_400_000_000) AS known_from, make_timestamp(? * 86_400_000_000) AS known_to
            """,
            facts,
        )
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE changed_rows AS
            SELECT row_key FROM core.incident_facts WHERE component IS NULL;
            CREATE OR REPLACE TEMP TABLE touched_components (component UBIGINT)
            """
        )
        run(connection, "touched")
        place.place(connection, load_weights())
        new = connection.execute("FROM found_stays ORDER BY row_key, start_us").fetchall()
        stays |= {key: [stay[1:] for stay in of_one] for key, of_one in groupby(new, itemgetter(0))}
    return stays, connection.execute("SELECT row_key, component FROM core.incident_facts ORDER BY ALL").fetchall()


def test_new_rows_take_in_whom_they_have_to_do_with(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = []

    def counted(connection: duckdb.DuckDBPyConnection, name: str, **values: str) -> None:
        rounds.append(name == "region")
        run(connection, name, **values)

    monkeypatch.setattr(place, "run", counted)
    connection.execute(f"SET VARIABLE threshold = {load_weights().threshold}")
    connection.execute("INSERT INTO core.articles (article_id) SELECT 'article ' || i FROM range(40) AS r(i)")
    for seed in range(12):
        random_ = random.Random(seed)
        starts = [random_.randrange(30) for _ in range(40)]
        rows = [
            Row(key, f"incident {key:02}", f"article {key // 2}", 0, start, start + random_.randint(3, 30))
            for key, start in enumerate(starts)
        ]
        links = [(*sorted(random_.sample(range(40), 2)), random_.randint(-3000, 9000)) for _ in range(70)]
        connection.execute("DELETE FROM core.event_links")
        connection.executemany(
            "INSERT INTO core.event_links (row_a, row_b, millibits) VALUES (?, ?, ?)",
            list({link[:2]: link for link in links}.values()),
        )
        at_once = placed(connection, [rows])
        assert placed(connection, [rows[:25], rows[25:36], rows[36:]]) == at_once
        assert placed(connection, [rows[30:], rows[:30]]) == at_once
    assert sum(rounds) > 12 * 6, "no component was ever taken in: the test shows nothing"


def checksums(path: Path, loads: Sequence[Sequence[Path]], *, threads: int = 1) -> dict[str, str]:
    with writer(path) as connection:
        connection.execute(f"SET threads = {threads}")
        for load in loads:
            assert load_batches(connection, load).refused == []
        return table_checksums(connection)


def test_invented_news_in_any_order(migrated: Path, tmp_path: Path, batches: list[Path]) -> None:
    once, forth, back = (Path(shutil.copy(migrated, tmp_path / f"{name}.duckdb")) for name in ("once", "forth", "back"))
    expected = checksums(once, [batches], threads=4)
    assert checksums(forth, [[batch] for batch in batches]) == expected
    assert checksums(back, [[batch] for batch in batches[::-1]]) == expected


def test_what_a_load_touches_and_does_not_change_is_not_written(
    migrated: Path, tmp_path: Path, batches: list[Path]
) -> None:
    with writer(Path(shutil.copy(migrated, tmp_path / "warehouse.duckdb"))) as connection:
        load_batches(connection, batches[:2])
        before = set(connection.execute("SELECT rowid, event_id FROM core.event_states").fetchall())
        load_batches(connection, batches[2:])
        touched = events(connection, "core.memberships SEMI JOIN touched_keys USING (row_key)")
        affected = events(connection, "affected_events")
        assert affected < touched
        after = set(connection.execute("SELECT rowid, event_id FROM core.event_states").fetchall())
        assert {row for row in before if row[1] not in affected} <= after


def events(connection: duckdb.DuckDBPyConnection, source: str) -> set[str]:
    return {event for (event,) in connection.execute(f"SELECT event_id FROM {source}").fetchall()}
