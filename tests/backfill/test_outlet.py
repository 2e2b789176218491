"""Backfills of an outlet from its sitemaps: every page once, politely, whatever happens, and no live feed touched."""

from __future__ import annotations

import datetime as dt
import gzip
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.archives.sources import read_articles
from extractors.archives.wanted import Wanted
from extractors.archives.warc_reader import read_fetch_notes
from extractors.articles.article import Article
from extractors.articles.urls import canonical_url
from extractors.errors import DocumentError
from extractors.feeds.state import FeedState, KnownEntry, PageStatus, save_state
from extractors.sitemaps.choose import Window
from pipeline.backfill.journal import Journal
from pipeline.backfill.outlet import fetch_outlet
from pipeline.backfill.plan import Errand
from pipeline.backfill.run import IN_PART, BackfillReport, Request, run_backfill, stage_window
from pipeline.cli.backfill_tables import report_table, told_untold
from pipeline.cycle import newsroom_settings
from pipeline.feeds import choose_feeds
from pipeline.load import load_pending
from pipeline.publish import publish as publish_snapshot
from pipeline.settings import Settings
from pipeline.stage import stage
from tests.archives.build import WarcBuilder, article_html, fetch_notes
from tests.backfill.quiet import Quiet, shown
from tests.backfill.visit_and_die import NOVEMBER, errand, quick, visit
from tests.webserver import Answer, WebServer

PROJECT = Path(__file__).resolve().parents[2]
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
HTML = {"Content-Type": "text/html; charset=utf-8"}


def publish(server: WebServer, count: int = 4) -> list[str]:
    """A site of so many pages of November, listed in a gzip sitemap of an index; gives their paths."""
    paths = [f"/2018/11/{number + 1:02}/story" for number in range(count)]
    pages = "".join(f"<url><loc>{server.url(path)}</loc></url>" for path in paths)
    elsewhere = "<url><loc>http://elsewhere.example/2018/11/04/x</loc></url>"
    other_days = f"<url><loc>{server.url('/2018/12/24/x')}</loc></url><url><loc>{server.url('/about')}</loc></url>"
    index = (
        f"<sitemapindex {NS}><sitemap><loc>{server.url('/s-2018-11.xml.gz')}</loc></sitemap>"
        f"<sitemap><loc>{server.url('/s-2018-09.xml.gz')}</loc></sitemap>"
        f"<sitemap><loc>{server.url('/index.xml')}</loc></sitemap></sitemapindex>"
    )
    server.routes |= {
        "/robots.txt": Answer(body=f"User-agent: *\nDisallow: /secret\nSitemap: {server.url('/index.xml')}\n".encode()),
        "/index.xml": Answer(body=index.encode()),
        "/s-2018-11.xml.gz": Answer(
            body=gzip.compress(f"<urlset {NS}>{pages}{elsewhere}{other_days}</urlset>".encode())
        ),
    }
    server.routes |= {p: Answer(body=article_html(n + 2), headers=HTML) for n, p in enumerate(paths)}
    return paths


def asked(server: WebServer, paths: list[str]) -> list[int]:
    return [len(server.asked(path)) for path in paths]


def fetched(home: Path) -> list[str]:
    """The outcomes of all pages in the raw zone, by their paths."""
    found = [f for path in (home / "raw").rglob("*.warc.gz") for f in read_fetch_notes(path)]
    return sorted(f"{f['url'].partition('/2018')[2]} {f['outcome']}" for f in found)


def test_each_page_is_asked_for_once_and_a_second_run_asks_nobody(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server)
    report = visit(tmp_path, server.url())
    assert (report.error, report.planned, report.fetched, report.left) == (None, 4, 4, 0)
    assert (report.sitemaps, report.passed_over, report.other_days) == (2, 1, 1)
    assert asked(server, paths) == [1, 1, 1, 1]
    assert asked(server, ["/2018/12/24/x", "/about", "/s-2018-09.xml.gz"]) == [0, 0, 0]
    assert asked(server, ["/index.xml", "/robots.txt"]) == [1, 1]
    assert all("Tollwatch/" in request.headers["user-agent"] for request in server.requests)
    (warc,) = report.warcs
    articles = [item for item in read_articles(warc) if isinstance(item, Article)]
    assert [article.document.published for article in articles] == [f"2018-11-0{n}" for n in range(1, 5)]
    assert {article.feed_id for article in articles} == {"harbour-post"}
    server.requests.clear()
    again = visit(tmp_path, server.url())
    assert (again.fetched, again.done_before, server.requests) == (0, 4, [])
    assert not (tmp_path / "state" / "feeds").exists()  # what live feeds remember


def test_what_the_sitemap_does_not_date_is_asked_for_on_wish(server: WebServer, tmp_path: Path) -> None:
    publish(server)
    server.routes["/about"] = Answer(body=article_html(30), headers=HTML)
    dry = visit(tmp_path, server.url(), is_dry=True)
    assert (dry.planned, dry.untold, dry.foreign) == (4, 1, 1)
    assert dry.days == {dt.date(2018, 11, day): 1 for day in range(1, 5)}  # as their addresses say
    (told,) = told_untold([dry], Settings())
    assert "1 page is left out, since no sitemap says when they were published: --wide asks for them too" in told
    assert visit(tmp_path / "other", server.url(), is_dry=True, is_wide=True).untold == 0
    assert not any(path.is_file() for path in tmp_path.rglob("*") if path.parent.name not in {"hosts", "robots"})
    assert visit(tmp_path, server.url(), is_wide=True).fetched == 5
    few = [visit(tmp_path / "few", server.url(), max_pages=3).fetched for _ in range(3)]
    assert few == [3, 1, 0]


def test_pages_that_turn_out_to_be_of_other_days_are_kept_and_counted(server: WebServer, tmp_path: Path) -> None:
    publish(server)
    dated = b'<meta property="article:published_time" content="2015-03-01T10:00:00Z">'
    server.routes["/about"] = Answer(body=article_html(30).replace(b"<body>", b"<head>" + dated + b"</head><body>"))
    wanted = Wanted(NOVEMBER.first, NOVEMBER.last)
    request = Request(NOVEMBER.first, NOVEMBER.last, wanted, errands=(errand(server.url(), is_wide=True),))
    report = stage_window(quick(tmp_path), request, Quiet())
    (outlet,) = report.outlets
    assert (outlet.fetched, report.zone.count("articles"), outlet.strays) == (5, 5, 1)
    assert "1 article kept that turned out to be of other days" in shown(report_table(report))


def test_pages_of_live_pulls_are_not_asked_for_again(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server, 5)
    feed = visit(tmp_path / "elsewhere", server.url(), is_dry=True).feed_id
    now = dt.datetime(2018, 11, 4, tzinfo=dt.UTC)
    state = FeedState(feed, f"{server.url()}/feed.xml")
    for path, status in zip(paths, (PageStatus.FETCHED, PageStatus.WAITING, PageStatus.GIVEN_UP), strict=False):
        state.entries[canonical_url(server.url(path))] = KnownEntry("", now, now, status=status)
    (tmp_path / "state" / "feeds").mkdir(parents=True)
    save_state(tmp_path / "state" / "feeds" / f"{feed}.json", state)
    warc = WarcBuilder()
    page = server.url(paths[4])
    warc.metadata(page, fetch_notes(page), warc.response(page, article_html(9)))
    settings = Settings(home=tmp_path)
    (settings.raw / "2018-11-05").mkdir(parents=True)
    stage([warc.save(settings.raw / "2018-11-05" / "other-feed.warc.gz")], settings.staged, raw_zone=settings.raw)
    load_pending(settings)
    publish_snapshot(settings)
    dry = visit(tmp_path, server.url(), is_dry=True)
    assert (dry.left, dry.done_before, sum(dry.days.values())) == (3, 2, 3)
    report = visit(tmp_path, server.url())
    assert asked(server, paths) == [0, 1, 1, 1, 0]
    assert (report.fetched, report.done_before, report.planned) == (3, 2, 5)


def test_pages_that_fail_are_asked_for_again_and_those_refused_are_not(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server)
    whole = server.routes[paths[1]]
    server.routes[paths[0]] = Answer(404)
    server.routes[paths[1]] = Answer(500)
    report = visit(tmp_path, server.url())
    assert (report.fetched, report.failed) == (2, 2)
    server.routes[paths[1]] = whole
    again = visit(tmp_path, server.url())
    assert (again.fetched, again.failed, again.done_before) == (1, 0, 3)
    assert asked(server, paths) == [1, 2, 1, 1]
    assert fetched(tmp_path) == ["/11/01/story gone", "/11/02/story failed", "/11/02/story ok"] + [
        f"/11/0{n}/story ok" for n in (3, 4)
    ]


def test_pages_that_failed_in_three_runs_are_told_and_asked_for_on_wish(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server)
    whole = server.routes[paths[1]]
    server.routes[paths[0]] = Answer(404)
    server.routes[paths[1]] = Answer(500)
    for _ in range(3):
        visit(tmp_path, server.url())
    report = visit(tmp_path, server.url())
    assert (report.done_before, report.given_up, report.fetched, report.left) == (3, 1, 0, 0)
    assert any("1 page failed in 3 runs" in problem and "--again" in problem for problem in report.problems)
    assert BackfillReport(outlets=[report]).exit_code == IN_PART
    assert asked(server, paths) == [1, 3, 1, 1]
    again = visit(tmp_path, server.url(), again=True)
    assert (again.done_before, again.given_up, again.failed) == (2, 0, 2)
    assert asked(server, paths) == [2, 4, 1, 1]
    server.routes[paths[1]] = whole
    later = visit(tmp_path, server.url())  # its tries begin anew with --again
    assert (later.done_before, later.given_up, later.fetched) == (3, 0, 1)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_sitemaps_that_fail_in_passing_are_asked_for_by_the_next_run(
    server: WebServer, tmp_path: Path, status: int
) -> None:
    paths = publish(server)
    whole = server.routes["/s-2018-11.xml.gz"]
    server.routes["/s-2018-11.xml.gz"] = Answer(status, headers={"Retry-After": "7200"})
    report = visit(tmp_path, server.url())
    assert (report.planned, report.error) == (0, None)
    assert any("the next run asks for all of them again" in problem for problem in report.problems)
    assert any("left alone for now" in p and "Retry-After: 7200" in p for p in report.problems) == (status != 500)
    server.routes["/s-2018-11.xml.gz"] = whole
    assert visit(tmp_path, server.url()).fetched == 4
    assert asked(server, paths) == [1, 1, 1, 1]


def test_a_pause_asked_for_at_a_sitemap_holds_for_the_pages_too(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server)
    server.routes["/busy.xml"] = Answer(503)
    sitemaps = "".join(f"Sitemap: {server.url(path)}\n" for path in ("/s-2018-11.xml.gz", "/busy.xml", "/more.xml"))
    server.routes["/robots.txt"] = Answer(body=sitemaps.encode())
    report = visit(tmp_path, server.url())
    assert (report.planned, report.fetched, report.left) == (4, 0, 4)
    assert asked(server, ["/busy.xml", "/more.xml", *paths]) == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("status", "most"), [(404, 5), (500, 5), (200, 20)])
def test_sitemaps_that_give_nothing_are_not_asked_for_without_end(
    server: WebServer, tmp_path: Path, status: int, most: int
) -> None:
    publish(server)
    bad = [f"/bad-{number}.xml" for number in range(40)]
    server.routes |= {path: Answer(status, body=b"<html></html>") for path in bad}
    body = "".join(f"Sitemap: {server.url(path)}\n" for path in ["/index.xml", *bad])
    server.routes["/robots.txt"] = Answer(body=body.encode())
    report = visit(tmp_path, server.url(), is_dry=True)
    assert sum(asked(server, ["/index.xml", *bad])) == most + (most < 20)
    assert any("left alone for now" in p or "a limit ended" in p for p in report.problems)


def test_a_server_that_asks_for_a_pause_gets_it(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server)
    server.routes[paths[1]] = Answer(429, headers={"Retry-After": "3600"})
    report = visit(tmp_path, server.url())
    assert asked(server, paths) == [1, 1, 0, 0]
    assert report.left == 2
    assert any("left alone for now" in problem for problem in report.problems)


def test_robots_txt_is_obeyed(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server, 2)
    server.routes["/robots.txt"] = Answer(
        body=f"User-agent: *\nDisallow: {paths[0]}\nSitemap: {server.url('/index.xml')}\n".encode()
    )
    report = visit(tmp_path, server.url())
    assert asked(server, paths) == [0, 1]
    assert fetched(tmp_path) == ["/11/01/story refused", "/11/02/story ok"]
    assert report.failed == 1


@pytest.mark.parametrize("is_named", [True, False])
def test_sites_that_list_themselves_without_end_or_not_at_all(
    server: WebServer, tmp_path: Path, is_named: bool
) -> None:
    publish(server)
    if is_named:  # every sitemap lists two more
        for number in range(100):
            more = "".join(f"<sitemap><loc>{server.url(f'/{2 * number + k}.xml')}</loc></sitemap>" for k in (1, 2))
            server.routes[f"/{number}.xml"] = Answer(body=f"<sitemapindex {NS}>{more}</sitemapindex>".encode())
        server.routes["/index.xml"] = server.routes["/0.xml"]
        report = visit(tmp_path, server.url(), is_dry=True)
        assert report.sitemaps <= 20
        assert any("a limit ended" in p or "deeper than" in p for p in report.problems)
    else:
        server.routes["/robots.txt"] = Answer(404)
        report = visit(tmp_path, server.url(), is_dry=True)
        assert report.error is not None
        assert asked(server, ["/sitemap.xml", "/sitemap_index.xml"]) == [1, 1]
        server.routes["/sitemap.xml"] = server.routes["/index.xml"]
        assert visit(tmp_path, server.url(), is_dry=True).planned == 4


def test_addresses_that_lead_nowhere_are_put_aside_and_counted(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server)
    odd = [f"mailto:{number}@harbour-post.example" for number in range(12)]
    listed = "".join(f"<url><loc>{address}</loc></url>" for address in (*odd, server.url(paths[0])))
    server.routes["/index.xml"] = Answer(body=f"<urlset {NS}>{listed}</urlset>".encode())
    report = visit(tmp_path, server.url(), is_dry=True)
    assert (report.planned, len(report.problems)) == (1, 6)
    assert "not an http or https URL: 'mailto:0@" in report.problems[0]
    assert "7 more such problems" in report.problems[-1]


def test_pages_that_the_feed_list_leaves_out_are_not_asked_for(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server)
    feed = replace(errand(server.url()).feed, skip=("/2018/11/02/*",))
    report = fetch_outlet(quick(tmp_path), replace(errand(server.url()), feed=feed))
    assert (report.planned, asked(server, paths)) == (3, [1, 0, 1, 1])


def test_a_bomb_costs_that_sitemap_alone(server: WebServer, tmp_path: Path) -> None:
    publish(server)
    bomb = b"<!DOCTYPE urlset [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><urlset><url><loc>&b;</loc></url></urlset>"
    server.routes["/bomb.xml"] = Answer(body=bomb)
    lines = f"Sitemap: {server.url('/bomb.xml')}\nSitemap: {server.url('/index.xml')}\n"
    server.routes["/robots.txt"] = Answer(body=lines.encode())
    report = visit(tmp_path, server.url(), is_dry=True)
    assert report.planned == 4
    assert any("DOCTYPE" in problem for problem in report.problems)


def test_killed_while_a_page_is_on_its_way_it_goes_on_with_that_page(server: WebServer, tmp_path: Path) -> None:
    paths = publish(server)
    for stop, path in enumerate(paths):
        server.requests.clear()
        home, done = tmp_path / f"{stop}", threading.Event()
        whole = server.routes[path]
        server.routes[path] = Answer(body=b"too late", hold=done)
        command = [sys.executable, "-m", "tests.backfill.visit_and_die", str(home), server.url()]
        process = subprocess.Popen(command, cwd=PROJECT)
        try:
            deadline = time.monotonic() + 120
            while not server.asked(path) and time.monotonic() < deadline:
                time.sleep(0.02)
        finally:
            process.kill()
            process.wait()
            done.set()
            server.routes[path] = whole
        visit(home, server.url())
        assert asked(server, paths) == [2 if other == path else 1 for other in paths]
        assert asked(server, ["/index.xml"]) == [1]
        assert fetched(home) == [f"/11/0{n}/story ok" for n in range(1, 5)]
        assert not list(home.rglob("*.open"))


def test_killed_before_its_file_was_noted_nobody_is_asked_again(
    server: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = publish(server)

    def die(self: object, line: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "add", die)
        with pytest.raises(KeyboardInterrupt):
            visit(tmp_path, server.url())
    assert asked(server, paths) == [1, 1, 1, 1]
    report = visit(tmp_path, server.url())
    assert (report.fetched, report.done_before, len(report.warcs)) == (0, 4, 1)
    assert asked(server, paths) == [1, 1, 1, 1]


def test_a_damaged_plan_is_told(server: WebServer, tmp_path: Path) -> None:
    publish(server)
    visit(tmp_path, server.url())
    (plan,) = (tmp_path / "state" / "backfills").glob("*.plan.json")
    plan.write_text("{")
    report = visit(tmp_path, server.url())
    assert isinstance(report.error, DocumentError)
    assert "--again" in (report.error.hint or "")
    anew = visit(tmp_path, server.url(), again=True)
    assert (anew.fetched, anew.done_before) == (0, 4)  # the sitemaps are asked again, the pages had are not
    assert asked(server, ["/index.xml"]) == [2]


def test_the_bundled_newsroom_is_filled_in_from_its_sitemaps(tmp_path: Path) -> None:
    window = Window(dt.date(2026, 10, 6), dt.date(2026, 10, 15))
    with newsroom_settings(Settings(home=tmp_path)) as settings:
        errands = tuple(Errand(feed, window, is_wide=True) for feed in choose_feeds(settings))
        wanted = Wanted(window.first, window.last)
        request = Request(window.first, window.last, wanted, errands=errands)
        report = run_backfill(settings, request, Quiet())
        assert report.problems == []
        assert [outlet.fetched for outlet in report.outlets] == [5, 6, 5]
        assert report.load is not None
        assert report.load.total["articles"] == 16
        second = run_backfill(settings, request, Quiet())
    assert [outlet.fetched for outlet in second.outlets] == [0, 0, 0]
    assert second.load is not None
    assert set(second.load.new.values()) == {0}
