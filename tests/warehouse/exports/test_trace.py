"""Behind each figure that an export writes stands a claim that is shown as counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly
from tests.warehouse.conftest import Load
from warehouse.connect import reader
from warehouse.exports.asked import Asked, Event, events
from warehouse.exports.reports import counted

_GROUPS = ("total", "civilian", "combatant", "unknown", "children", "women")


def figures(event: Event) -> Iterator[tuple[str, str, set[int]]]:
    """Effect, group and numbers of each figure of an event."""
    for effect in ("killed", "injured"):
        for group in _GROUPS:
            name = effect if group == "total" else f"{effect}_{group}"
            if numbers := {event[f"{name}_{bound}"] for bound in ("low", "best", "high")} - {None}:
                yield effect, group, numbers


def is_of(claim: dict[str, Any], group: str, policy: str) -> bool:
    """Whether a claim may bear a figure of the group; Airwars counts as civilians who are not said to be combatants."""
    match group:
        case "children":
            return bool(claim["age"] == "child")
        case "women":
            return bool(claim["gender"] == "female")
        case "civilian" | "combatant":
            return claim["victim"] == group or policy == "airwars"
    return True


def sums(claims: list[dict[str, Any]]) -> set[int]:
    """What claims of one article, alone or together, give."""
    told = {
        claim["article_id"]: [c for c in claims if c["article_id"] == claim["article_id"]] for claim in claims
    }.values()
    return {
        sum(claim[bound] or 0 for claim in some)
        for of_article in told
        for many in range(1, len(of_article) + 1)
        for some in combinations(of_article, many)
        for bound in ("low", "best", "high")
    }


@pytest.mark.parametrize("policy", ["tollwatch", "ucdp", "acled", "airwars", "ibc"])
def test_every_figure_of_the_newsroom_rests_on_counted_claims(newsroom_home: Path, policy: str) -> None:
    with reader(newsroom_home / "published" / "tollwatch.duckdb") as connection:
        found = list(events(connection, Asked(policy=policy)))
    assert len(found) == 7
    for event in found:
        for effect, group, numbers in figures(event):
            bearing = [c for c in counted(event) if c["effect"] == effect and is_of(c, group, policy)]
            assert bearing, (event["place"], effect, group, numbers)
            if group != "unknown":  # what is left of the whole
                assert numbers <= sums(bearing), (event["place"], effect, group, numbers)


def test_a_part_that_gives_a_class_is_counted(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(
        Story(
            "told",
            "Ten people died, among them four soldiers and two medics. Six civilians were hurt, three teachers too.",
            said=(
                Said("Ten people", exactly(10)),
                Said("four soldiers", exactly(4), victim="combatant", subset_of="Ten people"),
                Said("two medics", exactly(2), victim="civilian", subset_of="Ten people"),
                Said("Six civilians", exactly(6), effect="injured", victim="civilian"),
                Said("three teachers", exactly(3), effect="injured", victim="civilian", subset_of="Six civilians"),
            ),
            attacks=(
                Attack(
                    "2018-11-03", (HAJIN,),
                    killed={"total": exactly(10), "combatant": exactly(4), "unknown": exactly(6)},
                    injured={"total": exactly(6), "civilian": exactly(6)},
                ),
            ),
        )
    )  # fmt: skip
    (event,) = events(connection, Asked())
    assert [claim["quote"] for claim in counted(event)] == ["Ten people", "four soldiers", "Six civilians"]


def test_the_attacks_of_a_day_bear_the_children_of_its_toll(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(
        Story(
            "day",
            "Nine people died on Saturday: four people, three children among them, at Mill and five people at Quarry.",
            said=(
                Said("Nine people", exactly(9)),
                Said("four people", exactly(4), subset_of="Nine people", incident=2),
                Said("three children", exactly(3), victim="civilian", age="child", subset_of="four people", incident=2),
                Said("five people", exactly(5), subset_of="Nine people", incident=3),
            ),
            attacks=(
                Attack("2018-11-03", (HAJIN,), killed={"total": exactly(9), "children": exactly(3)}),
                Attack("2018-11-03", (HAJIN,)),
                Attack("2018-11-03", (HAJIN,)),
            ),
        )
    )
    (event,) = (event for event in events(connection, Asked()) if event["killed_best"] == 9)
    assert {claim["quote"]: claim["why_not_counted"] for claim in event["claims"]} == {
        "Nine people": None,
        "three children": None,
        "four people": "part of a larger figure",
        "five people": "part of a larger figure",
    }
