"""What the steps of a cycle tell of themselves, as tables: what `render` draws needs nothing of the steps."""

from __future__ import annotations

from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from pipeline.cli.render import NOTHING, count, plain_table
from pipeline.cycle import CycleReport
from pipeline.feeds import alike
from pipeline.pull import FeedResult, PullReport
from warehouse.account.words import counted
from warehouse.load import LoadReport

OUTCOME_STYLES: Final = {"ok": "green", "not_modified": "green", "not_due": "dim", "busy": "dim"}
"""Every other outcome is a failure and stands in red."""


def feeds_table(report: PullReport) -> RenderableType:
    """How each feed answered."""
    table = plain_table(
        "feed", "answer", "http", "entries", "new", "pages", "", right=("http", "entries", "new", "pages")
    )
    for result, number in alike(report.results, _failure):
        outcome = Text(result.outcome.replace("_", " "), style=OUTCOME_STYLES.get(result.outcome, "red"))
        table.add_row(
            result.feed_id if number == 1 else counted(number, "feed"),
            outcome,
            count(result.http_status),
            count(result.entries),
            count(result.new_entries) if result.entries is not None else NOTHING,
            count(result.pages) if result.entries is not None or result.pages else NOTHING,
            Text(result.detail, style="dim"),
        )
    return table


def _failure(result: FeedResult) -> object:
    return None if result.is_well else (result.outcome, result.http_status, result.detail)


def cycle_summary(report: CycleReport) -> RenderableType:
    """What a cycle found: new rows and all; one clear line where there is nothing new."""
    if not any(report.load.new.values()):
        return Group(Text("\nNothing new: every article and claim found is in the database already.", style="bold"))
    return Group(Text(), load_summary(report.load))


def load_summary(report: LoadReport) -> RenderableType:
    """How many rows a load added to each table, and how many there are."""
    table = plain_table("", "new", "in all", right=("new", "in all"))
    for name, total in report.total.items():
        new = report.new[name]
        table.add_row(name.replace("_", " "), f"{new:,}" if new >= 0 else f"{-new:,} fewer", f"{total:,}")
    read, new = sum(report.articles.values()), report.new.get("articles", 0)
    if read <= new:
        return table
    told = f"{counted(read, 'article')} read, {new:,} new; the others are copies or versions of those that are kept"
    return Group(table, Text(told, style="dim"))
