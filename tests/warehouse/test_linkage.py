"""Linkage: what is one attack, what is not, and why."""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from importlib import resources

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.builders import HAJIN, Attack, Story, exactly, place
from tests.warehouse.conftest import Load
from tests.warehouse.stories import ELSEWHERE, FIRST, MARFA, REPRINT, SECOND
from warehouse.linkage.clusters import UNCOMPARED_MILLIBITS, grow
from warehouse.linkage.credits import credited_agency
from warehouse.linkage.independence import independent_sources
from warehouse.linkage.rows import Row
from warehouse.linkage.weights import load_weights


def events_of(connection: duckdb.DuckDBPyConnection, *stories: Story) -> list[str]:
    rows = dict(connection.execute("SELECT article_id, event_id FROM core.event_members").fetchall())
    return [rows[story.article_id] for story in stories]


def test_one_attack_of_three_outlets_and_another_of_the_same_day(loaded: duckdb.DuckDBPyConnection) -> None:
    first, second, reprint, elsewhere = events_of(loaded, FIRST, SECOND, REPRINT, ELSEWHERE)
    assert first == second == reprint != elsewhere


def test_a_link_tells_why(loaded: duckdb.DuckDBPyConnection) -> None:
    rows = loaded.execute("SELECT score, levels FROM mart.links WHERE is_joined").fetchall()
    assert len(rows) == 3
    weights = load_weights()
    for score, levels in rows:
        assert set(levels) == set(weights.comparisons)
        bits = [weights.prior, *(weights.comparisons[name][level] for name, level in levels.items())]
        assert score == pytest.approx(sum(bits) / 1000)


def strike(key: str, day: str | None, text: str, published: str, where: dict[str, object] = HAJIN) -> Story:
    return Story(
        key,
        text,
        title=f"What is known of the {key} attack",
        publisher=key,
        published=published,
        attacks=(
            Attack(day, (where,), ("Air force",), "air_strike", killed={"total": exactly(4), "unknown": exactly(4)}),
        ),
    )


def test_two_strikes_on_one_town_a_week_apart_stay_apart(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    early = strike(
        "early", "2018-11-03", "A strike on the bakery of Hajin killed four people, rescuers said.", "2018-11-04"
    )
    late = strike(
        "late", "2018-11-10", "A strike on the harbour of Hajin killed four people, residents said.", "2018-11-11"
    )
    load(early, late)
    assert len(set(events_of(connection, early, late))) == 2


def test_undated_reports_need_more_than_a_place(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    dated = strike("dated", "2018-11-03", "Four people, all of the Shamekh family, died in Hajin.", "2018-11-04")
    same = strike("same", None, "In Hajin the Shamekh family buried its four dead, killed in a strike.", "2018-11-05")
    other = strike("other", None, "A strike near a checkpoint left four dead, officials told reporters.", "2018-12-20")
    load(dated, same, other)
    found = events_of(connection, dated, same, other)
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_report_of_a_week_meets_one_of_a_day_whichever_was_loaded_first(
    connection: duckdb.DuckDBPyConnection, load: Load, is_turned: bool
) -> None:
    dated = strike("dated", "2018-11-02", "A strike on the bakery left four dead, rescuers said.", "2018-11-03")
    week = strike("week", "2018-11-04", "Four people died in strikes this week, a ministry said.", "2018-11-11")
    week = replace(week, attacks=(replace(week.attacks[0], last_day="2018-11-10", precision="week"),))
    for story in (week, dated) if is_turned else (dated, week):
        load(story)
    assert connection.execute("SELECT count(*) FROM core.event_links").fetchone() == (1,)


def test_two_incidents_of_one_article_stay_apart(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    twice = replace(FIRST, key="twice", attacks=(FIRST.attacks[0], FIRST.attacks[0]))
    load(twice, SECOND, REPRINT)
    rows = connection.execute(
        "SELECT count(*), count(DISTINCT article_id) FROM core.event_members GROUP BY event_id"
    ).fetchall()
    assert all(members == articles for members, articles in rows)


def test_a_town_that_two_sources_spell_differently_is_one(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    accented = place("Hájín", "SY", "Deir ez-Zor")
    load(FIRST, replace(SECOND, attacks=(replace(SECOND.attacks[0], places=(accented,)),)))
    assert connection.execute("SELECT count(*) FROM core.events").fetchone() == (1,)


def test_far_places_on_the_same_day_are_not_linked(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    here = strike("here", "2018-11-03", "Four died when a depot was struck, a doctor said.", "2018-11-04")
    there = strike("there", "2018-11-03", "Four died when a convoy was struck, a driver said.", "2018-11-04", MARFA)
    load(here, there)
    assert len(set(events_of(connection, here, there))) == 2


def at_once(pairs: list[tuple[int, int, int]], articles: dict[int, str]) -> set[frozenset[int]]:
    """The clusters of rows that all became known at one time."""
    rows = [Row(key, f"incident {key}", article, rank=key, start=0, end=1) for key, article in articles.items()]
    groups: dict[int, set[int]] = {}
    for stay in grow(rows, pairs).stays:
        groups.setdefault(stay.founder, set()).add(stay.key)
    return {frozenset(group) for group in groups.values()}


def test_clusters_do_not_chain() -> None:
    # 1 and 3 are compared and differ strongly: 2 must not tie them together
    pairs = [(1, 2, 3000), (2, 3, 2500), (1, 3, -9000)]
    assert at_once(pairs, {1: "a", 2: "b", 3: "c"}) == {frozenset((1, 2)), frozenset((3,))}


def test_an_aside_does_not_take_the_place_of_what_its_article_is_about() -> None:
    main, aside, other = (
        Row(key, f"incident {key}", article, rank=key, start=0, end=1, is_main=key != 2)
        for key, article in ((1, "a"), (2, "a"), (3, "b"))
    )
    found = {stay.key: stay.founder for stay in grow([main, aside, other], [(1, 3, 3000), (2, 3, 5000)]).stays}
    assert found == {1: 1, 2: 2, 3: 1}


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
        st.integers(-9000, 9000),
        max_size=30,
    ),
    st.integers(0, 2**32),
)
def test_clusters_against_the_plain_algorithm(scores: dict[tuple[int, int], int], seed: int) -> None:
    owners = {n: f"article{n // 2}" for n in range(10)}
    pairs = [(a, b, score) for (a, b), score in scores.items()]
    expected = _plainly(pairs, owners)
    random.Random(seed).shuffle(pairs)
    groups = at_once(pairs, owners)
    assert groups == expected
    for group in groups:
        assert len({owners[name] for name in group}) == len(group)


def _plainly(pairs: list[tuple[int, int, int]], owners: dict[int, str]) -> set[frozenset[int]]:
    """Average linkage by looking at every pair of clusters in every round."""
    scores = {frozenset(pair[:2]): pair[2] for pair in pairs}
    groups = [frozenset([name]) for name in owners]
    while True:
        candidates = []
        for a in groups:
            for b in groups:
                known = [scores[frozenset((x, y))] for x in a for y in b if frozenset((x, y)) in scores]
                if min(a) >= min(b) or not known or {owners[x] for x in a} & {owners[y] for y in b}:
                    continue
                size = len(a) * len(b)
                mean = (sum(known) + UNCOMPARED_MILLIBITS * (size - len(known))) // size
                if mean > 0:
                    candidates.append((-mean, min(a), min(b), a, b))
        if not candidates:
            return set(groups)
        _, _, _, a, b = min(candidates, key=lambda entry: entry[:3])
        groups = [group for group in groups if group not in {a, b}] + [a | b]


@pytest.mark.parametrize(
    ("authors", "text", "agency"),
    [
        (["AFP"], "Text.", "afp"),
        (["Jo Doe, Associated Press"], "Text.", "ap"),
        ([], "BEIRUT (Reuters) - Shells hit a town.", "reuters"),
        ([], "Shells hit a town.\n\n(AFP)", "afp"),
        ([], "Shells hit a town.\n\nSource: Anadolu Agency", "anadolu"),
        ([], "Shells hit a town.\nReuters contributed to this report.", "reuters"),
        ([], "Shells hit a town, a doctor told AFP. People fled to the hills and to the river.", None),
        ([], "[Source: The Harbour Post]", None),
        (["Pat Apgar"], "MAP of the town.", None),
        ([], "Shells hit a town.\n\nWith inputs from PTI", "pti"),
        ([], "Shells hit a town.\n\n(With inputs from agencies)", "agencies"),
        ([], "Shells hit a town.\n\n— Agencies", "agencies"),
        ([], "Shells hit a town.\n\ndpa/AFP", "dpa"),
        ([], "Shells hit a town. (AFP/dpa)", "afp"),
        ([], "Shells hit a town.\n\nsource: Anadolu", "anadolu"),
        ([], "Shells hit a town.\n\n(Reporting by Jo Doe and Pat Roe; Editing by Lee Poe)", "reuters"),
        ([], "Shells hit a town.\n\nReporting by Jo Doe; Writing by Pat Roe; Editing by Lee Poe", "reuters"),
        ([], "KABUL, Nov 3 (Xinhua) -- Shells hit a town.", "xinhua"),
        ([], "سقطت قذائف على بلدة.\n\n(أ ف ب)", "afp"),
        ([], "Снаряды попали в город.\n\nИсточник: ТАСС", "tass"),
        (["Staff and agencies"], "Text.", "agencies"),
        (["Agencia EFE"], "Text.", "efe"),
        (["JO DOE Associated Press"], "Text.", "ap"),
        (["Jo Doe, Anadolu"], "Text.", "anadolu"),
        (["Reuters Staff"], "Text.", "reuters"),
        (["Petra Novak", "Saba Rahimi"], "Text.", None),
        ([], "Shells hit a town.\n\n© 2018 AFP. All rights reserved.", "afp"),
        ([], "Shells hit a town.\n\nThis report was first published by Reuters.", "reuters"),
        ([], "Aid agencies said so.", None),
        ([], "The dead were taken away by the agencies", None),
        (["Ana Uni"], "Agencies of the state were silent. She took the tap and the map - AAPL fell.", None),
        ([], "The report was edited by Jo Doe; reporting by residents was scarce.", None),
        (None, "", None),
    ],
)
def test_credit_lines(authors: list[str] | None, text: str, agency: str | None) -> None:
    assert credited_agency(None, authors, text) == agency


def test_no_two_agencies_share_a_credit() -> None:
    file = resources.files("warehouse.linkage") / "agencies.toml"
    agencies = tomllib.loads(file.read_text(encoding="utf-8"))["agency"]
    credits_ = [credit for agency in agencies for credit in agency["credits"]]
    assert len(agencies) >= 60
    assert len(credits_) == len(set(credits_))
    assert len({agency["key"] for agency in agencies}) == len(agencies)


def test_independent_sources() -> None:
    articles = [
        ("a", "post", None),
        ("b", "copy", "afp"),
        ("c", "mail", None),
        ("d", "post", None),
        ("e", None, None),
        ("f", "sun", None),
    ]
    keys = independent_sources(articles, [("a", "b"), ("c", "f")])
    assert keys == {
        "a": "agency:afp",
        "b": "agency:afp",
        "c": "text:c",
        "f": "text:c",
        "d": "publisher:post",
        "e": "article:e",
    }


def test_agencies_that_are_not_named_are_no_source_beside_one_that_is(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    agencies = [("a", "post", "agencies"), ("b", "mail", "reuters"), ("c", "sun", "afp"), ("d", "star", None)]
    keys = independent_sources(agencies, [])
    assert keys == {"a": "agency:afp", "b": "agency:reuters", "c": "agency:afp", "d": "publisher:star"}
    assert independent_sources(agencies[:1], []) == {"a": "agency:agencies"}
    load(
        replace(SECOND, text=f"{SECOND.text}\n\n(With inputs from agencies)"),
        replace(FIRST, text=f"{FIRST.text}\n\n(Reuters)"),
    )
    assert connection.execute("SELECT articles, independent_sources FROM core.events").fetchall() == [(2, 1)]
