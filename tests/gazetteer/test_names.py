"""Spellings brought together: folding, sound, skeleton."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.gazetteer.names import fold, skeleton, sound, without_article


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Khān Shaykhūn", "khan shaykhun"),
        ("Khan-Shaykhun", "khan shaykhun"),
        ("Dara'a", "daraa"),
        ("Dara‘a", "daraa"),
        ("St. Louis", "st louis"),
        ("Saint Louis", "st louis"),
        ("Łódź", "lodz"),
        ("ALEPPO", "aleppo"),
        ("دير الزور", "دير الزور"),
        ("", ""),
    ],
)
def test_fold(name: str, key: str) -> None:
    assert fold(name) == key


@pytest.mark.parametrize(("key", "bare"), [("ar raqqah", "raqqah"), ("deir al zor", "deir zor"), ("al", "al")])
def test_the_article_goes(key: str, bare: str) -> None:
    assert without_article(key) == bare


def test_one_sound_for_the_spellings_of_a_name() -> None:
    assert len({sound(fold(n)) for n in ("Sousa", "Soussa", "As Susah")}) == 1
    assert len({sound(fold(n)) for n in ("Khan Sheikhoun", "Khan Shaykhun", "Khān Shaykhūn")}) == 1
    assert sound("hama") != sound("homs")


def test_one_skeleton_for_all_transliterations() -> None:
    assert {skeleton(fold(n)) for n in ("Dayr az-Zawr", "Deir Ezzor", "Deir al-Zour", "Deir ez-Zor")} == {"drzr"}


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)
