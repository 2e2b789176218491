"""The words in which the news says who reports: verbs, sources, and what stands between them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class ReportingWords:
    """Word lists as sets of lower-case words; data/reporting.toml and data/sources.toml say what each holds."""

    say: frozenset[str]
    record: frozenset[str]
    carry: frozenset[str]
    participle: frozenset[str]
    weak: frozenset[str]
    recipient: frozenset[str]
    responsibility: frozenset[str]
    belief: frozenset[str]
    human: frozenset[str]
    prefix: tuple[tuple[str, ...], ...]
    kinds: dict[str, frozenset[str]]
    crowds: frozenset[str]
    modifiers: frozenset[str]
    determiners: frozenset[str]
    refers: dict[str, tuple[str, ...]]
    agencies: frozenset[str]
    openers: frozenset[str]
    adverbs: frozenset[str]
    negations: frozenset[str]
    circumstances: frozenset[str]
    continuing: frozenset[str]
    conjunctions: frozenset[str]
    pronouns: frozenset[str]
    particles: frozenset[str]
    relatives: frozenset[str]
    prepositions: frozenset[str]
    time: dict[str, frozenset[str]]

    @property
    def verbs(self) -> frozenset[str]:
        """Every word that may report."""
        return self.say | self.record | self.carry | self.participle | self.responsibility

    def kinds_of(self, word: str) -> frozenset[str]:
        """person, people, organisation, media, document: what kinds of source the noun may be."""
        return frozenset(kind for kind, nouns in self.kinds.items() if word in nouns)

    def is_source_noun(self, word: str) -> bool:
        """Whether the noun may head the name of a source."""
        return any(word in nouns for nouns in self.kinds.values())


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("extractors.casualties").joinpath("data", name).read_text("utf-8"))


@cache
def reporting_words() -> ReportingWords:
    """The lists, read once."""
    reporting, sources = _load("reporting.toml"), _load("sources.toml")
    verbs, words = reporting["verbs"], sources["words"]
    prefixes = sorted(reporting["phrases"]["prefix"], key=len, reverse=True)
    return ReportingWords(
        **{name: frozenset(forms) for name, forms in verbs.items()},
        prefix=tuple(tuple(phrase.split()) for phrase in prefixes),
        kinds={kind: frozenset(nouns) for kind, nouns in sources["nouns"].items() if kind != "crowds"},
        crowds=frozenset(sources["nouns"]["crowds"]),
        modifiers=frozenset(sources["modifiers"]["words"]),
        determiners=frozenset(sources["modifiers"]["determiners"]),
        refers={word: tuple(kinds) for word, kinds in sources["refers"].items()},
        agencies=frozenset(name.lower() for name in sources["agencies"]["names"]),
        time={name: frozenset(members) for name, members in reporting["time"].items()},
        **{name: frozenset(members) for name, members in words.items()},
    )
