"""What a backfill has done: a line of JSON for each finished piece, on the disk before the next one begins.

A process killed in the middle leaves the lines of whole pieces, and at most a last one cut off, which counts for
nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extractors.errors import LockedError


class Journal:
    """One backfill's journal, held by one process at a time.

    Args:
        path: made where it is missing.
        again: forget what was done before.

    Raises:
        LockedError: on entering, where another process is at this backfill.
    """

    def __init__(self, path: Path, *, again: bool = False) -> None:
        self.path = path
        self._again = again
        self.lines: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = self.path.with_suffix(".lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # freed by the system if this process dies
        except BlockingIOError as error:
            self._lock.close()
            raise LockedError("another process is at this backfill right now", where=self.path.stem) from error
        if self._again:
            self.path.unlink(missing_ok=True)
        self.lines, whole = read_lines(self.path)
        self._stream = self.path.open("ab")
        if whole < self.path.stat().st_size:
            self._stream.truncate(whole)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        self._lock.close()

    def add(self, line: Mapping[str, Any]) -> None:
        """Note a piece that is done."""
        self._stream.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.lines.append(dict(line))


def read_lines(path: Path) -> tuple[list[dict[str, Any]], int]:
    """The whole lines of a journal, none where there is no such file, and how many bytes they take."""
    lines, whole = list[dict[str, Any]](), 0
    for line in path.read_bytes().splitlines(keepends=True) if path.exists() else ():
        try:
            row = json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            break
        lines.append(row)
        whole += len(line)
    return lines, whole
