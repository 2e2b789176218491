"""The bundled newsroom: a real server on loopback, asked as a proxy; and the invented pages that it serves."""

from __future__ import annotations

import gzip
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest

from extractors.articles.page import PageHints, read_page
from extractors.feeds.catalog import load_feeds
from pipeline.newsroom import FOLDER, serve

FEEDS = load_feeds(FOLDER / "feeds.toml")
PAGES = sorted(FOLDER.rglob("*.html"))
RSS = "http://harbour-post.example/rss.xml"


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with serve() as url:
        yield url


@pytest.fixture(scope="module")
def client(proxy: str) -> Iterator[httpx.Client]:
    with httpx.Client(proxy=proxy, trust_env=False, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def address(page: Path) -> str:
    return f"http://{page.relative_to(FOLDER).with_suffix('')}"


def test_it_listens_on_loopback_alone(proxy: str) -> None:
    assert urlsplit(proxy).hostname == "127.0.0.1"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_page_is_served_with_and_without_its_ending(client: httpx.Client, page: Path) -> None:
    for url in (address(page), f"{address(page)}.html", f"{address(page)}/", f"{address(page)}?utm_source=rss"):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert answer.content == page.read_bytes()
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "max-age=0"


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_unchanged_is_told_by_each_validator(client: httpx.Client, validator: str) -> None:
    first = client.get(RSS)
    name = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[validator]
    again = client.get(RSS, headers={name: first.headers[validator]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_other_validators_bring_the_page(client: httpx.Client) -> None:
    changed = parsedate_to_datetime(client.get(RSS).headers["Last-Modified"])
    assert client.get(RSS, headers={"If-None-Match": '"another"'}).status_code == 200
    assert client.get(RSS, headers={"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}).status_code == 200
    assert client.get(RSS, headers={"If-Modified-Since": "no date"}).status_code == 200
    # If-None-Match outranks If-Modified-Since.
    both = {"If-None-Match": '"another"', "If-Modified-Since": f"{changed:%a, %d %b %Y %H:%M:%S GMT}"}
    assert client.get(RSS, headers=both).status_code == 200


def test_last_modified_is_the_contents_and_not_the_checkouts(client: httpx.Client) -> None:
    assert client.get(RSS).headers["Last-Modified"] == "Thu, 15 Oct 2026 08:00:00 GMT"


def test_changed_content_changes_the_validator(tmp_path: Path) -> None:
    page = tmp_path / "a.example" / "news.html"
    page.parent.mkdir()
    page.write_text("<p>12 killed</p>")
    with serve(tmp_path) as proxy, httpx.Client(proxy=proxy, trust_env=False) as client:
        first = client.get("http://a.example/news")
        page.write_text("<p>15 killed</p>")
        again = client.get("http://a.example/news", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (200, "<p>15 killed</p>")


def test_gzip_where_it_is_offered(client: httpx.Client) -> None:
    with client.stream("GET", RSS, headers={"Accept-Encoding": "gzip, deflate"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(raw) == client.get(RSS).content
    assert client.get(RSS, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_head_has_the_headers_and_no_body(client: httpx.Client) -> None:
    head, get = client.head(RSS), client.get(RSS)
    assert head.content == b""
    assert (head.headers["ETag"], head.headers["Content-Length"]) == (get.headers["ETag"], str(len(get.content)))


def test_robots_txt(client: httpx.Client) -> None:
    for feed in FEEDS:
        answer = client.get(f"http://{urlsplit(feed.url).hostname}/robots.txt")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert answer.text.startswith("User-agent: *\nDisallow: /search")


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/news/../../northwire.example/feed.atom",
        "/..%2Fnorthwire.example/feed.atom",
        "/%00",
        "/" + "a" * 3_000,
    ],
)
def test_what_is_not_there_is_404(proxy: str, path: str) -> None:
    # By hand: clients clean such paths.
    host, port = urlsplit(proxy).hostname, urlsplit(proxy).port
    with socket.create_connection((host, port), timeout=5) as connection:
        connection.sendall(
            f"GET http://harbour-post.example{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 404 ")


def test_other_hosts_are_refused_with_a_clear_text(client: httpx.Client) -> None:
    answer = client.get("http://www.middleeasteye.net/rss")
    assert answer.status_code == 502
    assert "no host 'www.middleeasteye.net' in this newsroom" in answer.text
    assert "harbour-post.example" in answer.text


def test_https_is_refused(client: httpx.Client) -> None:
    with pytest.raises(httpx.ProxyError, match="502"):
        client.get("https://harbour-post.example/rss.xml")


def test_a_plain_client_with_a_host_header_is_served(proxy: str) -> None:
    answer = httpx.get(f"{proxy}/robots.txt", headers={"Host": "northwire.example"}, trust_env=False)
    assert answer.status_code == 200


def test_the_command_serves_until_it_is_stopped() -> None:
    command = [sys.executable, "-m", "pipeline.newsroom", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            proxy = process.stdout.readline().strip()
            with httpx.Client(proxy=proxy, trust_env=False) as client:
                assert client.get(RSS).status_code == 200
        finally:
            process.terminate()


@pytest.mark.parametrize("feed", FEEDS, ids=lambda f: f.id)
def test_feeds_list_every_page_of_their_host_and_no_other(client: httpx.Client, feed: object) -> None:
    url = next(f.url for f in FEEDS if f is feed)
    answer = client.get(url)
    parsed = feedparser.parse(
        answer.content, response_headers={"content-location": url, "content-type": answer.headers["content-type"]}
    )
    assert (parsed.bozo, bool(parsed.version)) == (False, True)
    listed = [re.sub(r"/?(\?.*)?$", "", entry.link) for entry in parsed.entries]
    host = urlsplit(url).hostname or ""
    assert sorted(listed) == [address(page) for page in PAGES if page.is_relative_to(FOLDER / host)]
    assert all(entry.get("published_parsed") for entry in parsed.entries)


def test_the_newsroom_covers_what_it_is_for() -> None:
    assert 14 <= len(PAGES) <= 16
    zones = {urlsplit(feed.url).hostname: feed.zone for feed in FEEDS}
    articles = {
        page.stem: read_page(
            page.read_bytes(), url=address(page), hints=PageHints(zone=zones[page.relative_to(FOLDER).parts[0]])
        )
        for page in PAGES
    }
    assert all("2026-10-05" <= (a.document.published or "") <= "2026-10-17" for a in articles.values())
    assert not any(a.notes for a in articles.values())
    texts = {name: a.document.text for name, a in articles.items()}
    # The toll of one incident rises, each time from another source.
    assert "At least 12 people were killed" in texts["20261006-al-dana-market"]
    assert "has risen to 15" in texts["al-dana-market-toll-rises"]
    assert "Twenty people were killed" in texts["al-dana-market-bodies-found"]
    # A reprint keeps the agency's sentences; a correction says so; boxes stay outside.
    agency = texts["20261009-hodeidah-fuel-depot"].split("\n\n")
    reprint = texts["hodeidah-fuel-depot-drone-strike"].split("\n\n")
    assert len(set(agency) & set(reprint)) >= 4
    assert articles["hodeidah-fuel-depot-drone-strike"].authors == ("Northwire",)
    assert "Correction: An earlier version of this article said that nine" in texts["kirkuk-roadside-bomb"]
    for strange in (
        "Read also",
        "newsletter",
        "26 dead",
        "70 people killed",
        "60 killed",
        "Ferry accident",
        "50 dead",
        "31 people",
    ):
        assert not any(strange in text for text in texts.values()), strange


def test_readme_says_that_all_is_invented() -> None:
    assert "Everything in this folder is invented" in (FOLDER.parent / "README.md").read_text("utf-8")
