"""doctor: what is wrong here, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

import typer
from rich.text import Text

from pipeline.cli import render
from pipeline.cli.app import FAILED, IN_PART, AsJson, app, out
from pipeline.cli.ask import print_json
from pipeline.health import Finding, examine
from pipeline.settings import Settings

MARKS: Final = {"ok": ("ok", "green"), "warning": ("look", "yellow"), "error": ("wrong", "red")}


@app.command(rich_help_panel="Look after it")
def doctor(as_json: AsJson = False) -> None:
    """Look over settings, feeds, raw zone, batches and warehouse; say what is wrong and the next step.

    [dim]Example:[/] tollwatch doctor
    """
    findings = examine(Settings())
    if as_json:
        print_json(asdict(finding) for finding in findings)
    else:
        _print(findings)
    states = {finding.state for finding in findings}
    raise typer.Exit(FAILED if "error" in states else IN_PART if "warning" in states else 0)


def _print(findings: list[Finding]) -> None:
    table = render.plain_table("", "part", "", "next step")
    for finding in findings:
        word, style = MARKS[finding.state]
        table.add_row(Text(word, style=style), finding.part, finding.what, finding.hint or "")
    out.print(table)
