"""Tables and labelled lists in plain text: each figure is read by its heading."""

from __future__ import annotations

import pytest

from extractors.casualties import cascade
from extractors.casualties.cascade import extract
from extractors.casualties.model import Figure
from extractors.documents import Document
from extractors.errors import DocumentError


def _claims(text: str) -> list[tuple[str, str, int | None, bool]]:
    document = Document("d", "", text, "2026-07-19", None, "en", None)
    return [(c.quote, c.effect, c.low, c.subset_of is not None) for c in extract(document).claims]


def test_cells_tell_what_their_heading_says() -> None:
    table = (
        "Floods killed 59 people.\n\nDistrict | Deaths | Injured | Houses\nGesha | 41 | 70 | 310\nWollo | 18 | 0 | 12\n"
    )
    assert _claims(table) == [
        ("59 people", "killed", 59, False),
        ("41", "killed", 41, True),
        ("70", "injured", 70, False),
        ("18", "killed", 18, True),
    ]


def test_a_line_of_other_width_ends_no_sentence_as_a_row() -> None:
    assert _claims("District | Deaths\nSee also | the floods | of 2024\n") == []


def test_bars_around_a_row_open_no_cells() -> None:
    assert [c[:3] for c in _claims("| Town | Killed |\n|---|---|\n| Tano | 12 |\n")] == [("12", "killed", 12)]


def _dead(text: str) -> Figure | None:
    document = Document("d", "", text, "2026-07-19", None, "en", None)
    return extract(document).incidents[0].killed.total


@pytest.mark.parametrize("last", ["", "Grand total | 34", "Total | 34", "All | 34"])
def test_rows_add_up_to_their_total_told_or_not(last: str) -> None:
    table = f"Floods hit Iraq.\n\nTown | Killed\nBasra | 4\nMosul | 30\n{last}\n"
    assert _dead(table) == Figure(34, 34, 34)


def test_rows_that_say_the_same_are_not_one() -> None:
    table = "Town | Killed | Injured\nBasra | 4 | \nMosul | 4 | 7\nKirkuk | 1 | 1\n"
    assert _dead(table) == Figure(9, 9, 9)


def test_an_empty_cell_and_a_torn_row_keep_the_rest() -> None:
    table = "Town | Killed | Injured\nBasra | 4 |\nErbil | 2\nMosul | 30 | 7\nTotal | 36 | 7\n"
    told = [("4", "killed"), ("30", "killed"), ("7", "injured"), ("36", "killed"), ("7", "injured")]
    assert [c[:2] for c in _claims(table)] == told


def test_without_a_total_a_row_that_is_not_understood_leaves_the_column_unread() -> None:
    assert _claims("Town | Killed\nBasra | dozens\nMosul | 30\nErbil | 2\n") == []


def test_a_row_that_counts_others_is_not_added_to_them() -> None:
    assert _claims("Area | Killed\nNineveh | 44\nMosul | 30\nSinjar | 14\nErbil | 2\n") == []


def test_a_column_of_animals_stands_beside_that_of_people() -> None:
    table = "District | Livestock deaths | Killed | Missing data\nGesha | 400 | 4 | 12\nWollo | 200 | 3 | 9\n"
    assert [c[:2] for c in _claims(table)] == [("4", "killed"), ("3", "killed")]


@pytest.mark.parametrize(
    "table",
    [
        "Year | Deaths\n2015 | 44\n2016 | 31\n2017 | 20",
        "District | Year | Deaths\nGesha | 2015 | 44\nWollo | 2016 | 31",
        "Region | Deaths\nJanuary | 44\nMarch | 31",
        "Team | Injured | Suspended\nGesha Rovers | 4 | 2",
        "State | Injured | Suspended\nGesha | 4 | 2",
        "Town | Death rate\nBasra | 4",
        "County | Missing\nBasra | 4",
        "District | Poultry farms | Deaths\nGesha | 3 | 400",
        "Livestock lost\nDistrict | Deaths\nGesha | 400",
        "Deaths since 2015\nDistrict | Deaths\nGesha | 400",
        "Breed | Deaths\nZebu | 12",
        "Winger | Missing | Dead\nLowe | 2 | 1",
    ],
)
def test_what_counts_no_people_or_periods_is_left_alone(table: str) -> None:
    assert _claims(f"The dead were counted.\n\n{table}\n") == []


def test_prose_ends_a_table_and_lends_it_no_class() -> None:
    text = "Two soldiers were killed.\n\nTown | Killed\nMosul | 2\nTotal | 2\n\nThe river rose.\nSee | 7\n"
    assert [c[:2] for c in _claims(text)] == [("Two soldiers", "killed"), ("2", "killed"), ("2", "killed")]
    document = Document("d", "", text, "2026-07-19", None, "en", None)
    assert {c.victim for c in extract(document).claims if c.quote == "2"} == {"unknown"}


def test_rows_count_against_the_most_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cascade, "MOST_CLAIMS", 3)
    with pytest.raises(DocumentError, match="more than 3 claims"):
        _claims("Town | Killed\n" + "Basra | 4\n" * 9 + "The river rose. A man was killed.\n")


@pytest.mark.parametrize(
    "text",
    [
        "The quake killed 45 people. Buses running by region: Basra - 14, Mosul - 22, Erbil - 9.",
        "The quake killed 45 people. Seats won by district: Basra - 14, Mosul - 22, Erbil - 9.",
        "The quake killed 45 people. Turnout by county: Basra - 14, Mosul - 22, Erbil - 9.",
        "The quake killed 45 people. Schools closed by province: Basra - 14, Mosul - 22.",
        "The quake killed 45 people. Temperatures by region: Basra - 14, Mosul - 22.",
        "The quake killed 45 people. Distances by district: Hawija - 40, Mosul - 5.",
        "The quake killed 45 people. By district: Hawija - 40, Mosul - 51.",
        "The quake killed 45 people. Victims' ages: Amir - 24, Bilal - 31.",
        "The quake killed 45 people. The dead by age: Amir - 14, Bilal - 31.",
        "The quake killed 45 people. Among the dead: Amir - 14, Bilal - 31.",
        "The quake killed 45 people. Injured reserve: 4. Dead heats: 3. Missing data: 2.",
        "The quake killed 45 people. The army came. Roads were shut. By district: Hawija - 4, Mosul - 5.",
    ],
)
def test_a_list_of_other_things_kills_nobody(text: str) -> None:
    assert [c[0] for c in _claims(text)] == ["45 people"]


@pytest.mark.parametrize(
    "head", ["By district", "Dead by district", "Number of dead per province", "Victims by region"]
)
def test_a_list_of_the_dead_tells_their_parts(head: str) -> None:
    text = f"The quake killed 45 people. {head}: Basra - 14, Mosul - 22, Erbil - 9."
    assert _claims(text)[1:] == [(figure, "killed", int(figure), True) for figure in ("14", "22", "9")]
