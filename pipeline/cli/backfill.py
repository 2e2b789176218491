"""Back in time: archives, files and the sitemaps of outlets into the warehouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from extractors.archives.wanted import Wanted, host_names
from extractors.articles.times import EARLIEST
from extractors.sitemaps.choose import Window
from pipeline.backfill.files import files_in
from pipeline.backfill.plan import Errand, OutletReport
from pipeline.backfill.run import Request, look, run_backfill, stage_window
from pipeline.cli.app import FAILED, AsJson, app, complain, err, note, out
from pipeline.cli.ask import print_json
from pipeline.cli.backfill_tables import look_row, look_table, report_table, rows, told_untold
from pipeline.feeds import choose_feeds
from pipeline.settings import Settings

_DAY: Final = ["%Y-%m-%d"]


@app.command(rich_help_panel="The four steps")
def backfill(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    first: Annotated[dt.datetime, typer.Option("--from", formats=_DAY, help="The first day of publication.")],
    last: Annotated[dt.datetime, typer.Option("--to", formats=_DAY, help="The last one.")],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="WARC, JSON lines, Parquet or HTML files, or folders of them.", show_default=False),
    ] = None,
    sitemaps: Annotated[
        list[str] | None, typer.Option("--sitemaps", help="An outlet of the feed list, by its id; repeatable.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(help="The outlet's front page, where the feed lies on another host.")
    ] = None,
    sitemap_url: Annotated[
        list[str] | None, typer.Option(help="A sitemap that robots.txt does not name; repeatable.")
    ] = None,
    wide: Annotated[
        bool, typer.Option("--wide", help="Also ask for pages of which no sitemap says when they were published.")
    ] = False,
    max_pages: Annotated[int, typer.Option(min=1, help="Pages asked for of one outlet.")] = 10_000,
    raw: Annotated[
        bool, typer.Option("--raw", help="Our own raw zone, fetched on these days, read by the present code.")
    ] = False,
    host: Annotated[
        list[str] | None, typer.Option("--host", help="Only this host and those below it, in files; repeatable.")
    ] = None,
    captured_by: Annotated[
        dt.datetime | None,
        typer.Option(formats=_DAY, help="In archives, leave captures made after this day unread."),
    ] = None,
    undated: Annotated[bool, typer.Option("--undated", help="Also take articles without any date.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Files read at the same time, a process each.")] = 1,
    stage_only: Annotated[bool, typer.Option("--stage-only", help="Do not load and publish.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Forget what earlier runs of the same backfill did.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be read, and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the news of days gone by, from archives, files, sitemaps or the raw zone, into the warehouse.

    Killed at any moment and run again, it goes on where it was; run twice, it changes nothing.

    [dim]Examples:[/] tollwatch backfill --from 2018-11-01 --to 2018-11-30 --sitemaps middle-east-eye --dry-run ·
    tollwatch backfill --from 2018-11-01 --to 2018-11-30 CC-NEWS/ --host bbc.co.uk
    """
    settings = Settings()
    window = _window(first, last)
    if not (paths or sitemaps or raw):
        raise typer.BadParameter("name what to read: files or folders, --sitemaps OUTLET, or --raw")
    if (site or sitemap_url) and len(sitemaps or ()) != 1:
        raise typer.BadParameter("--site and --sitemap-url belong to one outlet: name it with --sitemaps")
    if host and not paths:
        raise typer.BadParameter("--host chooses among the pages of files: name some")
    feeds = choose_feeds(settings, sitemaps) if sitemaps else []
    request = Request(
        window.first,
        window.last,
        Wanted(
            window.first,
            window.last,
            host_names(host or ()),
            captured_by=captured_by.date() if captured_by else None,
            keeps_undated=undated,
        ),
        files=tuple(files_in(paths or [])),
        errands=tuple(Errand(feed, window, site, tuple(sitemap_url or ()), wide, max_pages) for feed in feeds),
        raw=raw,
        again=again,
        jobs=jobs,
    )
    if dry_run:
        raise typer.Exit(_look(settings, request, as_json=as_json))
    with _watching() as bars:
        run = stage_window if stage_only else run_backfill
        report = run(settings, request, bars)
    complain(report.problems)
    _tell_untold(report.outlets, settings)
    if as_json:
        print_json(rows(report))
    else:
        out.print(report_table(report))
        if stage_only:
            err.print("staged; then: tollwatch load, tollwatch publish")
    raise typer.Exit(report.exit_code)


def _window(first: dt.datetime, last: dt.datetime) -> Window:
    window = Window(first.date(), last.date())
    if window.first > window.last:
        raise typer.BadParameter("--from lies behind --to")
    today = dt.datetime.now(dt.UTC).date()
    if window.first < EARLIEST:
        raise typer.BadParameter(f"--from lies before {EARLIEST}: no date so old is read")
    if window.first > today:
        raise typer.BadParameter("--from lies in the future")
    # What is dated ahead of today is no news of days gone by.
    return replace(window, last=min(window.last, today + dt.timedelta(days=1)))


def _look(settings: Settings, request: Request, *, as_json: bool) -> int:
    with _watching() as bars:
        looks = look(settings, request, bars)
    if as_json:
        print_json(map(look_row, looks))
    else:
        out.print(look_table(looks, settings))
    problems = [str(seen.error) for seen in looks if seen.error]
    problems += [p for seen in looks if seen.outlet for p in seen.outlet.problems]
    complain(problems)
    _tell_untold([seen.outlet for seen in looks if seen.outlet], settings)
    if not problems:
        return 0
    return FAILED if all(seen.error for seen in looks) else 3


def _tell_untold(outlets: Iterable[OutletReport], settings: Settings) -> None:
    for told in told_untold(outlets, settings):
        note("undated", told)


class _Bars:
    """One bar for what is under way, with an estimate of the time left."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar = None if progress.disable else progress.add_task("begin", total=None)

    def begin(self, what: str, total: int | None, *, is_bytes: bool = False) -> None:
        """Something begins."""
        if self._bar is not None:
            self._progress.reset(self._bar, total=total, description=what)

    def at(self, done: int, what: str = "") -> None:
        """How far it is."""
        if self._bar is not None:
            self._progress.update(self._bar, completed=done, description=what or None)


@contextmanager
def _watching() -> Iterator[_Bars]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<40}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as progress:
        yield _Bars(progress)
