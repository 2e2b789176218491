"""The command's root: what all subcommands share, and how the whole ends.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done in part (something was put aside and said), 130 interrupted,
141 where who read the answer went away.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final, NoReturn, TextIO

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from extractors.errors import TollwatchError
from pipeline.cli.endings import INTERRUPTED, SAID, UNHEARD, heed_signals

FAILED: Final = 1
WRONG_USAGE: Final = 2
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


def console(stream: TextIO, width: int | None) -> Console:
    """Quotes and titles hold brackets and colons: nothing that is printed is read as markup."""
    return Console(stderr=stream is sys.stderr, highlight=False, markup=False, emoji=False, width=width)


out = console(sys.stdout, _width(sys.stdout))
"""What the user asked for."""

err = console(sys.stderr, _width(sys.stderr))
"""Progress, problems, and the next step: never mixed with the answer."""

COMMANDS: Final = {
    "articles": ("changes", "withdraw"),
    "ask": ("sql", "series", "events", "show"),
    "backfill": ("backfill",),
    "doctor": ("doctor",),
    "evaluate": ("eval",),
    "export": ("export",),
    "feeds": ("feeds",),
    "gazetteer": ("gazetteer",),
    "linkage": ("why", "judge"),
    "report": ("report",),
    "steps": ("run", "pull", "extract", "load", "publish"),
    "tidy": ("tidy",),
}
"""The modules beside this one, with the commands that each registers when it is imported."""

Database = Annotated[
    Path | None,
    typer.Option("--db", help="The DuckDB file; without it the published snapshot.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


def complain(problems: list[str], *, most: int = 20) -> None:
    """Say what was put aside, a line each."""
    for problem in problems[:most]:
        note("put aside", problem)
    if len(problems) > most:
        err.print(Text(f"… and {len(problems) - most} more", style="yellow"))


def note(word: str, text: str, *, style: str = "yellow") -> None:
    """One line on standard error that begins with a coloured word."""
    err.print(Text.assemble((word, style), " ", text), soft_wrap=True)


@app.callback()
def _root() -> None:
    """A command is always named, even where only its own module was imported."""


def _import_commands(words: list[str]) -> None:
    """Have the commands register themselves on `app`: that which is asked for, or all where none of them is.

    A question need not wait until all is read that pulls and reads articles.
    """
    asked = [module for module, names in COMMANDS.items() if words and words[0] in names]
    for module in asked or COMMANDS:
        import_module(f"pipeline.cli.{module}")


def main() -> None:
    """Run the command; an error that is understood is one clear line and exit code 1."""
    heed_signals()
    try:
        _import_commands(sys.argv[1:])
        app()
    except SystemExit as ending:
        # Typer and Rich end with 1 where nobody reads the answer any more
        if isinstance(ending.__context__, BrokenPipeError) or not _is_heard():
            _end_unheard()
        _tell_end(ending.code)
        raise
    except KeyboardInterrupt:  # while the commands were being imported
        _tell_end(INTERRUPTED)
        sys.exit(INTERRUPTED)
    except TollwatchError as error:
        note("error", f"{type(error).__name__}: {error}", style="red")
        sys.exit(FAILED)
    except ValidationError as error:
        for wrong in error.errors():
            name = "_".join(["TOLLWATCH", *map(str, wrong["loc"])]).upper()
            note(
                "error",
                f"{name}: {wrong['msg']}, not {wrong['input']!r} (docs/running.md has the settings)",
                style="red",
            )
        sys.exit(WRONG_USAGE)
    except BrokenPipeError:
        _end_unheard()
    except OSError as error:
        note("error", f"{error.filename or 'the system'}: {error.strerror or error}", style="red")
        sys.exit(FAILED)


def _is_heard() -> bool:
    """Whether the last of the answer arrives: a short one is written only here."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return False
    return True


def _end_unheard() -> NoReturn:
    """Who read the answer has gone, as `head` does when it has its lines: nothing more can be said to them."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(UNHEARD)


def _tell_end(code: object) -> None:
    if isinstance(code, int) and (said := SAID.get(code)):
        note(said, "what was finished is kept; run it again to go on", style="red")
