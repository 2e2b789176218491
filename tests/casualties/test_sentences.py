from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.casualties.sentences import split


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Ten people died. Six were hurt.", ["Ten people died.", "Six were hurt."]),
        ("Mr. Waters died. He was 80.", ["Mr. Waters died.", "He was 80."]),
        ("Dr. Ali of St. Mary’s said so.", ["Dr. Ali of St. Mary’s said so."]),
        ("U.S. forces struck. Ten died.", ["U.S. forces struck.", "Ten died."]),
        ("It was at 4 p.m. Saturday when he died.", ["It was at 4 p.m. Saturday when he died."]),
        ("“Ten died.” He left.", ["“Ten died.”", "He left."]),
        ('"Ten died," he said. "Six were hurt."', ['"Ten died," he said.', '"Six were hurt."']),
        ("Who did it? Nobody knows!", ["Who did it?", "Nobody knows!"]),
        ("the incident.Deputies say so", ["the incident.", "Deputies say so"]),
        ("over the weekend.12 year-old Leila was hurt", ["over the weekend.", "12 year-old Leila was hurt"]),
        ("a 7.62 mm round", ["a 7.62 mm round"]),
        ("First line\nSecond line\n\nThird", ["First line", "Second line", "Third"]),
        ("At least 12\npeople died.\nFive fled.", ["At least 12\npeople died.", "Five fled."]),
        ("A shell struck an army\nvehicle. Ten died.", ["A shell struck an army\nvehicle.", "Ten died."]),
        (
            "Two men were killed there on Monday:\nten were hurt",
            ["Two men were killed there on Monday:", "ten were hurt"],
        ),
        ("on Aug. 5 he died", ["on Aug. 5 he died"]),
        ("J. R. Waters died.", ["J. R. Waters died."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_split(text: str, sentences: list[str]) -> None:
    assert [s.text for s in split(text)] == sentences


def test_a_copy_of_the_title_is_no_body_even_without_a_stop_after_it() -> None:
    title = "Bomb kills 19 civilians in Northtown - Region - The Daily"
    text = "Bomb kills 19 civilians in Northtown AFP At least 19 civilians were killed on Thursday."
    head, body = split(text, title)
    assert (head.text, head.is_body) == ("Bomb kills 19 civilians in Northtown", False)
    assert body.is_body
    assert body.text.startswith("AFP At least")


def test_related_boxes_are_no_body() -> None:
    text = "Ten people died.\nRelated: 50 people killed in Southtown\nThe mayor spoke."
    assert [s.is_body for s in split(text)] == [True, False, True]


def test_the_headlines_under_the_head_of_a_box_are_no_body() -> None:
    lines = [
        "Ten people died.",
        "Trending now",
        "1. Five dead in flood",
        "2. Two boys drown",
        "The mayor spoke.",
        "Two boys drown",
    ]
    assert [s.is_body for s in split("\n".join(lines))] == [True, False, False, False, True, True]


@pytest.mark.parametrize(
    "line",
    [
        "Read more: 40 killed in Southtown",
        "ALSO READ | 10 killed as bus falls",
        "[File photo: one of 23 killed in May]",
        "FILE - Twelve died in the attack in 2012",
    ],
)
def test_lines_about_other_stories_are_no_body(line: str) -> None:
    assert [s.is_body for s in split(f"Ten people died.\n{line}\nThe mayor spoke.")] == [True, False, True]


@pytest.mark.parametrize(
    "line",
    [
        "Related deaths rose to 40, the ministry said.",
        "More on Sunday's blast that killed ten people",
        "Watch towers fell, killing two guards.",
        "Most popular singer was killed",
    ],
)
def test_sentences_that_begin_like_a_box_are_body(line: str) -> None:
    assert [s.is_body for s in split(f"Ten people died.\n{line}")] == [True, True]


def test_paragraphs_are_counted() -> None:
    assert [s.paragraph for s in split("One. Two.\nThree.")] == [0, 0, 1]


@given(st.text(max_size=300), st.text(max_size=40))
def test_offsets_are_exact(text: str, title: str) -> None:
    sentences = split(text, title)
    assert all(text[s.start : s.end] == s.text for s in sentences)
    assert [s.index for s in sentences] == list(range(len(sentences)))
    assert all(a.end <= b.start for a, b in pairwise(sentences))


def test_no_sentence_is_longer_than_the_bound() -> None:
    assert max(len(s.text) for s in split("x" * 100_000)) <= 2500


@pytest.mark.parametrize("text", ["Killed 5 per cent, ", "and killed 5 per cent of ", "Ahmad Haddad, 16, "])
def test_no_cut_parts_a_figure_from_what_it_counts(text: str) -> None:
    for shift in range(len(text)):
        pieces = [s.text for s in split("x" * shift + " " + text * 1000)]
        assert len(pieces) > 1
        assert not any(re.search(r"(\d|\bper|Haddad,)$", piece) for piece in pieces[:-1])
