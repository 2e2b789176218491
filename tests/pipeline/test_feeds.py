"""`feeds` and `feeds check`: how each feed answered last, and whether an address is a feed at all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from extractors.errors import FeedError, FetchError, FetchRefusedError
from extractors.feeds.addresses import Resolver
from pipeline.feeds import check_feed, last_answers
from pipeline.settings import Settings
from tests.feeds.documents import PAGE, feed, item, rss
from tests.pipeline.desk import Desk
from tests.webserver import Answer, WebServer


def test_check_prints_the_entries_of_a_feed(server: WebServer, tmp_path: Path) -> None:
    server.routes["/feed.xml"] = Answer(body=rss([item("/news/1"), item("/news/2", "Town")]))
    parsed = check_feed(Settings(home=tmp_path), server.url("/feed.xml"), allow_private=True)
    assert [entry.url for entry in parsed.entries] == [server.url("/news/1"), server.url("/news/2")]
    assert {path.parent.name for path in tmp_path.rglob("*") if path.is_file()} == {"hosts"}  # the host's pause


def test_check_refuses_what_is_no_feed(server: WebServer, tmp_path: Path) -> None:
    server.routes["/"] = Answer(body=PAGE, headers={"Content-Type": "text/html"})
    with pytest.raises(FeedError):
        check_feed(Settings(home=tmp_path), server.url("/"), allow_private=True)


def test_check_asks_no_machine_behind_the_firewall(server: WebServer, tmp_path: Path) -> None:
    server.routes["/feed.xml"] = Answer(body=rss([item("/news/1")]))
    with pytest.raises(FetchRefusedError, match="not an address of the public Internet"):
        check_feed(Settings(home=tmp_path), server.url("/feed.xml"))
    assert server.asked("/feed.xml") == []


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "[fe80::1]", "[::ffff:10.0.0.1]"),
        *("0.0.0.0", "100.64.0.1", "224.0.0.1", "[ff02::1]"),  # noqa: S104 - refused, not bound
    ],
)
def test_private_addresses_are_refused(host: str) -> None:
    with pytest.raises(FetchRefusedError):
        asyncio.run(Resolver(allow_private=False).addresses(host.strip("[]")))


def test_public_addresses_are_not() -> None:
    assert asyncio.run(Resolver(allow_private=False).addresses("93.184.215.14")) == ["93.184.215.14"]


def test_a_name_that_does_not_resolve_may_resolve_later(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="does not resolve"):
        check_feed(Settings(home=tmp_path), "http://feeds.invalid/feed.xml")


def test_last_answers_tell_asked_from_never_asked(server: WebServer, tmp_path: Path) -> None:
    desk = Desk(server, tmp_path)
    desk.serve(item("/news/1"))
    address = feed(server.url("/feed.xml"))
    (before,) = last_answers(desk.settings, [address])
    assert (before.outcome, before.polled_at, before.entries_known) == (None, None, None)
    desk.pull()
    (after,) = last_answers(desk.settings, [address])
    assert (after.outcome, after.entries_known, after.failures) == ("ok", 1, 0)
