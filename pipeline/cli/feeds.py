"""The feed list: what is on it, how each feed answered last, and whether an address is a feed."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from extractors.feeds.catalog import KINDS, load_feeds
from extractors.feeds.opml import write_opml
from pipeline.cli import render
from pipeline.cli.app import FAILED, IN_PART, AsJson, app, err, note, out
from pipeline.cli.ask import print_json
from pipeline.feeds import (
    Condition,
    add_feed,
    check_all,
    check_feed,
    find_site_feed,
    import_feeds,
    last_answers,
    stale_since,
)
from pipeline.health import told
from pipeline.settings import Settings
from warehouse.account.words import counted

AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Also ask addresses that are private or of this machine.")
]
Country = Annotated[str | None, typer.Option(help="ISO 3166, or INT; by default from an address such as .lb.")]
Zone = Annotated[
    str | None, typer.Option(help="IANA zone in which it writes; by default that of a country that has one only.")
]

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
    table = render.plain_table("feed", "publisher", "kind", "region", "last answer", "when", "entries known", "")
    for row in rows:
        table.add_row(
            row.feed_id,
            row.publisher,
            row.kind,
            row.region,
            row.outcome.replace("_", " ") if row.outcome else "never asked",
            f"{row.polled_at:%Y-%m-%d %H:%M}" if row.polled_at else render.NOTHING,
            render.count(row.entries_known),
            row.detail or "",
        )
    out.print(table)


@listing.command()
def status(as_json: AsJson = False) -> None:
    """Tell which feeds are not well: failing, blocked, stale, gone, or turned into something else.

    Exit code 0 where all that were asked are well, 3 where some are, 1 where none is.

    [dim]Example:[/] tollwatch feeds status
    """
    settings = Settings()
    asked = [row for row in last_answers(settings, load_feeds(settings.feeds)) if row.polled_at]
    ill = [row for row in asked if row.condition is not Condition.WELL]
    if as_json:
        print_json(asdict(row) for row in ill)
    else:
        for row in ill:
            note(str(row.condition), told(row))
        err.print(f"{len(asked) - len(ill)} of {counted(len(asked), 'feed')} that were asked are well")
    raise typer.Exit(0 if not ill else FAILED if len(ill) == len(asked) else IN_PART)


@listing.command()
def check(
    url: Annotated[str | None, typer.Argument(help="The address of a feed; all of the feed list without one.")] = None,
    allow_private: AllowPrivate = False,
    as_json: AsJson = False,
) -> None:
    """Ask a feed once and print its entries; fails where it is no feed or has no entries. Nothing is stored.

    Without an address every feed of the list is asked once: exit code 0 where all are well, 3 where some are, 1 where
    none is.

    [dim]Example:[/] tollwatch feeds check https://www.middleeasteye.net/rss
    """
    settings = Settings()
    if url is None:
        _check_all(settings.model_copy(update={"allow_private": settings.allow_private or allow_private}), as_json)
        return
    parsed = check_feed(settings, url, allow_private=allow_private)
    if as_json:
        print_json(entry.to_dict() for entry in parsed.entries)
    else:
        table = render.plain_table("published", "title", "address")
        for entry in parsed.entries:
            table.add_row(entry.to_dict()["published"] or render.NOTHING, entry.title, entry.url)
        out.print(table)
    for problem in parsed.problems:
        note("note", problem)
    if since := stale_since(parsed.entries, url):
        note("stale", f"it lists nothing newer than {since}")
    err.print(counted(len(parsed.entries), "entry", "entries"))
    if not parsed.entries:
        raise typer.Exit(FAILED)


def _check_all(settings: Settings, as_json: bool) -> None:
    rows = check_all(settings, load_feeds(settings.feeds))
    if as_json:
        print_json(asdict(row) for row in rows)
    else:
        table = render.plain_table("feed", "entries", "")
        for row in rows:
            table.add_row(row.feed_id, render.count(row.entries), row.error or "")
        out.print(table)
    well = sum(row.error is None for row in rows)
    err.print(f"{well} of {counted(len(rows), 'feed')} well")
    if well < len(rows):
        raise typer.Exit(IN_PART if well else FAILED)


@listing.command()
def add(  # noqa: PLR0913, PLR0917 - each is an option
    url: Annotated[str, typer.Argument(help="The address of a site, or of its feed.")],
    feed_id: Annotated[str | None, typer.Option("--id", help="Its id; by default from the publisher.")] = None,
    publisher: Annotated[str | None, typer.Option(help="By default the feed's title.")] = None,
    country: Country = None,
    language: Annotated[str | None, typer.Option(help="By default what the feed says, else en.")] = None,
    zone: Zone = None,
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = "outlet",
    region: Annotated[str, typer.Option(help="The part of the world that it reports on.")] = "world",
    state_run: Annotated[bool, typer.Option("--state-run", help="Its editors answer to a government.")] = False,
    party: Annotated[str | None, typer.Option(help="The party to a conflict that it speaks for.")] = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Find the feed of a site, check it, and write it into the feed list.

    [dim]Example:[/] tollwatch feeds add https://www.naharnet.com --country LB
    """
    settings = Settings()
    found = find_site_feed(settings, url, allow_private=allow_private)
    said = {
        "id": feed_id,
        "publisher": publisher,
        "country": country,
        "language": language,
        "zone": zone,
        "kind": kind,
        "region": region,
        "state_run": state_run or None,
        "party": party,
    }
    entry = add_feed(settings, found, said)
    if found.others:
        first = "the first of those that the site names and that list anything; the others: "
        note("chosen", f"{found.url}, {first}{', '.join(found.others)}")
    if since := stale_since(found.parsed.entries, found.url):
        note("stale", f"it lists nothing newer than {since}")
    for name, value in entry.items():
        out.print(f"{name} = {value}", highlight=False, markup=False)
    err.print(
        f"written into {settings.feeds.name}; {counted(len(found.parsed.entries), 'entry', 'entries')}. "
        f"tollwatch pull --feed {entry['id']}"
    )


@listing.command("export")
def export_opml(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file; standard output without one.")] = None,
) -> None:
    """Write the feed list as OPML, for other readers.

    [dim]Example:[/] tollwatch feeds export -o feeds.opml
    """
    document = write_opml(load_feeds(Settings().feeds))
    if output is None:
        sys.stdout.write(document.decode("utf-8"))
    else:
        output.write_bytes(document)


@listing.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An OPML document.")],
    country: Country = None,
    zone: Zone = None,
) -> None:
    """Add the feeds of an OPML document to the feed list; those that are on it stay as they are.

    Country and zone stand for feeds whose document does not say them and whose address does not tell.

    [dim]Example:[/] tollwatch feeds import feeds.opml --country LB
    """
    added, problems = import_feeds(Settings(), file.read_bytes(), {"country": country, "zone": zone}, where=str(file))
    for problem in problems:
        note("left out", problem)
    err.print(f"{counted(len(added), 'feed')} added, {len(problems):,} left out")
    if problems:
        raise typer.Exit(IN_PART if added else FAILED)
