"""Actors: who is named, and who of them did what a claim tells."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from extractors.casualties.actors.find import Actors, find_actors
from extractors.casualties.sentences import split
from extractors.gazetteer import fold

HERE = Path(__file__).parent
KINDS = {"state", "rebel", "militia", "jihadist", "coalition", "police", "criminal", "unknown"}


def rows() -> list[dict[str, str]]:
    with (HERE / "actors.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="|"))


def actor_of(text: str, quote: str) -> str:
    sentences = split(text)
    start = text.index(quote)
    phrase = Actors(find_actors(sentences), sentences).of(start, start + len(quote))
    if phrase is None:
        return ""
    assert text[phrase.start : phrase.end] == phrase.text
    return phrase.text


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"])
def test_who_did_it(row: dict[str, str]) -> None:
    assert actor_of(row["text"], row["quote"]) == row["actor"]


@pytest.mark.parametrize(
    ("text", "actor_id", "kind"),
    [
        ("Daesh fighters fled.", "is", "jihadist"),
        ("The ISIL group denied it.", "is", "jihadist"),
        ("Jabhat al-Nusra withdrew.", "hts", "jihadist"),
        ("al Nusra Front withdrew.", "hts", "jihadist"),
        ("Bashar al-Assads forces advanced.", "syria-government", "state"),
        ("Russian warplanes flew over.", "state:RU", "state"),
        ("Saudi-led coalition jets flew over.", "saudi-led-coalition", "coalition"),
        ("The Houthis agreed.", "houthis", "rebel"),
        ("Jalisco New Generation Cartel gunmen fled.", "cjng", "criminal"),
    ],
)
def test_spellings_lead_to_one_entry(text: str, actor_id: str, kind: str) -> None:
    mention = find_actors(split(text))[0]
    assert (mention.actor_id, mention.kind) == (actor_id, kind)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Saudi-led coalition jets flew over. The coalition bombed a market.", "Saudi-led coalition"),
        ("The US-led coalition was there. Coalition warplanes flew over.", "US-led coalition"),
        ("The coalition bombed a market.", "coalition"),
        ("Barrio 18 members fled.", "Barrio 18"),
        ("Junta troops fled.", "junta troops"),
        ("Israeli settlers fled.", "Israeli settlers"),
    ],
)
def test_the_last_name_is_the_list_s_own(text: str, name: str) -> None:
    """The coalition is the one named before; no group goes by the name of another."""
    assert find_actors(split(text))[-1].name == name


WORDS = ["What is known so far is little.", "They sat in the shade, as farc as it seemed.", "He is a plumber."]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_no_acronyms(text: str) -> None:
    assert find_actors(split(text)) == []


def test_the_list_is_sound() -> None:
    data = tomllib.loads((files("extractors.casualties") / "data/actors.toml").read_text(encoding="utf-8"))
    owners: dict[str, str] = {}
    for actor in data["actor"]:
        assert actor["kind"] in KINDS, actor["id"]
        assert actor["side"], actor["id"]
        for name in actor["names"]:
            assert owners.setdefault(fold(name), actor["id"]) == actor["id"], f"{name} stands for two actors"
    assert set(data["generic"]) <= KINDS
    assert len({actor["id"] for actor in data["actor"]}) == len(data["actor"])


def test_a_total_has_only_what_its_own_sentence_says() -> None:
    text = "Regime jets killed ten people on Monday. The war has killed 300,000 people."
    sentences = split(text)
    start = text.index("300,000 people")
    found = Actors(find_actors(sentences), sentences)
    assert found.of(start, start + 14, is_incident=False) is None
    assert found.of(start, start + 14) is not None
