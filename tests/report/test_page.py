"""What the page says, and that it says nothing else: links, nulls, escapes, empty and crowded periods."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest

from report.outlines import Box, countries_in
from report.page import web_address
from tests.pipeline.test_cli import tollwatch
from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly, place
from tests.warehouse.exports.hard import HARD
from tests.warehouse.stories import ALL
from tests.warehouse.test_parts import MILL, QUARRY, whole_of
from warehouse.exports.asked import Asked

Told = Callable[..., str]

HOSTILE = Story(
    "hostile",
    "Nine <script>alert(1)</script> people & \"friends\" were killed in Hajin.",
    title="</title><script>alert('title')</script><img src=x onerror=alert(1)>",
    publisher="<b onmouseover=alert(1)>Post</b>",
    published="2020-05-02",
    url="javascript:alert(document.cookie)",
    said=(Said("Nine <script>alert(1)</script> people", exactly(9), source="\"><script>alert(2)</script>"),),
    attacks=(
        Attack(
            "2020-05-01", (place("</text></svg><script>alert(3)</script>", "SY", "<i>Ezzor</i>", 34.6, 40.8),),
            killed={"total": exactly(9)},
        ),
    ),
)  # fmt: skip


def parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def behind(document: lxml.html.HtmlElement, href: str) -> list[lxml.html.HtmlElement]:
    """The rows of events that a link of a sum leads to."""
    if href == "#all-events":
        return list(document.xpath("//tr[starts-with(@id, 'row-')]"))
    if href.startswith("#only-"):
        assert document.xpath(f"//p[@id='{href[1:]}']")
        return list(document.xpath(f"//tr[contains(concat(' ', @class, ' '), ' {href[6:]} ')]"))
    return list(document.xpath(f"//tr[@id='{href[1:]}']"))


def check(html: str) -> lxml.html.HtmlElement:
    """What holds for every page."""
    document = parsed(html)
    ids = Counter(document.xpath("//@id"))
    assert [name for name, times in ids.items() if times > 1] == []
    inner = [href[1:] for href in document.xpath("//a/@href") if href.startswith("#")]
    assert [name for name in inner if name not in ids] == []
    outer = [href for href in document.xpath("//a/@href") if not href.startswith("#")]
    assert [href for href in outer if not href.startswith(("http://", "https://"))] == []
    assert document.xpath("//script | //iframe | //object | //img | //@src | //@onerror | //@onmouseover") == []
    assert re.findall(r"url\((?!#)[^)]*\)", html) == []
    assert set(document.xpath("//link/@href")) == {"data:,"}
    levels = [int(h.tag[1]) for h in document.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    return document


def words_of(document: lxml.html.HtmlElement) -> str:
    return " ".join(document.text_content().split())


def test_every_number_of_an_event_leads_to_words_that_hold_it(newsroom_page: Path) -> None:
    document = check(newsroom_page.read_text(encoding="utf-8"))
    cards = document.xpath("//article[contains(@class, 'event')]")
    assert len(cards) == 7
    for card in cards:
        for link in card.xpath(".//p[@class='figures']//a"):
            (claim,) = card.xpath(f".//*[@id='{link.get('href')[1:]}']")
            assert claim.xpath(".//q")
            assert "not-counted" not in (claim.get("class") or "")
    (dana,) = (card for card in cards if "al-Dana" in card.text_content())
    (killed,) = dana.xpath(".//p[@class='figures']//a[1][starts-with(text(), '20')]")
    (claim,) = document.xpath(f"//*[@id='{killed.get('href')[1:]}']")
    assert claim.xpath(".//q/text()")[0] in {"Twenty people", "20"}
    assert "the health ministry" in claim.text_content()


def test_numbers_of_a_day_lead_to_an_event_of_that_day(newsroom_page: Path) -> None:
    document = parsed(newsroom_page.read_text(encoding="utf-8"))
    rows = document.xpath("//caption[starts-with(text(), 'By day. 0')]/following-sibling::tbody/tr")
    assert len(rows) == 9
    for row in rows:
        if row.xpath("string(td[1])") == "0":  # nobody knows whether all of the day was read: that is no zero
            assert row.xpath("td[2]/text() | td[3]/text()") == ["not known", "not known"]
        for href in row.xpath(".//a/@href"):
            day = dt.date.fromisoformat(row.xpath("string(th)"))
            assert {target.xpath("string(td[1])") for target in behind(document, href)} == {f"{day.day} {day:%B %Y}"}


def test_sums_lead_to_the_events_that_they_are_made_of(newsroom_page: Path) -> None:
    document = parsed(newsroom_page.read_text(encoding="utf-8"))
    for table in ("By country", "By method", "By day. 0"):
        rows = document.xpath(f"//caption[starts-with(text(), '{table}')]/following-sibling::tbody/tr[.//a]")
        assert rows
        for row in rows:
            for href in row.xpath(".//a/@href"):
                assert len(behind(document, href)) == int(row.xpath("string(td[1])"))
    (syria,) = document.xpath("//tr[th = 'Syria']")
    places = {target.xpath("string(th)") for target in behind(document, syria.xpath("string(.//a/@href)"))}
    assert places == {"al-Dana, Idlib, Syria", "Hajin, Deir ez-Zor, Syria"}
    (children,) = document.xpath("//tr[th = 'children']")
    assert len(behind(document, children.xpath("string(.//a/@href)"))) == 4


def test_bars_and_circles_lead_to_their_events(newsroom_page: Path) -> None:
    document = parsed(newsroom_page.read_text(encoding="utf-8"))
    links = [(link.xpath("string(title)"), link.get("href")) for link in document.xpath("//svg//a")]
    days = document.xpath("//caption[starts-with(text(), 'By day. 0')]/following-sibling::tbody/tr[td[1] != '0']")
    for day in days:
        bar = (f"{day.xpath('string(th)')}: killed {day.xpath('string(td[2])')}", day.xpath("string(td[2]/a/@href)"))
        assert links.count(bar) == 2, "one for desks and one for phones"
    places = document.xpath("//caption[text() = 'Events with coordinates']/following-sibling::tbody/tr//th//@href")
    assert {href for _, href in links} >= set(places) != set()


def test_running_totals_and_corrections_are_told_apart(newsroom_page: Path) -> None:
    text = words_of(parsed(newsroom_page.read_text(encoding="utf-8")))
    doubts = text.split("Totals that sources add up themselves")[1]
    assert "“" not in doubts.split("Claims that are in no figure")[0].split("400 civilians")[0][-3:]
    assert "more than 400 civilians" in doubts
    assert "An earlier version of this article said that nine soldiers had been killed" in text
    assert "Policy tollwatch" in text


def test_without_days_all_that_was_read_is_counted(told: Told) -> None:
    silent = Story("after", "The council met.", published="2020-05-09", said=(), attacks=())
    assert "2 articles, on any subject" in words_of(check(told(HOSTILE, silent)))
    asked = Asked(since=dt.date(2020, 5, 1), until=dt.date(2020, 5, 2))
    assert "1 article published in these days" in words_of(check(told(HOSTILE, silent, asked=asked)))


def test_nothing_of_an_article_becomes_markup(told: Told) -> None:
    html = told(HOSTILE)
    document = check(html)
    assert "javascript:" not in html
    assert "Nine <script>alert(1)</script> people" in document.text_content()
    assert "</title><script>alert('title')</script>" in document.text_content()


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://post.example/a?b=c&d=e", True), ("http://post.example/", True), ("HTTPS://post.example/", True),
        ("javascript:alert(1)", False), ("data:text/html,x", False), (" https://post.example", False),
        ("https://post.example/\"onclick=", False), ("//post.example", False), (None, False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(url: str | None, is_link: bool) -> None:
    assert (web_address(url) is not None) == is_link


def test_no_event_is_no_zero(told: Told) -> None:
    text = words_of(check(told()))
    assert "No event is known of these days. That is no zero" in text
    assert "no article of these days was read" in text


def test_an_unread_period_says_so(told: Told) -> None:
    html = told(*ALL, asked=Asked(since=dt.date(2017, 1, 1), until=dt.date(2017, 1, 3)))
    text = words_of(check(html))
    assert "1 to 3 January 2017" in text
    assert "On 3 days not most of the outlets that report on this were read in full" in text


def test_one_event(told: Told) -> None:
    text = words_of(check(told(ALL[3])))
    assert "Car bomb" in text
    assert "Marfa al-Qasab, Aleppo, Syria, 3 November 2018" in text


def test_unknown_figures_and_places_stay_unknown(told: Told) -> None:
    html = told(*HARD)
    document = check(html)
    text = words_of(document)
    assert "Killed: not known. Injured: 7." in text
    assert "Killed: 24 or more. Injured: not known." in text
    assert "Killed: up to 20." in text
    assert "place not known, 1 January 2020" in text
    assert "their sum has no upper bound" in text
    assert "1 event that no article dates is left out" in text


def test_an_event_that_is_in_no_sum_is_told_of(told: Told) -> None:
    bare = Story(
        "bare", "Seven casualties in Hajin.", published="2018-11-05",
        said=(Said("Seven casualties", exactly(7), effect="casualties"),),
        attacks=(Attack("2018-11-05", (HAJIN,), method="shelling"),),
    )  # fmt: skip
    text = words_of(check(told(ALL[3], bare)))
    assert "Of 1 event no number of killed or injured is known (“casualties”, or the missing alone): it stands" in text
    assert "no number of killed or injured is known" not in words_of(check(told(ALL[3])))


def test_an_event_whose_parts_are_told_is_counted_in_them(told: Told) -> None:
    document = check(told(whole_of(38, [(27, MILL), (11, QUARRY)])))
    text = words_of(document)
    assert "1 event is told in other events, which are part of it" in text
    (whole,) = document.xpath("//tr[starts-with(@id, 'row-')][.//a[text() = '38']]")
    assert whole.get("class") is None, "no sum leads to it"
    (in_all,) = document.xpath("//tr[th = 'in all']")
    assert len(behind(document, in_all.xpath("string(.//a/@href)"))) == 2


def test_no_coordinates_no_map(told: Told) -> None:
    text = words_of(check(told(HARD[0])))
    assert "No event has known coordinates." in text


def test_another_policy_and_another_time(told: Told) -> None:
    asked = Asked(policy="acled", known_at=dt.datetime.fromisoformat("2018-11-04T09:00"))
    text = words_of(check(told(*ALL, asked=asked)))
    assert "as it was known on 4 November 2018 at 09:00 UTC" in text
    assert "--policy acled --as-of 2018-11-04T09:00:00" in text
    assert "16 civilians" not in text


def test_hundreds_of_events(told: Told) -> None:
    stories = [
        Story(
            f"many-{n}", f"A blast killed {n % 9 + 1} people in Town{n}.", published="2019-03-02",
            said=(Said(f"{n % 9 + 1} people", exactly(n % 9 + 1)),),
            attacks=(
                Attack(
                    str(dt.date(2019, 1, 1) + dt.timedelta(days=n % 300)),
                    (place(f"Town{n}", "SY", None, 33 + n % 40 / 10, 36 + n % 60 / 10),), (f"Group {n}",), "explosion",
                    killed={"total": exactly(n % 9 + 1)},
                ),
            ),
        )
        for n in range(520)
    ]  # fmt: skip
    document = check(told(*stories))
    assert "The 500 deadliest of 520" in words_of(document)
    assert len(document.xpath("//article[contains(@class, 'event')]")) == 500


def test_outlines_hold_gaza() -> None:
    assert len(countries_in(Box(34.2, 31.2, 34.6, 31.6), exact_to=0.001)) >= 3


@pytest.mark.parametrize("exact_to", [0.01, 0.2, 1.0])
def test_outlines_stay_the_right_way_round(exact_to: float) -> None:
    countries = countries_in(Box(-180, -85, 180, 85), exact_to=exact_to)
    assert len(countries) > 150
    # counter-clockwise, a ring would mean all the earth but the country
    for country in countries:
        for outer, *_ in country["geometry"]["coordinates"]:
            assert sum(x * later_y - later_x * y for (x, y), (later_x, later_y) in pairwise(outer)) < 0


def test_no_other_command_waits_for_what_draws() -> None:
    script = (
        "import sys; import pipeline.cli.app; from pipeline.cli import export, report; "
        "print([name for name in ('altair', 'vl_convert', 'jinja2', 'pandas') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_the_command(newsroom_home: Path, tmp_path: Path) -> None:
    snapshot = newsroom_home / "published" / "tollwatch.duckdb"
    output = tmp_path / "report.html"
    result = tollwatch(
        "report", "--from", "2026-10-01", "--to", "2026-10-31", "--country", "SY", "--db", snapshot, "-o", output,
        home=tmp_path,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "2 events" in result.stderr
    assert "Casualties reported, 1 to 31 October 2026: Syria" in output.read_text(encoding="utf-8")
    wrong = tollwatch("report", "--policy", "ucpd", "--db", snapshot, "-o", tmp_path / "x.html", home=tmp_path)
    assert (wrong.returncode, "did you mean ucdp" in wrong.stderr) == (1, True)
    assert not (tmp_path / "x.html").exists()


def test_the_words_of_figures() -> None:
    from warehouse.account.words import figure  # noqa: PLC0415

    assert [figure(*bounds) for bounds in (
        (None, None, None), (0, 0, 0), (14, 14, 14), (12, 14, 16), (14, 14, None), (12, 14, None), (24, None, None),
        (None, None, 20), (10, None, 15), (None, 20, 20),
    )] == [
        "not known", "0", "14", "14 (12 to 16)", "14 or more", "14 (12 or more)", "24 or more", "up to 20", "10 to 15",
        "up to 20",
    ]  # fmt: skip
