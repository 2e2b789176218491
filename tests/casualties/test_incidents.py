"""Incidents: which claims of one article are of one attack, and which attack is its main one."""

from __future__ import annotations

import random

import pytest

from extractors.casualties import default_extractor
from extractors.casualties.claims import Draft
from extractors.casualties.incidents.group import group
from extractors.casualties.model import Extraction, Figure
from extractors.casualties.text import PlaceMention, Sentence
from extractors.documents import Document
from tests.casualties.cases import table


def read(text: str, title: str = "") -> Extraction:
    return default_extractor(Document("a", title, text, "2018-11-04"))


@pytest.mark.parametrize("case", table("incidents"), ids=lambda c: c["text"])
def test_partition(case: dict[str, str]) -> None:
    """The quotes of each incident joined by a plus, the main incident first; totals of other scopes are in none."""
    extraction = read(case["text"], case["title"])
    told = [[c.quote for c in extraction.claims if c.incident == i.incident] for i in extraction.incidents]
    assert " | ".join(" + ".join(quotes) for quotes in told) == case["incidents"]


def test_parts_of_a_day_s_total_are_tied_to_it_and_not_added() -> None:
    extraction = read(
        "Bombings killed 32 people across Iraq on Tuesday. In Baghdad, a car bomb killed 18 people at a market. "
        "In Kirkuk, gunmen shot dead five policemen, and a blast in Mosul killed nine."
    )
    whole, *parts = extraction.claims
    assert {part.subset_of for part in parts} == {whole.claim_id}
    assert [i.killed.total.best for i in extraction.incidents if i.killed.total] == [32, 18, 5, 9]


def test_what_is_told_of_elsewhere_is_no_part_of_a_total_that_it_adds_up_to() -> None:
    told = read(
        "Eleven people were killed in air strikes on the town of Ariha in Idlib province on Monday. Elsewhere in the "
        "country, eight people were killed on Monday in the town of Rastan in Homs province. Five of them died in air "
        "strikes on the market. Another three were killed in shelling there."
    )
    whole = next(c.claim_id for c in told.claims if c.quote == "Eleven people")
    assert whole not in [c.subset_of for c in told.claims]
    assert told.incidents[0].killed.total == Figure(11, 11, 11)


@pytest.mark.parametrize(
    "text",
    [
        "Russian attacks killed five people in Kharkiv, three in Sumy and two in Kherson on Sunday.",
        "Twelve people died in Nairobi, seven in Mombasa, four in Kisumu and two in Nakuru.",
        "Bombings killed 20 people in Baghdad on Sunday. Twelve died in Mosul. Seven were killed in Basra.",
        "Strikes killed 15 people in Aleppo on Friday. Nine died in Homs. Six were killed in Hama.",
        "A mine killed 24 people in Kunduz on Friday. Fifteen died in Herat. Nine were killed in Jalalabad.",
    ],
)
def test_the_dead_of_one_town_are_no_share_of_those_of_another_though_they_add_up(text: str) -> None:
    assert [c.subset_of for c in read(text).claims if c.subset_of] == []


def test_a_town_may_stand_for_the_land_around_it() -> None:
    whole, *parts = read("Strikes killed ten people in Ukraine, six in Kharkiv and four in Sumy.").claims
    assert {part.subset_of for part in parts} == {whole.claim_id}
    whole, *parts = read(
        "Air strikes killed 20 people in Gaza on Sunday. Twelve died in Khan Younis. Eight were killed in Rafah."
    ).claims
    assert {part.subset_of for part in parts} == {whole.claim_id}


def test_what_sources_dispute_spans_the_figure() -> None:
    (incident,) = read(
        "A car bomb killed 16 people in Mogadishu. The mayor said 18 people died in the blast. "
        "The government put the toll at 15 people killed."
    ).incidents
    assert incident.killed.total is not None
    assert (incident.killed.total.low, incident.killed.total.best, incident.killed.total.high) == (15, 16, 18)


def test_a_rival_of_a_sum_spans_the_total_and_is_added_to_no_class() -> None:
    (incident,) = read(
        "Thirteen inmates and two guards died in the riot, the ministry said. The agency earlier reported 31 dead."
    ).incidents
    assert incident.killed.total == Figure(15, 15, 31)
    assert incident.killed.unknown == Figure(2, 2, 2)


def test_a_headline_s_total_of_days_is_the_main_incident_and_its_claims_are_in_none() -> None:
    extraction = read(
        "The army killed 35 rebels in Shan state in the past 24 hours. Ten rebels were killed in a raid near Lashio.",
        "Army kills 35 rebels in Shan state",
    )
    assert [(c.quote, c.scope, c.incident) for c in extraction.claims] == [
        ("35 rebels", "period", 0),
        ("Ten rebels", "incident", 2),
    ]
    killed = extraction.incidents[0].killed
    assert killed.combatant is not None
    assert killed.combatant.best == 35


def drafts() -> list[Draft]:
    """Twelve dead in Aleppo, 15 in Homs, five more in Aleppo."""
    towns = {
        name: PlaceMention(at, at + 1, name, name, "SY", lat, 37.0, "town", at, is_locative=True)
        for name, at, lat in (("Aleppo", 10, 36.2), ("Homs", 110, 34.7))
    }
    told = [(0, "Aleppo", 12), (100, "Homs", 15), (200, "Aleppo", 5)]
    return [
        Draft(at, at + 5, "", "killed", count, count, count, "exact", "unknown", None, None, at // 100,
              trigger=at + 6, spots=(towns[town],))
        for at, town, count in told
    ]  # fmt: skip


def test_whoever_did_it_is_in_all_bounds_of_those_they_killed() -> None:
    extraction = read("A suicide bomber killed himself and 12 others in Kabul on Monday.")
    assert extraction.incidents[0].killed.total == Figure(13, 13, 13)


def test_an_old_crime_is_an_event_only_where_a_court_deals_with_it() -> None:
    passing = "Senators passed a bill drafted after a 2012 shooting in which 26 people were killed in Keld."
    assert not read(passing, "New gun law passes").incidents
    tried = read(
        "A man was jailed for life. He shot and killed two men in Keld in March 2015, the court heard.",
        "Man jailed for 2015 shooting of two",
    )
    assert [(c.incident, c.scope) for c in tried.claims] == [(1, "incident")]
    assert tried.incidents[0].date_start == "2015-03-01"
    assert tried.incidents[0].injured.total is None


def test_the_order_in_which_claims_come_does_not_matter() -> None:
    sentences = [Sentence(at, at + 99, " " * 99, at // 100, 0) for at in (0, 100, 200)]
    mentions = {c.sentence: list(c.spots) for c in drafts()}
    for seed in range(5):
        claims = drafts()
        random.Random(seed).shuffle(claims)
        group(claims, sentences, mentions)
        assert [c.incident for c in sorted(claims, key=lambda c: c.start)] == [1, 2, 1]
