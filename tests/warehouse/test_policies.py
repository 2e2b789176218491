"""The policies, each on rows written by hand."""

from __future__ import annotations

import itertools
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import PROJECT
from tests.warehouse.voices import Claim, Voice, at_least, exactly, tell, vague
from warehouse.policies.lists import policies

ARMY = "Israeli army"
TWO = {"civilian": exactly(2)}
Found = dict[tuple[str, str], tuple[Any, ...]]


def figures(connection: duckdb.DuckDBPyConnection, policy: str, event_id: str = "ev-1", **asked: Any) -> Found:
    """(effect, victim) -> low, best, high, grade, sources."""
    given_ = "".join(f", {name} := ${name}" for name in asked)
    rows = connection.execute(
        f"""
        SELECT effect, victim, low, best, high, grade, sources
        FROM mart.event_figures_by(policy := $policy{given_}) WHERE event_id = $event_id
        """,
        {"policy": policy, "event_id": event_id, **asked},
    ).fetchall()
    return {(effect, victim): tuple(rest) for effect, victim, *rest in rows}


def killed(connection: duckdb.DuckDBPyConnection, policy: str, victim: str = "total") -> tuple[Any, ...] | None:
    found = figures(connection, policy).get(("killed", victim))
    return found[:3] if found else None


def test_conflicting_sources_under_each_policy(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(14), "unknown": exactly(14)}, source="police"),
        Voice({"total": at_least(15), "unknown": at_least(15)}, source="a hospital", qualifier="at_least"),
        Voice({"total": exactly(20), "unknown": exactly(20)}, source="residents"),
        Voice({"total": exactly(20), "unknown": exactly(20)}, source="the mayor"),
        killed_low=14, killed_best=20, killed_high=20,
    )  # fmt: skip
    assert killed(connection, "tollwatch") == (14, 20, 20)
    assert killed(connection, "ucdp") == (14, 20, 20)
    assert killed(connection, "acled") == (14, 14, 14)
    assert figures(connection, "airwars")["killed", "total"] == (14, None, 20, "fair", 4)
    assert figures(connection, "airwars")["killed", "civilian"] == (14, None, 20, "fair", 4)
    assert figures(connection, "ibc")["killed", "total"] == (14, None, 20, "corroborated", 4)


def test_ucdp_takes_the_more_reliable_of_equals_and_then_the_lower(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(14)}, source="residents"),
        Voice({"total": exactly(19)}, source="a hospital"),
    )
    tell(
        connection,
        "ev-2",
        Voice({"total": exactly(19)}, source="police"),
        Voice({"total": exactly(14)}, source="residents"),
    )
    assert killed(connection, "ucdp") == (14, 19, 19)
    assert figures(connection, "ucdp", "ev-2")["killed", "total"][:3] == (14, 14, 19)


def test_a_partys_word_counts_where_there_is_no_other(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(2)}, source=ARMY),
        Voice({"total": exactly(9)}, source="the Red Crescent"),
    )
    tell(connection, "ev-2", Voice({"total": exactly(2)}, source="state television"))
    assert killed(connection, "ucdp") == (9, 9, 9)
    assert killed(connection, "acled") == (9, 9, 9)
    assert figures(connection, "ibc")["killed", "total"][:3] == (2, None, 9)
    assert figures(connection, "acled", "ev-2")["killed", "total"][:3] == (2, 2, 2)


@pytest.mark.parametrize(
    ("quote", "least", "title", "number"),
    [
        ("several people", 3, "A title", 3),
        ("many civilians", 2, "A title", 3),
        ("civilians", 2, "A title", 3),
        ("many civilians", 2, "Massacre in Hajin", 10),
        ("tens of people", 20, "A title", 10),
        ("dozens of people", 24, "A title", 12),
        ("Dozens", 24, "Massacre in Hajin", 12),
        ("scores of villagers", 40, "A title", 20),
        ("hundreds", 200, "A title", 100),
        ("tens of thousands of people", 20000, "A title", 10000),
        ("des dizaines de civils", 24, "A title", 12),
        ("заказ", 200, "A title", 100),
    ],
)
def test_vague_words(connection: duckdb.DuckDBPyConnection, quote: str, least: int, title: str, number: int) -> None:
    groups = {"total": vague(least), "unknown": vague(least)}
    tell(connection, "ev-1", Voice(groups, quote=quote, qualifier="vague", title=title))
    assert killed(connection, "acled") == (number, number, number)
    assert killed(connection, "ucdp") == (least, least, least)
    assert killed(connection, "ibc") == (least, None, least)


def test_vague_words_of_two_classes_add_up(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice(
            {"total": vague(27), "civilian": vague(24), "combatant": vague(3)},
            claims=[
                Claim("civilian", vague(24), "dozens of civilians", qualifier="vague"),
                Claim("combatant", vague(3), "several soldiers", qualifier="vague"),
            ],
        ),
    )
    assert killed(connection, "acled") == (15, 15, 15)
    assert killed(connection, "acled", "civilian") == (12, 12, 12)


def test_a_headline_alone_has_a_figure(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-1", Voice({"total": vague(24)}, claims=[]))
    tell(connection, "ev-2", Voice({"total": exactly(6)}, claims=[], publisher="Syrian Arab News Agency"))
    assert killed(connection, "acled") == (12, 12, 12)
    assert figures(connection, "ucdp", "ev-2")["killed", "total"][:3] == (6, 6, 6)
    kinds = connection.execute(
        "SELECT kinds FROM core.voices(NULL, NULL, NULL, NULL) WHERE event_id = 'ev-2'"
    ).fetchone()
    assert kinds == (["state_media"],)


def test_ranges_and_bounds(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-1", Voice({"total": (10, None, 15)}, qualifier="range"))
    tell(connection, "ev-2", Voice({"total": (None, None, 20)}, qualifier="at_most"))
    assert killed(connection, "ucdp") == (10, 10, 15)
    assert killed(connection, "acled") == (10, 10, 10)
    assert killed(connection, "airwars") == (10, None, 15)
    assert figures(connection, "ucdp", "ev-2")["killed", "total"][:3] == (None, None, 20)
    assert figures(connection, "ibc", "ev-2")["killed", "total"][:3] == (None, None, 20)


def test_no_number_is_null_but_for_acleds_zero(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-1", Voice(injured={"total": exactly(7)}))
    assert figures(connection, "acled") == {("killed", "total"): (None, 0, None, "no number known", 0)}
    assert figures(connection, "ucdp") == {}
    assert figures(connection, "ibc") == {("injured", "total"): (7, None, 7, "provisional", 1)}
    rows = connection.execute("SELECT killed_low, killed_best, grade FROM mart.events_by(policy := 'ucdp')").fetchall()
    assert rows == [(None, None, None)]


def test_nobody_killed_is_a_zero_and_not_null(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-1", Voice({"total": exactly(0)}, source="police"), killed_low=0, killed_best=0, killed_high=0)
    for policy in policies():
        low, best, high = killed(connection, policy) or (None, None, None)
        assert (low, high) == (0, 0), policy
        assert best in {0, None}


def test_a_partys_militants_are_no_settled_combatants_for_airwars(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(5), "civilian": exactly(5)}, source="a hospital"),
        Voice({"total": exactly(9), "combatant": exactly(9)}, source=ARMY),
        Voice({"total": exactly(3), "unknown": exactly(3)}, source="police"),
    )
    found = figures(connection, "airwars")
    assert found["killed", "civilian"] == (3, None, 9, "fair", 3)
    assert found["killed", "combatant"][:3] == (None, None, 9)
    assert figures(connection, "ucdp")["killed", "combatant"][:3] == (3, 9, 9)  # no part's low exceeds the total's


@pytest.mark.parametrize(("counted", "most"), [(6, None), (2, 4)])
def test_combatants_whom_others_count_too_are_no_civilians_for_airwars(
    connection: duckdb.DuckDBPyConnection, counted: int, most: int | None
) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(6), "combatant": exactly(6)}, source=ARMY),
        Voice({"total": exactly(counted), "combatant": exactly(counted)}, source="a monitor"),
    )
    assert figures(connection, "airwars").get(("killed", "civilian"), (None,) * 3)[:3] == (None, None, most)


@pytest.mark.parametrize(
    ("quotes", "most"),
    [
        (["nine militants"], 9),
        (["nine soldiers"], None),
        (["nine soldados"], None),
        (["six militants", "three soldiers"], 6),
    ],
)
def test_no_soldier_is_in_airwars_maximum_of_civilians(
    connection: duckdb.DuckDBPyConnection, quotes: list[str], most: int | None
) -> None:
    numbers = {"nine": 9, "six": 6, "three": 3}
    said = [Claim("combatant", exactly(numbers[quote.split()[0]]), quote, source=ARMY) for quote in quotes]
    tell(connection, "ev-1", Voice({"combatant": exactly(9)}, source=ARMY, claims=said))
    found = figures(connection, "airwars")
    assert found["killed", "combatant"][:3] == (None, None, 9)
    assert found.get(("killed", "civilian"), (None, None, None))[2] == most


@pytest.mark.parametrize(
    ("voices", "grade"),
    [
        ([Voice({"civilian": exactly(2)}, source="a hospital")], "weak"),
        ([Voice({"civilian": exactly(2)}, source="a hospital"), Voice({"civilian": exactly(3)}, source="AFP")], "fair"),
        ([Voice({"civilian": exactly(2)}, source="a hospital"), Voice({"combatant": exactly(3)}, source=ARMY)], "weak"),
        ([Voice({"civilian": exactly(2)}, source=ARMY, actors=["Israeli army"])], "confirmed"),
        ([Voice({"civilian": exactly(2)}, source=ARMY, actors=["Hamas"])], "weak"),
        ([Voice({"combatant": exactly(2)}, source="a monitor")], "discounted"),
        ([Voice({"combatant": exactly(2)}, source=ARMY)], None),
        ([Voice(TWO, actors=["Hamas"]), Voice(TWO, actors=[ARMY])], "contested"),
        ([Voice(TWO, actors=["Hamas", ARMY]), Voice(TWO, actors=[ARMY])], "fair"),
    ],
)  # fmt: skip
def test_airwars_grades(connection: duckdb.DuckDBPyConnection, voices: list[Voice], grade: str | None) -> None:
    tell(connection, "ev-1", *voices)
    assert {row[3] for row in figures(connection, "airwars").values()} == {grade}


def test_ibc_wants_two_independent_sources(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-1", Voice({"total": exactly(4), "civilian": exactly(4)}))
    tell(connection, "ev-2", Voice({"civilian": exactly(4)}), Voice({"unknown": exactly(5)}))
    assert {row[3] for row in figures(connection, "ibc").values()} == {"provisional"}
    assert {row[3] for row in figures(connection, "ibc", "ev-2").values()} == {"corroborated"}


def test_a_total_without_a_class_is_not_the_whole(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(22), "civilian": exactly(14), "combatant": exactly(8)}),
        Voice({"total": exactly(14), "civilian": exactly(14)}),
        Voice({"total": exactly(14), "civilian": exactly(14)}),
    )
    for policy in ("ucdp", "acled", "airwars", "ibc"):
        low, _, high = killed(connection, policy) or (None, None, None)
        assert (low, high) == (22, 22), policy


def test_ucdp_best_is_the_sum_of_its_groups(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(22), "civilian": exactly(12), "combatant": exactly(8)}),
        Voice({"total": exactly(22), "unknown": exactly(22)}),
    )
    found = figures(connection, "ucdp")
    assert [found["killed", group][1] for group in ("total", "civilian", "combatant", "unknown")] == [22, 12, 8, 2]


def test_what_was_known_then(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(12)}, known_from="2018-11-04T08:00", known_to="2018-11-05T08:00"),
        Voice({"total": exactly(15)}, known_from="2018-11-05T08:00"),
    )
    then = {"known_at": "2018-11-05 07:59:59"}
    assert figures(connection, "ibc", **then)["killed", "total"][:3] == (12, None, 12)
    assert figures(connection, "ibc", known_at="2018-11-05 08:00")["killed", "total"][:3] == (15, None, 15)
    assert figures(connection, "ibc")["killed", "total"][:3] == (15, None, 15)
    assert figures(connection, "ucdp", known_at="2018-11-01") == {}


def test_the_same_query_takes_the_name_of_the_policy(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection,
        "ev-1",
        Voice({"total": exactly(12)}, source="police"),
        killed_low=12,
        killed_best=12,
        killed_high=12,
    )
    tell(connection, "ev-2", Voice({"total": exactly(5)}), country="IQ", killed_low=5, killed_best=5, killed_high=5)
    heads = set()
    for policy, macro in itertools.product(policies(), ("event_figures_by", "events_by", "casualties")):
        answer = connection.execute(f"FROM mart.{macro}(policy := $policy, country := 'SY')", {"policy": policy})
        heads.add((macro, tuple(column[:2] for column in answer.description)))
        assert len(answer.fetchall()) in {1, 2}
        with pytest.raises(
            duckdb.Error,
            match=r"no policy is called ucpd, did you mean ucdp[?]; known: tollwatch, ucdp, acled, airwars, ibc",
        ):
            connection.execute(f"FROM mart.{macro}(policy := 'ucpd')").fetchall()
    assert len(heads) == 3
    sums = {
        policy: connection.execute(
            "SELECT killed_low, killed_high FROM mart.casualties(\"by\" := 'year', policy := $policy)",
            {"policy": policy},
        ).fetchall()
        for policy in policies()
    }
    assert set(map(str, sums.values())) == {"[(17, 17)]"}


def test_the_policies_in_the_file_are_those_of_the_macros(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("SELECT policy FROM core.policies ORDER BY rowid").fetchall() == [
        (p,) for p in policies()
    ]
    for policy in policies():
        assert connection.execute(
            f"SELECT core.is_policy('{policy}'), count(*) FROM core.figures_{policy}()"
        ).fetchone()


counts = st.integers(0, 30)
a_figure = st.one_of(
    counts.map(exactly),
    counts.map(at_least),
    counts.map(vague),
    st.tuples(counts, counts).map(lambda pair: (min(pair), None, max(pair))),
)
a_voice = st.builds(
    Voice,
    killed=st.dictionaries(
        st.sampled_from(["total", "civilian", "combatant", "unknown", "children", "women"]), a_figure, min_size=1
    ),
    source=st.sampled_from([None, "police", ARMY, "a hospital", "state television"]),
    actors=st.sampled_from([(), (ARMY,), ("Hamas",)]),
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(st.lists(a_voice, min_size=1, max_size=4), min_size=12, max_size=12))
def test_bounds_are_kept_under_every_policy(connection: duckdb.DuckDBPyConnection, told: list[list[Voice]]) -> None:
    for table in ("event_states", "articles", "article_versions", "incidents", "claims", "source_figures"):
        connection.execute(f"DELETE FROM core.{table}")
    for number, voices in enumerate(told):
        tell(connection, f"ev-{number}", *voices)
    for policy in ("ucdp", "acled", "airwars", "ibc"):
        rows = connection.execute(
            "SELECT event_id, victim, low, best, high FROM mart.event_figures_by(policy := $policy)", {"policy": policy}
        ).fetchall()
        totals = {event_id: bounds for event_id, victim, *bounds in rows if victim == "total"}
        for event_id, victim, *bounds in rows:
            known = [bound for bound in bounds if bound is not None]
            assert known == sorted(known), (policy, event_id, victim)
            if policy == "acled" and victim == "total":
                assert len(set(known)) == 1, (event_id, victim, bounds)  # one number, or the zero of no number
            for bound, of_total in zip(bounds, totals.get(event_id, [None] * 3), strict=True):
                assert bound is None or of_total is None or bound <= of_total, (policy, event_id, victim)


def test_the_example_in_the_documentation(connection: duckdb.DuckDBPyConnection) -> None:
    """docs/policies.md: four sources on one event, and what each policy makes of them."""
    tell(
        connection,
        "ev-1",
        Voice({"total": at_least(14), "civilian": at_least(14)}, source="health ministry", qualifier="at_least"),
        Voice({"total": exactly(16), "unknown": exactly(16)}, source="doctors"),
        Voice({"total": exactly(9), "combatant": exactly(9)}, source="the army"),
        Voice({"total": vague(24), "unknown": vague(24)}, source="residents", quote="dozens", qualifier="vague"),
        killed_low=16, killed_best=16, killed_high=24, killed_civilian_low=14, killed_civilian_best=14,
        killed_combatant_low=9, killed_combatant_best=9, killed_combatant_high=9,
    )  # fmt: skip
    found = []
    for policy in policies():
        rows = figures(connection, policy)
        total, civilian, combatant = (rows.get(("killed", v), (None,) * 5) for v in ("total", "civilian", "combatant"))
        found.append([policy, *(_span(group) for group in (total, civilian, combatant)), total[3] or "–"])
    page = (PROJECT / "docs" / "policies.md").read_text(encoding="utf-8")
    table = page.split("| policy |")[1].split("\n\n")[0].splitlines()[2:]
    assert [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table] == found


def _span(figure: tuple[Any, ...]) -> str:
    return " / ".join("–" if bound is None else str(bound) for bound in figure[:3])


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Iraqi forces", "military"),
        ("the army’s media office", "military"),
        ("the operations command", "military"),
        ("the government media office", "official"),
        ("emergency services", "rescue"),
    ],
)
def test_who_speaks_for_those_who_fight_is_known_by_the_words(
    connection: duckdb.DuckDBPyConnection, source: str, kind: str
) -> None:
    tell(connection, "ev-1", Voice({"total": exactly(3)}, source=source))
    assert connection.execute("SELECT kind FROM mart.source_kinds WHERE source = ?", [source]).fetchall() == [(kind,)]
