"""Methods: how people were harmed, from the words around a claim."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from operator import attrgetter

from extractors.casualties.model import Method
from extractors.casualties.text import Sentence

_BEFORE, _AFTER = 2, 1  # sentences looked at around the claim's own
_WEAK: frozenset[Method] = frozenset({"clashes", "explosion", "other"})  # a neighbour may say it more exactly


@lru_cache(maxsize=256)  # claims side by side ask about the same sentences
def find_method(text: str) -> Method:
    """The method that a piece of text tells of; the more particular one where it tells of several.

    "A suicide bomber detonated a car bomb" is a suicide bombing, "a drone strike" no air strike; "unknown" where
    nothing is said.
    """
    lower = " ".join(text.lower().replace("’", "'").split())
    methods, pattern = _methods()
    found = min((match.lastindex for match in pattern.finditer(lower) if match.lastindex), default=0)
    return methods[found - 1] if found else "unknown"


def method_for(
    start: int, end: int, sentences: Sequence[Sentence], *, title: str = "", is_incident: bool = True
) -> Method:
    """The method of what the text says from `start` to `end`: of its sentence, its neighbours, or the headline.

    A total over a period or a war (`is_incident` false) has only what its own sentence says.
    """
    if not sentences:
        return find_method(title)
    at = max(bisect_right(sentences, start, key=attrgetter("start")) - 1, 0)
    own = find_method(sentences[at].text)
    if not is_incident or own not in ("unknown", *_WEAK):
        return own
    near = [*reversed(sentences[max(0, at - _BEFORE) : at]), *sentences[at + 1 : at + 1 + _AFTER]]
    others = [find_method(s.text) for s in near if s.is_body] + [find_method(title)]
    if own == "unknown":
        return next((m for m in others if m != "unknown"), "unknown")
    return next((m for m in others if _refines(m, own)), own)


def _refines(other: Method, own: Method) -> bool:
    """Whether another sentence may tell the same thing more exactly: "the blast" was a suicide bombing."""
    return own == "explosion" and other in ("suicide_bombing", "landmine")


@cache
def _methods() -> tuple[tuple[Method, ...], re.Pattern[str]]:
    """The methods in their order, and the pattern whose group of that number looks ahead for their words."""
    rows = tomllib.loads((files("extractors.casualties") / "data/methods.toml").read_text(encoding="utf-8"))["method"]
    ahead = "|".join(rf"(?=((?:{'|'.join(row['patterns'])})(?![\w])))" for row in rows)
    return tuple(row["method"] for row in rows), re.compile(rf"(?<![\w-])(?:{ahead})")
