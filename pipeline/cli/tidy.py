"""Keeping the raw zone within bounds."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.app import AsJson, app, note, out
from pipeline.cli.ask import print_json
from pipeline.retention import tidy as tidy_zone
from pipeline.settings import Settings
from warehouse.account.words import counted


@app.command(rich_help_panel="Look after it")
def tidy(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be dropped, and drop nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Drop WARC files that are loaded, as TOLLWATCH_RAW_KEEP_DAYS and TOLLWATCH_RAW_MAX_GB allow; else all are kept.

    With an object store: only this machine's WARC files, and what killed workers have left in the store.

    [dim]Example:[/] TOLLWATCH_RAW_KEEP_DAYS=365 tollwatch tidy --dry-run
    """
    settings = Settings()
    report = tidy_zone(settings, is_dry=dry_run)
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
                    "over": report.over,
                    "leftovers": report.leftovers,
                    "leftover_bytes": report.leftover_bytes,
                    "dry_run": dry_run,
                }
            ]
        )
        return
    word = "would be dropped" if dry_run else "dropped"
    if settings.store:
        note("store", f"{counted(report.leftovers, 'file')} of killed workers, {report.leftover_bytes:,} bytes, {word}")
        note("this machine only", "the WARC files in the store stay, until a lifecycle rule of the bucket drops them")
    kept = f"{counted(report.kept, 'file')} of {report.kept_bytes / 1e9:,.2f} GB kept"
    if report.older_than is None:
        out.print(f"nothing is dropped: neither TOLLWATCH_RAW_KEEP_DAYS nor TOLLWATCH_RAW_MAX_GB is set; {kept}")
        return
    out.print(
        f"{counted(len(report.dropped), 'file')} of {report.bytes / 1e9:,.2f} GB {word}, "
        f"fetched before {report.older_than} and loaded; {kept}"
    )
    if report.not_loaded:
        are = counted(len(report.not_loaded), "older file is", "older files are")
        note("kept", f"{are} not loaded: tollwatch extract, then tollwatch load")
    if report.over:
        note(
            "too large",
            f"{report.over / 1e9:,.2f} GB over TOLLWATCH_RAW_MAX_GB: what is left is not loaded, or younger than "
            f"{report.older_than}, and newer files may refer to it",
        )
