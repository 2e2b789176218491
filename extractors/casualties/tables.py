"""Tables of figures as plain text: a row of headings with bars between ("District | Killed | Injured"), rows below it.

Situation reports tell their dead so. Each row is read cell by cell, by the heading of its column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.casualties.harms.harms import Harm
from extractors.casualties.model import Effect
from extractors.casualties.numbers.words import digits_of
from extractors.casualties.text import Sentence
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_BARS = frozenset(["|", "\t"])
_HEADINGS: dict[str, Effect] = {
    "dead": "killed", "deaths": "killed", "death": "killed", "killed": "killed", "fatalities": "killed",
    "deceased": "killed", "injured": "injured", "injuries": "injured", "wounded": "injured", "hurt": "injured",
    "missing": "missing", "casualties": "casualties",
}  # fmt: skip
_TOTALS = frozenset(["total", "totals", "all", "sum", "overall"])
_LONGEST_HEADING = 4  # tokens of "Number of people killed"
_LEAST = 2  # cells of a row


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table under way: what befell those whom each counts, None where it counts nobody harmed."""

    columns: tuple[Effect | None, ...]


def may_be_row(sentence: Sentence) -> bool:
    """Whether the sentence is a line with bars."""
    return "|" in sentence.text


def heading(sentence: Sentence) -> Table | None:
    """The table that the line opens, if it is a row of headings of which one names a harm."""
    cells = _cells(sentence.tokens)
    if len(cells) < _LEAST or any(t.kind == "n" for cell in cells for t in cell):
        return None
    columns = tuple(_effect(cell) for cell in cells)
    return Table(columns) if any(columns) else None


def read_row(sentence: Sentence, table: Table) -> list[Harm] | None:
    """The harms of one row; None where the line is no row of the table. A row of totals counts the whole."""
    tokens = sentence.tokens
    cells = _cells(tokens)
    if len(cells) != len(table.columns) or not cells[0]:
        return None
    is_part = cells[0][0].low not in _TOTALS
    harms: list[Harm] = []
    for cell, effect in zip(cells, table.columns, strict=True):
        value = digits_of(cell[0]) if len(cell) == 1 else None
        if effect is None or not value:
            continue  # no figure, or a nought: nobody
        at = tokens.index(cell[0])
        group = Group(at, at, at, at, value, value, value, "exact", "elided", cell[0].low, is_plural=value > 1,
                      is_part=is_part, has_class=False)  # fmt: skip
        harms.append(Harm(group, effect, at, is_part=is_part))
    return [replace(h, is_toll=not is_part) for h in harms]


def _cells(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens between the bars; a bar at the end or the start of the line opens no further cell."""
    cells: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in _BARS:
            cells.append([])
        else:
            cells[-1].append(token)
    while cells and not cells[-1]:
        cells.pop()
    return cells[1:] if cells and not cells[0] else cells


def _effect(cell: Sequence[Token]) -> Effect | None:
    """What befell those whom the column counts, by its heading."""
    if len(cell) > _LONGEST_HEADING:
        return None
    return next((_HEADINGS[t.low] for t in cell if t.low in _HEADINGS), None)
