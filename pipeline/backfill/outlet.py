"""Backfill of an outlet from its sitemaps: the pages of a window of days -> the raw zone, politely and only once.

First the sitemaps are walked and what they list is put down as a plan. Then the pages are asked for one after the
other, by the same rules as `pull`: robots.txt, the host's interval, every limit. What a live feed remembers is not
touched. A process killed anywhere loses the page that was on its way.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from extractors.archives.leftovers import feed_of
from extractors.archives.payloads import Payloads
from extractors.archives.salvage import salvage
from extractors.archives.warc_reader import read_fetch_notes
from extractors.archives.warc_writer import WarcFile
from extractors.articles.urls import canonical_url
from extractors.errors import FetchError, LockedError, TollwatchError
from extractors.faults import put_aside
from extractors.feeds.entry import Entry
from extractors.feeds.fetch import Fetcher
from extractors.feeds.fetch_log import store
from extractors.feeds.outcome import RATE_LIMITED, Outcome, Verdict, judge
from extractors.feeds.pace import DelayedError
from extractors.feeds.robots import Robots
from extractors.sitemaps.walk import LONGEST_DELAY_S, Harvest, WalkLimits, walk
from pipeline.backfill.journal import Journal, read_lines
from pipeline.backfill.plan import Errand, OutletReport, read_plan, to_ask, to_plan, wanted_pages, write_plan
from pipeline.backfill.siblings import alone_at, had_by_others, had_by_pulls, noted_pages, settled
from pipeline.pull import open_fetcher, open_pacer, open_robots, software
from pipeline.settings import Settings

PAGES_A_FILE: Final = 100
"""Pages of one WARC file, some minutes at the usual interval."""

MAX_STRIKES: Final = 5
"""Passing failures in a row after which the outlet is left alone for this run."""


OnPage = Callable[[int, int], None]
"""Told how many pages of how many have been asked for."""


def fetch_outlet(
    settings: Settings, errand: Errand, *, again: bool = False, is_dry: bool = False, on_page: OnPage | None = None
) -> OutletReport:
    """Walk the outlet's sitemaps, unless an earlier run has, and fetch the pages that no earlier run had.

    Args:
        settings: where to write, and how to behave.
        errand: what is wanted.
        again: walk the sitemaps anew, and ask again for pages that no run had; those that the raw zone holds from any
            backfill of this outlet are not asked for again.
        is_dry: read robots.txt and the sitemaps only, and remember nothing.
        on_page: told of the progress.

    Raises:
        LockedError: another process is at this errand.
        OSError: the raw zone or the state cannot be written.
    """
    report = OutletReport(errand.feed.id)
    journal = Journal(settings.backfills / f"{errand.writer_id}.jsonl", again=again)
    trip = _Trip(settings, errand, journal, report, on_page)
    try:
        if is_dry:
            asyncio.run(trip.look(again=again))
        else:
            with journal, alone_at(errand, settings.backfills):
                asyncio.run(trip.run(again=again))
    except LockedError:
        raise
    except TollwatchError as error:
        report.error = error
    return report


@dataclass(slots=True)
class _Trip:
    settings: Settings
    errand: Errand
    journal: Journal
    report: OutletReport
    on_page: OnPage | None

    async def look(self, *, again: bool) -> None:
        """Say in the report which pages would be asked for."""
        async with self._abroad() as (fetcher, robots):
            plan = None if again else read_plan(self._plan_path, self.errand.begins)
            plan = plan or to_plan(await self._walk(fetcher, robots), self.errand.begins)
            noted = [] if again else read_lines(self.journal.path)[0]
            self._to_ask(plan, [*noted, *self._unnoted(noted, again=again)], again=again)

    async def run(self, *, again: bool) -> None:
        """Make the plan, where an earlier run has not, and fetch the pages."""
        async with self._abroad() as (fetcher, robots):
            plan = None if again else read_plan(self._plan_path, self.errand.begins)
            is_over = False
            if plan is None:
                harvest = await self._walk(fetcher, robots)
                plan, is_over = to_plan(harvest, self.errand.begins), harvest.is_stopped
                self._keep(plan, is_whole=harvest.is_whole)
            salvage(self.settings.raw, self.errand.writer_id)
            for line in list(self._unnoted(self.journal.lines, again=again)):
                self.journal.add(line)
            with closing(Payloads(self.settings.payloads, self.settings.raw)) as payloads:
                round_ = _Round(self, fetcher, robots, payloads, is_over=is_over)
                await self._pages(round_, self._to_ask(plan, self.journal.lines, again=again))

    def _keep(self, plan: dict[str, Any], *, is_whole: bool) -> None:
        """Write the plan for later runs, unless what could not be had for now may list more: they walk anew."""
        if is_whole:
            write_plan(self._plan_path, plan)
            return
        self._plan_path.unlink(missing_ok=True)
        self.report.problems.append(
            f"{self.errand.front}: sitemaps could not be had for now; the next run asks for all of them again"
        )

    @asynccontextmanager
    async def _abroad(self) -> AsyncIterator[tuple[Fetcher, Robots]]:
        """A fetcher that keeps the hosts' pauses with all other processes, and the rules of the sites."""
        pacer = open_pacer(self.settings)
        pacer.slow_down(self.errand.front, self.errand.feed.interval_s)
        async with open_fetcher(self.settings, _now, pacer) as fetcher:
            yield fetcher, open_robots(self.settings, fetcher, _now)

    @property
    def _plan_path(self) -> Path:
        return self.journal.path.with_suffix(".plan.json")

    async def _walk(self, fetcher: Fetcher, robots: Robots) -> Harvest:
        return await walk(
            self.errand.front,
            self.errand.begins[1:],
            self.errand.window,
            fetcher=fetcher,
            robots=robots,
            clock=_now,
            limits=WalkLimits(max_sitemaps=self.settings.max_sitemaps, max_bytes=self.settings.max_sitemap_bytes),
        )

    def _to_ask(self, plan: dict[str, Any], noted: Sequence[dict[str, Any]], *, again: bool) -> list[Entry]:
        """The pages that no run and no pull has had; the plan's are counted in the report."""
        had = had_by_others(self.errand, self.settings.backfills, again=again)
        had |= had_by_pulls(self.errand, self.settings)
        tries = Counter[str]()
        for line in noted:
            tries.update(noted_pages(line).keys())
            had |= settled(line)
        return to_ask(wanted_pages(plan, self.errand, self.report), had, tries, self.errand, self.report)

    def _unnoted(self, noted: Sequence[dict[str, Any]], *, again: bool) -> Iterator[dict[str, Any]]:
        """What a killed run finished, or nearly, and could not note: a line of the journal for each such file.

        Where all is asked for again, of older files only the pages that were had count.
        """
        raw = self.settings.raw
        known = {line.get("warc") for line in noted}
        days = sorted(raw.iterdir()) if raw.is_dir() else []
        for path in (p for day in days for p in sorted(day.glob(f"{self.errand.writer_id}-*.warc.gz"))):
            name = path.relative_to(raw).as_posix()
            if feed_of(path.name) == self.errand.writer_id and name not in known:
                pages = {canonical_url(fetch["url"]): fetch["outcome"] for fetch in read_fetch_notes(path)}
                kept = {key: outcome for key, outcome in pages.items() if not again or outcome == Outcome.OK}
                yield {"warc": name, "pages": kept}

    async def _pages(self, round_: _Round, waiting: Sequence[Entry]) -> None:
        round_.total = len(waiting)
        for pages in _chunks(waiting, PAGES_A_FILE):
            if round_.is_over:
                break
            await round_.file(pages)
        self.report.warcs = [self.settings.raw / line["warc"] for line in self.journal.lines]


@dataclass(slots=True)
class _Round:
    """The pages of one run."""

    trip: _Trip
    fetcher: Fetcher
    robots: Robots
    payloads: Payloads
    total: int = 0
    asked: int = 0
    strikes: int = 0
    is_over: bool = False

    async def file(self, pages: Iterable[Entry]) -> None:
        """Fetch pages into one file; ended early, it keeps what came until then."""
        settings, errand = self.trip.settings, self.trip.errand
        outcomes: dict[str, str] = {}
        with WarcFile(settings.raw, errand.writer_id, at=_now(), software=software(), payloads=self.payloads) as warc:
            try:
                for page in pages:
                    if self.is_over:
                        break
                    await self._page(page, warc, outcomes)
            finally:
                if not warc.is_empty:
                    path = warc.commit()
                    name = path.relative_to(settings.raw).as_posix()
                    self.trip.journal.add({"warc": name, "pages": outcomes})

    async def _page(self, page: Entry, warc: WarcFile, outcomes: dict[str, str]) -> None:
        report = self.trip.report
        permit = self.robots.page(time.monotonic() + LONGEST_DELAY_S)
        fetch = await self.fetcher.fetch(page.url, max_bytes=self.trip.settings.max_page_bytes, permit=permit)
        if isinstance(fetch.error, DelayedError):
            self._stop(fetch.error.what)
            return
        verdict = _judged(fetch)
        store(warc, self.trip.errand.feed, fetch, verdict, entry=page)
        outcomes[page.key] = verdict.outcome.value
        self.asked += 1
        report.left -= 1
        self._count(page, verdict, is_limited=fetch.status in RATE_LIMITED)
        if self.trip.on_page:
            self.trip.on_page(self.asked, self.total)

    def _count(self, page: Entry, verdict: Verdict, *, is_limited: bool) -> None:
        report = self.trip.report
        if verdict.error is None:
            report.fetched += 1
            self.strikes = 0
            return
        report.failed += 1
        report.problems.append(str(verdict.error))
        self.strikes = self.strikes + 1 if verdict.may_pass else 0
        if is_limited:
            self._stop(f"the server asks for a pause at {page.url}")
        elif self.strikes >= MAX_STRIKES:
            self._stop(f"{self.strikes} pages in a row could not be had")

    def _stop(self, why: str) -> None:
        self.is_over = True
        self.trip.report.problems.append(f"{self.trip.errand.front}: left alone for now: {why}; run it again later")


def _judged(fetch: Any) -> Verdict:
    try:
        return judge(fetch, is_feed=False)
    except Exception as error:
        told = put_aside(error, "the answer cannot be judged", where=fetch.url)
        return Verdict(Outcome.FAILED, FetchError(told.what, where=fetch.url))


def _chunks(pages: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    return (pages[start : start + size] for start in range(0, len(pages), size))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
