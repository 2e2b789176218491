"""The toll of one event over time: its steps, who made them, and why."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import duckdb
import pytest

from tests.warehouse.builders import HAJIN, Attack, Said, Story
from tests.warehouse.builders import exactly as figure
from tests.warehouse.conftest import Load
from tests.warehouse.voices import Claim, State, Voice, exactly, tell

DAYS = [f"2018-11-{day:02d}T08:00" for day in range(4, 12)]


def toll(number: int) -> dict[str, int]:
    return {"killed_low": number, "killed_best": number, "killed_high": number}


def said(number: int, text: str, at: int, until: int | None = None, **more: Any) -> Voice:
    """A voice that counts so many dead from one day to another; the quote is "<number> people" where not given."""
    return Voice(
        {"total": exactly(number)},
        text=text,
        quote=more.pop("quote", f"{number} people"),
        known_from=DAYS[at],
        known_to=None if until is None else DAYS[until],
        **more,
    )


def states(*numbers: int) -> list[State]:
    ends = [*DAYS[1 : len(numbers)], None]
    return [State(DAYS[at], ends[at], toll(number)) for at, number in enumerate(numbers)]


def steps(connection: duckdb.DuckDBPyConnection, columns: str, event: str = "ev-1") -> list[tuple[Any, ...]]:
    return connection.execute(
        f"SELECT {columns} FROM mart.trajectory($event) WHERE victim = 'total'", {"event": event}
    ).fetchall()


def test_a_rising_toll_is_told_step_by_step(connection: duckdb.DuckDBPyConnection) -> None:
    a: dict[str, Any] = {"article": "a", "source": "police"}
    tell(
        connection,
        "ev-1",
        said(12, "Raids killed 12 people, police said.", 0, 2, **a),
        said(15, "Bodies were pulled from the rubble. The raids killed 15 people, it said. Rain fell.", 1, 3),
        said(20, "Five died of their wounds, so 20 people were killed.", 2, **a),
        said(18, "The toll was revised down to 18 people.", 3, article="ev-1-1", publisher="Meridian"),
        states=states(12, 15, 20, 18),
    )
    assert steps(connection, "best_before, best, change, reason, quote, source") == [
        (None, 12, "first report", None, "12 people", "police"),
        (12, 15, "another source", "bodies found", "15 people", "a resident"),
        (15, 20, "article edited", "died of wounds", "20 people", "police"),
        (20, 18, "article edited", "revised down", "18 people", "a resident"),
    ]
    rows = steps(connection, '"at"::VARCHAR, reason_words, url, claim_id')
    assert rows[1] == (
        "2018-11-05 08:00:00",
        "pulled from the rubble",
        "https://post.example/ev-1-1",
        "ev-1-1-0",
    )


@pytest.mark.parametrize(
    ("text", "best", "reason"),
    [
        ("Police put the dead at 15 people.", 15, None),  # it gives none
        ("Three of the missing are now counted among 15 people dead.", 15, "missing now dead"),
        ("Updating a previous toll of 12, the ministry said 15 people died.", 15, "update of an earlier toll"),
        ("The toll rose to 15 people after three succumbed to burns.", 15, "died of wounds"),
        (
            "Bodies were found. The road is long. It is hot. The mayor said 15 people died.",
            15,
            None,
        ),  # told too far away
        ("Bodies were found.\nIn all 15 people died.", 15, "bodies found"),
        ("Bodies were found, but only 9 people died.", 9, None),  # bodies found lower no toll
        ("The count was revised down to 9 people.", 9, "revised down"),
        ("The count was revised down to 15 people.", 15, None),
        ("Un premier bilan était de 12 morts. Il y a 15 morts, dit le maire.", 15, "update of an earlier toll"),
        ("Drei Menschen erlagen ihren Verletzungen, nun sind es 15 Tote.", 15, "died of wounds"),
        ("Спасатели обнаружили тела трёх человек, погибли 15 человек.", 15, "bodies found"),
        ("ارتفعت حصيلة القصف إلى 15 قتيلا.", 15, "update of an earlier toll"),
        ("La cifra, revisada: el balance fue revisado a la baja a 9 muertos.", 9, "revised down"),
    ],
)
def test_the_reason_is_what_the_text_says(
    connection: duckdb.DuckDBPyConnection, text: str, best: int, reason: str | None
) -> None:
    told = said(best, text, 1, quote=f"{best} ")
    tell(connection, "ev-1", said(12, "12 people", 0), told, states=states(12, best))
    assert steps(connection, "reason")[1:] == [(reason,)]


def test_a_correction_at_the_foot_of_an_edited_article_counts(connection: duckdb.DuckDBPyConnection) -> None:
    foot = "It was late. The roads were closed. This story has been corrected to change the toll."
    tell(
        connection,
        "ev-1",
        said(12, "12 people died.", 0, 1, article="a"),
        said(11, f"11 people died. Rain fell. {foot}", 1, article="a"),
        states=states(12, 11),
    )
    assert steps(connection, "change, reason")[1:] == [("article edited", "corrected")]


def test_a_withdrawn_report_is_no_ones_claim(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-1", said(12, "12 people", 0), said(20, "20 people", 1, 2), states=states(12, 20, 12))
    assert steps(connection, "best, change, reason")[2:] == [(12, "report withdrawn", None)]


def test_the_same_source_may_speak_through_another_outlet(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        said(12, "12 people", 0, independent_source="agency:afp"),
        said(14, "14 people", 1, independent_source="agency:afp"),
        states=states(12, 14),
    )
    assert steps(connection, "change")[1:] == [("same source",)]


def test_a_headline_makes_a_step_without_a_claim(connection: duckdb.DuckDBPyConnection) -> None:
    headline = Voice({"total": exactly(30)}, claims=[], title="Thirty dead in Hajin", known_from=DAYS[1])
    tell(connection, "ev-1", said(12, "12 people", 0), headline, states=states(12, 30))
    assert steps(connection, "best, change, quote, claim_id")[1:] == [
        (30, "another source", "Thirty dead in Hajin", None)
    ]


def test_a_sum_of_classes_leads_to_the_newest_claim(connection: duckdb.DuckDBPyConnection) -> None:
    both = Voice(
        {"total": exactly(22), "civilian": exactly(14), "combatant": exactly(8)},
        claims=[Claim("civilian", exactly(14), "14 civilians"), Claim("combatant", exactly(8), "eight soldiers")],
        known_from=DAYS[1],
    )
    tell(connection, "ev-1", said(12, "12 people", 0), both, states=states(12, 22))
    assert steps(connection, "best, quote")[1:] == [(22, "14 civilians")]


def test_an_event_is_found_by_its_older_ids(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-new", said(12, "12 people", 0), said(15, "15 people", 1), states=states(12, 15))
    connection.execute("INSERT INTO core.event_redirects VALUES ('ev-old', 'ev-new')")
    expected = [(12, "first report"), (15, "another source")]
    assert steps(connection, "best, change", "ev-new") == expected
    assert steps(connection, "best, change", "ev-old") == expected


def test_a_feed_that_is_first_polled_late_tells_the_toll_as_it_appeared(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    """The newest article is fetched first, all within a minute of the 9th; what was known when is another question."""
    reports = (
        (
            6,
            20,
            "Meridian",
            "Twenty days of siege were over when raids on Hajin killed 20 people, the Meridian learnt.",
        ),
        (4, 12, "Post", "Planes bombed the town of Hajin on Saturday, killing 12 people, doctors told the Post."),
        (5, 15, "Herald", "In Hajin they count 15 people dead since bombs fell on its market, says the mayor."),
    )
    load(
        *(
            Story(
                outlet,
                text,
                publisher=outlet,
                published=f"2018-11-0{day}T08:00:00",
                seen=f"2018-11-09T10:00:0{second}",
                said=(Said(f"{number} people", figure(number)),),
                attacks=(Attack("2018-11-03", (HAJIN,), ("SDF",), "air_strike", killed={"total": figure(number)}),),
            )
            for second, (day, number, outlet, text) in enumerate(reports)
        )
    )
    (event,) = connection.execute("SELECT event_id FROM mart.events").fetchone() or ()
    assert steps(connection, '"at"::VARCHAR, best_before, best, change', event) == [
        ("2018-11-04 08:00:00", None, 12, "first report"),
        ("2018-11-05 08:00:00", 12, 15, "another source"),
        ("2018-11-06 08:00:00", 15, 20, "another source"),
    ]
    settling = "SELECT first_best, best, revisions, hours FROM mart.settling()"
    assert connection.execute(settling).fetchall() == [(12, 20, 2, 48.0)]
    known = "SELECT count(*) FROM mart.events_as_of(?)"
    assert connection.execute(known, ["2018-11-06 09:00"]).fetchall() == [(0,)]
    assert connection.execute(known, ["2018-11-09 10:01"]).fetchall() == [(1,)]


def test_an_undated_report_comes_after_the_dated_ones(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    reports = (
        ("2018-11-04T08:00:00", 12, "Planes bombed the town of Hajin on Saturday, killing 12 people, doctors said."),
        ("2018-11-06T08:00:00", 15, "In Hajin they count 15 people dead since bombs fell on its market."),
        (None, 20, "Twenty days of siege were over when raids on Hajin killed 20 people, the Meridian learnt."),
    )
    load(
        *(
            Story(
                f"{number} dead",
                text,
                publisher=f"Outlet {number}",
                published=published,
                said=(Said(f"{number} people", figure(number)),),
                attacks=(Attack("2018-11-03", (HAJIN,), ("SDF",), "air_strike", killed={"total": figure(number)}),),
            )
            for published, number, text in reports
        )
    )
    (event,) = connection.execute("SELECT event_id FROM mart.events").fetchone() or ()
    assert steps(connection, '"at"::VARCHAR, high_before, high, change, quote', event) == [
        ("2018-11-04 08:00:00", None, 12, "first report", "12 people"),
        ("2018-11-06 08:00:00", 12, 15, "another source", "15 people"),
        (None, 15, 20, "another source", "20 people"),
    ]
    settling = "SELECT first_at::VARCHAR, first_high, settled_at, high, hours FROM mart.settling()"
    assert connection.execute(settling).fetchall() == [("2018-11-04 08:00:00", 12, None, 20, None)]


def test_what_undated_reports_alone_tell_has_no_time(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    text = "Planes bombed the town of Hajin on Saturday, killing 12 people, doctors said."
    attack = Attack("2018-11-03", (HAJIN,), ("SDF",), "air_strike", killed={"total": figure(12)})
    load(Story("undated", text, published=None, said=(Said("12 people", figure(12)),), attacks=(attack,)))
    told = "SELECT DISTINCT told_from, told_to FROM core.told_figures"
    assert connection.execute(told).fetchall() == [(None, None)]


def test_every_reason_has_its_own_phrases(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT phrase, words FROM core.phrases WHERE list = 'reason' GROUP BY ALL HAVING count(*) > 1 OR words > 6"
    ).fetchall()
    assert rows == []


def test_every_reason_is_known_in_each_language_that_extraction_reads() -> None:
    read = tomllib.loads((resources.files("warehouse.policies") / "reasons.toml").read_text(encoding="utf-8"))["reason"]
    languages = {"ar", "de", "es", "fr", "it", "pt", "ru", "tr", "uk"}
    assert {reason["name"]: set(reason["in"]) for reason in read} == {reason["name"]: languages for reason in read}
