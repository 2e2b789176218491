"""What is remembered of a feed between polls: one JSON file each, replaced as a whole."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from extractors.errors import LockedError

FORMAT: Final = 1


class PageStatus(StrEnum):
    """What became of an entry's page."""

    WAITING = "waiting"
    FETCHED = "fetched"
    GIVEN_UP = "given_up"
    REPEATS = "repeats"
    SKIPPED = "skipped"


@dataclass(slots=True)
class KnownEntry:
    """An entry that the feed has listed.

    `published` is as in `Entry.to_dict`. `entry` is kept only while its page waits to be fetched, since the feed may
    have dropped it by then. `reason` says why the page was given up, put off, or is another's. `asked` counts the
    requests for it, the last one at `asked_at`; `tries` those that failed since it was last had.
    """

    content_hash: str
    first_seen: dt.datetime
    last_seen: dt.datetime
    published: str | None = None
    status: PageStatus = PageStatus.WAITING
    tries: int = 0
    asked: int = 0
    asked_at: dt.datetime | None = None
    not_before: dt.datetime | None = None
    reason: str | None = None
    entry: dict[str, Any] | None = None


@dataclass(slots=True)
class FeedState:
    """One feed's memory.

    `configured_url` is the feed list's address at the time; another one there makes the address part void.
    `validators_url` gave `etag` and `last_modified`, which are kept byte for byte. `ttl_s` and `cache_s` are what feed
    and headers last said; at `skip_hours` (0 to 23) and on `skip_days` (0 is Monday), in UTC, the feed asks to be left
    alone. `read_at` is when it last sent its document. `outcome` and `detail` are those of the last poll. All times are
    aware.
    """

    feed_id: str
    configured_url: str
    moved_to: str | None = None
    validators_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    ttl_s: float | None = None
    cache_s: float | None = None
    skip_hours: list[int] = field(default_factory=list)
    skip_days: list[int] = field(default_factory=list)
    not_before: dt.datetime | None = None
    failures: int = 0
    is_stopped: bool = False
    outcome: str | None = None
    detail: str | None = None
    polled_at: dt.datetime | None = None
    read_at: dt.datetime | None = None
    entries: dict[str, KnownEntry] = field(default_factory=dict)


def load_state(path: Path, feed_id: str, url: str) -> tuple[FeedState, str | None]:
    """The feed's state, and a warning where its file could not be read and is treated as absent."""
    try:
        state = _from_json(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return FeedState(feed_id, url), None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        warning = (
            f"the state file {path.name} is damaged ({type(error).__name__}: {error}); polled as if for the first time"
        )
        return FeedState(feed_id, url), warning
    if state.configured_url != url:
        # What the old address said binds nobody at the new one; what was read there has been read.
        state = FeedState(feed_id, url, entries=state.entries)
    return state, None


def save_state(path: Path, state: FeedState) -> None:
    """Replace the feed's file: a reader sees the old state or the new one, also after a power cut.

    Only for who holds the feed (`held`): the temporary name is the same for all, so that kills leave one at most.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        # A lone surrogate, which a JSON Feed may hold, becomes the JSON escape that it came as.
        with temporary.open("w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump({"format": FORMAT, **asdict(state)}, file, ensure_ascii=False, indent=1, default=_iso)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a feed for one poll: the lock beside its state file, freed by the system if this process dies.

    The folder is there: whoever begins a pull makes it.

    Raises:
        LockedError: another process polls this feed right now.
    """
    with path.with_suffix(".lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError("another process polls this feed right now", where=path.stem) from error
        yield


def _iso(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a state file")


_TIMES: Final = frozenset({"first_seen", "last_seen", "asked_at", "not_before", "polled_at", "read_at"})


def _from_json(data: dict[str, Any]) -> FeedState:
    if data.pop("format") != FORMAT:
        raise ValueError("another format")
    data["entries"] = {key: KnownEntry(**_known(value)) for key, value in data["entries"].items()}
    state = FeedState(**_times(data))
    for name in ("feed_id", "configured_url"):
        if not isinstance(getattr(state, name), str):
            raise TypeError(f"{name} is no text")
    return state


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return _times(data) | {"status": PageStatus(data["status"])}


def _times(data: dict[str, Any]) -> dict[str, Any]:
    """The fields with their times read. Raises ValueError where one is no aware time."""
    for name in _TIMES & data.keys():
        if data[name] is not None:
            data[name] = dt.datetime.fromisoformat(data[name])
            if data[name].tzinfo is None:
                raise ValueError(f"{name} has no zone")
    return data
