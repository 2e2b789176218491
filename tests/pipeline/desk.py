"""A desk for the tests of `pull`: a server, settings of its own, and the archive that came of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from extractors.feeds.result import FeedResult
from extractors.feeds.state import FeedState, load_state
from pipeline.pull import PullReport, pull
from pipeline.settings import Settings
from tests.feeds.documents import PAGE, feed, item, rss
from tests.webserver import Answer, Route, WebServer

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@dataclass(slots=True)
class Desk:
    """Polls `/feed.xml` of its server; `later` moves its clock on."""

    server: WebServer
    home: Path
    now: dt.datetime = NOW
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        quick = {"connect_timeout_s": 2, "read_timeout_s": 1, "total_timeout_s": 3, "host_interval_s": 0}
        return Settings(home=self.home, **{"allow_private": True, **quick, **self.options})

    @property
    def path(self) -> Path:
        return self.settings.state / "feeds" / "harbour-post.json"

    def serve(self, *items: str, **headers: str) -> None:
        """The feed with these items, and a page at each path that has none."""
        document = rss(items or [item("/news/1")])
        self.server.routes["/feed.xml"] = Answer(body=document, headers={"Content-Type": "text/xml", **headers})
        for number in range(1, 10):
            self.server.routes.setdefault(f"/news/{number}", Answer(body=PAGE, headers={"Content-Type": "text/html"}))

    def answer(self, route: Route) -> None:
        self.server.routes["/feed.xml"] = route

    def later(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)

    def report(self, *, force: bool = False, url: str | None = None) -> PullReport:
        self.later(5)  # each poll begins after the one before it ended
        return pull(self.settings, [feed(url or self.server.url("/feed.xml"))], now=self.now, force=force)

    def pull(self, *, force: bool = False) -> FeedResult:
        (result,) = self.report(force=force).results
        return result

    def state(self) -> FeedState:
        state, warning = load_state(self.path, "harbour-post", self.server.url("/feed.xml"))
        assert warning is None
        return state

    def asked(self, path: str = "/feed.xml") -> int:
        return len(self.server.asked(path))

    def last_headers(self) -> dict[str, str]:
        return dict(self.server.asked("/feed.xml")[-1].headers)


def fetch_log(raw: Path) -> list[dict[str, Any]]:
    """All metadata records of a raw zone, oldest file first."""
    return [json.loads(body) for _, kind, body in records(raw) if kind == "metadata"]


def pages(raw: Path) -> set[tuple[str, bytes]]:
    """Address and body of every response of a raw zone that is no feed or redirect."""
    return {(url, body) for url, kind, body in records(raw) if kind == "response" and "/news/" in url}


def records(raw: Path) -> Iterator[tuple[str, str, bytes]]:
    """Address, kind and content of the records of all whole files, in the order in which these were written."""
    for path in sorted(raw.glob("*/*.warc.gz"), key=lambda path: path.stat().st_mtime_ns):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                yield record.rec_headers.get_header("WARC-Target-URI"), record.rec_type, record.content_stream().read()
