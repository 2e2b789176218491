"""Attribution: one marked claim a line in CSV, and what holds of any text."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.casualties.quotes import quoted
from extractors.casualties.sentences import split
from extractors.casualties.sources.find import find_attributions, source_for
from extractors.casualties.text import Attribution

HERE = Path(__file__).parent


def rows() -> list[dict[str, str]]:
    with (HERE / "attribution.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def reporter_of(marked: str) -> Attribution | None:
    """Who reports the claim in square brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "", 1).replace("]", "", 1)
    return source_for(start, end, find_attributions(split(text)))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"][:70])
def test_reporter(row: dict[str, str]) -> None:
    found = reporter_of(row["text"])
    assert ((found.source, found.via or "") if found else ("", "")) == (row["source"], row["via"])


def test_the_spans_are_those_of_the_words_that_name_the_source() -> None:
    text = "A market was hit. The Norland Rights Observatory said six died. Nine were hurt, it added."
    first, second = find_attributions(split(text))
    assert text[first.start : first.end] == "The Norland Rights Observatory"
    assert text[first.scope_start : first.scope_end] == "The Norland Rights Observatory said six died."
    assert (text[second.start : second.end], second.source) == ("it", "Norland Rights Observatory")
    assert text[second.scope_start : second.scope_end] == "Nine were hurt, it added."


def test_a_pronoun_that_nobody_explains_names_no_source() -> None:
    assert find_attributions(split("Six people were killed, he said.")) == []


def test_quotes_run_over_sentences_and_paragraphs() -> None:
    text = "“One. Two.\n\n“Three,” she said. “Four.” Five."
    assert [text[q.start : q.end] for q in quoted(split(text))] == ["“One. Two.\n\n“Three,”", "“Four.”"]


def test_a_quote_that_is_never_closed_ends_with_its_sentence() -> None:
    text = '"One two three. Four five six. Seven.'
    assert [text[q.start : q.end] for q in quoted(split(text))] == ['"One two three.']


WORDS = """said told SANA AFP the The group he it according to “ ” " , . : who which quoted as saying citing of for
Omar al-Haddad police and six died ( ) ’s not believe officials TV reported adding claimed responsibility by in
statement on Monday was quoted while"""
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_any_words_give_whole_attributions(text: str) -> None:
    sentences = split(text)
    found = find_attributions(sentences)
    assert found == find_attributions(sentences)
    for attribution in found:
        assert 0 <= attribution.start < attribution.end <= len(text)
        assert 0 <= attribution.scope_start < attribution.scope_end <= len(text)
        assert attribution.source.strip()
        assert attribution.via != attribution.source


def test_every_given_article_is_read(shared: Path) -> None:
    for name in ("claims", "fakes", "gva"):
        with (shared / "eval" / "dev" / f"{name}.docs.jsonl").open(encoding="utf-8") as lines:
            for line in itertools.islice(lines, 60):
                document = json.loads(line)
                for attribution in find_attributions(split(document["text"], document["title"] or "")):
                    assert document["text"][attribution.start : attribution.end].strip()


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    find_attributions(split(text))


def test_long_rows_of_reporting_words_end_quickly() -> None:
    assert find_attributions(split("the army said police told " * 2000 + ".")) is not None
    assert find_attributions(split("(" * 20000 + " said " + '"' * 20000)) is not None
