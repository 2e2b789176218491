"""Exports: the warehouse in other people's forms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from pipeline.cli.app import AsJson, Database, app, err
from pipeline.cli.ask import AsOf, Country, Since, Until, opened, print_json, tell_as_of
from pipeline.files import json_line, written
from pipeline.settings import Settings
from warehouse.account.words import counted
from warehouse.exports.links import document_links
from warehouse.policies.lists import policies

if TYPE_CHECKING:
    from pipeline.export import ExportReport, Kind

exports = typer.Typer(no_args_is_help=True)
app.add_typer(exports, name="export", rich_help_panel="Ask the warehouse")

_FORMS: Final[dict[Kind, tuple[str, str]]] = {
    "ged": (
        "UCDP Georeferenced Event Dataset: 49 columns, deaths alone.",
        "tollwatch export ged --from 2018-11-01 --to 2018-11-30 --country SY -o ged.csv",
    ),
    "acled": (
        "ACLED: 31 columns.",
        "tollwatch export acled --from 2018-11-01 --to 2018-11-30 -o acled.csv",
    ),
    "airwars": (
        "Airwars incidents with belligerents and sources: JSON, or three tables where the name ends in .csv.",
        "tollwatch export airwars --country SY -o incidents.json",
    ),
    "geojson": (
        "GeoJSON (RFC 7946): a feature an event, for maps.",
        "tollwatch export geojson --from 2018-11-01 -o events.geojson",
    ),
    "csv": (
        "Events as they are, a row each, for spreadsheets.",
        "tollwatch export csv --policy ibc --as-of 2018-11-05 -o events.csv",
    ),
    "parquet": (
        "Events as they are, each with its claims.",
        "tollwatch export parquet -o events.parquet",
    ),
    "digest": (
        "A period as Markdown, to be read: sums, the deadliest events with their quotes, what was not read.",
        "tollwatch export digest --from 2018-11-01 --to 2018-11-07 -o week.md",
    ),
}

OtherPolicy = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help=f"How claims become figures: {', '.join(policies())}. Without it that of the form (docs/exports.md).",
        show_default=False,
    ),
]
Output = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="Write here; - is standard output.", show_default=False)
]


@exports.callback()
def export() -> None:
    """Write the warehouse in other people's forms.

    Beside FILE come FILE.notes.md, which counts what was left out or assumed, and FILE.quotes.jsonl with every claim.
    """


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
    err.print(f"{counted(total, 'article')} written")


@exports.command(name="tables")
def all_tables(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FOLDER", help="A new folder, or an older dump.", show_default=False),
    ],
    kind: Annotated[Literal["parquet", "csv"], typer.Option("--format", help="What each file is.")] = "parquet",
    db: Database = None,
    as_json: AsJson = False,
) -> None:
    """Every table and view of mart, a file each, with the data dictionary and a manifest, as of one moment.

    [dim]Example:[/] tollwatch export tables --format csv -o mart
    """
    from pipeline.dump import dump  # noqa: PLC0415
    from pipeline.export import STANDARD_OUTPUT  # noqa: PLC0415

    if output == STANDARD_OUTPUT:
        raise typer.BadParameter("many files do not fit into standard output: name a folder", param_hint="-o")
    with opened(db) as connection:
        found = dump(connection, output, kind, database=(db or Settings().snapshot).name)
    if as_json:
        print_json([{"file": str(made.file), "rows": made.rows} for made in found])
        return
    err.print(f"{counted(len(found), 'table')}, {counted(sum(made.rows for made in found), 'row')} written to {output}")


def _command(kind: Kind, what: str, example: str) -> None:
    def run(  # noqa: PLR0913, PLR0917  # each is one option
        output: Output,
        since: Since = None,
        until: Until = None,
        country: Country = None,
        policy: OtherPolicy = None,
        as_of: AsOf = None,
        db: Database = None,
        as_json: AsJson = False,
    ) -> None:
        # imported where it is run: what writes forms takes longer to start than most questions
        from pipeline.export import STANDARD_OUTPUT, policy_of  # noqa: PLC0415
        from pipeline.export import export as write  # noqa: PLC0415
        from warehouse.exports.asked import Asked  # noqa: PLC0415

        if as_json and output == STANDARD_OUTPUT:
            raise typer.BadParameter(
                "the export and the summary cannot both go to standard output", param_hint="--json"
            )
        asked = Asked(
            since=since.date() if since else None,
            until=until.date() if until else None,
            country=country,
            policy=policy or policy_of(kind),
            known_at=as_of,
        )
        with opened(db) as connection:
            report = write(connection, kind, asked, output)
            tell_as_of(connection, as_of)
        _tell(report, as_json=as_json)

    run.__doc__ = f"{what}\n\n[dim]Example:[/] {example}"
    exports.command(kind)(run)


def _tell(report: ExportReport, *, as_json: bool) -> None:
    """What was written; on standard error, as the export itself may go to standard output."""
    if as_json:
        print_json([{"form": report.kind, "files": [str(file) for file in report.files], **report.notes.counts()}])
        return
    notes = report.notes
    err.print(f"{notes.written:,} of {counted(notes.read, 'event')} written")
    for title, found in notes.sections.items():
        for what, noted in sorted(found.items()):
            err.print(f"{title.lower()}: {noted.count:,}: {what}", soft_wrap=True, style="dim")
    for file in report.files:
        err.print(f"  {file}", soft_wrap=True)


for _kind, (_what, _example) in _FORMS.items():
    _command(_kind, _what, _example)
