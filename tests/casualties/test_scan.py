from __future__ import annotations

import re

import pytest

from extractors.casualties.lexicon import lexicon
from extractors.casualties.scan import may_hold_claims
from extractors.casualties.text import runs


@pytest.mark.parametrize(
    "text",
    [
        "14 people were killed",
        "THE DEATH TOLL ROSE",
        "Two men drowned.",
        "wounding 30",
        "lost their lives",
        "a gunshot wound",
    ],
)
def test_harm_is_heard(text: str) -> None:
    assert may_hold_claims(text)


@pytest.mark.parametrize(
    "text", ["", "The bank raised its rate.", "A skilled deadliner diedrich", "killjoy", "1" * 1000]
)
def test_the_rest_is_dropped(text: str) -> None:
    assert not may_hold_claims(text)


def test_every_verb_of_harm_is_heard() -> None:
    verbs = [w for w, t in lexicon().triggers.items() if t.frame in ("transitive", "weak", "intransitive")]
    assert [w for w in verbs if not may_hold_claims(f"they {w} them")] == []


@pytest.mark.parametrize("text", ["They received a warm welcome.", "She struck a deal.", "Prices hit a new low."])
def test_everyday_words_need_others_beside_them(text: str) -> None:
    assert not may_hold_claims(text)
    assert may_hold_claims(f"{text} Burns to the leg.")


@pytest.mark.parametrize("text", ["He struck_out, 2 of 3.", "Ünlü şair — 3 ölü", "a-b c'd\u00a0e_1\tf\x00g"])
def test_runs_are_those_of_the_pattern(text: str) -> None:
    assert runs(text) == re.findall(r"\w+", text.lower())
