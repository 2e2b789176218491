"""The words that stand at the head of a table's columns and of a labelled list; read once a process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extractors.casualties.lexicon import load
from extractors.casualties.model import Effect
from extractors.casualties.tokens import Token


@dataclass(frozen=True, slots=True)
class Headings:
    """The words of data/tables.toml: what befell those whom a heading counts, and its other lists by name."""

    harms: dict[str, Effect]
    lists: dict[str, frozenset[str]]

    def are(self, name: str, cell: Iterable[Token]) -> bool:
        """Whether a word of the cell is of the list."""
        return any(t.low in self.lists[name] for t in cell)


@cache
def headings() -> Headings:
    """The words of the package's data file, with the animals of another."""
    data = load("tables.toml")
    harms = {word: effect for effect, words in data["harms"].items() for word in words.split()}
    lists = {name: frozenset(words.split()) for name, words in data["words"].items()}
    lists["animals"] |= frozenset(load("open_nouns.toml")["animals"].split())
    return Headings(harms, lists)
