"""How politely a feed is polled: each test is a line of the reader's etiquette."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from itertools import pairwise
from typing import Any

import pytest

from extractors.feeds.outcome import Outcome
from extractors.feeds.parse import ParsedFeed, parse_feed
from pipeline.pull import pull
from tests.feeds.documents import feed, item, rss
from tests.pipeline.desk import NOW, Desk, fetch_log, pages
from tests.webserver import Answer

TAGGED = {"ETag": '"1"'}


def test_only_the_first_poll_is_without_conditions_and_validators_go_back_verbatim(desk: Desk) -> None:
    etag, modified = 'W/"Caf\xe9 1"', "Sun,22 nov 2026 9:30:00 +0000"
    desk.serve(ETag=etag, **{"Last-Modified": modified})
    assert desk.pull().outcome is Outcome.OK
    assert not {"if-none-match", "if-modified-since"} & desk.last_headers().keys()
    assert desk.pull(force=True).outcome is Outcome.OK
    assert desk.last_headers()["if-none-match"] == etag
    assert desk.last_headers()["if-modified-since"] == modified


def test_validators_are_renewed_by_every_answer_and_cleared_when_they_are_no_longer_sent(desk: Desk) -> None:
    desk.serve(ETag='"1"')
    desk.pull()
    desk.serve(ETag='"2"')
    desk.pull(force=True)
    desk.pull(force=True)
    assert desk.last_headers()["if-none-match"] == '"2"'
    desk.serve()
    desk.pull(force=True)
    desk.pull(force=True)
    assert "if-none-match" not in desk.last_headers()


def test_not_modified_is_success_and_loses_nothing(desk: Desk) -> None:
    desk.serve(ETag='"1"')
    desk.pull()
    before = desk.state()
    desk.answer(Answer(304))
    desk.later(7_200)
    result = desk.pull()
    assert (result.outcome, result.http_status, result.is_well, result.new_entries) == (
        Outcome.NOT_MODIFIED,
        304,
        True,
        0,
    )
    after = desk.state()
    assert after.entries == before.entries
    assert after.etag == '"1"'
    assert after.failures == 0


def test_not_modified_without_having_asked_is_a_failure(desk: Desk) -> None:
    desk.answer(Answer(304))
    assert desk.pull().outcome is Outcome.FAILED


def test_a_feed_without_wishes_is_asked_hourly_and_a_restart_asks_no_sooner(desk: Desk) -> None:
    desk.serve(**TAGGED)
    assert desk.pull().outcome is Outcome.OK
    desk.later(3_500)
    result = desk.pull()
    assert (result.outcome, result.is_well, result.warcs) == (Outcome.NOT_DUE, True, [])
    assert result.detail.startswith("not due until 2026-11-22 13:00:0")
    assert desk.asked() == 1
    desk.later(200)
    assert desk.pull().outcome is Outcome.OK
    assert desk.asked() == 2


def test_force_asks_a_feed_that_is_not_due(desk: Desk) -> None:
    desk.serve()
    desk.pull()
    assert desk.pull(force=True).outcome is Outcome.OK
    assert desk.asked() == 2


@pytest.mark.parametrize(
    ("channel", "headers", "seconds"),
    [
        ("<ttl>30</ttl>", TAGGED, 1_800),
        ("<ttl>0</ttl>", TAGGED, 900),
        ("<ttl>30</ttl>", {}, 86_400),
        ("", {}, 86_400),
        ("", {"Last-Modified": "Sun, 22 Nov 2026 11:00:00 GMT"}, 3_600),
        ("", {"Cache-Control": "max-age=1200", **TAGGED}, 1_200),
        ("", {"Cache-Control": "max-age=1200"}, 86_400),
        ("", {"Cache-Control": "no-cache", **TAGGED}, 3_600),
        ("", {"Cache-Control": "max-age=0, no-cache, no-store", **TAGGED}, 3_600),
        ("", {"Cache-Control": "max-age=0", **TAGGED}, 900),
        ("", {"Expires": "Sun, 19 Nov 1978 05:00:00 GMT", **TAGGED}, 3_600),
        ("<ttl>30</ttl>", {"Cache-Control": "max-age=1200", **TAGGED}, 1_800),
        ("", {"Expires": "Sun, 22 Nov 2026 12:20:00 GMT", "Date": "Sun, 22 Nov 2026 12:00:00 GMT", **TAGGED}, 1_200),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", TAGGED, 86_400),
    ],
)
def test_the_feeds_own_interval_is_kept(desk: Desk, channel: str, headers: dict[str, str], seconds: int) -> None:
    raw = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
    raw += b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
    desk.answer(Answer(raw=raw + b"\r\n" + rss(channel=channel)))
    desk.pull()
    until = desk.state().not_before
    assert until is not None
    assert dt.timedelta(0) <= until - NOW - dt.timedelta(seconds=seconds) < dt.timedelta(seconds=10)


def test_a_304_may_name_a_new_interval_and_otherwise_the_old_one_holds(desk: Desk) -> None:
    desk.serve(ETag='"1"', **{"Cache-Control": "max-age=1200"})
    desk.pull()
    desk.answer(Answer(304))
    desk.later(1_300)
    assert desk.pull().outcome is Outcome.NOT_MODIFIED
    assert desk.state().cache_s == 1_200
    desk.answer(Answer(304, headers={"Cache-Control": "max-age=60"}))
    desk.later(1_300)
    desk.pull()
    assert desk.state().cache_s == 60
    desk.later(800)
    assert desk.pull().outcome is Outcome.NOT_DUE


def test_the_hours_that_a_feed_asks_to_be_left_alone_are(desk: Desk) -> None:
    desk.answer(Answer(body=rss([item("/a")], channel="<skipHours><hour>13</hour></skipHours>"), headers=TAGGED))
    desk.pull()
    desk.later(3_700)
    result = desk.pull()
    assert (result.outcome, result.is_well) == (Outcome.NOT_DUE, True)
    assert "asks to be left alone until 2026-11-22 14:00 UTC" in result.detail
    assert desk.pull(force=True).outcome is Outcome.OK
    desk.later(3_600)
    assert desk.pull().outcome is Outcome.OK


def test_after_a_day_of_not_modified_the_document_is_asked_for_once(desk: Desk) -> None:
    desk.serve(item("/news/1"), **TAGGED)
    desk.pull()
    desk.answer(Answer(304))
    conditions = []
    for _ in range(25):
        desk.later(3_600)
        desk.pull()
        conditions.append(desk.last_headers().get("if-none-match"))
        if conditions[-1] is None:
            break
        assert desk.state().outcome == Outcome.NOT_MODIFIED
    assert conditions == ['"1"'] * 23 + [None]
    desk.serve(item("/news/1"), item("/news/2", "Town"), **TAGGED)
    result = desk.pull(force=True)
    assert (result.outcome, result.new_entries) == (Outcome.OK, 1)
    assert "validators may be stale" in result.detail
    desk.pull(force=True)
    assert desk.last_headers()["if-none-match"] == '"1"'


def test_whoever_forces_a_poll_ends_no_pause(desk: Desk) -> None:
    desk.options["host_interval_s"] = 0.01
    desk.answer(Answer(429, headers={"Retry-After": "3600"}))
    desk.pull()
    result = desk.pull(force=True)
    assert (result.outcome, desk.asked()) == (Outcome.NOT_DUE, 1)
    assert "its host asks to be left alone until" in result.detail


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["0", "Sun, 22 Nov 2026 11:00:00 GMT", "60"])
def test_no_retry_after_allows_to_ask_again_at_once(desk: Desk, status: int, value: str) -> None:
    desk.answer(Answer(status, headers={"Retry-After": value}))
    desk.pull()
    desk.later(800)
    assert desk.pull().outcome is Outcome.NOT_DUE
    assert desk.asked() == 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["1200", "Sun, 22 Nov 2026 12:20:00 GMT"])
def test_retry_after_is_obeyed(desk: Desk, status: int, value: str) -> None:
    desk.answer(Answer(status, headers={"Retry-After": value}))
    result = desk.pull()
    assert (result.outcome, result.http_status, result.is_well) == (Outcome.FAILED, status, False)
    desk.later(1_100)
    assert desk.pull().outcome is Outcome.NOT_DUE
    assert desk.asked() == 1
    desk.serve()
    desk.later(230)
    assert desk.pull().outcome is Outcome.OK


def test_other_failures_back_off_ever_longer_and_success_forgets_them(desk: Desk) -> None:
    desk.answer(Answer(404))
    waits = []
    for _ in range(9):
        assert desk.pull().outcome is Outcome.FAILED
        until = desk.state().not_before
        assert until is not None
        waits.append((until - desk.now).total_seconds())
        desk.now = until
    assert all(later >= earlier * 1.7 for earlier, later in pairwise(waits[:6]))
    assert 900 <= waits[0] <= 1_000
    assert max(waits) <= 86_400 * 1.1 + 3
    assert desk.asked() == 9
    desk.serve()
    assert desk.pull().outcome is Outcome.OK
    assert desk.state().failures == 0


def test_410_stops_the_polling_for_good(desk: Desk) -> None:
    desk.answer(Answer(410))
    assert desk.pull().outcome is Outcome.GONE
    desk.later(90 * 86_400)
    result = desk.pull()
    assert (result.outcome, result.is_well) == (Outcome.NOT_DUE, False)
    assert "gone" in result.detail
    assert desk.asked() == 1
    desk.serve()
    assert desk.pull(force=True).outcome is Outcome.OK
    assert not desk.state().is_stopped


def test_403_is_recorded_as_blocked_and_not_worked_around(desk: Desk) -> None:
    desk.answer(Answer(403, b"<html>no</html>"))
    result = desk.pull()
    assert (result.outcome, result.http_status) == (Outcome.BLOCKED, 403)
    assert desk.pull().outcome is Outcome.NOT_DUE
    assert desk.asked() == 1
    assert [line["fetch"]["outcome"] for line in fetch_log(desk.settings.raw)] == ["blocked"]


def test_a_challenge_page_is_a_failure_that_spoils_nothing(desk: Desk) -> None:
    desk.serve(ETag='"1"')
    desk.pull()
    entries = desk.state().entries
    desk.answer(Answer(body=b"<html><title>Just a moment...</title></html>", headers={"ETag": '"challenge"'}))
    result = desk.pull(force=True)
    assert (result.outcome, result.is_well) == (Outcome.NOT_A_FEED, False)
    assert "Just a moment" in result.detail
    assert (desk.state().etag, desk.state().entries) == ('"1"', entries)


def test_the_reader_says_who_it_is(desk: Desk) -> None:
    desk.options["contact"] = "mailto:desk@harbour-post.example"
    desk.serve(**{"Set-Cookie": "id=1"})
    desk.pull()
    desk.pull(force=True)
    for request in desk.server.requests:
        assert request.headers["user-agent"].startswith("Tollwatch/")
        assert request.headers["user-agent"].endswith("(+mailto:desk@harbour-post.example)")
        assert "gzip" in request.headers["accept-encoding"]
        assert not {"cookie", "referer"} & request.headers.keys()
        assert "?" not in request.target


def test_a_packed_feed_is_read(desk: Desk) -> None:
    desk.answer(Answer(body=gzip.compress(rss([item("/a"), item("/b", "Two")])), headers={"Content-Encoding": "gzip"}))
    assert desk.pull().entries == 2


@pytest.mark.parametrize(
    ("answer", "outcome", "said"),
    [
        (Answer(body=gzip.compress(b"\0" * 9_000_000), headers={"Content-Encoding": "gzip"}), "refused", "larger than"),
        (Answer(body=b"no gzip", headers={"Content-Encoding": "gzip"}), "failed", "no valid gzip"),
        (Answer(302, headers={"Location": "/feed.xml"}), "refused", "loop"),
        (Answer(body=b""), "not_a_feed", "empty"),
        (Answer(500), "failed", "HTTP 500"),
        (Answer(raw=b""), "failed", "connection broke"),
        (Answer(204), "failed", "HTTP 204"),
    ],
)
def test_each_failure_is_clear_backs_off_and_is_logged(desk: Desk, answer: Answer, outcome: str, said: str) -> None:
    desk.options["max_feed_bytes"] = 100_000
    desk.answer(answer)
    result = desk.pull()
    assert result.outcome == outcome
    assert said in result.detail
    assert desk.pull().outcome is Outcome.NOT_DUE
    (line,) = fetch_log(desk.settings.raw)
    assert (line["fetch"]["outcome"], line["fetch"]["http_status"]) == (outcome, result.http_status)
    assert said in line["fetch"]["detail"]


def test_a_damaged_state_file_is_told_and_polled_afresh(desk: Desk) -> None:
    desk.serve(ETag='"1"')
    desk.pull()
    desk.path.write_bytes(desk.path.read_bytes()[:99])
    result = desk.pull()
    assert (result.outcome, result.new_entries) == (Outcome.OK, 1)
    assert "harbour-post.json is damaged" in result.detail
    assert "if-none-match" not in desk.last_headers()
    assert json.loads(desk.path.read_bytes())["etag"] == '"1"'


def test_feeds_do_not_disturb_each_other_and_the_report_says_which_are_well(desk: Desk) -> None:
    desk.serve()
    good, bad = feed(desk.server.url("/feed.xml")), feed(desk.server.url("/none.xml"), "north-wire")
    seen: list[str] = []
    both = pull(desk.settings, [bad, good], now=NOW, on_result=lambda result: seen.append(result.feed_id))
    assert [result.feed_id for result in both.results] == ["north-wire", "harbour-post"]
    assert sorted(seen) == ["harbour-post", "north-wire"]
    assert (both.reached, both.complete, both.exit_code) == (True, False, 3)
    assert [result.pages for result in both.results] == [0, 1]
    assert pull(desk.settings, [good], now=NOW).exit_code == 0
    again = pull(desk.settings, [bad], now=NOW)
    assert (again.reached, again.exit_code) == (False, 1)
    assert "HTTP 404" in again.results[0].detail
    assert pull(desk.settings, [], now=NOW).exit_code == 0


def test_a_header_that_no_calendar_holds_stops_no_feed(desk: Desk) -> None:
    desk.serve()
    odd = Answer(body=rss([item("/news/2")]), headers={"Expires": f"Thu, 01 Jan {'9' * 20} 00:00:00 GMT"})
    desk.server.routes["/odd.xml"] = odd
    feeds = [feed(desk.server.url("/odd.xml"), "north-wire"), feed(desk.server.url("/feed.xml"))]
    report = pull(desk.settings, feeds, now=NOW)
    assert [(result.outcome, result.pages) for result in report.results] == [(Outcome.OK, 1), (Outcome.OK, 1)]
    assert len(pages(desk.settings.raw)) == 2


def test_a_fault_of_our_own_is_that_feeds_failure_and_backs_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse_or_fail(body: bytes, *, url: str, **options: Any) -> ParsedFeed:
        if url.endswith("/odd.xml"):
            raise ZeroDivisionError("unforeseen")
        return parse_feed(body, url=url, **options)

    monkeypatch.setattr("extractors.feeds.poll.parse_feed", parse_or_fail)
    desk.serve()
    desk.server.routes["/odd.xml"] = Answer(body=rss([item("/news/2")]))
    feeds = [feed(desk.server.url("/odd.xml"), "north-wire"), feed(desk.server.url("/feed.xml"))]
    odd, good = pull(desk.settings, feeds, now=NOW).results
    assert (odd.outcome, odd.is_well, odd.pages) == (Outcome.FAILED, False, 0)
    assert "our own fault: ZeroDivisionError: unforeseen" in odd.detail
    assert (good.outcome, good.pages) == (Outcome.OK, 1)
    logged = [line["fetch"] for line in fetch_log(desk.settings.raw) if line["fetch"]["feed_id"] == "north-wire"]
    assert [(line["kind"], line["outcome"], line["http_status"]) for line in logged] == [("feed", "failed", None)]
    assert "our own fault: ZeroDivisionError" in logged[0]["detail"]
    again, _ = pull(desk.settings, feeds, now=NOW + dt.timedelta(seconds=800)).results
    assert (again.outcome, again.is_well) == (Outcome.NOT_DUE, False)
    assert desk.asked("/odd.xml") == 1


def test_the_same_feed_twice_at_once_is_polled_once(desk: Desk) -> None:
    desk.serve()
    one = feed(desk.server.url("/feed.xml"))
    outcomes = {result.outcome for result in pull(desk.settings, [one, one], now=NOW).results}
    assert outcomes in ({Outcome.OK, Outcome.BUSY}, {Outcome.OK, Outcome.NOT_DUE})
    assert desk.asked() == 1
