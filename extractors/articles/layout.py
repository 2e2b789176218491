"""Brings pages of every age into one shape before their text is taken: paragraphs are `p`, tables hold figures.

The extractor that follows weighs elements by their names and their share of links. What browsers show as a paragraph
but is written otherwise (line breaks, divisions, layout tables, links in every second word) it may lose, and with it a
figure; what is shown as a teaser of another story it may keep, and with it another story's figure.
"""

from __future__ import annotations

from typing import Final

from lxml.etree import strip_tags
from lxml.html import Element, HtmlElement

from extractors.articles.urls import canonical_url
from extractors.errors import DocumentError

LAYOUT_CELL: Final = 300
"""Characters. No cell of a table of figures holds so much; the cells that lay out old pages do."""
LONGEST_TEASER: Final = 500
"""Characters of a linked headline with its summary."""
MOST_CARD_PARTS: Final = 10
"""Elements directly in a teaser: a headline, a picture, a summary, a time, a button, and their like."""
MOSTLY_LINKS: Final = 0.6
"""Share of a paragraph's characters that are links, above which it leads to other pages."""
PARAGRAPHS_IN_DIVISIONS: Final = 200
"""Characters that sibling divisions hold together where they stand for paragraphs."""

_BLOCKS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "iframe", "li", "main", "nav", "ol", "p", "pre",
        "script", "section", "style", "table", "tbody", "td", "th", "tr", "ul",
    }
)  # fmt: skip


def normalise(tree: HtmlElement, url: str) -> None:
    """Reshapes the page found at this address, in place."""
    unfold_layout_tables(tree)
    drop_teasers(tree, url)
    break_into_paragraphs(tree)
    rename_divisions(tree)
    unlink_paragraphs(tree)


def unfold_layout_tables(tree: HtmlElement) -> None:
    """Turns tables that lay out a page into divisions: old pages keep the article in a cell."""
    for table in tree.xpath(f"//table[.//td[string-length(normalize-space(.)) > {LAYOUT_CELL}]]"):
        for element in table.iter("table", "tbody", "tr", "td"):
            element.tag = "div"


def drop_teasers(tree: HtmlElement, url: str) -> None:
    """Removes other stories' headlines with their summaries: a headline that is a link leads elsewhere.

    A link to the page itself, as on the items of a live blog, is the article's own.
    """
    for link in tree.xpath("//a[@href][.//h2 or .//h3 or .//h4 or .//p][not(.//h1)][not(ancestor::h1)]"):
        if _leads_elsewhere(link, url):
            _drop(link)
    for head in tree.xpath("//*[self::h2 or self::h3 or self::h4][.//a[@href]]"):
        links = list(head.iter("a"))
        text = "".join(link.text_content() for link in links)
        if not _same(text, head.text_content()) or not any(_leads_elsewhere(link, url) for link in links):
            continue
        card = head.getparent()
        _drop(card if card is not None and _is_card(card) else head)


def _leads_elsewhere(link: HtmlElement, url: str) -> bool:
    try:
        return canonical_url(link.get("href", ""), base=url) != canonical_url(url)
    except DocumentError:
        return False  # a script's link, which opens something on this page


def _is_card(element: HtmlElement) -> bool:
    """Whether the element holds one headline with little else. Its children are counted first, which costs least."""
    return (
        element.tag != "body"
        and len(element) <= MOST_CARD_PARTS
        and _length(element) <= LONGEST_TEASER
        and element.find(".//h1") is None
        and len(list(element.iter("h2", "h3", "h4"))) == 1
    )


def break_into_paragraphs(tree: HtmlElement) -> None:
    """Makes paragraphs of text that two line breaks part, outside of `p`, where they are understood as they are."""
    doubled = [line.getparent() for line in tree.iter("br") if _is_doubled(line)]
    for element in dict.fromkeys(doubled):
        if element is None or element.tag in ("p", "pre"):
            continue
        if element.tag not in _BLOCKS and element.tag != "body":
            element.tag = "div"
        _wrap_runs(element)


def _is_doubled(line: HtmlElement) -> bool:
    following = line.getnext()
    return following is not None and following.tag == "br" and not (line.tail or "").strip()


def rename_divisions(tree: HtmlElement) -> None:
    """Makes paragraphs of sibling divisions that hold nothing but text."""
    for parent in tree.xpath("//*[count(div) > 1]"):
        plain = [
            child for child in parent.iterchildren("div") if not any(e.tag in _BLOCKS for e in child.iterdescendants())
        ]
        if sum(_length(child) for child in plain) > PARAGRAPHS_IN_DIVISIONS:
            for child in plain:
                child.tag = "p"


def unlink_paragraphs(tree: HtmlElement) -> None:
    """Takes the links out of running text, so that a short paragraph full of them is not taken for a menu."""
    for paragraph in tree.xpath("//p[a]"):
        if sum(_length(link) for link in paragraph.iterchildren("a")) <= MOSTLY_LINKS * _length(paragraph):
            strip_tags(paragraph, "a")


def _wrap_runs(element: HtmlElement) -> None:
    children = list(element)
    run = _paragraph(element.text)
    element.text = None
    breaks = 0
    for child in children:
        tail, child.tail = child.tail, None
        element.remove(child)
        if child.tag == "br":
            breaks += 1
            _append_text(run, " ")
        elif child.tag in _BLOCKS:
            _flush(element, run)
            element.append(child)
            run = _paragraph(None)
        else:
            run = _next_run(element, run, breaks)
            run.append(child)
        if child.tag != "br":
            breaks = 0
        if tail and tail.strip():
            run = _next_run(element, run, breaks)
            _append_text(run, tail)
            breaks = 0
        elif tail:
            _append_text(run, " ")
    _flush(element, run)


def _next_run(element: HtmlElement, run: HtmlElement, breaks: int) -> HtmlElement:
    """The run that the next text belongs to: a new one after two line breaks."""
    if breaks < 2:  # noqa: PLR2004 - one break is a line, two are a paragraph
        return run
    _flush(element, run)
    return _paragraph(None)


def _paragraph(text: str | None) -> HtmlElement:
    paragraph = Element("p")
    paragraph.text = text
    return paragraph


def _flush(element: HtmlElement, run: HtmlElement) -> None:
    if run.text_content().strip() or len(run):
        element.append(run)


def _append_text(run: HtmlElement, text: str) -> None:
    if len(run):
        run[-1].tail = (run[-1].tail or "") + text
    else:
        run.text = (run.text or "") + text


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _length(element: HtmlElement) -> int:
    return len(" ".join(element.text_content().split()))


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())
