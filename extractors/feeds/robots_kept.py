"""The robots.txt of each site as it was last read, kept between runs for a day (RFC 9309, 2.4): a file each."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from extractors.documents import stable_id
from extractors.feeds.exchange import Conditions

LONGEST_S: Final = 86_400.0
"""RFC 9309: a copy is not used for longer than a day."""

SHORTEST_S: Final = 3_600.0
"""A server whose headers ask for less is not asked more often for it."""

_ODD: Final = re.compile(r"[^a-z0-9.-]")
_LONGEST_NAME: Final = 100
_CONTROLS: Final = re.compile(r"[^\x20-\x7e\x80-\xff]")
"""What no header can hold: a request with it is not sent."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's rules: `text` is empty where it has none. `url` gave them, with the validators; fresh from `read_at`."""

    url: str
    text: str
    read_at: dt.datetime
    fresh_s: float = LONGEST_S
    etag: str | None = None
    last_modified: str | None = None

    def is_fresh(self, now: dt.datetime) -> bool:
        """Whether they may be used unasked; a time to come means that the clock was set back."""
        return 0 <= (now - self.read_at).total_seconds() < min(self.fresh_s, LONGEST_S)

    @property
    def conditions(self) -> Conditions | None:
        """What to ask with, so that an unchanged file is not sent again."""
        return Conditions(self.url, self.etag, self.last_modified) if self.etag or self.last_modified else None


class RobotsKept:
    """The rules of many sites.

    Args:
        folder: made when there is something to keep; None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def last(self, site: str) -> Rules | None:
        """What was last read of a site (scheme and host); null where nothing was, or its file is damaged."""
        if self._folder is None:
            return None
        try:
            return _rules(json.loads((self._folder / _name(site)).read_bytes()), site)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            return None

    def keep(self, site: str, rules: Rules) -> None:
        """Keep a site's rules: a reader sees the old ones or these.

        Raises:
            OSError: the disk cannot be written.
        """
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", dir=self._folder)  # two processes may read one site
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                json.dump({"site": site, **asdict(rules), "read_at": rules.read_at.isoformat()}, file)
            Path(temporary).replace(self._folder / _name(site))
        finally:
            Path(temporary).unlink(missing_ok=True)


def _name(site: str) -> str:
    host = _ODD.sub("_", urlsplit(site).netloc.lower())[:_LONGEST_NAME]
    return f"{host}-{stable_id(site)}.json"


def _rules(data: dict[str, Any], site: str) -> Rules:
    if data.pop("site") != site:
        raise ValueError("another site's")
    read_at = dt.datetime.fromisoformat(data["read_at"])
    validators = [data[name] or "" for name in ("etag", "last_modified")]
    are_texts = all(isinstance(text, str) for text in (data["url"], data["text"], *validators))
    if read_at.tzinfo is None or not are_texts or _CONTROLS.search("".join(validators)):
        raise ValueError("not as it was written")
    return Rules(**{**data, "read_at": read_at, "fresh_s": float(data["fresh_s"])})
