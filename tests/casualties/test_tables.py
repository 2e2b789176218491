"""Tables in plain text: each cell is read by the heading of its column."""

from __future__ import annotations

from extractors.casualties.cascade import extract
from extractors.documents import Document


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
