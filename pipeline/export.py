"""Write events in other people's forms: the file, and beside it what was left out or assumed, and every quote."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Literal

import duckdb

from extractors.errors import DocumentError
from pipeline.files import replaced, written
from warehouse.account.making import making
from warehouse.account.period import account
from warehouse.exports import acled, airwars, digest, flat, ged
from warehouse.exports.asked import Asked, Event, events, undated, without_country
from warehouse.exports.cells import cell
from warehouse.exports.columns import form
from warehouse.exports.notes import Notes
from warehouse.policies.lists import HOUSE_POLICY

Kind = Literal["ged", "acled", "airwars", "geojson", "csv", "parquet", "digest"]

POLICIES: Final = {"ged": "ucdp", "acled": "acled", "airwars": "airwars"}
"""The policy by which a form counts; the others take the house policy."""

STANDARD_OUTPUT: Final = Path("-")

_FORMULAS: Final = "text that a spreadsheet would run as a formula: an apostrophe was put before it"


@dataclass
class ExportReport:
    """What was asked for and where to, what was written, the form itself first, and the notes on it."""

    kind: Kind
    asked: Asked
    output: Path
    files: list[Path] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)


def policy_of(kind: Kind) -> str:
    """The policy of an export of which none is asked."""
    return POLICIES.get(kind, HOUSE_POLICY)


def export(connection: duckdb.DuckDBPyConnection, kind: Kind, asked: Asked, output: Path) -> ExportReport:
    """Write the events asked for to `output`; `-` is standard output, and then nothing is written beside it.

    Each file replaces an older one in one rename. The form itself comes last: where it lies, its notes lie too.

    Raises:
        DocumentError: the folder to write into is not there, or Parquet should be printed.
        WarehouseError: the policy or country is not known, or the days are in the wrong order.
    """
    asked = asked.checked(connection)
    report = ExportReport(kind, asked, output)
    if policy := POLICIES.get(kind):
        report.notes.blank, report.notes.dropped, report.notes.unsure = (
            form(kind).blank, form(kind).dropped, form(kind).unsure
        )  # fmt: skip
        report.notes.assume(
            f"figures by the policy {asked.policy} in a form that counts by {policy}", count=int(asked.policy != policy)
        )
    report.notes.leave_out("no article dates the event, and days were asked for", count=undated(connection, asked))
    report.notes.leave_out(
        "no country of the event is known, and one was asked for", count=without_country(connection, asked)
    )
    if kind == "parquet":
        _write_parquet(connection, report)
    elif kind == "digest":
        _write_digest(connection, report)
    else:
        _write_rows(connection, report)
    return report


def _write_rows(connection: duckdb.DuckDBPyConnection, report: ExportReport) -> None:
    found = events(connection, report.asked)
    with written(report.output, newline="") as stream:
        if report.output == STANDARD_OUTPUT:
            _write_form(connection, report, found, stream)
            return
        with written(_beside(report.output, "quotes.jsonl")) as quotes:
            _write_form(connection, report, _quoting(found, quotes), stream)
        report.files.append(_beside(report.output, "quotes.jsonl"))
        _write_notes(connection, report)
    report.files.insert(0, report.output)


def _write_form(
    connection: duckdb.DuckDBPyConnection, report: ExportReport, found: Iterable[Event], stream: IO[str]
) -> None:
    notes = report.notes
    if report.kind == "geojson":
        stream.writelines(flat.feature_collection(flat.features(found, notes)))
    elif report.kind == "airwars":
        incidents = airwars.incidents(found, notes, airwars.declarations(connection, report.asked))
        if report.output.suffix == ".csv":
            _write_airwars(report, incidents, stream)
        else:
            stream.writelines(flat.json_list(incident.nested() for incident in incidents))
    elif report.kind == "ged":
        _write_table(ged.rows(found, notes), form("ged").names, stream, notes)
    elif report.kind == "acled":
        _write_table(acled.rows(found, notes), form("acled").names, stream, notes)
    else:
        _write_table(flat.rows(found, notes), flat.header(connection), stream, notes)


def _write_airwars(report: ExportReport, incidents: Iterable[airwars.Incident], stream: IO[str]) -> None:
    """Three tables, as one incident has several belligerents and sources."""
    parts = form("airwars").parts
    files = {part: report.output.with_name(f"{report.output.stem}.{part}.csv") for part in parts}
    with (
        written(files["belligerents"], newline="") as belligerents,
        written(files["sources"], newline="") as sources,
    ):
        main, *others = (
            _Table(file, names, report.notes)
            for file, names in (
                (stream, form("airwars").names),
                (belligerents, [column.name for column in parts["belligerents"]]),
                (sources, [column.name for column in parts["sources"]]),
            )
        )
        for incident in incidents:
            main.write(incident.row)
            for table, rows in zip(others, (incident.belligerents, incident.sources), strict=True):
                for row in rows:
                    table.write(row)
    report.files += files.values()


class _Table:
    """A CSV file (RFC 4180) whose cells no spreadsheet runs."""

    def __init__(self, stream: IO[str], header: Sequence[str], notes: Notes) -> None:
        self._writer = csv.writer(stream)
        self._header = list(header)
        self._notes = notes
        self._writer.writerow(self._header)

    def write(self, row: Mapping[str, Any]) -> None:
        cells = [cell(row[name]) for name in self._header]
        self._notes.assume(_FORMULAS, count=sum(made.is_escaped for made in cells))
        self._writer.writerow(made.text for made in cells)


def _write_table(rows: Iterable[Mapping[str, Any]], header: Sequence[str], stream: IO[str], notes: Notes) -> None:
    table = _Table(stream, header, notes)
    for row in rows:
        table.write(row)


def _write_parquet(connection: duckdb.DuckDBPyConnection, report: ExportReport) -> None:
    if report.output == STANDARD_OUTPUT:
        raise DocumentError("Parquet is no text to be printed", hint="name a file: -o events.parquet")
    with replaced(report.output) as path:
        flat.write_parquet(connection, report.asked, path, report.notes)
        _write_notes(connection, report)
    report.files.insert(0, report.output)


def _write_digest(connection: duckdb.DuckDBPyConnection, report: ExportReport) -> None:
    with written(report.output) as page:
        told = account(connection, report.asked, most_events=digest.MOST_EVENTS)
        page.writelines(f"{line}\n" for line in digest.lines(told))
        report.notes.read, report.notes.written = told.listed_of, len(told.events)
        report.notes.leave_out(
            "the event is not told by itself; it is in the sums", count=told.listed_of - len(told.events)
        )
        _write_notes(connection, report)
    if report.output != STANDARD_OUTPUT:
        report.files.insert(0, report.output)


def _write_notes(connection: duckdb.DuckDBPyConnection, report: ExportReport) -> None:
    if report.output == STANDARD_OUTPUT:
        return
    notes = _beside(report.output, "notes.md")
    made_from = making(connection, report.asked).in_words
    with written(notes) as page:
        page.write(report.notes.as_markdown(report.output.name, report.asked.in_words, made_from))
    report.files.append(notes)


def _quoting(found: Iterable[Event], quotes: IO[str]) -> Iterator[Event]:
    """The events, each written down with its claims as it passes: no form has room for every quote."""
    for event in found:
        for claim in event["claims"]:
            quotes.write(flat.as_json({"event_id": event["event_id"], **claim}) + "\n")
        yield event


def _beside(output: Path, ending: str) -> Path:
    return output.with_name(f"{output.name}.{ending}")
