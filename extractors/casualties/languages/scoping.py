"""What a figure totals: one incident, a period, a war."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from extractors.casualties.languages.linking import Telling
from extractors.casualties.languages.vocabulary import Marks
from extractors.casualties.languages.words import Word
from extractors.casualties.model import Scope

_EVERY_WAR = 5000  # more dead than one attack leaves


def scope_of(telling: Telling, words: Sequence[Word], marks: Marks, *, is_disaster: bool = False) -> Scope:
    """The scope that the words of the sentence give a figure: those of its clause, or those that open the sentence.

    `is_disaster`: the article tells of an earthquake or the like, which leaves more dead in a day than an attack does.
    """
    if telling.modality == "denied":
        return "other"
    group = telling.group
    is_person = group.low == group.high == 1
    for at, here in enumerate(marks):
        if "scope" not in here or is_person:
            continue
        first, last = sorted((at, group.first))
        if not any(_is_wall(words, marks, step) for step in range(first, last)):
            return cast("Scope", here["scope"].value)
    if is_disaster:
        return "incident"
    return "cumulative" if (group.best or group.low or 0) >= _EVERY_WAR else "incident"


def _is_wall(words: Sequence[Word], marks: Marks, at: int) -> bool:
    return words[at].text in ";؛:" or "that" in marks[at] or "contrast" in marks[at]
