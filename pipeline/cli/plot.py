"""A series as bars in a terminal: what is certain, what is likely, what is possible, and what nobody read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from pipeline.cli.render import NOTHING, plain_table, span, unread_note
from warehouse.series import SeriesRow

_LOW, _BEST, _HIGH = "█", "▓", "░"
_KEY: Final = f"{_LOW} low  {_BEST} to best  {_HIGH} to high"
_BESIDE: Final = 28
"""Columns for the day, the gaps, and a bar that can be read."""
_STYLE: Final = Style(color="red")


class Bar:
    """A bar as wide as the column that it stands in, one part behind the other."""

    def __init__(self, low: int, best: int, high: int, top: int) -> None:
        self.ends = (low, best, high)
        self.top = top

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment(self.drawn(options.max_width), _STYLE)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(4, options.max_width)

    def drawn(self, width: int) -> str:
        """The bar in characters; a number that is not zero has one at least."""
        bar = ""
        for end, mark in zip(self.ends, (_LOW, _BEST, _HIGH), strict=True):
            long = max(round(width * end / self.top), 1 if end else 0)
            bar += mark * (long - len(bar))
        return bar


def series_plot(rows: Sequence[SeriesRow], *, by: str, width: int) -> RenderableType:
    """The killed of each period, on one scale from zero; a dash where nobody knows, no bar where nobody was killed.

    Where so many columns leave no room for bars, a figure and its range stand below each other.
    """
    figures = [span(row.killed_low, row.killed_best, row.killed_high) for row in rows]
    if max(map(len, figures), default=0) > width - _BESIDE:
        figures = [figure.replace(" (", "\n(") for figure in figures]
    top = max((max(_ends(row)) for row in rows), default=0) or 1
    table = plain_table("", "killed", f"0 to {top:,}", right=("killed",))
    table.expand = True
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[2].ratio = 1
    for row, killed in zip(rows, figures, strict=True):
        low, best, high = _ends(row)
        table.add_row(str(row.period), killed, Bar(low, best, high, top) if killed != NOTHING else _unknown(row))
    return Group(Text(f"\nKilled by {by}   {_KEY}", style="bold"), table, *unread_note(rows))


def _ends(row: SeriesRow) -> tuple[int, int, int]:
    """Where the three parts of the bar end."""
    low = row.killed_low or 0
    best = max(low, row.killed_best or 0)
    return low, best, max(best, row.killed_high or 0)


def _unknown(row: SeriesRow) -> Text:
    if row.events:
        return Text("no figure", style="dim")
    return Text("read in part" if row.articles else "not read", style="dim")
