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
    spoken: frozenset[str]
    finding: frozenset[str]
    reckoning: frozenset[str]
    prefix: dict[str, list[tuple[str, ...]]]  # by first word, the longest first
    kinds: dict[str, frozenset[str]]
    kinds_by_noun: dict[str, frozenset[str]]
    crowds: frozenset[str]
    bodies: frozenset[str]
    modifiers: frozenset[str]
    determiners: frozenset[str]
    refers: dict[str, tuple[str, ...]]
    alike: dict[str, frozenset[str]]
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
    verbs: frozenset[str]  # every word that may report
    opens_clause: frozenset[str]  # every word at which a reporting clause may be read
    reports: frozenset[str]  # verbs that report, unless the words around say that they do not
    unsure: frozenset[str]  # verbs that report of a plain source alone
    breaks: frozenset[str]  # words that stand in no bare noun phrase
    dangling: frozenset[str]  # words with which no noun phrase ends
    unnamed: frozenset[str]  # capitals of these are no name

    def kinds_of(self, word: str) -> frozenset[str]:
        """person, people, organisation, media, document: what kinds of source the noun may be."""
        return self.kinds_by_noun.get(word, _NONE)

    def is_source_noun(self, word: str) -> bool:
        """Whether the noun may head the name of a source."""
        return word in self.kinds_by_noun


_NONE: frozenset[str] = frozenset()


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("extractors.casualties").joinpath("data", name).read_text("utf-8"))


@cache
def reporting_words() -> ReportingWords:
    """The lists, read once."""
    reporting, sources = _load("reporting.toml"), _load("sources.toml")
    verbs, words = reporting["verbs"], sources["words"]
    prefix: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(reporting["phrases"]["prefix"], key=len, reverse=True):
        prefix.setdefault(phrase.split()[0], []).append(tuple(phrase.split()))
    kinds = {kind: frozenset(nouns) for kind, nouns in sources["nouns"].items() if kind not in {"crowds", "bodies"}}
    speaking = ("say", "record", "carry", "participle", "responsibility", "spoken", "finding")
    determiners = frozenset(sources["modifiers"]["determiners"])
    all_verbs = frozenset().union(*(verbs[name] for name in speaking))
    return ReportingWords(
        **{name: frozenset(forms) for name, forms in verbs.items()},
        prefix=prefix,
        kinds=kinds,
        kinds_by_noun={
            noun: frozenset(kind for kind, known in kinds.items() if noun in known)
            for noun in frozenset().union(*kinds.values())
        },
        verbs=all_verbs,
        opens_clause=all_verbs.union(prefix, verbs["reckoning"]),
        reports=frozenset().union(*(verbs[name] for name in ("say", "record", "spoken", "finding"))),
        unsure=frozenset().union(*(verbs[name] for name in ("weak", "finding", "spoken"))),
        breaks=frozenset().union(*(words[name] for name in ("conjunctions", "prepositions", "openers", "negations"))),
        dangling=frozenset({"and", "or"}).union(words["prepositions"], determiners),
        unnamed=determiners.union(words["openers"]),
        crowds=frozenset(sources["nouns"]["crowds"]),
        bodies=frozenset(sources["nouns"]["bodies"]),
        modifiers=frozenset(sources["modifiers"]["words"]),
        determiners=determiners,
        alike={word: frozenset(names) for word, names in sources["alike"].items()},
        refers={word: tuple(kinds) for word, kinds in sources["refers"].items()},
        agencies=frozenset(name.lower() for name in sources["agencies"]["names"]),
        time={name: frozenset(members) for name, members in reporting["time"].items()},
        **{name: frozenset(members) for name, members in words.items()},
    )
