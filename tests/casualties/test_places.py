"""Places: names in the text, what they are resolved to, and the place of a claim."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.casualties.places.find import find_places
from extractors.casualties.places.ranking import place_for, rank_places
from extractors.casualties.sentences import split
from extractors.casualties.text import PlaceMention

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="|"))


def places_of(text: str, title: str = "", publisher: str | None = None) -> list[PlaceMention]:
    return find_places(split(text, title), title=title, publisher=publisher)


@pytest.mark.parametrize("row", rows("places.csv"), ids=lambda row: f"{row['name']} :: {row['text']}")
def test_a_name_is_found_and_resolved(row: dict[str, str]) -> None:
    found = places_of(row["text"])
    named = [m for m in found if m.name == row["name"]]
    assert named, f"found only {[m.name for m in found]}"
    mention = named[0]
    assert row["text"][mention.start : mention.end] == row["name"]
    assert (mention.admin1 or "", mention.country or "") == (row["admin1"], row["country"])
    if row["precision"]:
        assert mention.precision == row["precision"]
    if row["located"] == "yes":
        assert mention.lat is not None
        assert mention.lon is not None
    elif mention.precision in ("site", "district", "town"):
        assert mention.lat is None, "coordinates for a place that the gazetteer does not hold"


@pytest.mark.parametrize("row", rows("no_places.csv"), ids=lambda row: f"{row['name']} :: {row['text']}")
def test_a_name_that_is_no_place_here(row: dict[str, str]) -> None:
    assert row["name"] in row["text"]
    assert row["name"] not in [m.name for m in places_of(row["text"]) if m.is_locative or m.precision == "town"]


@pytest.mark.parametrize("row", rows("claim_places.csv"), ids=lambda row: f"{row['quote']} :: {row['text']}")
def test_the_place_of_a_claim(row: dict[str, str]) -> None:
    sentences = split(row["text"])
    start = row["text"].index(row["quote"])
    phrase = place_for(start, start + len(row["quote"]), find_places(sentences), sentences)
    assert (phrase.text if phrase else "") == row["place"]
    if phrase:
        assert row["text"][phrase.start : phrase.end] == phrase.text


def test_a_total_over_a_war_keeps_its_wide_place() -> None:
    text = "Two died when jets bombed Rastan in Homs province. The war has killed 300,000 people in Syria."
    sentences = split(text)
    start = text.index("300,000 people")
    span = (start, start + len("300,000 people"))
    phrase = place_for(*span, find_places(sentences), sentences, is_incident=False)
    assert phrase is not None
    assert phrase.text == "Syria"


def test_another_article_makes_another_place() -> None:
    syrian = places_of("The Syrian army shelled Tripoli road. Shells fell in Palmyra, Syrian state media said.")
    american = places_of("Police in Palmyra, Pennsylvania, said two were shot in Palmyra.")
    assert {m.country for m in syrian if m.name == "Palmyra"} == {"SY"}
    assert {m.admin1 for m in american if m.name == "Palmyra"} == {"Pennsylvania"}


def test_the_outlets_town_speaks_for_its_state() -> None:
    text = "Two people were shot in Franklin on Monday, police said."
    places = places_of(text, publisher="www.indystar.com") + places_of(text, publisher="www.cincinnati.com")
    assert [m.admin1 for m in places if m.name == "Franklin"][-1] == "Ohio"


def test_a_headline_names_the_place_that_the_text_leaves_out() -> None:
    title, text = "Two shot dead in Gary, Indiana", "Two people were shot dead at a club on Monday, police said."
    sentences = split(text, title)
    found = find_places(sentences, title=title)
    assert [p.name for p in rank_places(found, sentences)][:1] == ["Gary"]
    assert all(m.start < 0 for m in found), "a headline's place has no offsets in the text"


def test_the_incident_comes_first_most_exact_first() -> None:
    text = (
        "Jets killed 12 people in the town of Saraqeb in Syria's Idlib province on Monday. The strikes hit Amal "
        "hospital in Saraqeb. The government in Damascus denied it. Peace talks go on in Geneva."
    )
    sentences = split(text)
    ranked = rank_places(find_places(sentences), sentences)
    assert [p.name for p in ranked][:2] == ["Amal hospital", "Saraqeb"]
    assert ranked[0].lat is None
    assert ranked[0].admin1 == "Idlib"
    assert "Geneva" not in [p.name for p in ranked[:2]]


@pytest.mark.parametrize(
    ("where", "precision"),
    [("in", "town"), ("near", "district"), ("outside", "district"), ("10km south of", "district")],
)
def test_near_a_town_is_less_exact_than_in_it(where: str, precision: str) -> None:
    sentences = split(f"An air strike {where} Manbij in Syria killed five people on Monday, a monitor said.")
    (place, *_) = rank_places(find_places(sentences), sentences)
    assert (place.name, place.precision, round(place.lat or 0)) == ("Manbij", precision, 37)


def test_where_the_wounded_were_brought_is_not_the_place() -> None:
    text = "A boy was shot in Euclid, Ohio. He was flown to a hospital in Cleveland."
    sentences = split(text)
    assert rank_places(find_places(sentences), sentences)[0].name == "Euclid"


PIECES = [
    "in",
    "Aleppo",
    "Syria,",
    "the village of",
    "al-Bab",
    "Smith",
    "(AP) --",
    "Ill.",
    "’s",
    "-",
    "St.",
    "1200 block of",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_every_mention_is_a_slice_of_the_text(words: list[str]) -> None:
    text = " ".join(words)
    sentences = split(text)
    found = find_places(sentences)
    assert all(text[m.start : m.end] == m.name for m in found)
    assert len(rank_places(found, sentences)) <= len(found)
    for m in found:
        assert m.lat is None or (-90 <= m.lat <= 90 and m.lon is not None)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["al-Al-", "Aa Bb ", "in Aleppo, ", "The Of ", "1200 block of ", "Smith, Ill., "])
def test_no_text_holds_the_search_up(piece: str) -> None:
    sentences = split(piece * (6000 // len(piece)))
    assert len(rank_places(find_places(sentences), sentences)) < len(piece) * 6000


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KHARKIV, Ukraine - Three people were killed in Kharkiv on Saturday.", "Kharkiv"),
        ("AL-DANA, Syria - Twelve people were killed in a market.", "Al-Dana"),
        ("Three people were killed in Garland, TX, police said.", "Garland"),
    ],
)
def test_a_dateline_in_capitals_gives_a_name(text: str, name: str) -> None:
    ranked = rank_places(places_of(text), split(text))
    assert ranked[0].name == name
    assert not any(place.name == "Tx" for place in ranked)


@pytest.mark.parametrize("row", rows("main_places.csv"), ids=lambda row: row["why"])
def test_the_main_places(row: dict[str, str]) -> None:
    ranked = rank_places(places_of(row["text"]), split(row["text"]))
    wanted = row["places"].split(" / ")
    assert [p.name for p in ranked][: len(wanted)] == wanted
