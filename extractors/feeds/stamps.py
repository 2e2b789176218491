"""When something was last done, told to all processes of this machine: one small file for each key.

The file's lock says that it is being done, its time when it was, or will be; an empty file says that it never was.
The system frees the lock when its process dies.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Protocol

from extractors.documents import stable_id

_ASK_AGAIN_S: Final = 0.1
"""Seconds between two looks at a lock that another process holds."""
_LONGEST_NAME: Final = 100
_ODD: Final = re.compile(r"[^a-z0-9.-]")


class Stamp(Protocol):
    """One key's time, for who holds it."""

    def wait_s(self, interval_s: float) -> float:
        """Seconds until the interval since the time is over: 0 where it is, or where there is none."""

    def set(self, after_s: float = 0.0) -> None:
        """Set the time to so many seconds from now."""


class Stamps:
    """The times of many keys.

    Args:
        folder: shared by the processes that are to know of each other; None for this process alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._here: dict[str, _Remembered] = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    @asynccontextmanager
    async def held(self, key: str) -> AsyncIterator[Stamp]:
        """Hold a key: other processes wait until it is left."""
        if self._folder is None:
            yield self._here.setdefault(key, _Remembered())
            return
        with (self._folder / _name(key)).open("ab") as file:
            while not _lock(file.fileno()):
                await asyncio.sleep(_ASK_AGAIN_S)
            yield _OnDisk(file.fileno())

    def wait_s(self, key: str, interval_s: float) -> float:
        """Seconds until the interval since a key's time is over, for who only looks; 0 where there is none."""
        if self._folder is None:
            return self._here[key].wait_s(interval_s) if key in self._here else 0.0
        try:
            return _wait_s((self._folder / _name(key)).stat(), interval_s)
        except FileNotFoundError:
            return 0.0

    @asynccontextmanager
    async def held_when_over(self, key: str, interval_s: float) -> AsyncIterator[Stamp]:
        """Hold a key when so long an interval is over. It is left while waiting, so that every process has its turn."""
        while True:
            async with self.held(key) as stamp:
                wait_s = stamp.wait_s(interval_s)
                if not 0 < wait_s <= interval_s:  # more means that the machine's clock was set back
                    yield stamp
                    return
            await asyncio.sleep(wait_s)


class _Remembered:
    def __init__(self) -> None:
        self._at: float | None = None

    def wait_s(self, interval_s: float) -> float:
        return 0.0 if self._at is None else max(0.0, self._at + interval_s - time.monotonic())

    def set(self, after_s: float = 0.0) -> None:
        self._at = time.monotonic() + after_s


class _OnDisk:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def wait_s(self, interval_s: float) -> float:
        return _wait_s(os.fstat(self._descriptor), interval_s)

    def set(self, after_s: float = 0.0) -> None:
        if not os.fstat(self._descriptor).st_size:
            os.write(self._descriptor, b"\n")
        at = time.time() + after_s
        os.utime(self._descriptor, (at, at))


def _wait_s(found: os.stat_result, interval_s: float) -> float:
    return max(0.0, found.st_mtime + interval_s - time.time()) if found.st_size else 0.0


def _name(key: str) -> str:
    name = _ODD.sub("_", key.lower())
    return name if name == key and len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}-{stable_id(key)}"


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
