"""One entry of a feed: an article's address and what the feed says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from extractors.documents import parse_published, stable_id

SAME_TIME: Final = dt.timedelta(hours=1)
"""Two listings of one story differ by no more; a live page that keeps its title from day to day differs by more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    `url` is the address to fetch, `key` its canonical form. `published` is aware, or a plain date, or None where the
    feed does not say it beyond doubt. `title` and `summary` are text without markup.
    """

    url: str
    key: str
    title: str = ""
    published: dt.datetime | dt.date | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""

    @property
    def content_hash(self) -> str:
        """Changes when the title or the summary changes; a moved date alone is no change."""
        return stable_id(self.title, self.summary)

    def repeats(self, other: Entry) -> bool:
        """Whether this is the same story as the other, under another address.

        Without a summary a title is too little: "Live updates" is another page every day.
        """
        if not self.summary or self.content_hash != other.content_hash:
            return False
        mine, others = _instant(self.published), _instant(other.published)
        return mine is None or others is None or abs(mine - others) <= SAME_TIME

    def to_dict(self) -> dict[str, Any]:
        """As the WARC's metadata records and the state files hold it."""
        return {
            "url": self.url,
            "title": self.title,
            "published": self.published.isoformat() if self.published else None,
            "authors": list(self.authors),
            "summary": self.summary,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, key: str) -> Entry:
        """The entry that `to_dict` wrote. Raises KeyError, TypeError or DocumentError where it is not one."""
        published = parse_published(data["published"], where=key)
        return cls(data["url"], key, data["title"], published, tuple(data["authors"]), data["summary"])


def distinct(entries: Iterable[Entry]) -> list[Entry]:
    """The entries without those that repeat an earlier one, by address or by content."""
    by_key: dict[str, Entry] = {}
    by_content: dict[str, list[Entry]] = {}
    for entry in entries:
        alike = by_content.setdefault(entry.content_hash, [])
        if entry.key in by_key or any(entry.repeats(other) for other in alike):
            continue
        by_key[entry.key] = entry
        alike.append(entry)
    return list(by_key.values())


def _instant(value: dt.datetime | dt.date | None) -> dt.datetime | None:
    return value if isinstance(value, dt.datetime) else None
