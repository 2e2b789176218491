"""Methods: how people were harmed, by the words around a claim."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import get_args

import pytest

from extractors.casualties import default_extractor
from extractors.casualties.methods import Methods, find_method
from extractors.casualties.model import Method
from extractors.casualties.sentences import split
from extractors.documents import Document

HERE = Path(__file__).parent


def rows() -> list[dict[str, str]]:
    with (HERE / "methods.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="|"))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"])
def test_the_method_of_a_sentence(row: dict[str, str]) -> None:
    assert find_method(row["text"]) == row["method"]


def test_every_method_has_a_case() -> None:
    assert {row["method"] for row in rows()} == set(get_args(Method))


def method_of(text: str, quote: str, title: str = "") -> str:
    start = text.index(quote)
    return Methods(split(text), title).of(start, start + len(quote))


def test_the_sentence_before_tells_how() -> None:
    assert method_of("Jets bombed the market with cluster bombs. Ten people died.", "Ten people") == "air_strike"


def test_its_own_sentence_comes_first() -> None:
    text = "Jets bombed the market with cluster bombs. Ten people were shot dead in the next village."
    assert method_of(text, "Ten people") == "shooting"


def test_a_blast_turns_out_to_be_a_suicide_bombing() -> None:
    text = "A suicide bomber struck a bakery. The blast killed 16 people."
    assert method_of(text, "16 people") == "suicide_bombing"


def test_the_headline_tells_where_the_text_does_not() -> None:
    assert method_of("Ten people died on Monday.", "Ten people", title="Air raids kill ten") == "air_strike"


def test_nothing_is_said() -> None:
    assert Methods([]).of(0, 3) == "unknown"


def test_a_total_has_only_what_its_own_sentence_says() -> None:
    text = "Jets bombed the market with cluster bombs. The war has killed 300,000 people."
    start = text.index("300,000 people")
    assert Methods(split(text)).of(start, start + 14, is_incident=False) == "unknown"


@pytest.mark.parametrize(
    ("text", "methods"),
    [
        ("A car bomb killed 34 people, while gunmen shot dead five policemen.", ["explosion", "shooting"]),
        ("Air strikes killed 12 people and wounded 30.", ["air_strike", "air_strike"]),
        ("Three people died and five were wounded in a bombing.", ["explosion", "explosion"]),
        ("Shelling killed two farmers, while a drone strike killed a driver.", ["shelling", "drone_strike"]),
        ("A suicide bomber detonated a car bomb, killing nine people and wounding 20.", ["suicide_bombing"] * 2),
        ("Twelve people were killed in air strikes and three were killed in a stabbing.", ["air_strike", "stabbing"]),
        ("Floods killed 12 people and a landslide killed four.", ["other", "other"]),
        ("A military helicopter crashed near the coast, killing five soldiers.", ["other"]),
        ("Police found shell casings where two men were shot dead.", ["shooting"]),
        ("A bus plunged into a ravine, killing 20 passengers.", ["other"]),
        ("Four workers died in an accident at a mine.", ["other"]),
    ],
)
def test_the_nearest_cause_of_each_claim(text: str, methods: list[str]) -> None:
    claims = default_extractor(Document("a", "", text, "2018-11-04")).claims
    assert [c.method for c in claims] == methods
