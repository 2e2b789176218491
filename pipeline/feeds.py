"""The feed list as its keeper looks at it: how each feed answered last, and whether an address is a feed at all."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from extractors.articles.urls import host_of
from extractors.errors import DocumentError, FeedError, TollwatchError
from extractors.feeds.catalog import Feed, address_key, load_feeds, problems_of
from extractors.feeds.catalog_edit import append_feeds, completed, held_list
from extractors.feeds.discover import Found, find_feed, read_feed
from extractors.feeds.entry import Entry
from extractors.feeds.opml import read_opml
from extractors.feeds.outcome import Outcome
from extractors.feeds.pace import is_invented
from extractors.feeds.parse import ParsedFeed
from extractors.feeds.state import FeedState, load_state
from pipeline.pull import open_fetcher, open_pacer
from pipeline.settings import Settings

STALE: Final = dt.timedelta(days=14)
"""A feed whose newest entry is older is told of: a newsroom that says nothing for a fortnight has moved or died."""

ALERT_FAILURES: Final = 30
"""Failures in a row after which a feed is dead, as far as we can see; it is asked on, ever more rarely."""


_MANY_ALIKE: Final = 4
"""Feeds that failed with the same words, from which on they share a line."""

_Row = TypeVar("_Row")


class Condition(StrEnum):
    """How a feed is, in one word."""

    WELL = "well"
    NEVER_ASKED = "never asked"
    STALE = "stale"
    FAILING = "failing"
    DEAD = "dead"
    BLOCKED = "blocked"
    GONE = "gone"
    TURNED = "no longer a feed"


_CONDITIONS: Final = {
    Outcome.BLOCKED: Condition.BLOCKED,
    Outcome.GONE: Condition.GONE,
    Outcome.NOT_A_FEED: Condition.TURNED,
}


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed and what is remembered of it; null where it was never asked."""

    feed_id: str
    publisher: str
    kind: str
    region: str
    url: str
    condition: Condition
    outcome: str | None
    polled_at: dt.datetime | None
    not_before: dt.datetime | None
    failures: int
    entries_known: int | None
    newest_at: dt.datetime | None
    moved_to: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What one feed answered when it was asked once; `error` says why it is of no use."""

    feed_id: str
    url: str
    entries: int
    error: str | None


def choose_feeds(settings: Settings, only: Sequence[str] = ()) -> list[Feed]:
    """The feeds of the settings' list, or those of them with these ids.

    Raises:
        DocumentError: the list is wrong, or has not all of these ids.
    """
    feeds = load_feeds(settings.feeds)
    if unknown := sorted(set(only) - {feed.id for feed in feeds}):
        raise DocumentError(
            f"no feed has the id {', '.join(unknown)}", where=str(settings.feeds), hint="tollwatch feeds lists them"
        )
    return [feed for feed in feeds if not only or feed.id in only]


def last_answers(settings: Settings, feeds: Sequence[Feed], *, now: dt.datetime | None = None) -> list[FeedStatus]:
    """A row for each feed, in the order of the list. `now` (aware) stands for the present."""
    return [_status(settings, feed, now or dt.datetime.now(dt.UTC)) for feed in feeds]


def alike(rows: Sequence[_Row], failure: Callable[[_Row], object]) -> list[tuple[_Row, int]]:
    """Each row of a feed once, with how many it stands for: many of one failure are one, as where there is no network.

    Args:
        rows: a feed each.
        failure: the same for those that fail alike; null where the row stands for itself.
    """
    said = Counter(map(failure, rows))
    shown: dict[object, tuple[_Row, int]] = {}
    for place, row in enumerate(rows):
        what = failure(row)
        is_many = what is not None and said[what] >= _MANY_ALIKE
        shown.setdefault(what if is_many else place, (row, said[what] if is_many else 1))
    return list(shown.values())


def _status(settings: Settings, feed: Feed, now: dt.datetime) -> FeedStatus:
    state, warning = load_state(settings.state / "feeds" / f"{feed.id}.json", feed.id, feed.url)
    newest_at = _newest(state)
    return FeedStatus(
        feed_id=feed.id,
        publisher=feed.publisher,
        kind=feed.kind,
        region=feed.region,
        url=feed.url,
        condition=_condition(state, newest_at, now),
        outcome=state.outcome,
        polled_at=state.polled_at,
        not_before=state.not_before,
        failures=state.failures,
        entries_known=len(state.entries) if state.polled_at else None,
        newest_at=newest_at,
        moved_to=state.moved_to,
        detail=warning or state.detail,
    )


def _condition(state: FeedState, newest_at: dt.datetime | None, now: dt.datetime) -> Condition:
    if state.polled_at is None:
        return Condition.NEVER_ASKED
    if state.failures:
        found = _CONDITIONS.get(Outcome(state.outcome or Outcome.FAILED), Condition.FAILING)
        return Condition.DEAD if found is Condition.FAILING and state.failures >= ALERT_FAILURES else found
    if is_invented(host_of(state.configured_url)):  # the bundled newsroom's news is never new
        return Condition.WELL
    return Condition.STALE if newest_at is None or now - newest_at > STALE else Condition.WELL


def _newest(state: FeedState) -> dt.datetime | None:
    """When the newest entry was published; where entries carry no time, when the last one was first listed."""
    times = [dt.datetime.fromisoformat(known.published) for known in state.entries.values() if known.published]
    aware = [when if when.tzinfo else when.replace(tzinfo=dt.UTC) for when in times]
    return max(aware or [known.first_seen for known in state.entries.values()], default=None)


def check_feed(settings: Settings, url: str, *, allow_private: bool = False) -> ParsedFeed:
    """Ask for a feed once; nothing is stored or remembered.

    Args:
        settings: how to behave on the network.
        url: http or https.
        allow_private: also ask addresses that are private, link-local or of this machine.

    Raises:
        FetchError, FetchRefusedError: no answer, or one that says no.
        FeedError: the answer is no feed.
    """
    return asyncio.run(_with_fetcher(settings, url, read_feed, allow_private=allow_private)).parsed


def find_site_feed(settings: Settings, url: str, *, allow_private: bool = False) -> Found:
    """The feed of a site, by the address of the feed or of any page; nothing is stored or remembered.

    Raises:
        FetchError, FetchRefusedError: no answer, or one that says no.
        FeedError: no feed was found.
    """
    return asyncio.run(_with_fetcher(settings, url, find_feed, allow_private=allow_private))


def check_all(settings: Settings, feeds: Sequence[Feed]) -> list[Checked]:
    """Ask each feed once, the hosts side by side; nothing is stored or remembered. Rows in the order of the list."""
    return asyncio.run(_check_all(settings, feeds))


async def _check_all(settings: Settings, feeds: Sequence[Feed]) -> list[Checked]:
    async with open_fetcher(settings, _now, open_pacer(settings)) as fetcher:

        async def one(feed: Feed) -> Checked:
            try:
                found = await read_feed(fetcher, feed.url, max_bytes=settings.max_feed_bytes)
            except TollwatchError as error:
                return Checked(feed.id, feed.url, 0, error.what)
            listed = len(found.parsed.entries)
            since = stale_since(found.parsed.entries, feed.url)
            stale = f"stale: it lists nothing newer than {since}" if since else None
            return Checked(feed.id, feed.url, listed, stale if listed else "the feed lists no entries")

        return list(await asyncio.gather(*map(one, feeds)))


async def _with_fetcher(
    settings: Settings, url: str, ask: Callable[..., Awaitable[Found]], *, allow_private: bool
) -> Found:
    allowed = settings.model_copy(update={"allow_private": settings.allow_private or allow_private})
    async with open_fetcher(allowed, _now, open_pacer(settings)) as fetcher:
        return await ask(fetcher, url, max_bytes=settings.max_feed_bytes)


def add_feed(settings: Settings, found: Found, said: Mapping[str, Any]) -> dict[str, Any]:
    """Write a feed into the feed list, with what was said of it and what can be guessed; gives the entry.

    Raises:
        FeedError: the feed lists nothing, so nobody knows whether it is the right one.
        DocumentError: the feed is on the list, or something is wrong or missing; the list is left as it was.
    """
    if not found.parsed.entries:
        raise FeedError("the feed lists no entries", where=found.url, hint="look for another one of the site")
    known = {"url": found.url, "publisher": found.parsed.title, "language": found.language}
    given = {name: value for name, value in said.items() if value is not None}
    with held_list(settings.feeds) as listed:
        entry = completed(known | given, taken={feed.id for feed in listed})
        wrong = problems_of(entry)
        if same := next((feed for feed in listed if address_key(feed.url) == address_key(entry["url"])), None):
            wrong.append(f"it is on the list already, as {same.id}")
        elif entry["id"] in {feed.id for feed in listed}:
            wrong.append(f"the id {entry['id']!r} is taken")
        if wrong:
            raise DocumentError(
                "; ".join(wrong), where=f"{entry['id']} ({entry['url']})", hint="see docs/how-to-add-a-feed.md"
            )
        append_feeds(settings.feeds, [entry])
    return entry


def import_feeds(
    settings: Settings, document: bytes, said: Mapping[str, Any], *, where: str
) -> tuple[list[str], list[str]]:
    """Add the feeds of an OPML document that are not on the list; gives their ids, and what could not be added and why.

    The list is written once, with all of them.

    Raises:
        DocumentError: the document is no OPML.
    """
    given = {name: value for name, value in said.items() if value is not None}
    problems: list[str] = []
    with held_list(settings.feeds) as listed:
        known, ids = {address_key(feed.url) for feed in listed}, {feed.id for feed in listed}
        entries: list[dict[str, Any]] = []
        for outline in read_opml(document, where=where):
            if address_key(outline["url"]) in known:
                continue
            entry = completed(given | outline, taken=ids)
            wrong = problems_of(entry) + ([f"the id {entry['id']!r} is taken"] if entry["id"] in ids else [])
            if wrong:
                problems.append(f"{entry['id']} ({outline['url']}): {'; '.join(wrong)}")
                continue
            known.add(address_key(entry["url"]))
            ids.add(entry["id"])
            entries.append(entry)
        if entries:
            append_feeds(settings.feeds, entries)
    return [entry["id"] for entry in entries], problems


def stale_since(entries: Sequence[Entry], url: str, now: dt.datetime | None = None) -> dt.date | None:
    """The day of a feed's newest entry, where that is so old that the feed has moved or died; else null."""
    times = [entry.published for entry in entries if entry.published]
    days = [when.date() if isinstance(when, dt.datetime) else when for when in times]
    if not days or is_invented(host_of(url)) or (now or _now()).date() - max(days) <= STALE:
        return None
    return max(days)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
