"""The cost of reading grows with the length of the text and no faster: counted in steps, which no load changes."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from extractors.casualties import cascade
from extractors.casualties.cascade import LONGEST_TEXT, extract
from extractors.documents import Document
from extractors.errors import DocumentError

TEXTS = {
    "claims": "At least 14 people, including five children, were killed and 30 wounded on Saturday in an air strike on "
    "Idlib, the Observatory said. Akira Waters, 16, was shot dead near Homs. Three of them were women. ",
    "general": "The council approved a budget for schools in Hama on Monday. Trade grew by 3 per cent, she said. ",
    "without stops": "and 14 people were killed in Aleppo on Monday by rebels police said while ",
    "quotes": '"Three people were killed," a medic said. "Two were hurt." ',
    "names": "Ali Hassan, 16, killed. Karim Nasser, 20, wounded. ",
    "places": "in Aleppo, Idlib, Hama and Homs two people were killed. ",
}
SHORT = 5_000  # characters: twice the longest sentence


def steps(text: str) -> int:
    """Lines of Python run, loops counted each time round."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    document = Document("x", "Five killed in Homs", text, "2020-05-04")
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        extract(document)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", TEXTS)
def test_twice_the_text_takes_twice_the_steps(name: str) -> None:
    text = "Five people were killed in Homs on Sunday. " + TEXTS[name] * (2 * SHORT // len(TEXTS[name]) + 1)
    extract(Document("x", "Five killed in Homs", text[: 2 * SHORT], "2020-05-04"))  # what is read once a process
    assert steps(text[: 2 * SHORT]) < 2.3 * steps(text[:SHORT])


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "a" * 1_000_000,
        "killed " + "(" * 500_000 + ")" * 500_000,
        "Two people were killed https://" + "a/" * 450_000 + " in Homs",
        "Two people were killed. " + "in a " * 180_000,
        "Two people were killed. " + '"' * 1_000_000,
        "Two people were killed " + "the river was wide and slow and nobody had seen it so high before " * 15_000,
        "Two people were killed in Homs. " + "Trade grew. A new budget was approved on Monday. " * 20_000,
    ],
    ids=["digits", "one word", "brackets", "an address", "short words", "quotes", "no stop", "page"],
)
def test_a_megabyte_is_read(text: str) -> None:
    assert len(extract(Document("x", "", text[:LONGEST_TEXT], "2020-05-04")).claims) == ("Two people" in text)


def test_what_tells_more_than_any_article_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cascade, "MOST_CLAIMS", 50)
    text = "The blast killed 5 people. "
    assert len(extract(Document("x", "", text * 50, "2020-05-04")).claims) == 50
    with pytest.raises(DocumentError, match="more than 50 claims"):
        extract(Document("x", "", text * 60, "2020-05-04"))
