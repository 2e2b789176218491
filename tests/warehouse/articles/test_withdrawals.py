"""What is taken back counts no longer; what is corrected says so; the log tells each change in one line."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import duckdb
import pytest

from tests.warehouse.articles.test_one_article import BODY, FIRST, RISEN, told
from tests.warehouse.builders import Story, at, exactly
from tests.warehouse.conftest import Load
from tests.warehouse.test_events import report
from warehouse.articles.changes import list_changes
from warehouse.articles.notices import notice_patterns
from warehouse.articles.withdraw import decide
from warehouse.checksum import table_checksums
from warehouse.derivation import rebuild
from warehouse.event_ids import resolve_event

URL = "https://post.example/market-shelled"


def again(seen: str, text: str, killed: int | None = None) -> Story:
    """Another version of the first article."""
    story = told("market-shelled", seen, killed or 12)
    return replace(story, text=text) if killed else replace(story, text=text, said=(), attacks=())


def claims(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    return connection.execute(
        "SELECT quote, closed_because, strftime(known_to, '%d %H') FROM core.claims ORDER BY known_from, quote"
    ).fetchall()


def killed(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    return connection.execute("SELECT killed_best FROM core.events").fetchall()


def page_gone(hour: str = "2018-11-09T20:00:00", **changes: object) -> dict[str, object]:
    return {
        "fetch_id": hour, "kind": "article", "url": f"{URL}?utm_source=feed", "fetched_at": at(hour),
        "http_status": 410, "outcome": "gone", **changes,
    }  # fmt: skip


def test_a_version_that_says_it_is_withdrawn_closes_all(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST)
    load(again("2018-11-10T09:00:00", "This article has been removed because it could not be confirmed."))
    assert claims(connection) == [("12 people", "withdrawn", "10 09")]
    assert killed(connection) == []
    kinds = connection.execute("SELECT kind, words FROM core.article_notices").fetchall()
    assert kinds == [("withdrawn", "This article has been removed because it could not be confirmed.")]


def test_claims_below_an_editors_note_do_not_stand(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    note = "EDITOR'S NOTE: This story has been withdrawn after the ministry denied it.\n\n"
    load(FIRST)
    load(again("2018-11-10T09:00:00", note + BODY.format(killed=12), 12))
    assert claims(connection) == [("12 people", "withdrawn", "10 09")]


def test_a_page_that_is_gone_closes_all_until_it_is_back(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST, fetches=[page_gone("2018-11-08T20:00:00")])  # before the page was there
    assert killed(connection) == [(12,)]
    load(fetches=[page_gone(http_status=404, fetch_id="404")])
    assert killed(connection) == [(12,)]
    load(fetches=[page_gone()])
    assert claims(connection) == [("12 people", "withdrawn", "09 20")]
    load(replace(FIRST, seen="2018-11-11T09:00:00"))
    assert claims(connection) == [("12 people", "withdrawn", "09 20"), ("12 people", None, None)]


def test_what_a_person_decides_survives_a_rebuild_and_can_be_undone(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    load(FIRST)
    when = dt.datetime(2018, 11, 10, 9, tzinfo=dt.UTC)
    assert decide(connection, FIRST.article_id, "withdrawn", author="R. Haddad", reason="a hoax", at=when) == 0
    assert claims(connection) == [("12 people", "withdrawn", "10 09")]
    load(replace(FIRST, seen="2018-11-11T09:00:00"))  # the outlet keeps it, which changes nothing
    assert killed(connection) == []
    before = table_checksums(connection)
    rebuild(connection)
    assert table_checksums(connection) == before
    when += dt.timedelta(days=3)
    assert decide(connection, FIRST.article_id, "restored", author="R. Haddad", reason="it was none", at=when) == 1
    assert killed(connection) == [(12,)]


def test_an_event_whose_founder_is_withdrawn_goes_by_another_name(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    reports = [report(number, {"total": exactly(5)}) for number in range(3)]
    load(reports[2], reports[0])
    load(reports[1])
    day = dt.datetime(2018, 11, 10, tzinfo=dt.UTC)
    [(first,)] = connection.execute("SELECT event_id FROM core.events").fetchall()
    for days, story in enumerate(reports):
        decide(connection, story.article_id, "withdrawn", author="a", reason="b", at=day + dt.timedelta(days))
        living = connection.execute("SELECT event_id FROM core.events").fetchall() or [(None,)]
        assert connection.execute("SELECT DISTINCT event_id FROM core.event_redirects").fetchall() == living
    decide(connection, reports[2].article_id, "restored", author="a", reason="b", at=day + dt.timedelta(9))
    assert connection.execute("SELECT event_id FROM core.events").fetchall() == [(resolve_event(connection, first),)]
    # of an earlier day the name is asked that the event bore then, by whichever of its names
    told = "SELECT count(DISTINCT article_id) FROM mart.evidence(event := ?, known_at := ?)"
    for days, articles in ((0, 2), (1, 1), (2, 0), (9, 1)):
        assert connection.execute(told, [first, day + dt.timedelta(days, hours=1)]).fetchone() == (articles,)
    before = table_checksums(connection)
    rebuild(connection)
    assert table_checksums(connection) == before


def test_a_correction_closes_what_the_article_no_longer_says(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    notice = "Correction: An earlier version of this article said 15 people had been killed.\n\n"
    load(told("market-shelled", "2018-11-09T10:00:00", 15))
    load(again("2018-11-09T18:00:00", notice + BODY.format(killed=12), 12))
    assert claims(connection) == [("15 people", "corrected", "09 18"), ("12 people", None, None)]
    # the notice stays; what goes later was not corrected
    load(again("2018-11-10T18:00:00", notice + BODY.format(killed=11), 11))
    assert [row[1] for row in claims(connection)] == ["corrected", "dropped", None]


def test_a_paragraph_that_is_taken_out_is_dropped(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST)
    load(again("2018-11-09T18:00:00", BODY.format(killed="many").split(". ", 1)[1]))
    assert claims(connection) == [("12 people", "dropped", "09 18")]


def test_the_log_tells_a_change_in_one_line(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST)
    load(RISEN)
    load(again("2018-11-10T09:00:00", "This article has been removed."))
    lines = [(c.what, c.old_best, c.new_best, c.reason, c.old_quote, c.new_quote) for c in list_changes(connection)]
    assert lines == [
        ("opened", None, 12, None, None, "12 people"),
        ("changed", 12, 15, "edited", "12 people", "15 people"),
        ("closed", 15, None, "withdrawn", "15 people", None),
    ]
    assert len(list_changes(connection, since=dt.date(2018, 11, 10))) == 1
    assert len(list_changes(connection, until=dt.date(2018, 11, 9), article=RISEN.article_id)) == 2
    assert list_changes(connection, event="ev-0") == []


def test_the_log_tells_a_correction(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(told("market-shelled", "2018-11-09T10:00:00", 15))
    load(again("2018-11-09T18:00:00", "(CORRECTS toll to 12 instead of 15)\n\n" + BODY.format(killed=12), 12))
    assert [(c.what, c.old_best, c.new_best, c.reason) for c in list_changes(connection)][1:] == [
        ("changed", 15, 12, "corrected")
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This article has been removed.", "withdrawn"),
        ("This story was retracted on Tuesday.", "withdrawn"),
        ("EDITOR’S NOTE: The report below has been withdrawn by the agency.", "withdrawn"),
        ("Editor's note: an earlier story on this page was withdrawn.", "withdrawn"),
        ("RETRACTION: Report of 12 dead in Hajin", "withdrawn"),
        ("ATTENTION EDITORS: the 0900 story on Hajin is withdrawn.", "withdrawn"),
        ("Reuters has withdrawn its story on the raid in Hajin.", "withdrawn"),
        ("Cet article a été retiré.", "withdrawn"),
        ("Este artículo ha sido retirado por la redacción.", "withdrawn"),
        ("Dieser Artikel wurde zurückgezogen.", "withdrawn"),
        ("Troops have been withdrawn from the town, the army said.", None),
        ("The bodies were removed from the ruins. The report said 12 had died.", None),
        ("The article of the constitution was removed in 1991.", None),
        ("He said this article of clothing was removed by a medic.", None),
        ("The ministry retracted its statement that 12 people had died.", None),
        ("Correction: The toll was 12, not 14.", "correction"),
        ("CORRECTION - the raid was on Friday.", "correction"),
        ("Correction (Nov. 9): the town is Susah.", "correction"),
        ("HAJIN (Agency) - (CORRECTS death toll to 12 instead of 14) Shells fell.", "correction"),
        ("Shells fell.\n\nAn earlier version of this article said 14 people had died.", "correction"),
        ("A previous version of this story misstated the number of dead.", "correction"),
        ("This story has been corrected to show that 12 people died.", "correction"),
        ("This article was amended on 9 November 2018.", "correction"),
        ("Korrektur: In dem Ort starben 12 Menschen.", "correction"),
        ("Fe de errores: murieron 12 personas.", "correction"),
        ("Une version antérieure de cet article donnait un bilan de 14 morts.", "correction"),
        ("Guards at the correction facility killed two inmates.", None),
        ("A market correction followed the attack.", None),
        ("He corrected the record: 12 people died.", None),
        ("The ministry corrected the toll to 12 from 14.", None),
    ],
)  # fmt: skip
def test_notices(text: str, kind: str | None) -> None:
    found = [
        name
        for name, pattern in notice_patterns().items()
        if duckdb.execute("SELECT regexp_extract($text, $pattern, 0) <> ''", {"text": text, "pattern": pattern})
        .fetchone() == (True,)
    ]  # fmt: skip
    assert found == ([kind] if kind else [])
