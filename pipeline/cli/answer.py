"""The answer to a query, as a person or a spreadsheet reads it."""

from __future__ import annotations

import csv
import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from pipeline.cli.app import console, err, out
from pipeline.cli.render import NOTHING, plain_table
from warehouse.account.words import counted
from warehouse.exports.cells import cell

_MOST_ROWS: Final = 1000
"""Of a table."""

_ANY_WIDTH: Final = 1_000_000


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows as they come; what a spreadsheet would run is made text, as in the exports."""
    writer = csv.writer(sys.stdout)
    escaped = 0
    for row in itertools.chain([columns], rows):
        cells = [cell(value) for value in row]
        escaped += sum(made.is_escaped for made in cells)
        writer.writerow(made.text for made in cells)
    if escaped:
        err.print(f"{counted(escaped, 'cell')} would run as a formula: an apostrophe was put before it")


def print_table(columns: Sequence[str], rows: Iterator[tuple[object, ...]], *, hint: str | None = None) -> None:
    """As many rows as a person reads: a table is as wide as all its rows need, so all of them must be held.

    Where a terminal is too narrow for it, each row is told by itself; a pipe has room for any width. The hint is for
    who gets no row.
    """
    shown = list(itertools.islice(rows, _MOST_ROWS))
    table = rows_table(columns, shown)
    width = Measurement.get(out, out.options.update(width=_ANY_WIDTH), table).maximum
    if not shown:
        out.print(", ".join(columns), style="dim", soft_wrap=True)
    elif width <= out.width:
        out.print(table)
    elif out.is_terminal:
        out.print(_records(columns, shown))
    else:
        console(sys.stdout, width).print(table)
    if not shown and hint:
        err.print(f"0 rows: {hint}", soft_wrap=True)
    elif next(rows, None) is None:
        err.print(counted(len(shown), "row"), style="dim")
    else:
        err.print(f"the first {len(shown):,} rows; --csv and --json give all", style="yellow")


def rows_table(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Table:
    """A line a row; null is a dash."""
    numbers = tuple(
        name
        for at, name in enumerate(columns)
        if rows and all(isinstance(row[at], int | float) or row[at] is None for row in rows)
    )
    table = plain_table(*columns, right=numbers)
    for row in rows:
        table.add_row(*(NOTHING if value is None else str(value) for value in row))
    return table


def _records(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> RenderableType:
    """A line a value, an empty line between two rows."""
    table = plain_table("", "")
    table.show_header = False
    for at, row in enumerate(rows):
        if at:
            table.add_row("", "")
        for name, value in zip(columns, row, strict=True):
            table.add_row(Text(name, style="dim"), NOTHING if value is None else str(value))
    return table
