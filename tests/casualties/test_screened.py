"""A screened pattern finds what the pattern finds, in every text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.casualties.screened import Screened

PATTERNS = {
    r"\bsince\s+(?:the\s+)?(?:war|conflict)\b": {"since"},  # the rarest, by its length
    r"\b(?:kill(?:ed|ing)|wound)s?\b": {"kill", "wound"},
    r"(?:very )?dead(?:ly)?": {"dead"},
    r"(?=(?:bomb|shell))\w+": {"bomb", "shell"},
    r"\b(?:fire|firearms?)\b": {"fire"},
    r"(?:Killed|SHOT)": {"killed", "shot"},
    r"\w+ing\b|\d+": {""},  # figures may hold anything
    r"(?:dead)?\s?": {""},
}
_TEXTS = st.lists(
    st.sampled_from(
        [
            "since",
            "the",
            "war",
            "conflict",
            "Killed",
            "killing",
            "wounds",
            "very",
            "DEADLY",
            "bomber",
            "shells",
            "fire",
            "12",
            "é",
            "-",
        ]
    ),
    max_size=8,
).map(" ".join)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_atoms_are_told_from_the_pattern(pattern: str) -> None:
    assert set(Screened(pattern, re.IGNORECASE).atoms) == PATTERNS[pattern]


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@given(text=_TEXTS)
def test_same_as_the_pattern(flags: int, text: str) -> None:
    for pattern in PATTERNS:
        plain, screened = re.compile(pattern, flags), Screened(pattern, flags)
        assert [m.span() for m in screened.finditer(text)] == [m.span() for m in plain.finditer(text)]
        for start in (0, len(text) // 2):
            found, expected = screened.search(text, start), plain.search(text, start)
            assert (found and found.span()) == (expected and expected.span())
