"""Tables that a person can read. What is not known is shown as a dash, never as zero."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.cycle import CycleReport
from pipeline.pull import PullReport
from warehouse.load import LoadReport

NOTHING: Final = "–"

OUTCOME_STYLES: Final = {"ok": "green", "not_modified": "green", "not_due": "dim", "busy": "dim"}
"""Every other outcome is a failure and stands in red."""


def shown_path(path: Path) -> str:
    """The path as a person here would write it: relative where it lies below the working folder."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def plain_table(*columns: str, right: tuple[str, ...] = (), title: str | None = None) -> Table:
    """An empty table in our one style; the columns in `right` hold numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table


def feeds_table(report: PullReport) -> RenderableType:
    """How each feed answered."""
    table = plain_table(
        "feed", "answer", "http", "entries", "new", "pages", "", right=("http", "entries", "new", "pages")
    )
    for result in report.results:
        outcome = Text(result.outcome.replace("_", " "), style=OUTCOME_STYLES.get(result.outcome, "red"))
        table.add_row(
            result.feed_id,
            outcome,
            count(result.http_status),
            count(result.entries),
            count(result.new_entries) if result.entries is not None else NOTHING,
            count(result.pages) if result.entries is not None else NOTHING,
            Text(result.detail, style="dim"),
        )
    return table


def count(value: int | None) -> str:
    """A count with separators, a dash where it is not known."""
    return NOTHING if value is None else f"{value:,}"


def cycle_summary(report: CycleReport) -> RenderableType:
    """What a cycle found: new and all, by kind; one clear line where there is nothing new."""
    if not any(report.load.new.values()):
        return Group(Text("\nNothing new: every article and claim found is in the database already.", style="bold"))
    return Group(Text(), load_summary(report.load))


def load_summary(report: LoadReport) -> RenderableType:
    """How many rows a load added to each table, and how many there are."""
    table = plain_table("", "new", "in all", right=("new", "in all"))
    for name, total in report.total.items():
        table.add_row(name.replace("_", " "), f"{report.new[name]:,}", f"{total:,}")
    return table
