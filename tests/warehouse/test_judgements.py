"""What a person judges outranks the score, is explained and survives a rebuild."""

from __future__ import annotations

import duckdb
import pytest

from extractors.errors import WarehouseError
from tests.warehouse.conftest import Load
from tests.warehouse.stories import ELSEWHERE, FIRST, REPRINT, SECOND
from warehouse.checksum import table_checksums
from warehouse.derivation import rebuild
from warehouse.judgements import judge
from warehouse.why import why


def event_of(connection: duckdb.DuckDBPyConnection, article_id: str) -> str:
    row = connection.execute(
        "SELECT event_id FROM core.event_members WHERE article_id = ? ORDER BY event_id", [article_id]
    ).fetchone()
    assert row
    return str(row[0])


def test_same_joins_what_no_score_would(loaded: duckdb.DuckDBPyConnection) -> None:
    first, other = event_of(loaded, FIRST.article_id), event_of(loaded, ELSEWHERE.article_id)
    assert first != other
    judge(loaded, "same", first, other, author="Jo", reason="one raid on two towns")
    joined = event_of(loaded, FIRST.article_id)
    assert event_of(loaded, ELSEWHERE.article_id) == joined
    found = why(loaded, other)
    assert found.event_id == joined
    assert [(each.verdict, each.author, each.reason) for each in found.judged] == [
        ("same", "Jo", "one raid on two towns")
    ]
    before = table_checksums(loaded)
    rebuild(loaded)
    assert table_checksums(loaded) == before
    judge(loaded, "open", FIRST.article_id, ELSEWHERE.article_id, author="Jo", reason="no: two raids after all")
    assert event_of(loaded, ELSEWHERE.article_id) == other != event_of(loaded, FIRST.article_id)


def test_different_parts_what_the_score_joined(loaded: duckdb.DuckDBPyConnection) -> None:
    assert event_of(loaded, FIRST.article_id) == event_of(loaded, SECOND.article_id)
    judge(loaded, "different", FIRST.article_id, SECOND.article_id, author="Jo", reason="the night before")
    apart = event_of(loaded, SECOND.article_id)
    assert apart != event_of(loaded, FIRST.article_id)
    near = {each.event_id: each.kept_apart for each in why(loaded, apart).near}
    # the reprint may go with either; the two that were judged never meet
    assert "a person judged them different" in near.values() or event_of(loaded, REPRINT.article_id) == apart


def test_a_judgement_holds_from_its_time_on(loaded: duckdb.DuckDBPyConnection) -> None:
    judge(loaded, "same", FIRST.article_id, ELSEWHERE.article_id, author="Jo", reason="one raid")
    count = "SELECT count(*) FROM mart.events_as_of({})"
    then = loaded.execute(count.format("TIMESTAMP '2018-11-30'")).fetchone()
    now = loaded.execute(count.format("now() AT TIME ZONE 'UTC' + INTERVAL 1 DAY")).fetchone()
    assert then
    assert now == (then[0] - 1,)


def test_a_link_adds_up(loaded: duckdb.DuckDBPyConnection) -> None:
    found = why(loaded, event_of(loaded, FIRST.article_id))
    assert len(found.members) == 3
    assert len(found.links) == 3
    for link in found.links:
        assert link.score == pytest.approx(link.prior + sum(each.bits for each in link.comparisons))


@pytest.mark.parametrize(("a", "b"), [("ev-nothing", FIRST.article_id), (FIRST.article_id, FIRST.article_id)])
def test_what_cannot_be_judged(loaded: duckdb.DuckDBPyConnection, a: str, b: str) -> None:
    with pytest.raises(WarehouseError):
        judge(loaded, "same", a, b, author="Jo", reason="none")
    assert loaded.execute("SELECT count(*) FROM raw.judgements").fetchone() == (0,)


def test_a_judgement_holds_when_more_reports_come(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST, ELSEWHERE)
    judge(connection, "same", FIRST.article_id, ELSEWHERE.article_id, author="Jo", reason="one raid")
    load(SECOND, REPRINT)
    assert event_of(connection, FIRST.article_id) == event_of(connection, ELSEWHERE.article_id)
