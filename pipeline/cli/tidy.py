"""Keeping the raw zone within bounds."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.app import AsJson, app, note, out
from pipeline.cli.ask import print_json
from pipeline.retention import tidy as tidy_zone
from pipeline.settings import Settings


@app.command(rich_help_panel="Look after it")
def tidy(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be dropped, and drop nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Drop WARC files that are loaded and older than TOLLWATCH_RAW_KEEP_DAYS allows; without it everything is kept.

    [dim]Example:[/] TOLLWATCH_RAW_KEEP_DAYS=365 tollwatch tidy --dry-run
    """
    report = tidy_zone(Settings(), is_dry=dry_run)
    if as_json:
        print_json(
            [
                {
                    "dropped": [path.name for path in report.dropped],
                    "bytes": report.bytes,
                    "kept": report.kept,
                    "kept_bytes": report.kept_bytes,
                    "not_loaded": [path.name for path in report.not_loaded],
                    "older_than": report.older_than,
                    "dry_run": dry_run,
                }
            ]
        )
        return
    kept = f"{report.kept:,} files of {report.kept_bytes / 1e9:,.2f} GB are kept"
    if report.older_than is None:
        out.print(f"nothing is dropped: TOLLWATCH_RAW_KEEP_DAYS is not set; {kept}")
        return
    word = "would be dropped" if dry_run else "dropped"
    out.print(
        f"{len(report.dropped):,} files of {report.bytes / 1e9:,.2f} GB {word}, fetched before {report.older_than} "
        f"and loaded; {kept}"
    )
    if report.not_loaded:
        note("kept", f"{len(report.not_loaded):,} older files are not loaded: tollwatch extract, then tollwatch load")
