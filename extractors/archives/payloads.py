"""What the raw zone holds already: for each address its last whole answer, so that the same bytes are kept once.

A cache and no more, in SQLite since several processes pull at once: where it is lost or behind, an answer is written in
full. It is never believed: what a revisit is to refer to is opened and compared first.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from fastwarc.warc import ArchiveIterator, WarcRecordType

_Answer = TypeVar("_Answer")

log = logging.getLogger(__name__)

HORIZON: Final = dt.timedelta(days=30)
"""How far back a revisit refers. Files that are dropped from the zone must be older by so much than what is kept."""

SMALLEST: Final = 2_000
"""Bytes of a body below which a reference is no shorter than the body."""

_WAIT_S: Final = 5.0
_SCHEMA: Final = """
    CREATE TABLE IF NOT EXISTS payloads (
        url TEXT PRIMARY KEY, digest TEXT NOT NULL, date TEXT NOT NULL, record_id TEXT NOT NULL,
        file TEXT NOT NULL, place INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS payloads_by_date ON payloads (date);
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A response in the zone: `date` as its WARC-Date, `file` relative to the zone, `place` the offset in it."""

    url: str
    digest: str
    date: str
    record_id: str
    file: str
    place: int


class Payloads:
    """The last whole answer of each address.

    Args:
        path: the SQLite file; made when there is something to keep.
        raw: the raw zone.
    """

    def __init__(self, path: Path, raw: Path) -> None:
        self._path = path
        self._raw = raw
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def last(self, url: str, *, at: dt.datetime) -> Stored | None:
        """The last whole answer of an address, where it is young enough to be referred to and stands in the zone."""
        stored = self._remembered(url, at)
        return stored if stored and self._holds(stored) else None

    def same(self, url: str, digest: str, *, at: dt.datetime) -> Stored | None:
        """The last answer, where it stands in the zone and its payload has this digest."""
        stored = self._remembered(url, at)
        return stored if stored and stored.digest == digest and self._holds(stored) else None

    def _remembered(self, url: str, at: dt.datetime) -> Stored | None:
        if not self._path.exists():
            return None
        asked = "SELECT url, digest, date, record_id, file, place FROM payloads WHERE url = ? AND date >= ?"
        row = self._ask(lambda connection: connection.execute(asked, [url, _text(at - HORIZON)]).fetchone())
        return Stored(*row) if row else None

    def keep(self, answers: Sequence[Stored], *, at: dt.datetime) -> None:
        """Remember answers of a file that has its final name; what is too old to be referred to is forgotten."""
        if not answers:
            return
        rows = [(a.url, a.digest, a.date, a.record_id, a.file, a.place) for a in answers]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO payloads VALUES (?, ?, ?, ?, ?, ?)", rows)
            connection.execute("DELETE FROM payloads WHERE date < ?", [_text(at - HORIZON)])

        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._ask(write)

    def _holds(self, stored: Stored) -> bool:
        try:
            with (self._raw / stored.file).open("rb") as stream:
                stream.seek(stored.place)
                record = next(iter(ArchiveIterator(stream, parse_http=False)), None)
        except OSError:
            return False
        return (
            record is not None
            and record.record_type == WarcRecordType.response
            and record.record_id == stored.record_id
            and record.headers.get("WARC-Payload-Digest") == stored.digest
        )

    def _ask(self, question: Callable[[sqlite3.Connection], _Answer]) -> _Answer | None:
        """One transaction. A fault of the cache costs a reference, never an answer."""
        with self._lock:
            try:
                with self._open() as connection:
                    return question(connection)
            except sqlite3.OperationalError as error:
                log.warning("%s: %s; answers are kept in full", self._path, error)
                self.close()
            except sqlite3.DatabaseError as error:
                log.warning("%s is damaged (%s): begun anew", self._path, error)
                self.close()
                self._path.unlink(missing_ok=True)
        return None

    def _open(self) -> sqlite3.Connection:
        """The one connection, kept: thousands of feeds ask in one pull."""
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, timeout=_WAIT_S, check_same_thread=False)
            self._connection.execute("PRAGMA synchronous = OFF")  # what a power cut breaks is made anew
            self._connection.executescript(_SCHEMA)
        return self._connection

    def close(self) -> None:
        """Close the file; it is opened again where it is asked."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()


def _text(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
