"""Canonical URLs: one page, one key; two pages, two keys."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.articles.urls import article_id, canonical_url, registrable_host
from extractors.documents import stable_id
from extractors.errors import DocumentError

with (Path(__file__).parent / "url_cases.csv").open(encoding="utf-8", newline="") as _lines:
    CASES = list(csv.DictReader(_lines))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["url"] or "empty")
def test_url_cases(case: dict[str, str]) -> None:
    base = case["base"] or None
    if not case["expected"]:
        with pytest.raises(DocumentError):
            canonical_url(case["url"], base=base)
        return
    assert canonical_url(case["url"], base=base) == case["expected"], case["why"]
    assert canonical_url(case["expected"]) == case["expected"], "the canonical form is its own canonical form"


@given(path=st.text(max_size=40), query=st.text(max_size=40))
def test_canonical_form_is_a_fixed_point(path: str, query: str) -> None:
    once = canonical_url("https://harbour-post.example/" + path.replace("?", "").replace("#", "") + "?" + query)
    assert canonical_url(once) == once
    assert once.isascii()


@given(st.text(max_size=60))
def test_any_text_gives_a_url_or_a_document_error(text: str) -> None:
    try:
        key = canonical_url(text, base="https://harbour-post.example/a")
    except DocumentError:
        return
    assert key.startswith("https://")
    assert canonical_url(key) == key


def test_article_id_depends_on_the_canonical_url_alone() -> None:
    key = article_id("http://Harbour-Post.example/a/?utm_source=rss#x")
    assert key == article_id("https://harbour-post.example/a") == stable_id("https://harbour-post.example/a")
    assert key != article_id("https://northwire.example/a")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://bbc.co.uk/news", "bbc.co.uk"),
        ("https://www.middleeasteye.net/rss", "middleeasteye.net"),
        ("http://www.harbour-post.example/", "harbour-post.example"),
        ("http://127.0.0.1:80/a", "127.0.0.1"),
        ("http://[::1]/a", "::1"),
    ],
)
def test_registrable_host(url: str, expected: str) -> None:
    assert registrable_host(url) == expected
