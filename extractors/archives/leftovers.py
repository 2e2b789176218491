"""Files that killed polls left unfinished in the raw zone."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from pathlib import Path

from extractors.archives.warc_writer import OPEN


class Leftovers:
    """The unfinished files of a raw zone; each day's folder is listed once, however many feeds ask.

    Args:
        raw: the raw zone.
    """

    def __init__(self, raw: Path) -> None:
        self._raw = raw
        self._by_day: dict[str, list[str]] = {}
        self._days: list[str] | None = None

    def sweep(self, feed_id: str, *, since: dt.datetime | None = None) -> int:
        """Remove what killed polls of this feed left unfinished; gives how many files.

        Only for who holds the feed (`extractors.feeds.state.held`): another poll's open file looks the same.

        Args:
            feed_id: whose files.
            since: aware; earlier days are not looked at. Years of archives are not listed for every poll.
        """
        oldest = f"{since.astimezone(dt.UTC):%Y-%m-%d}" if since else ""
        if self._days is None:
            self._days = sorted(day.name for day in self._raw.iterdir()) if self._raw.is_dir() else []
        days = [day for day in self._days if day >= oldest]
        left = [self._raw / day / name for day in days for name in self._open(day) if feed_of(name) == feed_id]
        for path in left:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
        return len(left)

    def _open(self, day: str) -> list[str]:
        if day not in self._by_day:
            with contextlib.suppress(NotADirectoryError), os.scandir(self._raw / day) as entries:
                self._by_day[day] = [entry.name for entry in entries if entry.name.endswith(OPEN)]
        return self._by_day.get(day, [])


def feed_of(name: str) -> str:
    """The feed id in a file's name; `bbc` must not sweep what `bbc-world` writes."""
    return name.rsplit("-", 2)[0]
