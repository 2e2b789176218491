"""What is wanted of an outlet, what a run did of it, and the plan of its pages as it is kept between two runs."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from extractors.articles.urls import registrable_host
from extractors.documents import stable_id
from extractors.errors import DocumentError, TollwatchError
from extractors.feeds.catalog import Feed
from extractors.feeds.entry import Entry
from extractors.sitemaps.choose import Chance, Window
from extractors.sitemaps.parse import Listed
from extractors.sitemaps.walk import Harvest

SUREST_FIRST: Final = (Chance.SURE, Chance.LIKELY, Chance.UNTOLD)


@dataclass(frozen=True, slots=True)
class Errand:
    """What is wanted of one outlet.

    `site` is its front page, where that is not the feed's host; `roots` are sitemaps known beside those that robots.txt
    names. `is_wide` also asks for pages of which nothing says when they were published.
    """

    feed: Feed
    window: Window
    site: str | None = None
    roots: tuple[str, ...] = ()
    is_wide: bool = False
    max_pages: int = 10_000

    @property
    def writer_id(self) -> str:
        """The first part of the names of its WARC files, which no feed has."""
        about = stable_id(self.feed.id, str(self.window.first), str(self.window.last), size=4)
        return f"backfill-{self.feed.id}-{self.window.first:%Y%m%d}-{self.window.last:%Y%m%d}-{about}"

    @property
    def begins(self) -> list[str]:
        """Where the walk begins: the front page, and the sitemaps that are known."""
        return [self.front, *self.feed.sitemaps, *self.roots]

    @property
    def front(self) -> str:
        """The front page of the outlet's site: `feeds.example.org` and `rss.example.org` are not where pages lie."""
        if self.site or self.feed.site:
            return self.site or self.feed.site or ""
        parts = urlsplit(self.feed.url)
        host = parts.hostname or ""
        if host.partition(".")[0] in {"feeds", "feed", "rss"}:
            host = f"www.{registrable_host(self.feed.url)}"
        return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}/"


@dataclass(slots=True)
class OutletReport:
    """What a run did. `chances` and `days` count the plan's pages; `planned` are those that this errand asks for.

    `fetched` and `failed` are of this run, `done_before` of earlier ones, `left` still to be asked for. `given_up`
    failed in so many runs that they are not asked for any more. `other_days` are pages that the sitemaps list and their
    dates leave out, `foreign` those of other sites, `untold` those that are not asked for since nothing dates them.
    `warcs` are all files of this errand.
    """

    feed_id: str
    sitemaps: int = 0
    passed_over: int = 0
    other_days: int = 0
    foreign: int = 0
    untold: int = 0
    chances: Counter[Chance] = field(default_factory=Counter)
    days: Counter[dt.date | None] = field(default_factory=Counter)
    planned: int = 0
    done_before: int = 0
    given_up: int = 0
    fetched: int = 0
    failed: int = 0
    left: int = 0
    warcs: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    error: TollwatchError | None = None


def to_plan(harvest: Harvest, begins: list[str]) -> dict[str, Any]:
    """The harvest as it is written down."""
    return {
        "begins": begins,
        "sitemaps": harvest.read,
        "passed_over": harvest.passed_over,
        "other_days": harvest.other_days,
        "foreign": harvest.foreign,
        "problems": harvest.problems,
        "pages": [_row(key, page, chance) for key, (page, chance) in sorted(harvest.pages.items())],
    }


def _row(key: str, page: Listed, chance: Chance) -> dict[str, Any]:
    return {
        "key": key,
        "url": page.url,
        "chance": chance.value,
        "published": page.published.isoformat() if page.published else None,
        "changed": page.changed.isoformat() if page.changed else None,
        "title": page.title,
    }


def to_entry(row: dict[str, Any]) -> Entry:
    """A page of the plan, with what the sitemap said of it."""
    when = row["published"]
    published = None
    if when:
        published = dt.datetime.fromisoformat(when) if "T" in when else dt.date.fromisoformat(when)
    return Entry(row["url"], row["key"], row["title"] or "", published)


def read_plan(path: Path, begins: list[str]) -> dict[str, Any] | None:
    """The plan that an earlier run made from the same beginnings; null where none has.

    Raises:
        DocumentError: it cannot be read.
    """
    try:
        plan = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise DocumentError(f"the plan is damaged: {error}", where=str(path), hint="--again makes a new one") from error
    return plan if isinstance(plan, dict) and plan.get("begins") == begins else None


def write_plan(path: Path, plan: dict[str, Any]) -> None:
    """Write the plan, whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(json.dumps(plan, ensure_ascii=False), "utf-8", errors="backslashreplace")
    temporary.replace(path)
