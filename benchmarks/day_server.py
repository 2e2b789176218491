"""A day's newsroom for measurements: many outlets, each with a feed and article pages, told wave by wave.

usage: python -m benchmarks.day_server FEEDS ARTICLES WAVES

It answers as a forward proxy and prints its port. `http://waves.example/N` lets the N first waves be out, and says how
many articles that are. Hosts end in `.example`, which nobody pauses for.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import sys
from dataclasses import dataclass
from email.utils import format_datetime
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.feed_server import http
from benchmarks.synthetic.lists import noise_levels
from benchmarks.synthetic.news import Edition, editions

SEED: Final = 6
LISTED: Final = 50
"""Entries that a feed shows, the newest first."""


@dataclass(frozen=True, slots=True)
class Story:
    """One article of one outlet, out with a wave."""

    wave: int
    edition: Edition
    path: str


class Day:
    """The articles of a day, dealt out to the outlets in turn, and how much of it is over."""

    def __init__(self, feeds: int, articles: int, waves: int) -> None:
        self.wave = 0
        self.released: dict[int, dt.datetime] = {}
        self.stories: dict[str, list[Story]] = {host_of(number): [] for number in range(feeds)}
        first = (edition for edition in editions(SEED, noise_levels()["moderate"]) if edition.is_first)
        for number, edition in enumerate(islice(first, articles)):
            story = Story(number * waves // articles + 1, edition, f"/news/{number}")
            self.stories[host_of(number % feeds)].append(story)

    def release(self, wave: int) -> int:
        """Let the waves up to this one be out, from now; gives the articles that are out."""
        for number in range(self.wave + 1, wave + 1):
            self.released[number] = dt.datetime.now(dt.UTC)
        self.wave = max(self.wave, wave)
        return sum(story.wave <= self.wave for stories in self.stories.values() for story in stories)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                target = urlsplit(head.decode("latin-1").split(" ")[1])
                writer.write(self._answer(target.hostname or "", target.path))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, host: str, path: str) -> bytes:
        if host == "waves.example":
            return http("200 OK", str(self.release(int(path.strip("/")))).encode(), "text/plain")
        out = [story for story in self.stories.get(host, ()) if story.wave <= self.wave]
        if path == "/feed.xml":
            return http("200 OK", self._feed(host, out[-LISTED:]), "application/rss+xml; charset=utf-8")
        for story in out:
            if story.path == path:
                return http("200 OK", self._page(story), "text/html; charset=utf-8")
        return http("404 Not Found", b"", "text/plain")

    def _feed(self, host: str, stories: list[Story]) -> bytes:
        items = "".join(
            f"<item><title>{html.escape(story.edition.article.title)}</title><link>http://{host}{story.path}</link>"
            f"<guid>http://{host}{story.path}</guid><pubDate>{self._time(story)}</pubDate></item>\n"
            for story in reversed(stories)
        )
        head = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{host}</title>'
        return f"{head}{items}</channel></rss>".encode()

    def _page(self, story: Story) -> bytes:
        article = story.edition.article
        body = "".join(f"<p>{html.escape(part)}</p>" for part in article.text.split("\n\n"))
        title = html.escape(article.title)
        time = self.released[story.wave].isoformat()
        head = f'<title>{title}</title><meta property="article:published_time" content="{time}">'
        return (
            f"<html lang=en><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()
        )

    def _time(self, story: Story) -> str:
        return format_datetime(self.released[story.wave])


def host_of(number: int) -> str:
    """The host name of an outlet."""
    return f"outlet-{number}.example"


def write_feeds(path: Path, feeds: int) -> None:
    """The feed list of the invented outlets."""
    path.write_text(
        "".join(
            f'[[feeds]]\nid = "outlet-{n}"\npublisher = "Outlet {n}"\nurl = "http://{host_of(n)}/feed.xml"\n'
            f'country = "GB"\nlanguage = "en"\nzone = "UTC"\nkind = "outlet"\nregion = "world"\n\n'
            for n in range(feeds)
        ),
        "utf-8",
    )


async def main() -> None:
    """Serve until killed."""
    day = Day(*(int(argument) for argument in sys.argv[1:4]))
    server = await asyncio.start_server(day.serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
