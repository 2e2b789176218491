"""Servers that misbehave: each fault is a clear status of that feed alone, in time, and the feed beside it is read."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from extractors.feeds.outcome import Outcome
from pipeline.pull import pull
from tests.certificates import self_signed
from tests.feeds.documents import feed, item, rss
from tests.pipeline.desk import NOW, Desk, fetch_log
from tests.webserver import Answer, WebServer

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
XML_BOMB = f'<?xml version="1.0"?><!DOCTYPE rss [{LAUGHS}]><rss version="2.0"><channel>&l11;</channel></rss>'.encode()
GZIP_BOMB = gzip.compress(gzip.compress(b"\0" * 40_000_000))
HEADERS = b"HTTP/1.1 200 OK\r\n" + b"X-Pad: " + b"x" * 1_000 + b"\r\n"
ERROR_PAGE = b"<html><head><title>Database error</title></head><body>Try again later</body></html>"


@pytest.mark.parametrize(
    ("answer", "outcome", "said"),
    [
        pytest.param(Answer(body=b"x" * 10_000, drip_s=0.9), "failed", "took too long in all", id="a byte a second"),
        pytest.param(Answer(body=rss()[:80], length="9999", cut=True), "failed", "the connection broke", id="mid-body"),
        pytest.param(
            Answer(body=rss([item("/a")]), length="9999"), "failed", "without sending complete", id="length too long"
        ),
        pytest.param(
            Answer(body=rss([item("/a")]), length="30"), "not_a_feed", "begins with '<?xml", id="length too short"
        ),
        pytest.param(
            Answer(body=GZIP_BOMB, headers={"Content-Encoding": "gzip"}), "not_a_feed", "is no feed", id="gzip bomb"
        ),
        pytest.param(
            Answer(body=gzip.compress(b"\0" * 40_000_000), headers={"Content-Encoding": "gzip"}),
            "refused",
            "the body is larger than 1,000,000 bytes",
            id="flat gzip bomb",
        ),
        pytest.param(Answer(body=XML_BOMB), "not_a_feed", "nothing of it can be read", id="XML bomb"),
        pytest.param(
            Answer(302, headers={"Location": "/feed.xml"}), "refused", "redirects in a loop", id="redirect loop"
        ),
        pytest.param(Answer(raw=HEADERS * 10_000), "failed", "Receive buffer too long", id="10 MB of headers"),
        pytest.param(Answer(body=ERROR_PAGE), "not_a_feed", "titled 'Database error'", id="error page at 200"),
    ],
)
def test_a_bad_server_costs_its_own_feed_alone(desk: Desk, answer: Answer, outcome: str, said: str) -> None:
    desk.options["max_feed_bytes"] = 1_000_000
    desk.answer(answer)
    desk.server.routes["/good.xml"] = Answer(body=rss())
    _check(desk, desk.server.url("/feed.xml"), outcome, said)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://no-such-name.invalid/feed.xml", "does not resolve"),
        ("http://127.255.255.254:1/feed.xml", "no connection"),
    ],
)
def test_a_name_or_a_server_that_is_not_there(desk: Desk, address: str, said: str) -> None:
    desk.server.routes["/good.xml"] = Answer(body=rss())
    _check(desk, address, "failed", said)


def test_a_wrong_certificate(desk: Desk, tmp_path: Path) -> None:
    desk.server.routes["/good.xml"] = Answer(body=rss())
    with WebServer(tls=self_signed(tmp_path)) as untrusted:
        untrusted.routes["/feed.xml"] = Answer(body=rss())
        _check(desk, untrusted.url("/feed.xml"), "failed", "certificate is not valid")
    assert untrusted.requests == []


def _check(desk: Desk, address: str, outcome: str, said: str) -> None:
    good = feed(desk.server.url("/good.xml"), "north-wire")
    began = time.monotonic()
    bad, beside = pull(desk.settings, [feed(address), good], now=NOW).results
    assert time.monotonic() - began < 20
    assert beside.outcome is Outcome.OK
    assert (bad.outcome, bad.entries, bad.is_well) == (outcome, None, False)
    assert said in bad.detail
    logged = {line["fetch"]["feed_id"]: line["fetch"] for line in fetch_log(desk.settings.raw)}
    assert {name: line["outcome"] for name, line in logged.items()} == {"harbour-post": outcome, "north-wire": "ok"}
    assert said in logged["harbour-post"]["detail"]
