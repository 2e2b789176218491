"""What a killed process left of a WARC file: its whole fetches are kept, so that nobody is asked for them again."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from fastwarc.warc import WarcRecordType

from extractors.archives.leftovers import feed_of
from extractors.archives.warc_damage import record_end
from extractors.archives.warc_records import read_records
from extractors.archives.warc_writer import OPEN


def salvage(raw: Path, writer_id: str) -> list[Path]:
    """Give the unfinished files of a writer their names, without what stands behind their last whole fetch.

    A file without a whole fetch is removed. Only for who holds the writer's lock: another's open file looks the same.
    """
    days = sorted(raw.iterdir()) if raw.is_dir() else []
    left = [p for day in days for p in day.glob(f"{writer_id}-*.warc.gz{OPEN}") if feed_of(p.name) == writer_id]
    return [path for path in map(_finished, left) if path]


def _finished(path: Path) -> Path | None:
    end = _whole(path)
    if not end:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        return None
    with path.open("r+b") as stream:
        stream.truncate(end)
        os.fsync(stream.fileno())
    final = path.with_name(path.name.removesuffix(OPEN))
    path.rename(final)
    return final


def _whole(path: Path) -> int | None:
    """The offset behind the last metadata record, which ends a fetch; null where there is none."""
    last = None
    for found in read_records(path, WarcRecordType.metadata):
        if found.record is None:  # cut off, or damaged: what stands behind is not trusted
            break
        last = found.offset
    return record_end(path, last) if last is not None else None
