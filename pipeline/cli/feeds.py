"""The feed list: what is on it, how each feed answered last, and whether an address is a feed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from extractors.feeds.catalog import load_feeds
from pipeline.cli import render
from pipeline.cli.app import FAILED, AsJson, app, err, note, out
from pipeline.cli.ask import print_json
from pipeline.feeds import check_feed, last_answers
from pipeline.settings import Settings

listing = typer.Typer(invoke_without_command=True)
app.add_typer(listing, name="feeds", rich_help_panel="Look after it")


@listing.callback()
def feeds(context: typer.Context, as_json: AsJson = False) -> None:
    """List the feeds and how each answered last.

    [dim]Example:[/] tollwatch feeds
    """
    if context.invoked_subcommand:
        return
    settings = Settings()
    rows = last_answers(settings, load_feeds(settings.feeds))
    if as_json:
        print_json(asdict(row) for row in rows)
        return
    table = render.plain_table("feed", "publisher", "kind", "last answer", "when", "entries known", "")
    for row in rows:
        table.add_row(
            row.feed_id,
            row.publisher,
            row.kind,
            row.outcome.replace("_", " ") if row.outcome else "never asked",
            f"{row.polled_at:%Y-%m-%d %H:%M}" if row.polled_at else render.NOTHING,
            render.count(row.entries_known),
            row.detail or "",
        )
    out.print(table)


@listing.command()
def check(
    url: Annotated[str, typer.Argument(help="The address of a feed.")],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also ask addresses that are private or of this machine.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask a feed once and print its entries; fails where it is no feed or has no entries. Nothing is stored.

    [dim]Example:[/] tollwatch feeds check https://www.middleeasteye.net/rss
    """
    parsed = check_feed(Settings(), url, allow_private=allow_private)
    if as_json:
        print_json(entry.to_dict() for entry in parsed.entries)
    else:
        table = render.plain_table("published", "title", "address")
        for entry in parsed.entries:
            table.add_row(entry.to_dict()["published"] or render.NOTHING, entry.title, entry.url)
        out.print(table)
    for problem in parsed.problems:
        note("note", problem)
    err.print(f"{len(parsed.entries)} entries")
    if not parsed.entries:
        raise typer.Exit(FAILED)
