"""Methods: how people were harmed, from the words around a claim."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from extractors.casualties.model import Method
from extractors.casualties.text import Sentence

_BEFORE, _AFTER = 2, 1  # sentences looked at around the claim's own
_WEAK: frozenset[Method] = frozenset({"clashes", "explosion", "other"})  # a neighbour may say it more exactly


def find_method(text: str) -> Method:
    """The method that a piece of text tells of; the more particular one where it tells of several.

    "A suicide bomber detonated a car bomb" is a suicide bombing, "a drone strike" no air strike; "unknown" where
    nothing is said.
    """
    lower = " ".join(text.lower().replace("’", "'").split())
    if not _any().search(lower):
        return "unknown"
    return next((method for method, pattern in _methods() if pattern.search(lower)), "unknown")


def method_for(
    start: int, end: int, sentences: Sequence[Sentence], *, title: str = "", is_incident: bool = True
) -> Method:
    """The method of what the text says from `start` to `end`: of its sentence, its neighbours, or the headline.

    A total over a period or a war (`is_incident` false) has only what its own sentence says.
    """
    if not sentences:
        return find_method(title)
    at = max(bisect_right([s.start for s in sentences], start) - 1, 0)
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
def _methods() -> tuple[tuple[Method, re.Pattern[str]], ...]:
    data = tomllib.loads((files("extractors.casualties") / "data/methods.toml").read_text(encoding="utf-8"))
    return tuple(
        (row["method"], re.compile(rf"(?<![\w-])(?:{'|'.join(row['patterns'])})(?![\w])")) for row in data["method"]
    )


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for _, pattern in _methods()))
