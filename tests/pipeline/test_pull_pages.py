"""Which pages are fetched, how often, and what the archive says of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from extractors.archives.warc_writer import WarcFile
from extractors.articles.urls import article_id, canonical_url
from extractors.feeds.addresses import Resolver
from extractors.feeds.backlog import MAX_TRIES
from extractors.feeds.exchange import Fetch
from extractors.feeds.outcome import Outcome, Verdict, judge
from extractors.feeds.state import PageStatus
from pipeline.pull import pull
from tests.feeds.documents import PAGE, feed, item
from tests.pipeline.desk import NOW, Desk, fetch_log, pages, records
from tests.webserver import Answer
from warehouse.staging import FETCHES

MINUTE = dt.timedelta(minutes=1)


def test_pages_of_new_entries_are_fetched_once(desk: Desk) -> None:
    desk.serve(item("/news/1"), item("/news/2", "Town"))
    first = desk.pull()
    assert (first.entries, first.new_entries, first.pages, first.waiting) == (2, 2, 2, 0)
    desk.serve(item("/news/3", "Sea"), item("/news/1"), item("/news/2", "Town"))
    second = desk.pull(force=True)
    assert (second.entries, second.new_entries, second.pages) == (3, 1, 1)
    assert [desk.asked(f"/news/{n}") for n in (1, 2, 3)] == [1, 1, 1]
    third = desk.pull(force=True)
    assert (third.new_entries, third.pages) == (0, 0)


def test_pages_that_the_feed_list_leaves_out_are_not_asked_for(desk: Desk) -> None:
    desk.server.routes["/sport/1"] = Answer(body=PAGE)
    desk.serve(item("/news/1"), item("/sport/1", "Cup"))
    listed = replace(feed(desk.server.url("/feed.xml")), skip=("/sport/*",))
    (result,) = pull(desk.settings, [listed], now=NOW).results
    assert (result.new_entries, result.pages, result.waiting, desk.asked("/sport/1")) == (2, 1, 0, 0)
    assert fetch_log(desk.settings.raw)[0]["fetch"]["new_pages"] == 1
    desk.serve(item("/news/1"), item("/sport/1", "Cup"), item("/news/2", "Town"))
    (result,) = pull(desk.settings, [replace(listed, pages=False)], now=NOW, force=True).results
    assert (result.new_entries, result.pages, desk.asked("/news/2")) == (1, 0, 0)


def test_a_changed_entry_is_fetched_again_a_moved_date_is_not(desk: Desk) -> None:
    desk.serve(item("/news/1", date="Sun, 22 Nov 2026 09:00:00 GMT"))
    desk.pull()
    desk.serve(item("/news/1?utm_source=x", date="Sun, 22 Nov 2026 11:00:00 GMT", guid="new"))
    assert desk.pull(force=True).pages == 0
    desk.serve(item("/news/1", "Harbour reopens: 3 hurt"))
    desk.later(900)
    result = desk.pull(force=True)
    assert (result.new_entries, result.pages) == (0, 1)
    assert desk.asked("/news/1") == 2


def test_a_feed_that_turns_over_between_two_polls_is_told(desk: Desk) -> None:
    desk.serve(*(item(f"/news/{n}", f"Title {n}") for n in range(1, 7)))
    assert "unseen" not in desk.pull().detail
    desk.serve(*(item(f"/news/{n}", f"Title {n}") for n in range(2, 8)))
    assert "unseen" not in desk.pull(force=True).detail
    desk.serve(*(item(f"/news/{n}", f"Title {n}") for n in range(7, 13)))
    assert "5 of 6 entries are new: others may have come and gone unseen" in desk.pull(force=True).detail


def test_one_story_listed_twice_is_fetched_once(desk: Desk) -> None:
    desk.serve(
        item("/news/1?utm_source=rss", guid="a"),
        item("/news/1#0", "Harbour", guid="b"),
        item("/news/2", "Town", summary="Quiet", guid="same"),
        item("/news/3", "Town", summary="Quiet", guid="same"),
    )
    result = desk.pull()
    assert (result.entries, result.new_entries, result.pages) == (4, 2, 2)
    assert desk.asked("/news/3") == 0


def test_a_passing_failure_is_tried_again_although_the_feed_is_not_due(desk: Desk) -> None:
    desk.server.routes["/news/1"] = Answer(500)
    desk.serve(item("/news/1"), item("/news/2", "Town"))
    first = desk.pull()
    assert (first.pages, first.page_failures, first.waiting) == (1, 1, 1)
    assert "HTTP 500" in first.detail
    desk.server.routes["/news/1"] = Answer(body=PAGE)
    second = desk.pull()
    assert (second.outcome, second.pages, second.waiting) == (Outcome.NOT_DUE, 1, 0)
    assert (desk.asked(), desk.asked("/news/1"), desk.asked("/news/2")) == (1, 2, 1)
    assert desk.pull().warcs == []


@pytest.mark.parametrize(("status", "outcome"), [(404, "gone"), (410, "gone"), (403, "blocked"), (400, "failed")])
def test_a_permanent_failure_is_recorded_and_not_tried_again(desk: Desk, status: int, outcome: str) -> None:
    desk.server.routes["/news/1"] = Answer(status)
    desk.serve(item("/news/1"))
    desk.pull()
    desk.pull(force=True)
    assert desk.asked("/news/1") == 1
    (known,) = desk.state().entries.values()
    assert known.status is PageStatus.GIVEN_UP
    assert f"HTTP {status}" in (known.reason or "")
    article = next(line for line in fetch_log(desk.settings.raw) if line["entry"])
    assert (article["fetch"]["outcome"], article["fetch"]["http_status"]) == (outcome, status)


def test_a_page_that_is_too_large_is_refused(desk: Desk) -> None:
    desk.options["max_page_bytes"] = 1_000
    desk.server.routes["/news/1"] = Answer(body=b"x" * 5_000)
    desk.serve(item("/news/1"))
    assert desk.pull().page_failures == 1
    line = fetch_log(desk.settings.raw)[-1]["fetch"]
    assert (line["outcome"], line["http_status"], line["body_bytes"]) == ("refused", 200, 1_000)


def test_a_fault_of_our_own_costs_one_page_is_counted_and_in_the_end_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge_or_fail(fetch: Fetch, *, is_feed: bool) -> Verdict:
        if fetch.url.endswith("/news/1"):
            raise ZeroDivisionError("unforeseen")
        return judge(fetch, is_feed=is_feed)

    monkeypatch.setattr("extractors.feeds.collect.judge", judge_or_fail)
    desk.serve(item("/news/1"), item("/news/2", "Town"))
    result = desk.pull()
    assert (result.outcome, result.pages, result.page_failures, result.waiting) == (Outcome.OK, 1, 1, 1)
    assert "our own fault: ZeroDivisionError: unforeseen" in result.detail
    logged = [line["fetch"] for line in fetch_log(desk.settings.raw) if line["fetch"]["url"].endswith("/news/1")]
    assert [(line["kind"], line["outcome"]) for line in logged] == [("article", "failed")]
    for _ in range(MAX_TRIES):
        desk.later(86_400)
        desk.pull()
    assert desk.state().entries[canonical_url(desk.server.url("/news/1"))].status is PageStatus.GIVEN_UP
    assert desk.asked("/news/1") == MAX_TRIES


def test_an_exchange_that_cannot_be_written_leaves_the_archive_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_or_fail(warc: WarcFile, url: str, content: dict[str, Any], **options: Any) -> None:
        if url.endswith("/news/1"):
            raise UnicodeEncodeError("utf-8", "x", 0, 1, "unforeseen")
        write(warc, url, content, **options)

    write = WarcFile.write_metadata
    monkeypatch.setattr(WarcFile, "write_metadata", write_or_fail)
    desk.serve(item("/news/1"), item("/news/2", "Town"))
    result = desk.pull()
    assert (result.pages, result.page_failures, result.waiting) == (1, 1, 1)
    kinds = [kind for _, kind, _ in records(desk.settings.raw)]
    assert kinds == ["warcinfo", "request", "response", "metadata"] * 2


def test_robots_txt_is_obeyed_for_pages_not_asked_for_feeds_and_read_once(desk: Desk) -> None:
    desk.server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /news/2\nDisallow: /feed.xml\n")
    desk.serve(item("/news/1"), item("/news/2", "Town"), item("/news/3", "Sea"))
    result = desk.pull()
    assert (result.outcome, result.pages, result.page_failures) == (Outcome.OK, 2, 1)
    assert (desk.asked("/robots.txt"), desk.asked("/news/2")) == (1, 0)
    refused = next(line["fetch"] for line in fetch_log(desk.settings.raw) if line["fetch"]["outcome"] == "refused")
    assert (refused["url"], refused["http_status"]) == (desk.server.url("/news/2"), None)
    assert "robots.txt disallows" in refused["detail"]
    assert desk.state().entries[canonical_url(desk.server.url("/news/2"))].status is PageStatus.GIVEN_UP


def test_a_crawl_delay_that_no_pull_can_wait_for_leaves_the_rest_for_the_next(desk: Desk) -> None:
    desk.server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nCrawl-delay: 3600\nDisallow:\n")
    desk.serve(*(item(f"/news/{n}", f"Title {n}") for n in range(1, 4)))
    first = desk.pull()
    assert (first.pages, first.page_failures, first.waiting) == (1, 0, 2)
    assert "127.0.0.1 is left alone until the next pull" in first.detail
    assert sum(known.tries for known in desk.state().entries.values()) == 0
    assert [desk.pull().pages for _ in range(3)] == [1, 1, 0]


@pytest.mark.parametrize("place", ["feed", "page", "redirect"])
def test_no_machine_behind_the_firewall_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """The outside is played by 127.0.0.1, the inside by the same server under another name."""
    inside = desk.server.url("/inside", host="localhost")

    look_up = Resolver.addresses

    async def outside_or_look_up(self: Resolver, host: str) -> Sequence[str]:
        return [host] if host == "127.0.0.1" and place != "feed" else await look_up(self, host)

    desk.options["allow_private"] = False
    monkeypatch.setattr(Resolver, "addresses", outside_or_look_up)
    desk.server.routes |= {
        "/inside": Answer(body=PAGE),
        "/news/1": Answer(302, headers={"Location": inside}),
    }
    desk.serve(item(inside if place == "page" else "/news/1"))
    result = desk.pull()
    assert "not an address of the public Internet" in result.detail
    assert desk.asked("/inside") == 0
    if place == "feed":
        assert (result.outcome, desk.server.requests) == (Outcome.REFUSED, [])
    else:
        assert (result.outcome, result.pages, result.page_failures) == (Outcome.OK, 0, 1)


def test_a_redirect_into_what_robots_txt_forbids_is_not_followed(desk: Desk) -> None:
    desk.server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /private\n")
    desk.server.routes["/news/1"] = Answer(302, headers={"Location": "/private/1"})
    desk.serve(item("/news/1"))
    assert desk.pull().page_failures == 1
    assert desk.asked("/private/1") == 0


def test_where_robots_txt_cannot_be_had_pages_wait(desk: Desk) -> None:
    desk.server.routes["/robots.txt"] = Answer(500)
    desk.serve(*(item(f"/news/{n}", f"Title {n}") for n in range(1, 8)))
    result = desk.pull()
    assert (result.outcome, result.pages, result.page_failures, result.waiting) == (Outcome.OK, 0, 3, 7)
    assert "left alone until the next pull" in result.detail
    desk.server.routes["/robots.txt"] = Answer(404)
    assert desk.pull().pages == 7


def test_a_host_that_asks_for_a_pause_gets_it(desk: Desk) -> None:
    for number in range(1, 5):
        desk.server.routes[f"/news/{number}"] = Answer(429, headers={"Retry-After": "600"})
    desk.serve(*(item(f"/news/{n}", f"Title {n}") for n in range(1, 5)))
    assert desk.pull().page_failures == 1
    assert [desk.asked(f"/news/{n}") for n in range(1, 5)] == [1, 0, 0, 0]
    assert desk.state().entries[canonical_url(desk.server.url("/news/1"))].not_before is not None


@pytest.mark.parametrize("value", ["0", "Sun, 22 Nov 2026 11:00:00 GMT", "", "soon"])
def test_a_host_that_does_not_say_how_long_is_left_alone_all_the_same(desk: Desk, value: str) -> None:
    desk.server.routes["/news/1"] = Answer(503, headers={"Retry-After": value})
    desk.serve(item("/news/1"))
    desk.pull()
    desk.later(800)
    desk.pull()
    assert desk.asked("/news/1") == 1
    desk.later(100)
    desk.pull()
    assert desk.asked("/news/1") == 2


def test_no_more_pages_than_allowed_at_once_and_the_rest_next_time(desk: Desk) -> None:
    desk.options["max_articles_per_feed"] = 3
    desk.serve(*(item(f"/news/{n}", f"Title {n}") for n in range(1, 9)))
    assert [desk.pull().pages for _ in range(4)] == [3, 3, 2, 0]
    assert [desk.asked(f"/news/{n}") for n in range(1, 9)] == [1] * 8


def test_the_archive_holds_everything_later_steps_need(desk: Desk) -> None:
    desk.server.routes["/news/2"] = Answer(301, headers={"Location": "/news/1"})
    desk.serve(
        item(
            "/news/1?utm_source=x",
            summary="Open",
            date="Sun, 22 Nov 2026 09:00:00 +0300",
            raw="<dc:creator>Jo</dc:creator>",
        ),
        item("/news/2", "Town"),
    )
    result = desk.pull()
    assert len(result.warcs) == 2
    found = list(records(desk.settings.raw))
    assert [kind for _, kind, _ in found] == [
        *("warcinfo", "request", "response", "metadata"),
        *("warcinfo", "request", "response", "metadata"),
        *("request", "response", "request", "response", "metadata"),
    ]
    poll, first, second = fetch_log(desk.settings.raw)
    for line in (poll, first, second):
        assert list(line) == ["fetch", "feed", "entry"]
        assert set(line["fetch"]) == set(FETCHES.names)
        assert dt.datetime.fromisoformat(line["fetch"]["fetched_at"]).utcoffset() == dt.timedelta(0)
        assert line["feed"] == {"id": "harbour-post", "publisher": "Harbour Post", "language": "en", "zone": "UTC"}
    assert poll["entry"] is None
    assert (poll["fetch"]["kind"], poll["fetch"]["entries"], poll["fetch"]["new_entries"]) == ("feed", 2, 2)
    assert first["entry"] == {
        "url": desk.server.url("/news/1?utm_source=x"),
        "title": "Harbour reopens",
        "published": "2026-11-22T09:00:00+03:00",
        "authors": ["Jo"],
        "summary": "Open",
    }
    assert (second["fetch"]["url"], second["fetch"]["final_url"]) == (
        desk.server.url("/news/2"),
        desk.server.url("/news/1"),
    )
    assert article_id(first["fetch"]["url"]) == article_id(desk.server.url("/news/1"))
    assert len({line["fetch"]["fetch_id"] for line in (poll, first, second)}) == 3
    assert not list(desk.settings.raw.rglob("*.open"))


def test_pages_keep_their_bytes(desk: Desk) -> None:
    bodies = {f"/news/{n}": bytes(range(256)) * n for n in range(1, 4)}
    desk.server.routes |= {path: Answer(body=body) for path, body in bodies.items()}
    desk.serve(*(item(path, path) for path in bodies))
    desk.pull()
    assert pages(desk.settings.raw) == {(desk.server.url(path), body) for path, body in bodies.items()}


def test_hosts_behind_a_proxy_keep_their_names(desk: Desk) -> None:
    desk.options["proxy"] = desk.server.url()
    desk.options["host_interval_s"] = 60  # invented hosts need no pause
    desk.serve(item("http://north.example/news/1"), **{"Cache-Control": "max-age=0"})
    desk.server.routes["http://harbour-post.example/feed.xml"] = desk.server.routes["/feed.xml"]
    desk.server.routes["http://north.example/news/1"] = Answer(body=PAGE)
    (result,) = pull(desk.settings, [feed("http://harbour-post.example/feed.xml")], now=NOW).results
    assert (result.outcome, result.pages) == (Outcome.OK, 1)
    (again,) = pull(desk.settings, [feed("http://harbour-post.example/feed.xml")], now=NOW + MINUTE).results
    assert (again.outcome, again.pages) == (Outcome.OK, 0)
    assert desk.asked("http://north.example/robots.txt") == 1


def test_two_hosts_are_asked_at_the_same_time_and_each_with_pauses(desk: Desk) -> None:
    desk.options |= {"proxy": desk.server.url(), "host_interval_s": 0.2}
    for host in ("one.invalid", "two.invalid"):
        desk.serve(*(item(f"http://{host}/news/{n}", f"Title {n}") for n in range(3)))
        desk.server.routes[f"http://{host}/feed.xml"] = desk.server.routes["/feed.xml"]
        desk.server.routes |= {f"http://{host}/news/{n}": Answer(body=PAGE) for n in range(3)}
    feeds = [feed(f"http://{host}/feed.xml", host.split(".")[0]) for host in ("one.invalid", "two.invalid")]
    report = pull(desk.settings, feeds, now=NOW)
    assert [result.pages for result in report.results] == [3, 3]
    by_host = {
        host: [r.at for r in desk.server.requests if host in r.target] for host in ("one.invalid", "two.invalid")
    }
    for times in by_host.values():
        assert len(times) == 5
        assert times[-1] - times[0] > 0.5  # four pauses, less what a busy machine shifts
    assert by_host["two.invalid"][0] < by_host["one.invalid"][-1]


@pytest.mark.parametrize("blocked", ["raw", "state"])
def test_a_folder_that_cannot_be_written_is_no_feeds_fault(desk: Desk, blocked: str) -> None:
    desk.serve()
    (desk.home / blocked).write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(OSError, match=blocked):
        desk.pull()
