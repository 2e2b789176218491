"""Pages of every age in one shape; and real texts through many shapes without a lost paragraph."""

from __future__ import annotations

import html
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from lxml.html import HtmlElement, document_fromstring, tostring

from extractors.articles.layout import (
    break_into_paragraphs,
    drop_teasers,
    normalise,
    rename_divisions,
    unfold_layout_tables,
    unlink_paragraphs,
)
from extractors.articles.page import read_page

URL = "http://harbour-post.example/a"
LONG = "At least twelve people were killed in the town on Tuesday, police said. " * 5


def after(change: Callable[[HtmlElement], None], body: str) -> str:
    tree = document_fromstring(f"<html><body>{body}</body></html>")
    change(tree)
    return str(tostring(tree.body, encoding="unicode")).removeprefix("<body>").removesuffix("</body>")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("<div>a<br><br>b</div>", "<div><p>a</p><p>b</p></div>"),
        ("<div>a<br>\n <br/>b</div>", "<div><p>a </p><p>b</p></div>"),
        ("<div>a<br>b<br><br>c</div>", "<div><p>a b</p><p>c</p></div>"),
        ("<div>a <b>b</b> c<br><br><i>d</i> e</div>", "<div><p>a <b>b</b> c</p><p><i>d</i> e</p></div>"),
        ("<div>a<br><br><p>b</p>c<br><br></div>", "<div><p>a</p><p>b</p><p>c</p></div>"),
        ("<div><span>a<br><br>b</span></div>", "<div><div><p>a</p><p>b</p></div></div>"),
        ("<p>a<br><br>b</p>", "<p>a<br><br>b</p>"),
        ("<div>a<br>b</div>", "<div>a<br>b</div>"),
        ("<div>a<br>b<br>c</div>", "<div>a<br>b<br>c</div>"),
    ],
)
def test_two_line_breaks_make_a_paragraph(before: str, expected: str) -> None:
    assert re.sub(r" +<", "<", after(break_into_paragraphs, before)) == re.sub(r" +<", "<", expected)


def test_break_keeps_every_word_and_its_order() -> None:
    before = "one <a href='x'>two</a> three<br><br>four<ul><li>five</li></ul>six<br><br><br>seven<b>eight</b><br>nine"
    found = document_fromstring(after(break_into_paragraphs, f"<div>{before}</div>"))
    words = re.findall("one|two|three|four|five|six|seven|eight|nine", found.text_content())
    assert words == ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.mark.parametrize(
    ("before", "is_dropped"),
    [
        ('<div class="c1"><h3><a href="/x">Other story</a></h3><p>Nine people were killed.</p></div>', True),
        ('<li><a href="/x"><h3>Other story</h3><p>Nine people were killed.</p></a></li>', True),
        ("<div><h3>A heading of ours</h3><p>Nine people were killed.</p></div>", False),
        ('<div><h3>A heading with <a href="/x">a link</a></h3><p>Nine people were killed.</p></div>', False),
        (f'<div><h2><a href="/x">Our own title</a></h2><p>Nine people were killed. {LONG * 3}</p></div>', False),
        ('<div><h1>Ours</h1><h2><a href="/x">Other</a></h2><p>Nine people were killed.</p></div>', False),
    ],
)
def test_teasers_are_dropped(before: str, is_dropped: bool) -> None:
    found = after(lambda tree: drop_teasers(tree, URL), f"<main>{before}</main>")
    assert ("Nine people" not in found) == is_dropped


def test_tables_that_lay_out_are_unfolded_and_tables_of_figures_are_not() -> None:
    assert "<table" not in after(unfold_layout_tables, f"<table><tr><td>{LONG}</td></tr></table>")
    assert "<table" in after(unfold_layout_tables, "<table><tr><td>Killed</td><td>12</td></tr></table>")


def test_divisions_of_text_become_paragraphs() -> None:
    assert after(rename_divisions, f"<div><div>{LONG}</div><div>Three died.</div></div>").count("<p>") == 2
    assert "<p>" not in after(rename_divisions, "<div><div>Home</div><div>News</div></div>")


def test_links_leave_running_text_and_stay_in_menus() -> None:
    assert after(unlink_paragraphs, '<p>Three <a href="/d">died</a> on <a href="/m">Monday</a>.</p>') == (
        "<p>Three died on Monday.</p>"
    )
    assert "<a" in after(unlink_paragraphs, '<p>Read: <a href="/x">Nine people killed in another town</a></p>')


@pytest.mark.parametrize(
    "body",
    [
        "<div>" + "killed 3<br><br>" * 30_000,
        "<div>" * 20_000 + "text",
        "<main>" + "<h3><a href='/x'>headline</a></h3>" * 8_000,
        "<main>" + "<div><div>a</div><div>b</div></div>" * 8_000,
        "<p>" + "<a href='/x'>a</a> b " * 20_000,
        "<table>" + "<tr><td>1</td><td>2</td></tr>" * 8_000,
    ],
)
@pytest.mark.timeout(20)
def test_cost_grows_with_the_page_and_no_faster(body: str) -> None:
    normalise(document_fromstring(f"<html><body>{body}</body></html>"), URL)


# Real texts, in the shapes that content management systems give them, between what must stay outside.

_MENU = (
    "<header><nav><ul>"
    + "".join(f'<li><a href="/s{n}">Section {n}</a></li>' for n in range(20))
    + "</ul></nav></header>"
)
_LINKS = "".join(f'<li><a href="/r{n}">STRANGE story {n} kills {n + 10} people</a></li>' for n in range(8))
_CARDS = "".join(
    f'<div class="q{n}"><h3><a href="/c{n}">STRANGE headline {n}</a></h3><p>STRANGE: at least {n + 20} people were'
    " killed in another incident far away, officials said on Monday.</p></div>"
    for n in range(4)
)
_REST = f'<div class="w1"><h2>Other stories</h2><ul>{_LINKS}</ul></div><section class="w2">{_CARDS}</section>'

Shape = Callable[[Sequence[str], random.Random], str]


def _paragraphs(texts: Sequence[str], _: random.Random) -> str:
    return "<article>" + "".join(f"<p>{html.escape(t)}</p>" for t in texts) + "</article>"


def _linked(texts: Sequence[str], chance: random.Random) -> str:
    def word(w: str) -> str:
        return f'<a href="/t">{html.escape(w)}</a>' if chance.random() < 0.15 else html.escape(w)

    return '<div class="story">' + "".join(f"<p>{' '.join(word(w) for w in t.split())}</p>" for t in texts) + "</div>"


def _nested(texts: Sequence[str], _: random.Random) -> str:
    return "".join(
        f'<div class="k{n}"><div><p><span>{html.escape(t)}</span></p></div></div>' for n, t in enumerate(texts)
    )


def _breaks(texts: Sequence[str], _: random.Random) -> str:
    return f'<div class="text">{"<br><br>".join(html.escape(t) for t in texts)}</div>'


def _divisions(texts: Sequence[str], _: random.Random) -> str:
    return '<div class="text">' + "".join(f"<div>{html.escape(t)}</div>" for t in texts) + "</div>"


def _table(texts: Sequence[str], chance: random.Random) -> str:
    return f'<table><tr><td><a href="/">Home</a></td><td>{_breaks(texts, chance)}</td></tr></table>'


@pytest.fixture(scope="module")
def texts(shared: Path) -> list[list[str]]:
    """Paragraphs of 60 real articles."""
    lines = (shared / "eval" / "dev" / "claims.docs.jsonl").read_text("utf-8").splitlines()
    rows = random.Random(7).sample([json.loads(line)["text"] for line in lines], 60)
    # Longer texts only, and sentences: some of the corpus is what scrapers left of menus.
    return [[p for p in re.split(r"\n+", text) if re.search(r"\w[^.]*\.", p)] for text in rows if len(text) > 800]


@pytest.mark.parametrize("shape", [_paragraphs, _linked, _nested, _breaks, _divisions, _table])
def test_real_texts_come_through_every_shape_whole(shape: Shape, texts: list[list[str]]) -> None:
    chance = random.Random(3)
    wanted: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for paragraphs in texts:
        page = f"<html lang=en><body>{_MENU}<h1>A headline</h1>{shape(paragraphs, chance)}{_REST}</body></html>"
        found = read_page(page.encode("utf-8", "replace"), url=URL).document.text
        assert "STRANGE" not in found
        words = Counter(re.findall(r"\w+", " ".join(paragraphs)))
        wanted += words
        lost += words - Counter(re.findall(r"\w+", found))
    assert lost.total() < 0.005 * wanted.total(), lost.most_common(40)
