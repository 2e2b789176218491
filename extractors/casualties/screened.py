"""Patterns that look before they search: most sentences hold none of the words without which a pattern fits nowhere.

The strings of which every match holds one (its atoms) are told from the pattern itself, as RE2 does for its filters, so
that no list has to be kept beside it. To look for them costs a tenth of a search that finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _constants as ops  # type: ignore[attr-defined]  # the parse tree has no public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

_SHORTEST: Final = 2  # letters of an atom that is worth looking for
_MOST: Final = 160  # atoms, beyond which the search itself is as cheap
_LONG: Final = 5  # letters, beyond which an atom is no rarer
_REPEATS: Final = frozenset({ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT})

Atoms = frozenset[str]


class Screened:
    """A compiled pattern that is searched for only in texts that hold one of its atoms."""

    __slots__ = ("atoms", "pattern")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        self.atoms = tuple(sorted(_atoms_of(pattern, flags) or {""}, key=lambda atom: (len(atom), atom)))

    def may_match(self, text: str) -> bool:
        """Whether the text holds an atom, in whatever letters."""
        return any(map(text.lower().__contains__, self.atoms))

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As of a pattern."""
        if not any(map(text.lower().__contains__, self.atoms)):
            return None
        return self.pattern.search(text, start) if end is None else self.pattern.search(text, start, end)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """As of a pattern."""
        return self.pattern.finditer(text, start) if self.may_match(text) else iter(())


def _atoms_of(pattern: str, flags: int) -> Atoms | None:
    found = _needs(_parser.parse(pattern, flags))
    if found is None or min(map(len, found)) < _SHORTEST:
        return None
    rare = frozenset(atom for atom in found if not any(other in atom for other in found if other != atom))
    return rare if len(rare) <= _MOST else None


def _needs(row: Iterable[tuple[Any, Any]]) -> Atoms | None:
    """Strings in lower case of which all that the parsed row matches holds one; null where nothing is sure."""
    told: list[Atoms] = []
    run = ""
    for code, value in row:
        if code is ops.LITERAL:
            run += chr(value).lower()
            continue
        if run:
            told.append(frozenset({run}))
        run = ""
        inner = _needs_of(code, value)
        if inner:
            told.append(inner)
    if run:
        told.append(frozenset({run}))
    return max(told, key=lambda atoms: (min(*map(len, atoms), _LONG), -len(atoms)), default=None)


def _needs_of(code: Any, value: Any) -> Atoms | None:
    if code is ops.SUBPATTERN:
        return _needs(value[-1])
    if code is ops.ATOMIC_GROUP:
        return _needs(value)
    if code in _REPEATS:
        return _needs(value[2]) if value[0] > 0 else None
    if code is ops.ASSERT:
        return _needs(value[1]) if value[0] > 0 else None
    if code is ops.BRANCH:
        branches = [_needs(branch) for branch in value[1]]
        sure = [atoms for atoms in branches if atoms]
        return frozenset().union(*sure) if len(sure) == len(branches) else None
    return None
