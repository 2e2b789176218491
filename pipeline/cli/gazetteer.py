"""gazetteer: add the villages of a GeoNames dump to the embedded places, or go back to these alone."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from extractors.gazetteer.dump import forget, import_dumps
from pipeline.cli.app import app, err, note, out

commands = typer.Typer(no_args_is_help=True, help="The places that articles are resolved to.")
app.add_typer(commands, name="gazetteer")


@commands.command("import")
def import_(
    dumps: Annotated[list[Path], typer.Argument(help="GeoNames dumps of countries: SY.zip, or the SY.txt in it.")],
) -> None:
    """Add the populated places and camps of GeoNames dumps; the same dumps again change nothing."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as progress:
        bar = progress.add_task("read dumps", total=sum(_size(dump) for dump in dumps))
        done = import_dumps(dumps, tick=lambda read: progress.update(bar, completed=read))
    if done.put_aside:
        note("put aside", f"{done.put_aside:,} lines without the 19 columns of a dump")
    out.print(
        f"{done.added:,} places added" if done.is_new else f"nothing new: {done.added:,} places were added before"
    )
    out.print(f"in use: {done.index}", soft_wrap=True)


@commands.command("reset")
def reset() -> None:
    """Use the embedded places alone again."""
    out.print("the embedded places are in use" if forget() else "they were in use already")


def _size(dump: Path) -> int:
    if zipfile.is_zipfile(dump):
        with zipfile.ZipFile(dump) as archive:
            return sum(info.file_size for info in archive.infolist() if "readme" not in info.filename.lower())
    return dump.stat().st_size if dump.exists() else 0
