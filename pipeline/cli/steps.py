"""The four steps and the cycle that runs them: run, pull, extract, load, publish."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from extractors.errors import DocumentError, TollwatchError
from pipeline import cycle
from pipeline.backfill.files import files_in
from pipeline.batch import told_not_read
from pipeline.cli import render
from pipeline.cli.app import FAILED, IN_PART, app, complain, err, note, out
from pipeline.cli.step_tables import cycle_summary, feeds_table, load_summary
from pipeline.cli.watch import watching
from pipeline.feeds import choose_feeds, last_answers
from pipeline.files import json_line, written
from pipeline.load import load as load_into
from pipeline.load import load_pending
from pipeline.publish import publish as publish_snapshot
from pipeline.pull import PullReport
from pipeline.pull import pull as pull_feeds
from pipeline.settings import Settings
from pipeline.stage import extract_files, stage, stage_pending
from warehouse import connect
from warehouse.account.words import counted
from warehouse.series import series

STEPS: Final = "The four steps"

Files = Annotated[
    list[Path] | None, typer.Argument(help="JSON lines, Parquet, HTML or WARC files, or folders of such.")
]


@app.command(rich_help_panel=STEPS)
def run() -> None:
    """One full cycle over the feed list: pull, extract, load, publish; then the casualties by day.

    Where no feed can be reached and nothing was ever read, it goes on with the bundled newsroom: invented outlets and
    articles, served over HTTP on this machine, into a database of its own.

    [dim]Example:[/] tollwatch run
    """
    settings = Settings()
    pulled = _pull(settings)
    if pulled.reached or _has_ever_read(settings):
        raise typer.Exit(_finish(settings, pulled))
    note(
        "No feed could be reached;",
        "the table says why for each. Going on with the bundled newsroom: "
        "invented outlets and articles from examples/newsroom, served on this machine.",
    )
    with cycle.newsroom_settings(settings) as bundled:
        raise typer.Exit(_finish(bundled, _pull(bundled)))


def _has_ever_read(settings: Settings) -> bool:
    """Whether there is news to show, network or not: a feed has listed an entry, or the warehouse holds an article."""
    if any(row.entries_known for row in last_answers(settings, choose_feeds(settings))):
        return True
    if not settings.database.exists():
        return False
    with connect.reader(settings.database) as connection:
        return connection.execute("SELECT count(*) FROM core.articles").fetchone() != (0,)


def _pull(settings: Settings) -> PullReport:
    with watching() as watch:
        pulled = cycle.pull_all(settings, watch)
    out.print(feeds_table(pulled))
    return pulled


def _finish(settings: Settings, pulled: PullReport) -> int:
    """Extract, load, publish, and show what a person wants to see; gives the exit code."""
    with watching() as watch:
        report = cycle.run_cycle(settings, watch, pulled=pulled)
    complain(report.problems)
    _tell_not_read(report.stage.not_read)
    out.print(cycle_summary(report))
    with connect.reader(report.snapshot) as connection:
        out.print(render.days_table(series(connection, by="day")))
    out.print(Text.assemble("\nThe database: ", (render.shown_path(report.snapshot), "bold")))
    where = "" if settings.home == Settings().home else f" --db {render.shown_path(report.snapshot)}"
    out.print(Text.assemble("Ask it: ", (f"tollwatch events{where}", "bold")), soft_wrap=True)
    return IN_PART if report.problems or not pulled.complete else 0


@app.command(rich_help_panel=STEPS)
def pull(
    only: Annotated[list[str] | None, typer.Option("--feed", help="Only this feed, by its id; repeatable.")] = None,
    force: Annotated[
        bool, typer.Option(help="Ask feeds that are not due yet; a pause that a server asked for is kept.")
    ] = False,
) -> None:
    """Ask the feeds that are due, fetch the pages of new entries, keep every answer in the raw zone.

    [dim]Example:[/] tollwatch pull --feed middle-east-eye
    """
    settings = Settings()
    feeds = choose_feeds(settings, only or ())
    with watching() as watch:
        watch.step("pull", len(feeds))
        report = pull_feeds(settings, feeds, force=force, on_result=watch.feed)
    out.print(feeds_table(report))
    raise typer.Exit(report.exit_code)


@app.command(rich_help_panel=STEPS)
def extract(
    files: Files = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write extractions here as JSON lines; - is standard output.")
    ] = None,
) -> None:
    """Read casualty claims from documents.

    With files: write one extraction a line (docs/format.md). Without: stage what `pull` left in the raw zone.

    [dim]Examples:[/] tollwatch extract articles.jsonl -o claims.jsonl; tollwatch extract page.html -o -
    """
    if not files:
        _extract_pending()
        return
    if output is None:
        raise typer.BadParameter("say where the extractions go: -o FILE, or -o - for standard output")
    sources = files_in(files)
    if output.is_file() and any(file.exists() and file.samefile(output) for file in sources):
        raise typer.BadParameter(f"{output} is one of the files to read: write to another")
    problems: list[str] = []
    not_read: Counter[str] = Counter()
    answered = 0
    with written(output) as lines, watching() as watch:
        watch.step("extract", None)
        for item in extract_files(sources):
            if isinstance(item, TollwatchError):
                problems.append(str(item))
                continue
            lines.write(json_line(item.to_dict()))
            answered += 1
            if item.not_read is not None:
                not_read[item.not_read] += 1
            watch.article(output, answered)
        if problems and not answered:
            complain(problems)
            raise DocumentError("nothing could be read, so nothing is written", where=str(output))
    complain(problems)
    err.print(f"{counted(answered - not_read.total(), 'document')} read, {len(problems):,} put aside")
    _tell_not_read(not_read)
    raise typer.Exit(_code(answered, problems))


def _extract_pending() -> None:
    with watching() as watch:
        watch.step("extract", None)
        report = stage_pending(Settings(), on_progress=watch.article)
    complain(report.problems)
    articles, claims = report.count("articles"), report.count("claims")
    out.print(
        f"{counted(len(report.batches), 'batch', 'batches')} staged: "
        f"{counted(articles, 'article')}, {counted(claims, 'claim')}"
    )
    _tell_not_read(report.not_read)
    raise typer.Exit(_code(len(report.batches), report.problems))


def _tell_not_read(languages: Counter[str]) -> None:
    """Articles in languages that nobody reads: no errors, but not to be taken for articles without claims."""
    if told := told_not_read(languages):
        err.print(told)


def _code(done: int, problems: Sequence[object]) -> int:
    if not problems:
        return 0
    return IN_PART if done else FAILED


@app.command(rich_help_panel=STEPS)
def load(
    files: Files = None,
    db: Annotated[Path | None, typer.Option("--db", help="The database; made where it is missing.")] = None,
) -> None:
    """Put claims into the warehouse and link them into events.

    With files: extract, load and link them. Without: load all batches that are staged and not loaded.

    [dim]Examples:[/] tollwatch load articles.jsonl --db mine.duckdb · tollwatch load
    """
    settings = Settings()
    if not files:
        report = load_pending(settings, db)
        complain([str(error) for error in report.refused])
        out.print(load_summary(report))
        raise typer.Exit(_code(len(report.loaded) + len(report.skipped), report.refused))
    with tempfile.TemporaryDirectory(prefix="tollwatch-") as workplace, watching() as watch:
        watch.step("extract", None)
        staged = stage(files_in(files), Path(workplace), on_progress=watch.article)
        if not staged.batches:
            complain(staged.problems)
            raise typer.Exit(FAILED)
        watch.step("load", None)
        report = load_into(
            db or settings.database, [batch.folder for batch in staged.batches], None if db else settings.lake
        )
    problems = staged.problems + [str(error) for error in report.refused]
    complain(problems)
    _tell_not_read(staged.not_read)
    out.print(load_summary(report))
    raise typer.Exit(_code(len(report.loaded) + len(report.skipped), problems))


@app.command(rich_help_panel=STEPS)
def publish() -> None:
    """Replace the read-only snapshot by the warehouse as it is now.

    [dim]Example:[/] tollwatch publish
    """
    out.print(f"published {render.shown_path(publish_snapshot(Settings()))}")
