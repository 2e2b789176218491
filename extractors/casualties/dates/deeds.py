"""What happened on a day: the deed, the death that came of it, or the call that it set off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.dates.around import NONE, Context, clause_of, distance, word_sets
from extractors.casualties.dates.grammar import Phrase
from extractors.casualties.text import DateMention, Sentence

_REACH = 25  # tokens


def told_of(phrase: Phrase, context: Context) -> str:
    """What happened on an event's day, by the nearest word of its clause, else of its sentence.

    A deed, a death or a call; empty where no word tells.
    """
    return _nearest(*clause_of(phrase, context)) or _nearest(
        context.before(phrase.first, _REACH)[::-1], context.lows[phrase.last : phrase.last + _REACH]
    )


def _nearest(left: Sequence[str], right: Sequence[str]) -> str:
    nearest = {name: distance(word_sets()[name], left, right) for name in ("deed", "death", "call")}
    name = min(nearest, key=lambda n: nearest[n])
    return name if nearest[name] < NONE else ""


_RUN = re.compile(r"\w+")


def tells_of_violence(sentence: Sentence) -> bool:
    """Whether the sentence has a word of violence, accident or death."""
    return not word_sets()["violence"].isdisjoint(sentence.runs)


def tells_of_deed(text: str) -> bool:
    """Whether the text has a word of violence or accident, not of death alone."""
    return not word_sets()["deed"].isdisjoint(_RUN.findall(text.lower()))


_LATER = re.compile(r"\b(?:hours?|days?|weeks?|months?|years?)\s+(?:after|later)\b", re.IGNORECASE)


def with_deeds(found: list[DateMention], text: str) -> list[DateMention]:
    """The day of a death is that of the deed where the sentence tells of it and of no other day."""
    is_death = len(found) == 1 and found[0].tells == "death"
    if is_death and tells_of_deed(text) and not _LATER.search(text):
        return [replace(found[0], tells="deed")]
    return found
