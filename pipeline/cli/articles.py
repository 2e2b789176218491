"""What articles take back and change, and what a person has to say of one: withdraw, changes."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import RenderableType

from extractors.articles.urls import article_id
from pipeline.cli import render
from pipeline.cli.app import AsJson, Database, app, err, out
from pipeline.cli.ask import QUESTIONS, Since, Until, opened, opened_live, print_json
from warehouse.account.words import counted
from warehouse.articles.changes import Change, list_changes
from warehouse.articles.withdraw import decide, resolve_article
from warehouse.event_ids import resolve_event


@app.command(rich_help_panel=QUESTIONS)
def changes(  # noqa: PLR0913, PLR0917  # each is one option
    since: Since = None,
    until: Until = None,
    event: Annotated[str | None, typer.Option(help="Only what bears on this event.", show_default=False)] = None,
    article: Annotated[
        str | None, typer.Option(help="Only of this article: address or id.", show_default=False)
    ] = None,
    db: Database = None,
    as_json: AsJson = False,
) -> None:
    """What changed in what articles say, oldest first: claims opened, closed, changed from one figure to another.

    [dim]Example:[/] tollwatch changes --since 2018-11-01 --event ev-1a2b3
    """
    with opened(db) as connection:
        found = list_changes(
            connection,
            since=since.date() if since else None,
            until=until.date() if until else None,
            event=resolve_event(connection, event) if event else None,
            article=_article(connection, article) if article else None,
        )
    if as_json:
        print_json(asdict(change) for change in found)
    else:
        out.print(_changes_table(found))
        err.print(counted(len(found), "change"), style="dim")


@app.command(rich_help_panel=QUESTIONS)
def withdraw(  # noqa: PLR0913, PLR0917  # each is one option
    article: Annotated[str, typer.Argument(help="The article: its address or its id.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence.")],
    by: Annotated[str | None, typer.Option(help="Who decides; your user name, where it is left out.")] = None,
    at: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="From when it holds (UTC); now, if left out."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="The article counts again.")] = False,
    db: Annotated[Path | None, typer.Option("--db", help="The live database.", show_default=False)] = None,
) -> None:
    """Let an article count no longer: all that it claims is closed as withdrawn. It survives a rebuild.

    The snapshot shows it after the next `tollwatch publish`.

    [dim]Example:[/] tollwatch withdraw https://post.example/hajin --reason "a hoax, says the outlet" --by "R. Haddad"
    """
    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    with opened_live(db) as connection:
        standing = decide(
            connection,
            _article(connection, article),
            "restored" if undo else "withdrawn",
            author=by or getpass.getuser(),
            reason=reason.strip(),
            at=at.replace(tzinfo=dt.UTC) if at else None,
        )
    verb = "stands" if standing == 1 else "stand"
    out.print(f"{'restored' if undo else 'withdrawn'}: {counted(standing, 'claim')} of the article {verb}")


def _article(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    """The id that an address names: made of it, or the document's own where a file gave one."""
    asked = asked.strip()
    return resolve_article(connection, *([article_id(asked)] if "://" in asked else []), asked)


def _changes_table(found: Sequence[Change]) -> RenderableType:
    table = render.plain_table("known", "outlet", "change", "reason", "before", "now", "article")
    for change in found:
        table.add_row(
            f"{change.known_at:%Y-%m-%d %H:%M}" if change.known_at else render.NOTHING,
            change.publisher or render.NOTHING,
            _in_words(change),
            change.reason or "",
            change.old_quote or "",
            change.new_quote or "",
            change.url or change.article_id,
        )
    return table


def _in_words(change: Change) -> str:
    """As in "changed 14 to 12 killed"."""
    old = _figure(change.old_low, change.old_best, change.old_high)
    new = _figure(change.new_low, change.new_best, change.new_high)
    if change.what == "changed":
        return f"changed {old} to {new} {change.effect}" if old != new else f"changed: {new} {change.effect}"
    return f"{change.what} {new if change.what == 'opened' else old} {change.effect}"


def _figure(low: int | None, best: int | None, high: int | None) -> str:
    if low is not None and low == high:
        return f"{low:,}"
    if low is not None and high is not None:
        return f"{low:,} to {high:,}"
    if low is not None:
        return f"{low:,} or more"
    return f"up to {high:,}" if high is not None else str(best if best is not None else render.NOTHING)
