"""`feeds add`, `check`, `status`, `import` and `export`, as their user runs them."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from extractors.errors import DocumentError, FeedError, FetchRefusedError
from extractors.feeds.catalog import load_feeds
from extractors.feeds.catalog_edit import append_feeds, completed
from extractors.feeds.opml import read_opml, write_opml
from extractors.feeds.pace import DelayedError
from extractors.feeds.poll import why_not_due
from extractors.feeds.state import FeedState, save_state
from pipeline.cli import doctor, feeds, steps  # noqa: F401 - they register their commands
from pipeline.cli.app import app
from tests.feeds.documents import PAGE, item, rss
from tests.webserver import Answer, WebServer

PROJECT = Path(__file__).resolve().parents[2]
FEED = Answer(body=rss([item("/news/1")], channel="<language>ar</language>"), headers={"ETag": '"1"'})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"HOME": tmp_path / "var", "FEEDS": tmp_path / "feeds.toml", "HOST_INTERVAL_S": 0}.items():
        monkeypatch.setenv(f"TOLLWATCH_{name}", str(value))
    monkeypatch.setenv("TOLLWATCH_ALLOW_PRIVATE", "1")
    return tmp_path


def run(*command: str) -> Result:
    return CliRunner().invoke(app, ["feeds", *command])


def run_plainly(*command: str) -> None:
    """The same, with the error that the command ends with."""
    CliRunner().invoke(app, ["feeds", *command], catch_exceptions=False)


def _rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("link", ['<link rel="alternate home" type="application/rss+xml" href="/odd/feed">', ""])
def test_add_finds_the_feed_of_a_site_and_writes_it_below_what_stands_there(
    server: WebServer, home: Path, link: str
) -> None:
    server.routes["/"] = Answer(body=f"<html><head>{link}</head><body>News</body></html>".encode())
    path = "/odd/feed" if link else "/rss.xml"
    server.routes[path] = FEED
    before = '# ours\n[[feeds]] # first\nid = "first"\n' + "".join(
        f'{name} = "{value}"\n'
        for name, value in {
            "publisher": "First",
            "url": "https://first.example/rss",
            "country": "CY",
            "language": "en",
            "zone": "Asia/Nicosia",
            "kind": "outlet",
            "region": "levant",
        }.items()
    )
    (home / "feeds.toml").write_text(before, encoding="utf-8")
    result = run("add", server.url("/"), "--country", "LB", "--party", 'The "Guard"', "--state-run")
    assert result.exit_code == 0, result.output
    assert (home / "feeds.toml").read_text(encoding="utf-8").startswith(before)
    _, added = load_feeds(home / "feeds.toml")
    assert (added.id, added.publisher, added.url) == ("harbour-post", "Harbour Post", server.url(path))
    assert (added.country, added.zone, added.language) == ("LB", "Asia/Beirut", "ar")
    assert (added.state_run, added.party) == (True, 'The "Guard"')
    again = run("add", server.url("/"), "--country", "LB")
    assert again.exit_code != 0
    assert len(load_feeds(home / "feeds.toml")) == 2


def test_add_says_what_it_cannot_know_and_leaves_the_list_alone(server: WebServer, home: Path) -> None:
    server.routes["/feed"] = FEED
    result = run("add", server.url("/feed"))
    assert result.exit_code != 0
    assert not (home / "feeds.toml").exists()


def test_add_says_where_it_looked(server: WebServer, home: Path) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    head = link.format("http://[::1") + link.format("/odd/feed")
    server.routes["/"] = Answer(body=f"<html><head>{head}</head></html>".encode())
    with pytest.raises(FeedError, match=r"no feed was found here, nor at /odd/feed, /feed, /rss, /rss.xml, /feed.xml,"):
        run_plainly("add", server.url("/"))
    assert len(server.asked("/atom.xml")) == len(server.asked("/index.xml")) == 1


@pytest.mark.parametrize("domain", ["tv", "me", "io", "co", "ai", "fm", "cc", "ws", "to"])
def test_a_domain_that_is_sold_worldwide_tells_no_country(domain: str) -> None:
    entry = completed({"url": f"https://harbour.{domain}/rss"})
    assert "country" not in entry
    assert "zone" not in entry
    assert completed({"url": f"https://harbour.{domain}/rss", "country": "LB"})["zone"] == "Asia/Beirut"


def test_any_other_country_domain_tells_its_country() -> None:
    found = [completed({"url": f"https://harbour.{domain}/rss"}) for domain in ("lb", "co.uk", "sy", "us")]
    assert [entry["country"] for entry in found] == ["LB", "GB", "SY", "US"]
    assert [entry.get("zone") for entry in found] == ["Asia/Beirut", "Europe/London", "Asia/Damascus", None]


def test_check_without_an_address_asks_every_feed(server: WebServer, home: Path) -> None:
    server.routes |= {"/good": FEED, "/bad": Answer(body=PAGE)}
    entries = [
        completed({"url": server.url(path), "publisher": path[1:], "country": "LB"}) for path in ("/good", "/bad")
    ]
    append_feeds(home / "feeds.toml", entries)
    result = run("check", "--json")
    assert result.exit_code == 3
    rows = _rows(result)
    assert [(row["feed_id"], row["entries"]) for row in rows] == [("good", 1), ("bad", 0)]
    assert "not a feed" in rows[1]["error"]
    assert not (home / "var" / "raw").exists()


def test_status_tells_which_feeds_are_not_well(server: WebServer, home: Path) -> None:
    fresh = rss([item("/news/1")])
    old = rss([item("/news/2", date="Mon, 05 Nov 2018 10:00:00 GMT")])
    server.routes |= {
        "/well": Answer(body=fresh),
        "/stale": Answer(body=old),
        "/login": Answer(body=b"<html><title>Sign in</title></html>"),
        "/blocked": Answer(403),
        "/news/1": Answer(body=PAGE),
        "/news/2": Answer(body=PAGE),
    }
    names = ("well", "stale", "login", "blocked", "none")
    append_feeds(
        home / "feeds.toml",
        [completed({"url": server.url(f"/{name}"), "publisher": name, "country": "LB"}) for name in names],
    )
    assert run("status").exit_code == 0  # nothing was asked yet
    assert CliRunner().invoke(app, ["pull"]).exit_code == 3
    result = run("status", "--json")
    assert result.exit_code == 3
    assert {row["feed_id"]: row["condition"] for row in _rows(result)} == {
        "stale": "stale",
        "login": "no longer a feed",
        "blocked": "blocked",
        "none": "failing",
    }
    found = CliRunner().invoke(app, ["doctor", "--json"])
    told = [finding["what"] for finding in _rows(found) if finding["part"] == "feeds"]
    assert any("stale: stale" in what and "2018-11-05" in what for what in told)
    assert any("login: no longer a feed" in what and "Sign in" in what for what in told)


def test_a_feed_that_failed_thirty_times_is_an_alert_and_is_asked_on(home: Path) -> None:
    append_feeds(home / "feeds.toml", [completed({"url": "https://bay.lb/rss", "publisher": "Bay"})])
    now = dt.datetime.now(dt.UTC)
    state = FeedState("bay", "https://bay.lb/rss", outcome="failed", detail="HTTP 404", polled_at=now, failures=29)
    (home / "var" / "state" / "feeds").mkdir(parents=True)
    for failures, condition in ((29, "failing"), (30, "dead")):
        state.failures = failures
        save_state(home / "var" / "state" / "feeds" / "bay.json", state)
        assert [row["condition"] for row in _rows(run("status", "--json"))] == [condition]
    findings = _rows(CliRunner().invoke(app, ["doctor", "--json"]))
    assert any(
        finding["state"] == "error" and "bay: dead, 30 times in a row" in finding["what"] for finding in findings
    )
    assert why_not_due(state, now) is None


def test_a_list_comes_back_from_opml_as_it_was(home: Path) -> None:
    listed = load_feeds(PROJECT / "feeds.toml")
    document = home / "feeds.opml"
    document.write_bytes(write_opml(listed))
    assert run("import", str(document)).exit_code == 0
    assert sorted(load_feeds(home / "feeds.toml"), key=str) == sorted(listed, key=str)
    again = (home / "feeds.toml").read_bytes()
    assert run("import", str(document)).exit_code == 0
    assert (home / "feeds.toml").read_bytes() == again


def test_another_readers_opml_is_read_as_far_as_it_goes(home: Path) -> None:
    document = home / "other.opml"
    document.write_text(
        '<opml version="1.0"><body><outline text="News"><outline text="\u200fBay  \u202eTimes" xmlUrl="https://bay.lb/rss"/>'
        '<outline text="Elsewhere" xmlUrl="https://elsewhere.test/rss"/></outline></body></opml>',
        encoding="utf-8",
    )
    result = run("import", str(document))
    assert result.exit_code == 3
    assert "'country' is missing" in result.output
    assert [(feed.id, feed.publisher, feed.country) for feed in load_feeds(home / "feeds.toml")] == [
        ("bay-times", "Bay Times", "LB")
    ]


def test_import_writes_once_into_an_empty_list_and_a_path_may_hold_spaces(home: Path) -> None:
    (home / "feeds.toml").write_text("# none yet\n", "utf-8")
    outlines = "".join(f'<outline text="Bay" xmlUrl="https://bay.lb/{number}"/>' for number in range(300))
    document = home / "many.opml"
    document.write_text(f'\n  <opml version="2.0"><body>{outlines}<outline xmlUrl=" "/></body></opml>', "utf-8")
    began = time.monotonic()
    assert run("import", str(document)).exit_code == 0
    assert time.monotonic() - began < 10
    listed = load_feeds(home / "feeds.toml")
    assert [feed.id for feed in listed[:2] + listed[-1:]] == ["bay", "bay-2", "bay-300"]
    assert (home / "feeds.toml").read_text("utf-8").startswith("# none yet\n")
    spaced = replace(listed[0], skip=("/sport news/*", "/b"))
    assert read_opml(write_opml([spaced]), where="x")[0]["skip"] == ["/sport news/*", "/b"]


def test_an_address_in_another_spelling_is_the_same_feed(server: WebServer, home: Path) -> None:
    spellings = ("https://bay.lb/rss", "HTTP://BAY.lb/rss/")
    outlines = "".join(f'<outline text="Bay" xmlUrl="{url}"/>' for url in spellings)
    document = home / "twice.opml"
    document.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', "utf-8")
    assert run("import", str(document)).exit_code == 0
    assert [feed.url for feed in load_feeds(home / "feeds.toml")] == ["https://bay.lb/rss"]
    with pytest.raises(DocumentError, match="is also that of feed 1"):
        append_feeds(home / "feeds.toml", [completed({"url": spellings[1], "publisher": "Bay 2"})])


def test_two_who_add_at_once_lose_nothing(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.settings import Settings\n"
        "from pipeline.feeds import import_feeds\n"
        "for n in range(20):\n"
        "    url = f'https://{sys.argv[1]}.lb/{n}'\n"
        "    import_feeds(Settings(), f'<opml><body><outline xmlUrl=\"{url}\"/></body></opml>'.encode(), {}, where='x')"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, name], cwd=PROJECT) for name in ("east", "west")]
    assert [process.wait(120) for process in both] == [0, 0]
    assert len(load_feeds(home / "feeds.toml")) == 40


def test_add_tells_what_it_chose_and_what_is_old_and_takes_nothing_empty(server: WebServer, home: Path) -> None:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in ("empty", "old", "more"))
    server.routes |= {
        "/": Answer(body=f"<html><head>{links}</head></html>".encode()),
        "/empty": Answer(body=rss([])),
        "/old": Answer(body=rss([item("/news/2", date="Mon, 05 Nov 2018 10:00:00 GMT")])),
        "/more": FEED,
    }
    found = run("add", server.url("/"), "--country", "lb")
    assert found.exit_code == 0, found.output
    said = " ".join(found.output.split())
    assert f"chosen {server.url('/old')}" in said
    assert server.url("/more") in said
    assert "stale it lists nothing newer than 2018-11-05" in said
    assert "1 entry." in said
    assert "nothing newer than 2018-11-05" in run("check", server.url("/old")).output
    with pytest.raises(FeedError, match="lists no entries"):
        run_plainly("add", server.url("/empty"), "--country", "LB")
    with pytest.raises(
        DocumentError, match=r"harbour-post-2 .*the country 'ZZ' is neither a code of ISO 3166"
    ) as wrong:
        run_plainly("add", server.url("/more"), "--country", "ZZ")
    assert "feed 2" not in str(wrong.value)


@pytest.mark.parametrize("status", [429, 503])
def test_add_looks_no_further_where_a_pause_is_asked_for(server: WebServer, home: Path, status: int) -> None:
    server.routes |= {
        "/": Answer(body=b"<html><title>News</title></html>"),
        "/feed": Answer(status, headers={"Retry-After": "60"}),
        "/rss": FEED,
    }
    with pytest.raises(DelayedError, match=r"asks for a pause.*in 60 s at the earliest"):
        run_plainly("add", server.url("/"), "--country", "LB")
    assert server.asked("/rss") == []
    assert home.joinpath("feeds.toml").exists() is False


def test_feeds_that_fail_alike_share_a_line(home: Path) -> None:
    names = [f"bay-{number}" for number in range(39)]
    feeds_ = [completed({"url": f"http://{name}.invalid/rss", "publisher": name, "country": "LB"}) for name in names]
    append_feeds(home / "feeds.toml", feeds_)
    result = CliRunner().invoke(app, ["pull"])
    assert result.exit_code == 1
    (line,) = [line for line in result.output.splitlines() if "does not resolve" in line]
    assert line.startswith("39 feeds")
    told = [row for row in _rows(CliRunner().invoke(app, ["doctor", "--json"])) if "does not resolve" in row["what"]]
    assert [(row["what"].partition(":")[0], row["hint"]) for row in told] == [("39 feeds", "tollwatch feeds status")]


def test_an_address_with_a_password_is_refused_everywhere(server: WebServer, home: Path) -> None:
    address = server.url("/feed").replace("//", "//anna:secret@")
    server.routes["/feed"] = FEED
    with pytest.raises(FetchRefusedError, match="a URL with a user name"):
        run_plainly("check", address)
    assert server.requests == []
    with pytest.raises(DocumentError, match="is given with a user name") as refused:
        append_feeds(home / "feeds.toml", [completed({"url": address, "country": "LB"})])
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<opml/>",
        b"<html><body/></html>",
        b'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><opml><body>&b;</body></opml>',
    ],
)
def test_what_is_no_opml_is_refused(document: bytes) -> None:
    with pytest.raises(DocumentError):
        read_opml(document, where="x.opml")
