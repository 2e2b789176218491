"""What holds for every language: exact offsets, nothing out of nothing, and word lists that fit together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.casualties import default_extractor
from extractors.casualties.languages.foreign import LANGUAGES, extract
from extractors.casualties.languages.vocabulary import expand, vocabulary
from extractors.documents import Document
from extractors.gazetteer import default_gazetteer
from tests.casualties.languages.test_phrases import cases

CODES = sorted(LANGUAGES)
MARKS = [
    ",",
    ".",
    ";",
    ":",
    "(",
    ")",
    '"',
    "'",
    "-",
    "–",
    "\n",
    "\u200f",
    "\u200e",
    "\u200c",
    "\u0640",
    "\x00",
    "%",
    "👍",
]
PIECES = [
    *sorted({word for _, text, _ in cases() for word in text.split()}),
    *MARKS,
    "1.234",
    "12,5",
    "٣",
    "14-",
    "2014",
]


@pytest.mark.parametrize("code", CODES)
def test_every_exonym_is_a_place(code: str) -> None:
    names = vocabulary(code).data["places"]["names"]
    assert [name for name in names if not default_gazetteer().find(name)] == []


@pytest.mark.parametrize("code", CODES)
def test_no_word_list_keeps_a_mark_of_the_notation(code: str) -> None:
    forms = [form for phrases in vocabulary(code).phrases.values() for form, _, _ in phrases]
    assert [form for form in forms if any(set(key) & set("_|()") for key in form)] == []


def test_the_notation_of_the_lists() -> None:
    assert list(expand("mat(ó|aron), a\n un(a|) vez")) == ["mató", "mataron", "a", "una vez", "un vez"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CODES), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
def test_any_text_keeps_its_offsets(code: str, text: str) -> None:
    found = extract(Document("a", text[:60], text, "2026-10-14"), code)
    assert found == extract(Document("a", text[:60], text, "2026-10-14"), code)
    for claim in found.claims:
        assert text[claim.start : claim.end] == claim.quote
        assert claim.low is not None or claim.high is not None
        bounds = [bound for bound in (claim.low, claim.best, claim.high) if bound is not None]
        assert bounds == sorted(bounds)


HOSTILE = {
    "digits": "9" * 100_000,
    "numbers": "14 " * 50_000,
    "dead": "14 muertos y " * 15_000,
    "brackets": "(" * 50_000 + " مقتل " * 10,
    "arabic": "مقتل 14 شخصا " * 10_000,
    "and": "y " * 100_000,
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("code", ["ar", "es", "uk"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends(name: str, code: str) -> None:
    extraction = extract(Document("a", HOSTILE[name][:5000], HOSTILE[name], "2026-10-14"), code)
    assert all(HOSTILE[name][c.start : c.end] == c.quote for c in extraction.claims)


def test_a_sentence_in_english_within_a_foreign_article_gives_nothing() -> None:
    text = (
        "Al menos 14 personas murieron el sábado en un ataque contra un mercado, según la policía.\n" * 3
        + "The minister said that 30 soldados died in the attack on the base, and that it was over.\n"
    )
    found = default_extractor(Document("a", "", text, "2026-10-14"))
    assert {claim.quote for claim in found.claims} == {"14 personas"}


def test_the_language_decides_the_reader_whatever_the_feed_says() -> None:
    text = "قُتل 14 مدنياً على الأقل وأصيب 30 آخرون، السبت، في غارة جوية على مدينة إدلب، وفق الدفاع المدني."
    found = default_extractor(Document("a", "", text, "2026-10-14", language="en"))
    assert [(c.quote, c.effect, c.low, c.high, c.date_start, c.place) for c in found.claims] == [
        ("14 مدنياً", "killed", 14, None, "2026-10-10", "إدلب"),
        ("30 آخرون", "injured", 30, 30, "2026-10-10", "إدلب"),
    ]
    assert (found.incidents[0].places[0].country, found.incidents[0].method) == ("SY", "air_strike")
