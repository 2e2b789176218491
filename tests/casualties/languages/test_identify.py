from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from extractors.casualties import default_extractor
from extractors.casualties.languages import identify as identify_module
from extractors.casualties.languages.identify import declared, identify, is_other_language, language_of
from extractors.documents import Document

SWEDISH = "Minst fjorton personer dödades i en attack mot en marknad på lördagen, uppger polisen."
ENGLISH = "At least 14 people were killed on Saturday in an attack on a market, police said."


def cases() -> list[dict[str, str]]:
    with Path(__file__).with_name("identify.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['hint']}: {c['text']}")
def test_the_text_decides_and_the_feed_helps(case: dict[str, str]) -> None:
    assert identify(case["text"], case["hint"] or None) == case["language"]


@pytest.mark.parametrize(
    ("said", "code"),
    [("en-US", "en"), ("EN_gb", "en"), ("eng", "en"), ("English", "en"), ("pt-BR", "pt"), ("iw", "he"), ("", None),
     (None, None), ("und", None), ("x-default", None)],
)  # fmt: skip
def test_what_feeds_say(said: str | None, code: str | None) -> None:
    assert declared(said) == code


def test_an_unread_language_is_named_and_gives_nothing() -> None:
    found = default_extractor(Document("a", "", SWEDISH, "2026-10-08", language="en"))
    assert (found.claims, found.incidents, found.not_read) == ((), (), "sv")
    assert found.to_dict()["not_read"] == "sv"


def test_an_english_text_is_read_whatever_its_feed_says() -> None:
    found = default_extractor(Document("a", "", ENGLISH, "2026-10-08", language="sv"))
    assert [c.quote for c in found.claims] == ["14 people"]
    assert "not_read" not in found.to_dict()


def test_an_empty_text_takes_what_its_feed_says() -> None:
    assert language_of(Document("a", "", "")) == "en"
    assert language_of(Document("a", "", "", language="ar")) == "ar"


def test_most_of_a_mixed_page_decides() -> None:
    assert language_of(Document("a", "", "Menu Home About\n" + SWEDISH * 3)) == "sv"
    assert language_of(Document("a", "", SWEDISH + "\n" + ENGLISH * 5)) == "en"


def test_a_sentence_in_another_language() -> None:
    assert is_other_language(SWEDISH, "en")
    assert not is_other_language(ENGLISH, "en")
    assert is_other_language(ENGLISH, "es")
    assert not is_other_language("Police: 3 dead", "en")


@pytest.mark.parametrize(
    "text",
    [
        "Tagged: fatal shooting, Juan de la Cruz, Braison Hale, child killed, Los Angeles, Ciudad Vieja. " * 3,
        "Storm watch: Hale, Cleveland, Garvin, Lincoln, Payne County. 3 killed, 12 hurt. Results: Hale 3, Garvin 2. "
        "Watch in effect for Lincoln until 9 PM. Payne County: none hurt, two fatal crashes.",
    ],
)
def test_english_without_sentences_needs_no_model(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identify_module, "_model", lambda: pytest.fail("the model was loaded"))
    assert default_extractor(Document("a", "", ENGLISH + "\n" + text)).not_read is None


def test_the_labelled_english_articles_need_no_model(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identify_module, "_model", lambda: pytest.fail("the model was loaded"))
    for name in ("claims", "fakes", "gva"):
        with (shared / f"eval/dev/{name}.docs.jsonl").open(encoding="utf-8") as lines:
            documents = [Document(**json.loads(line)) for line in lines]
        for document in documents:
            assert language_of(document) == "en"
            assert not any(is_other_language(line, "en") for line in document.text.split("\n"))
