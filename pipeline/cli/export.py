"""Exports: the warehouse in other people's forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import Database, app, err
from pipeline.cli.ask import opened
from pipeline.cli.files import json_line, written
from warehouse.exports.links import document_links

exports = typer.Typer(no_args_is_help=True)
app.add_typer(exports, name="export", rich_help_panel="Ask the warehouse")


@exports.callback()
def export() -> None:
    """Write the warehouse in other people's forms."""


@exports.command()
def links(
    output: Annotated[Path, typer.Option("-o", "--output", help="Write here as JSON lines; - is standard output.")],
    db: Database = None,
) -> None:
    """Which article tells of which event: {"id": article, "event": the event of its main incident}, a line each.

    [dim]Example:[/] tollwatch export links --db mine.duckdb -o links.jsonl
    """
    total = 0
    with opened(db) as connection, written(output) as lines:
        for link in document_links(connection):
            lines.write(json_line(link))
            total += 1
    err.print(f"{total:,} articles written")
