"""Writing the files that a command's user asked for."""

from __future__ import annotations

import errno
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from extractors.errors import DocumentError

FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Errors of a disk that takes no more: whatever is written next meets them too."""


def json_line(row: Mapping[str, Any]) -> str:
    """One row of a JSON lines file, its line end included."""
    return json.dumps(row, ensure_ascii=False) + "\n"


@contextmanager
def written(target: Path, *, newline: str | None = None) -> Iterator[IO[str]]:
    """A text stream to `target` that replaces it in one rename when the block ends well; `-` is standard output.

    Raises:
        DocumentError: the folder to write into is not there.
    """
    if str(target) == "-":
        yield sys.stdout
        return
    if target.exists() and not target.is_file() and not target.is_dir():
        # a device or a pipe is written to, never replaced
        with _naming(target), target.open("w", encoding="utf-8") as stream:
            yield stream
        return
    with replaced(target) as path, path.open("w", encoding="utf-8", newline=newline) as stream:
        yield stream


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """A new file beside `target` to be written, which takes its place in one rename when the block ends well.

    Raises:
        DocumentError: the folder to write into is not there, or `target` is none to be replaced.
    """
    target = target.resolve()  # a link stays, what it leads to is written
    if target.is_dir():
        raise DocumentError("this is a folder, not a file to write", where=str(target))
    if target.exists() and not target.is_file():
        raise DocumentError("this is no file that can be replaced", where=str(target))
    if not target.parent.is_dir():
        raise DocumentError("there is no such folder to write into", where=str(target.parent))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    os.close(handle)
    try:
        with _naming(target):
            yield Path(name)
        Path(name).chmod(0o644)  # mkstemp makes it private
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """Put the folder's name to the error of a full disk, which the system tells without one.

    Not the file's: of several that are written side by side, any may be the one that finds no room.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL and error.filename is None:
            error.filename = str(target.parent)
        raise
