"""Events in the forms of UCDP, ACLED and Airwars: columns, types, codes, and what the forms cannot hold."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.casualties.actors.names import actor_names
from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly
from tests.warehouse.conftest import Load
from warehouse.exports import acled, airwars, ged
from warehouse.exports.actors import actor
from warehouse.exports.asked import Asked, events
from warehouse.exports.columns import Column, form
from warehouse.exports.countries import countries, priogrid
from warehouse.exports.notes import Notes

HEADERS = tomllib.loads((Path(__file__).parent / "headers.toml").read_text(encoding="utf-8"))
POLICIES = ("tollwatch", "ucdp", "acled", "airwars", "ibc")


def rows_of(name: str, connection: duckdb.DuckDBPyConnection, notes: Notes, policy: str) -> Iterator[dict[str, Any]]:
    found = events(connection, Asked(policy=policy))
    match name:
        case "ged":
            return ged.rows(found, notes)
        case "acled":
            return acled.rows(found, notes)
    return (incident.row for incident in airwars.incidents(found, notes, airwars.declarations(connection, Asked())))


def by_place(rows: Iterator[dict[str, Any]], column: str) -> dict[str, dict[str, Any]]:
    return {row[column] or "": row for row in rows}


@pytest.mark.parametrize("name", ["ged", "acled", "airwars"])
def test_the_columns_are_those_of_the_provider(name: str) -> None:
    assert form(name).names == HEADERS[name].split(", ")


def test_the_forms_have_as_many_columns_as_their_codebooks_say() -> None:
    assert [len(form(name).names) for name in ("ged", "acled")] == [49, 31]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", ["ged", "acled", "airwars"])
def test_every_row_keeps_to_its_form(told: duckdb.DuckDBPyConnection, name: str, policy: str) -> None:
    notes = Notes()
    rows = list(rows_of(name, told, notes, policy))
    assert rows
    assert [wrong for row in rows for wrong in form(name).refuses(row)] == []
    assert notes.written == len(rows)
    assert notes.read == len(rows) + sum(note.count for note in notes.left_out.values())


@pytest.mark.parametrize("policy", POLICIES)
def test_the_deaths_of_ged_add_up(told: duckdb.DuckDBPyConnection, policy: str) -> None:
    for row in ged.rows(events(told, Asked(policy=policy)), Notes()):
        assert row["low"] <= row["best"] <= row["high"]
        parts = [row[f"deaths_{part}"] for part in ("a", "b", "civilians", "unknown")]
        assert sum(parts) == row["best"]
        assert min(parts) >= 0


def test_ged_tells_who_fought_whom(told: duckdb.DuckDBPyConnection) -> None:
    notes = Notes()
    rows = by_place(ged.rows(events(told, Asked(policy="ucdp")), notes), "where_coordinates")
    kirkuk = rows["Kirkuk"]
    assert (kirkuk["type_of_violence"], kirkuk["side_a"], kirkuk["side_b"]) == (1, None, "Islamic State")
    assert (kirkuk["deaths_a"], kirkuk["deaths_b"], kirkuk["deaths_civilians"]) == (6, 0, 2)
    damboa = rows["Damboa"]
    assert (damboa["type_of_violence"], damboa["dyad_name"]) == (3, "Boko Haram - Civilians")
    assert (damboa["where_prec"], damboa["country_id"], damboa["region"]) == (2, 475, "Africa")
    assert any("one-sided" in what for what in notes.assumed)
    (unplaced,) = ged.rows([{**next(iter(events(told, Asked()))), "lat": None, "lon": None, "killed_best": 3}], Notes())
    assert unplaced["where_prec"] is None  # coordinates that there are not are not exact either


def test_ged_leaves_out_what_it_cannot_hold_and_counts_it(told: duckdb.DuckDBPyConnection) -> None:
    notes = Notes()
    list(ged.rows(events(told, Asked(policy="ucdp")), notes))
    assert {what.split(",")[0]: note.count for what, note in notes.left_out.items()} == {
        "no article dates the event": 1,
        "nobody is known to have been killed": 1,
    }


def test_a_state_that_attacks_has_its_number(told: duckdb.DuckDBPyConnection) -> None:
    (event,) = (e for e in events(told, Asked()) if e["place"] == "Kirkuk")
    (row,) = ged.rows([{**event, "actors": ["Iraq (forces)"], "claims": []}], Notes())
    assert (row["side_a"], row["gwnoa"], row["gwnob"]) == ("Iraq (forces)", 645, None)


def test_acled_rows(told: duckdb.DuckDBPyConnection) -> None:
    notes = Notes()
    rows = by_place(acled.rows(events(told, Asked(policy="acled")), notes), "location")
    kirkuk = rows["Kirkuk"]
    assert (kirkuk["event_type"], kirkuk["sub_event_type"]) == ("Battles", "Armed clash")
    assert (kirkuk["inter1"], kirkuk["fatalities"], kirkuk["iso"]) == ("Rebel group", 8, 368)
    damboa = rows["Damboa"]
    assert (damboa["interaction"], damboa["civilian_targeting"]) == ("Rebel group-Civilians", "Civilians targeted")
    assert (damboa["geo_precision"], damboa["event_id_cnty"][:3]) == (2, "NGA")
    assert "at least “11 villagers”" in damboa["notes"]
    oldport = rows["Oldport"]
    assert (str(oldport["event_date"]), oldport["time_precision"], oldport["fatalities"]) == ("2020-03-16", 3, 0)
    assert any("convention" in what for what in notes.assumed)
    assert sum(note.count for note in notes.left_out.values()) == 2  # without a day, and of a year


def test_a_battle_of_acled_is_between_armed_groups(told: duckdb.DuckDBPyConnection) -> None:
    (fought,) = (e for e in events(told, Asked(policy="acled")) if e["place"] == "Kirkuk")
    soldiers = {**fought, "killed_civilian_low": None, "injured_civilian_low": None}
    bystanders = {**fought, "killed_combatant_low": None, "injured_combatant_low": None}
    notes = Notes()
    against_a_state, crossfire = acled.rows([soldiers, bystanders], notes)
    assert (against_a_state["inter1"], against_a_state["inter2"]) == ("Rebel group", "State forces")
    assert against_a_state["interaction"] == "State forces-Rebel group"  # 12: the codebook has no 21
    assert (crossfire["event_type"], crossfire["interaction"]) == ("Battles", "Rebel group only")
    assert (crossfire["actor2"], crossfire["inter2"], crossfire["civilian_targeting"]) == (None, None, None)
    assert any("civilians alone" in what for what in notes.not_known)


def test_notes_say_what_a_form_has_no_room_for() -> None:
    for name in ("ged", "acled", "airwars"):
        page = Notes(dropped=form(name).dropped, unsure=form(name).unsure).as_markdown(name, "all", "nothing")
        assert page.index("## What the form has no column for") < page.index("the missing") < page.index("## Unsure")


def test_vague_words_are_a_dozen_in_acled(told: duckdb.DuckDBPyConnection) -> None:
    (row,) = (r for r in acled.rows(events(told, Asked(policy="acled")), Notes()) if r["location"] is None)
    assert (row["fatalities"], row["country"], row["event_id_cnty"].isdigit()) == (12, None, True)


def test_airwars_hangs_belligerents_and_sources_on_each_incident(told: duckdb.DuckDBPyConnection) -> None:
    for incident in airwars.incidents(events(told, Asked(policy="airwars")), Notes(), {}):
        code = incident.row["unique_reference_code"]
        for part, rows in (("belligerents", incident.belligerents), ("sources", incident.sources)):
            columns: tuple[Column, ...] = form("airwars").parts[part]
            for row in rows:
                assert row["unique_reference_code"] == code
                assert list(row) == [column.name for column in columns]
                assert [wrong for column in columns if (wrong := column.refuses(row[column.name]))] == []
        assert incident.sources


def test_a_null_stays_a_null_in_airwars(told: duckdb.DuckDBPyConnection) -> None:
    rows = by_place(rows_of("airwars", told, Notes(), "airwars"), "location_name")
    assert rows["Oldport"]["civilian_non_combatants_killed_min"] is None
    assert rows["Damboa"]["civilian_non_combatants_killed_min"] == 11


def test_who_attacked_and_says_so_declares_the_strike(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    def struck(key: str, day: str, text: str, source: str | None = None) -> Story:
        who = Said("five civilians", exactly(5), victim="civilian", source=source)
        attack = Attack(day, (HAJIN,), ("Islamic State",), killed={"total": exactly(5), "civilian": exactly(5)})
        return Story(
            key, f"A bomb killed five civilians in Hajin. {text}", published=day, said=(who,), attacks=(attack,)
        )

    load(
        struck("claimed", "2018-01-01", "The Islamic State group claimed the attack on its channel."),
        struck("passive", "2018-03-01", "It was claimed by the Islamic State."),
        struck("counted", "2018-05-01", "More was not said.", source="Islamic State fighters"),
        struck("denied", "2018-07-01", "The Islamic State group has not claimed responsibility."),
        struck("other", "2018-09-01", "The army said it had killed the leader of the Islamic State."),
        struck("gang", "2018-11-01", "The Islamic State had left the town when a gang claimed the ambush."),
        struck("earlier", "2018-12-15", "It came after a bombing claimed by the Islamic State on Tuesday."),
    )
    made = airwars.incidents(events(connection, Asked()), Notes(), airwars.declarations(connection, Asked()))
    told = {incident.row["incident_date"].month: incident for incident in made}
    assert [told[month].row["strike_status"] for month in (1, 3, 5, 7, 9, 11, 12)] == [
        "declared_strike", "declared_strike", "declared_strike", *["single_source_claim"] * 4,
    ]  # fmt: skip
    assert [told[month].belligerents[0]["deaths_conceded_max"] for month in (1, 5)] == [None, 5]


def test_ids_are_numbers_that_a_spreadsheet_holds(told: duckdb.DuckDBPyConnection) -> None:
    rows = list(ged.rows(events(told, Asked(policy="ucdp")), Notes()))
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(0 < row["id"] < 2**53 and float(row["id"]) == row["id"] for row in rows)


def test_every_name_that_claims_may_carry_is_of_a_kind() -> None:
    named = set(actor_names().by_key.values())
    unidentified = {n.name for n in named if actor(n.name, None).kind == "unidentified" and n.kind != "unknown"}
    assert unidentified == set()


def test_countries_and_cells() -> None:
    assert len({country.iso3 for country in countries().values()}) == len(countries())
    assert countries()["YE"].gw_number == 678
    assert countries()["PS"].gw_number is None
    assert priogrid(-55.75, -69.25) == 49182  # the first cell of land in PRIO-GRID
    assert priogrid(89.99, 180.0) == 360 * 720
