"""Writing the files that a command's user asked for."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from extractors.errors import DocumentError


def json_line(row: Mapping[str, Any]) -> str:
    """One row of a JSON lines file, its line end included."""
    return json.dumps(row, ensure_ascii=False) + "\n"


@contextmanager
def written(target: Path) -> Iterator[IO[str]]:
    """A text stream to `target` that replaces it in one rename when the block ends well; `-` is standard output.

    Raises:
        DocumentError: the folder to write into is not there.
    """
    if str(target) == "-":
        yield sys.stdout
        return
    target = target.resolve()  # a link stays, what it leads to is written
    if target.is_dir():
        raise DocumentError("this is a folder, not a file to write", where=str(target))
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8") as stream:  # a device or a pipe is written to, never replaced
            yield stream
        return
    if not target.parent.is_dir():
        raise DocumentError("there is no such folder to write into", where=str(target.parent))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            yield stream
        Path(name).chmod(0o644)  # mkstemp makes it private
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
