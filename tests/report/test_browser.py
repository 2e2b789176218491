"""The page in headless Chromium: on a phone and a desk, light and dark, on paper, and for who hears it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.report.browser import Page

AXE = Path(__file__).parent / "axe.min.js"

SCREENS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_it_shows_without_network_errors_or_sideways_scrolling(
    tab: Page, newsroom_page: Path, width: int, scheme: str
) -> None:
    tab.open(newsroom_page, width=width, scheme=scheme)
    assert tab.requests() == []
    assert tab.complaints() == []
    assert tab.run("document.documentElement.scrollWidth") <= width
    # one chart of each pair is shown: its bars and circles have a size
    shown = tab.run("[...document.querySelectorAll('svg')].map(s => s.getBoundingClientRect().width)")
    assert len([size for size in shown if size > 250]) == 3
    assert len([size for size in shown if size == 0]) == 3
    colour = tab.run("getComputedStyle(document.querySelector('svg.wide path[fill=\"var(--killed)\"]')).fill")
    assert colour == ("rgb(176, 71, 63)" if scheme == "light" else "rgb(210, 102, 92)")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_it_can_be_read_by_everybody(tab: Page, newsroom_page: Path, width: int, scheme: str) -> None:
    tab.open(newsroom_page, width=width, scheme=scheme)
    tab.send("Page.setBypassCSP", enabled=True)
    tab.run(AXE.read_text(encoding="utf-8") + "; 0")
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
    found = tab.run(f"axe.run(document, {rules}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))")
    assert found == []
    assert tab.run("axe.version").startswith("4.")


def test_on_paper_the_tables_are_open(tab: Page, newsroom_page: Path) -> None:
    tab.open(newsroom_page, width=1280, scheme="dark")
    assert re.match(rb"%PDF-", tab.pdf())
    tab.send("Emulation.setEmulatedMedia", media="print")
    assert tab.run("document.querySelector('details table').getBoundingClientRect().height") > 50
    assert tab.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    tab.send("Emulation.setEmulatedMedia", media="")


def test_text_in_the_charts_is_large_enough_on_a_phone(tab: Page, newsroom_page: Path) -> None:
    tab.open(newsroom_page, width=360)
    heights = tab.run(
        "[...document.querySelectorAll('svg.narrow text')].filter(t => t.textContent)"
        ".map(t => t.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 9


def test_a_sum_shows_its_own_events_alone(tab: Page, newsroom_page: Path) -> None:
    tab.open(newsroom_page, width=360)
    shown = "[...document.querySelectorAll('tr[id^=row-]')].filter(r => r.getBoundingClientRect().height).length"
    assert tab.run(shown) == 7
    rows = "[...document.querySelectorAll('tr')]"
    tab.run(f"{rows}.find(r => r.innerText.startsWith('Syria')).querySelector('a').click()")
    assert tab.run(shown) == 2
    said = "[...document.querySelectorAll('.only')].filter(p => p.getBoundingClientRect().height)"
    assert tab.run(f"{said}.map(p => p.textContent)") == ["Only the 2 events of which the country is Syria. Show all"]
    assert abs(tab.run(f"{said}[0].getBoundingClientRect().top")) < 200
    tab.run(f"{said}[0].querySelector('a').click()")
    assert tab.run(shown) == 7
