"""What is wanted of an outlet, what a run did of it, and the plan of its pages as it is kept between two runs."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from extractors.articles.urls import registrable_host
from extractors.documents import stable_id
from extractors.errors import DocumentError, TollwatchError
from extractors.feeds.catalog import Feed
from extractors.feeds.entry import Entry
from extractors.sitemaps.choose import Chance, Window, day_of_page
from extractors.sitemaps.parse import Listed
from extractors.sitemaps.walk import Harvest
from warehouse.account.words import counted

SUREST_FIRST: Final = (Chance.SURE, Chance.LIKELY, Chance.UNTOLD)

MAX_TRIES: Final = 3
"""Runs of the same backfill in which a page that failed in passing is asked for."""


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
    """What a run did, or would do. `chances` count the plan's pages; `planned` are those that this errand wants.

    Of these `done_before` were had or refused before, by whichever run or pull; `given_up` failed in so many runs that
    they are not asked for any more; `left` are still to be asked for by this run, by their `days`; `fetched` and
    `failed` are done. `other_days` are pages that the sitemaps list and their dates leave out, `foreign` those of other
    sites, `untold` those that are not asked for since nothing dates them. `warcs` are all files of this errand, and
    `strays` the articles in them that turned out to be of other days; null where nobody has looked.
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
    strays: int | None = None
    warcs: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    error: TollwatchError | None = None


def to_plan(harvest: Harvest, begins: list[str]) -> dict[str, Any]:
    """The harvest as it is written down."""
    today = dt.datetime.now(dt.UTC).date()
    return {
        "begins": begins,
        "sitemaps": harvest.read,
        "passed_over": harvest.passed_over,
        "other_days": harvest.other_days,
        "foreign": harvest.foreign,
        "problems": harvest.problems,
        "pages": [
            _row(key, page, chance, day_of_page(page, today)) for key, (page, chance) in sorted(harvest.pages.items())
        ],
    }


def _row(key: str, page: Listed, chance: Chance, day: dt.date | None) -> dict[str, Any]:
    return {
        "key": key,
        "url": page.url,
        "chance": chance.value,
        "day": day.isoformat() if day else None,
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


def wanted_pages(plan: Mapping[str, Any], errand: Errand, report: OutletReport) -> list[dict[str, Any]]:
    """The pages of a plan that an errand wants, the surest first, in an order that does not depend on the walk's.

    Those that the feed list leaves out (`skip`, `pages`) are not among them.
    """
    report.sitemaps, report.passed_over = plan["sitemaps"], plan["passed_over"]
    report.other_days, report.foreign = plan["other_days"], plan.get("foreign", 0)
    report.problems += plan["problems"]
    report.chances.update(Chance(row["chance"]) for row in plan["pages"])
    report.untold = 0 if errand.is_wide else report.chances[Chance.UNTOLD]
    taken = SUREST_FIRST if errand.is_wide else SUREST_FIRST[:2]
    rows = [row for row in plan["pages"] if row["chance"] in taken and errand.feed.wants(row["url"])]
    report.planned = len(rows)
    return sorted(rows, key=lambda row: (SUREST_FIRST.index(row["chance"]), _when(row), row["key"]))


def to_ask(
    rows: Sequence[dict[str, Any]], had: Set[str], tries: Counter[str], errand: Errand, report: OutletReport
) -> list[Entry]:
    """Of the wanted pages those that a run asks for.

    Args:
        rows: of the plan.
        had: keys of the pages that need not be asked for any more.
        tries: how often each other page was asked for, by its key.
        errand: says how many at most.
        report: of the run.
    """
    open_ = [row for row in rows if row["key"] not in had]
    waiting = [row for row in open_ if tries[row["key"]] < MAX_TRIES]
    report.done_before, report.given_up = len(rows) - len(open_), len(open_) - len(waiting)
    if report.given_up:
        lost = counted(report.given_up, "page")
        report.problems.append(
            f"{errand.front}: {lost} failed in {MAX_TRIES} runs and will not be asked for again; --again does"
        )
    if len(waiting) > errand.max_pages:
        report.problems.append(
            f"{errand.front}: {len(waiting):,} pages, of which {errand.max_pages:,} are asked for; the next run goes "
            "on, and --max-pages allows more"
        )
    asked = waiting[: errand.max_pages]
    report.left = len(asked)
    report.days.update(dt.date.fromisoformat(when[:10]) if (when := _when(row)) else None for row in asked)
    return [to_entry(row) for row in asked]


def _when(row: Mapping[str, Any]) -> str:
    """Plans of earlier releases name no day."""
    return row.get("day") or row["published"] or row["changed"] or ""
