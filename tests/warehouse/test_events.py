"""Events: the figures over independent sources, and what an event shows of itself."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.errors import WarehouseError
from tests.warehouse.builders import HAJIN, Attack, Said, Story, at_least, exactly, place, write_batch
from tests.warehouse.conftest import Load
from tests.warehouse.stories import ELSEWHERE, FIRST, REPRINT, SECOND, toll
from warehouse.connect import writer
from warehouse.events import event_detail, list_events
from warehouse.exports.links import document_links
from warehouse.load import load_batches
from warehouse.tolls import VICTIMS, column

VAGUE = {"low": 24, "best": None, "high": None}
UP_TO = {"low": None, "best": None, "high": 20}


def report(number: int, killed: dict[str, Any], *, hour: int | None = None, publisher: str | None = None) -> Story:
    """One outlet's report on the same attack, told in the same words but for its own sentence."""
    return Story(
        f"report-{number}",
        f"Bombs fell on the bakery of Hajin where the Shamekh family had taken shelter. Outlet {number} says so.",
        title="Bombs on the bakery of Hajin",
        publisher=publisher or f"Outlet {number}",
        published=f"2018-11-04T{8 + number if hour is None else hour:02}:00:00",
        attacks=(Attack("2018-11-03", (HAJIN,), (), "air_strike", killed=killed),),
    )


def unknown(figure: dict[str, Any]) -> dict[str, Any]:
    return {"total": figure, "unknown": figure}


def civilians(figure: dict[str, Any]) -> dict[str, Any]:
    return {"total": figure, "civilian": figure}


def combatants(figure: dict[str, Any]) -> dict[str, Any]:
    return {"total": figure, "combatant": figure}


CASES: list[tuple[str, list[dict[str, Any]], dict[str, tuple[int | None, int | None, int | None]]]] = [
    ("one exact figure", [unknown(exactly(5))], {"total": (5, 5, 5), "unknown": (5, 5, 5)}),
    ("at least", [civilians(at_least(14))], {"total": (14, 14, None), "civilian": (14, 14, None)}),
    (
        "at least, twice",
        [civilians(at_least(n)) for n in (14, 16)],
        {"total": (14, 16, None), "civilian": (14, 16, None)},
    ),
    (
        "at least 14, 14, at least 15",
        [civilians(at_least(14)), civilians(exactly(14)), civilians(at_least(15))],
        {"total": (14, 14, 15), "civilian": (14, 14, 15)},
    ),
    (
        "an upper bound of the civilians is none of the total",
        [{"total": at_least(20), "civilian": exactly(14), "unknown": at_least(6)}],
        {"total": (20, 20, None), "civilian": (14, 14, 14), "unknown": (6, 6, None)},
    ),
    (
        "14, and at least 15",
        [civilians(exactly(14)), civilians(at_least(15))],
        {"total": (14, 15, 15), "civilian": (14, 15, 15)},
    ),
    ("most sources win", [unknown(exactly(n)) for n in (12, 12, 20)], {"total": (12, 12, 20), "unknown": (12, 12, 20)}),
    (
        "ties go to the latest",
        [unknown(exactly(n)) for n in (12, 20)],
        {"total": (12, 20, 20), "unknown": (12, 20, 20)},
    ),
    ("dozens give no best figure", [unknown(VAGUE)], {"total": (24, None, None), "unknown": (24, None, None)}),
    (
        "dozens beside a figure",
        [unknown(VAGUE), unknown(exactly(20))],
        {"total": (20, 20, 24), "unknown": (20, 20, 24)},
    ),
    ("up to 20", [unknown(UP_TO)], {"total": (None, None, 20), "unknown": (None, None, 20)}),
    (
        "people that another source calls civilians are not counted twice",
        [unknown(exactly(5)), civilians(exactly(5))],
        {"total": (5, 5, 5), "civilian": (5, 5, 5), "unknown": (None, None, None)},
    ),
    (
        "the unknown are what is left of the total",
        [civilians(exactly(14)), unknown(exactly(20))],
        {"total": (14, 20, 20), "civilian": (14, 14, 14), "unknown": (6, 6, 20)},
    ),
    (
        "what is left of the total is unknown though nobody says so",
        [{"total": exactly(20), "civilian": exactly(14)}],
        {"total": (20, 20, 20), "civilian": (14, 14, 14), "unknown": (None, 6, None)},
    ),
    (
        "dozens, 14 of them civilians",
        [{"total": VAGUE, "civilian": exactly(14)}],
        {"total": (24, None, None), "civilian": (14, 14, 14)},
    ),
    (
        "more children than people",
        [unknown(exactly(5)) | {"children": exactly(3)}, {"children": exactly(9)}],
        {"total": (5, 5, 9), "unknown": (5, 5, 5), "children": (3, 5, 9)},
    ),
    (
        "a source that leaves out a class does not lower the total",
        [
            {"total": exactly(23), "civilian": exactly(14), "combatant": exactly(9)},
            civilians(exactly(14)),
        ],
        {"total": (23, 23, 23), "civilian": (14, 14, 14), "combatant": (9, 9, 9)},
    ),
    (
        "classes that one source counts side by side are different people",
        [{"total": exactly(19), "civilian": exactly(11), "combatant": exactly(8)}, civilians(exactly(14))],
        {"total": (19, 22, 22), "civilian": (11, 14, 14), "combatant": (8, 8, 8)},
    ),
    (
        "who calls them fighters and who calls them civilians are not added up",
        [civilians(exactly(20)), combatants(exactly(20))],
        {"total": (20, 20, 20), "civilian": (20, 20, 20), "combatant": (20, 20, 20)},
    ),
]


@pytest.fixture(scope="module")
def tolls(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], tuple[int | None, int | None, int | None]]:
    """Low, best and high of every case and victim group: each case is an attack in a town and month of its own."""
    folder = tmp_path_factory.mktemp("tolls")
    stories = []
    for at, (name, said, _) in enumerate(CASES):
        month = f"{2018 + at // 12}-{at % 12 + 1:02}"
        town = place(name, "SY", f"Province {at}", 30.0 + at, 40.0 + at)
        for number, killed in enumerate(said):
            story = report(number, killed)
            attack = replace(story.attacks[0], day=f"{month}-03", places=(town,))
            stories.append(
                replace(
                    story,
                    key=f"{story.key}-{at}",
                    text=_own_text(number).replace("Hajin", name),
                    published=f"{month}-04T{8 + number:02}:00:00",
                    attacks=(attack,),
                )
            )
    with writer(Path(shutil.copy(migrated, folder / "warehouse.duckdb"))) as connection:
        assert load_batches(connection, [write_batch(folder, "cases", stories)]).refused == []
        events = connection.execute("SELECT place, articles FROM core.events").fetchall()
        assert sorted(events) == sorted((name, len(said)) for name, said, _ in CASES)
        found = {}
        for victim in VICTIMS:
            columns = ", ".join(column("killed", victim, bound) for bound in ("low", "best", "high"))
            for name, *figure in connection.execute(f"SELECT place, {columns} FROM core.events").fetchall():
                found[name, victim] = tuple(figure)
        return found


@pytest.mark.parametrize(("name", "expected"), [(case[0], case[2]) for case in CASES], ids=[case[0] for case in CASES])
def test_figures_over_sources(
    tolls: dict[tuple[str, str], tuple[int | None, int | None, int | None]],
    name: str,
    expected: dict[str, tuple[int | None, int | None, int | None]],
) -> None:
    nothing = (None, None, None)
    found = {victim: tolls[name, victim] for victim in VICTIMS if tolls[name, victim] != nothing}
    assert found == {victim: figure for victim, figure in expected.items() if figure != nothing}


def _own_text(number: int) -> str:
    """Texts of one attack that are no reprints of each other."""
    tellings = (
        "Bombs fell on the bakery of Hajin where the Shamekh family had taken shelter.",
        "The Shamekh family was hiding in a bakery in Hajin when the planes came back.",
        "Neighbours dug with bare hands for the Shamekh family under the Hajin bakery.",
    )
    return tellings[number]


def test_a_reprint_does_not_vote(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    copies = [report(number, unknown(exactly(30)), hour=8) for number in range(3)]
    alone = replace(report(7, unknown(exactly(20)), hour=12), text=_own_text(1))
    load(*copies, alone)
    rows = connection.execute(
        "SELECT articles, publishers, independent_sources, killed_best FROM core.events"
    ).fetchall()
    assert rows == [(4, 4, 2, 20)]


def test_one_agency_is_one_source(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(
        replace(report(1, unknown(exactly(5))), text=_own_text(1), authors=("Staff with AFP",)),
        replace(report(2, unknown(exactly(6))), text=_own_text(2) + " (AFP)"),
        replace(report(3, unknown(exactly(7))), text=_own_text(0) + " A doctor told AFP so in the evening."),
    )
    rows = connection.execute("SELECT independent_source FROM core.event_members ORDER BY ALL").fetchall()
    assert rows == [("agency:afp",), ("agency:afp",), ("publisher:outlet 3",)]


@pytest.mark.parametrize(
    ("first", "later"), [("The Harbour Post", "The Harbour Post"), ("www.post.example:80", "Post.example.")]
)
def test_a_later_report_of_one_outlet_replaces_its_figure(
    connection: duckdb.DuckDBPyConnection, load: Load, first: str, later: str
) -> None:
    load(
        replace(report(1, unknown(exactly(5)), publisher=first), text=_own_text(1)),
        replace(report(2, unknown(exactly(8)), publisher=later), text=_own_text(2)),
    )
    assert connection.execute("SELECT killed_low, killed_best, killed_high FROM core.events").fetchall() == [(8, 8, 8)]


def test_a_source_is_heard_for_the_dead_and_the_wounded_apart(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    def saying(number: int, quote: str, effect: str, count: int) -> Story:
        story = report(number, unknown(exactly(count)), publisher="The Harbour Post")
        figures = {effect: unknown(exactly(count))}
        attack = replace(story.attacks[0], killed=figures.get("killed", {}), injured=figures.get("injured", {}))
        said = Said(quote, exactly(count), effect=effect)
        return replace(story, text=f"{_own_text(number)} It counts {quote}.", said=(said,), attacks=(attack,))

    load(
        saying(0, "12 killed", "killed", 12), saying(1, "14 killed", "killed", 14), saying(2, "30 hurt", "injured", 30)
    )
    (event,) = list_events(connection)
    assert (event.killed_best, event.injured_best) == (14, 30)
    detail = event_detail(connection, event.event_id)
    assert {claim.quote: claim.why_not_counted for claim in detail.claims} == {
        "12 killed": "the same source speaks through another report",
        "14 killed": None,
        "30 hurt": None,
    }
    assert [report.is_heard for report in detail.reports] == [False, True, True]


def test_the_strike_on_hajin(loaded: duckdb.DuckDBPyConnection) -> None:
    events = {event.place: event for event in list_events(loaded)}
    hajin = events["Hajin"]
    assert (hajin.date_start, hajin.admin1, hajin.country) == (dt.date(2018, 11, 3), "Deir ez-Zor", "SY")
    assert (hajin.actors, hajin.method) == (["US-led coalition"], "air_strike")
    assert (hajin.articles, hajin.publishers, hajin.independent_sources) == (3, 3, 2)
    figures = {
        (figure.effect, figure.victim): (figure.low, figure.best, figure.high)
        for figure in event_detail(loaded, hajin.event_id).figures
    }
    assert figures["killed", "civilian"] == (14, 16, 16)
    assert figures["killed", "children"] == (5, 5, 5)
    assert figures["killed", "combatant"] == (9, 9, None)


def test_each_claim_says_whether_it_counts(loaded: duckdb.DuckDBPyConnection) -> None:
    hajin = next(event for event in list_events(loaded) if event.place == "Hajin")
    detail = event_detail(loaded, hajin.event_id)
    assert {claim.quote for claim in detail.claims} == {said.quote for story in (FIRST, SECOND) for said in story.said}
    reasons = {(claim.publisher, claim.quote): claim.why_not_counted for claim in detail.claims}
    assert reasons["Daily Copy", "14 civilians"] is None
    assert reasons["Daily Copy", "1,100 civilians"] == "a running total, in no sum"
    assert reasons["The Harbour Post", "14 civilians"] == "the same source speaks through another report"
    assert reasons["Meridian", "16 civilians"] is None
    assert all(claim.is_counted == (claim.why_not_counted is None) for claim in detail.claims)
    assert {report.publisher for report in detail.reports} == {"The Harbour Post", "Daily Copy", "Meridian"}


def test_a_rising_toll_is_in_the_history(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(toll("shells", "2018-11-09T10:00:00", 12))
    load(toll("shells", "2018-11-09T18:00:00", 15))
    (event,) = list_events(connection)
    detail = event_detail(connection, event.event_id)
    assert [(change.change, change.detail) for change in detail.history] == [
        ("founded", None),
        ("toll_changed", "killed 12 to 15, injured not known to not known"),
    ]
    reasons = {claim.quote: claim.why_not_counted for claim in detail.claims}
    assert reasons == {"12 people": "the article no longer says so", "15 people": None}


def test_an_older_report_renames_the_event_and_the_old_id_leads_there(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    load(SECOND)
    (before,) = list_events(connection)
    load(FIRST)
    (after,) = list_events(connection)
    assert after.event_id != before.event_id
    detail = event_detail(connection, before.event_id)
    assert (detail.asked_id, detail.event.event_id) == (before.event_id, after.event_id)
    assert ("renamed", before.event_id, after.event_id) in {
        (change.change, change.event_id, change.related_event_id) for change in detail.history
    }
    load(REPRINT)
    assert [event.event_id for event in list_events(connection)] == [after.event_id]


def test_an_id_survives_the_loss_of_its_reports(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(ELSEWHERE)
    (event,) = list_events(connection)
    load(replace(ELSEWHERE, text="Withdrawn.", said=(), attacks=(), seen="2018-11-08T00:00:00"))
    assert list_events(connection) == []
    with pytest.raises(WarehouseError, match="has ended"):
        event_detail(connection, event.event_id)


def test_an_unknown_id_names_the_nearest(loaded: duckdb.DuckDBPyConnection) -> None:
    known = list_events(loaded)[0].event_id
    wrong = known[:-1] + ("0" if known[-1] != "0" else "1")
    with pytest.raises(WarehouseError) as caught:
        event_detail(loaded, wrong)
    assert known in str(caught.value)
    assert event_detail(loaded, known[:10]).event.event_id == known
    with pytest.raises(WarehouseError, match="no event has this id"):
        event_detail(loaded, "ev-")


def test_the_list_is_filtered(loaded: duckdb.DuckDBPyConnection) -> None:
    assert len(list_events(loaded)) == 3
    assert len(list_events(loaded, country="sy", since=dt.date(2018, 11, 9))) == 1
    assert len(list_events(loaded, until=dt.date(2018, 11, 3))) == 2
    assert [event.place for event in list_events(loaded, least_killed=13)] == ["Hajin"]
    with pytest.raises(WarehouseError, match="there are events in SY"):
        list_events(loaded, country="IQ")
    assert len(list_events(loaded, limit=1)) == 1


def test_every_article_has_a_line_in_the_links(loaded: duckdb.DuckDBPyConnection) -> None:
    links = {link["id"]: link["event"] for link in document_links(loaded)}
    assert len(links) == 6
    assert links[FIRST.article_id] == links[SECOND.article_id] == links[REPRINT.article_id] is not None
    assert len(set(links.values())) == 4
    assert sum(event is None for event in links.values()) == 1


def test_what_is_shown_has_the_day_of_the_outlet_and_not_of_greenwich(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    load(FIRST)
    connection.execute("UPDATE core.articles SET published_on = '2018-11-04', published_at = '2018-11-03 23:30'")
    (event,) = list_events(connection)
    detail = event_detail(connection, event.event_id)
    days = {report.published_on for report in detail.reports} | {claim.published_on for claim in detail.claims}
    assert days == {dt.date(2018, 11, 4)}


def test_a_vague_word_beside_a_figure_is_not_counted(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    said = (Said("14 people", exactly(14)), Said("dozens", {"low": 24, "best": None, "high": None}, qualifier="vague"))
    text = f"{_own_text(1)} It counts 14 people, where neighbours spoke of dozens."
    load(replace(report(1, unknown(exactly(14))), text=text, said=said))
    assert connection.execute("SELECT quote, why_not_counted FROM mart.event_claims ORDER BY ALL").fetchall() == [
        ("14 people", None),
        ("dozens", "vague, beside a figure of the same article"),
    ]


def test_a_headlines_children_and_civilians_have_their_rows(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    groups = {"civilian": exactly(2), "children": exactly(2)}
    load(report(0, {"total": exactly(3), **groups}), report(1, {"total": exactly(2), **groups}))
    asked = "SELECT publisher, victim, age, best FROM mart.evidence() WHERE claim_id IS NULL ORDER BY ALL"
    assert connection.execute(asked).fetchall() == [
        ("Outlet 0", "civilian", None, 2),
        ("Outlet 0", "unknown", "child", 2),
        ("Outlet 0", "unknown", None, 3),
        ("Outlet 1", "civilian", "child", 2),  # all of them are
    ]
