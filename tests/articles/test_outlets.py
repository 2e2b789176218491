"""The declarations of outlets: read as a whole, and applied to their own hosts alone."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from extractors.articles.outlets import outlets_of, strip_boxes

BOX = '<html><body><p>Text</p><div class="mee-readmore big"><p>Read more: 23 killed</p></div> tail</body></html>'


@pytest.mark.parametrize(
    ("url", "is_stripped"),
    [
        ("https://www.middleeasteye.net/news/a", True),
        ("https://middleeasteye.net/news/a", True),
        ("https://notmiddleeasteye.net/news/a", False),
        ("https://harbour-post.example/a", False),
    ],
)
def test_rules_hold_for_their_own_hosts(url: str, is_stripped: bool) -> None:
    tree = document_fromstring(BOX)
    strip_boxes(tree, url)
    assert ("23 killed" not in tree.text_content()) == is_stripped
    assert "tail" in tree.text_content()


def test_element_with_the_headline_is_never_a_box() -> None:
    tree = document_fromstring('<html><body><div class="related"><h1>Title</h1><p>The article</p></div></body></html>')
    strip_boxes(tree, "https://harbour-post.example/a")
    assert "The article" in tree.text_content()


def test_what_holds_everywhere_comes_with_every_page() -> None:
    assert [outlet.name for outlet in outlets_of("https://unknown.example/a")] == ["every_outlet.toml"]
    assert [outlet.publisher for outlet in outlets_of("https://www.middleeasteye.net/a")] == [None, "Middle East Eye"]
