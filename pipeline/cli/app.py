"""The command's root: what all subcommands share, and how the whole ends.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done in part (something was put aside and said).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer
from rich.console import Console

from extractors.errors import TollwatchError

FAILED: Final = 1
IN_PART: Final = 3

app = typer.Typer(
    name="tollwatch",
    help="A ledger of who says how many people were killed or hurt, where and when, read from the news.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

PIPE_WIDTH: Final = 160
"""Columns of what goes into a pipe or a file, which have no width of their own."""


def _width(stream: TextIO) -> int | None:
    return None if stream.isatty() or "COLUMNS" in os.environ else PIPE_WIDTH


out = Console(highlight=False, width=_width(sys.stdout))
"""What the user asked for."""

err = Console(stderr=True, highlight=False, width=_width(sys.stderr))
"""Progress, problems, and the next step: never mixed with the answer."""

Database = Annotated[
    Path | None,
    typer.Option("--db", help="The DuckDB file; without it the published snapshot.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


def complain(problems: list[str], *, most: int = 20) -> None:
    """Say what was put aside, a line each."""
    for problem in problems[:most]:
        err.print(f"[yellow]put aside[/] {problem}", markup=True, soft_wrap=True)
    if len(problems) > most:
        err.print(f"[yellow]… and {len(problems) - most} more[/]")


def main() -> None:
    """Run the command; an error that is understood is one clear line and exit code 1."""
    # The subcommands register themselves on `app` when they are imported.
    from pipeline.cli import ask, doctor, export, feeds, steps  # noqa: F401, PLC0415

    try:
        app()
    except TollwatchError as error:
        err.print(f"[red]error[/] {type(error).__name__}: ", end="")
        err.print(str(error), markup=False, soft_wrap=True)
        sys.exit(FAILED)
