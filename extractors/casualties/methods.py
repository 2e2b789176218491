"""Methods: how people were harmed, from the words around a claim."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.casualties.model import Method
from extractors.casualties.screened import Screened
from extractors.casualties.text import Sentence

_BEFORE, _AFTER = 2, 1  # sentences looked at around the claim's own
_WEAK: frozenset[Method] = frozenset({"clashes", "explosion", "other"})  # a neighbour may say it more exactly
_ACCIDENT = 1  # the first of the list: crashes, derailments, boats that sank
_BREAK = re.compile(r"[;:,]|\b(?:and|while|but|as|plus|when|after)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words that tell of a method; of several in one clause the one of the least rank is meant."""

    start: int
    rank: int
    method: Method


def find_method(text: str) -> Method:
    """The method that a piece of text tells of; the more particular one where it tells of several.

    "A suicide bomber detonated a car bomb" is a suicide bombing, "a drone strike" no air strike; "unknown" where
    nothing is said.
    """
    return _most_particular(_mentions(text))


def tells_accident(text: str) -> bool:
    """Whether the words tell of a crash or the like, which nobody did: the first method of the list."""
    return any(m.rank == _ACCIDENT for m in _mentions(text))


class Methods:
    """The methods of one article, each sentence read once."""

    def __init__(self, sentences: Sequence[Sentence], title: str = "") -> None:
        self._sentences = sentences
        self._starts = [s.start for s in sentences]
        self._title = find_method(title)
        self._told: dict[int, list[_Mention]] = {}

    def of(
        self,
        start: int,
        end: int,
        *,
        is_incident: bool = True,
        before: tuple[int, Method] | None = None,
        until: int | None = None,
    ) -> Method:
        """The method of what the text says from `start` to `end`: of its clause, its sentence, its neighbours.

        A total over a period or a war (`is_incident` false) has only what its own sentence says. `before`: where the
        claim before it in its sentence ends, and its method; `until`: where the next one begins.
        """
        if not self._sentences:
            return self._title
        at = max(bisect_right(self._starts, start) - 1, 0)
        own = self._of_clause(at, start, end, before, until)
        if not is_incident or own not in ("unknown", *_WEAK):
            return own
        near = [*range(at - 1, max(0, at - _BEFORE) - 1, -1), *range(at + 1, min(at + 1 + _AFTER, len(self._starts)))]
        others = [_most_particular(self._mentions(i)) for i in near if self._sentences[i].is_body]
        if own == "unknown":
            return next((m for m in [*others, self._title] if m != "unknown"), "unknown")
        return next((m for m in [*others, self._title] if _refines(m, own)), own)

    def _of_clause(self, at: int, start: int, end: int, before: tuple[int, Method] | None, until: int | None) -> Method:
        """Of several claims in a sentence each has its nearest cause: "a bomb killed 34 and gunmen shot dead five"."""
        told = self._mentions(at)
        if (before is None and until is None) or len({m.method for m in told}) <= 1:
            return _most_particular(told)
        offset, text = self._starts[at], self._sentences[at].text
        first = offset if before is None else _last_break(text, before[0] - offset, start - offset) + offset
        last = offset + len(text) if until is None else _last_break(text, end - offset, until - offset) + offset
        own = _most_particular([m for m in told if first <= m.start + offset < last])
        if own != "unknown":
            return own
        return before[1] if before is not None and before[1] != "unknown" else _most_particular(told)

    def _mentions(self, at: int) -> list[_Mention]:
        if at not in self._told:
            self._told[at] = _mentions(self._sentences[at].text)
        return self._told[at]


def _last_break(text: str, start: int, end: int) -> int:
    """Where the last clause between two figures begins."""
    return max((m.start() for m in _BREAK.finditer(text, start, end)), default=end)


def _mentions(text: str) -> list[_Mention]:
    methods, pattern = _methods()
    found = ((m.start(), m.lastindex or 1) for m in pattern.finditer(_plain(text)))
    return [_Mention(start, group, methods[group - 1]) for start, group in found]


def _plain(text: str) -> str:
    """Lower case, without changing any offset: what has no lower case of one letter stays."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _SPACE.sub(" ", lower.replace("’", "'"))


_SPACE = re.compile(r"\s")


def _most_particular(mentions: Sequence[_Mention]) -> Method:
    return min(mentions, key=lambda m: m.rank).method if mentions else "unknown"


def _refines(other: Method, own: Method) -> bool:
    """Whether another sentence may tell the same thing more exactly: "the blast" was a suicide bombing."""
    return own == "explosion" and other in ("suicide_bombing", "landmine")


@cache
def _methods() -> tuple[tuple[Method, ...], Screened]:
    """The methods in their order, and the pattern whose group of that number looks ahead for their words."""
    rows = tomllib.loads((files("extractors.casualties") / "data/methods.toml").read_text(encoding="utf-8"))["method"]
    ahead = "|".join(rf"(?=((?:{'|'.join(row['patterns']).replace(' ', ' {1,3}')})(?![\w])))" for row in rows)
    return tuple(row["method"] for row in rows), Screened(rf"(?<![\w-])(?:{ahead})")
