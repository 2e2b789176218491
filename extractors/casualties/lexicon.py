"""The word lists of the cascade, loaded once from the package's data files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import product
from typing import Any, cast

from extractors.casualties.model import Age, Effect, Gender, VictimClass

_DOUBLING = ("gun", "stab", "gas", "hit", "drop", "rob")


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun for people, in one of its forms."""

    victim: VictimClass
    kind: str  # person, kin, group, body, anaphor
    is_plural: bool
    is_singular: bool
    age: Age | None = None
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """What one word form says of people.

    `frame`: transitive, intransitive, weak, adjective, noun, suffer, lose, claim, take, none (of
    idioms that tell of no harm). `form`: base, present, past,
    participle, ing; a form may be several ("killed" is past and participle), then they are joined by a comma.
    """

    frame: str
    effect: Effect
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists, as sets and maps of lower-case forms."""

    nouns: dict[str, Noun]
    triggers: dict[str, Trigger]
    counted: dict[str, Effect]
    taken_up: dict[str, Effect]  # what befell those whom a noun takes up: "the dead"
    words: dict[str, frozenset[str]] = field(repr=False)
    hurt_objects: frozenset[str] = frozenset()
    final: frozenset[str] = frozenset()  # effect phrases that count only at the end of a clause
    phrases: dict[str, list[tuple[tuple[str, ...], Trigger]]] = field(default_factory=dict, repr=False)
    told: frozenset[str] = frozenset()  # phrases that only the quick scan knows
    not_names: frozenset[str] = field(default=frozenset(), repr=False)  # words that capitals make no name

    def has(self, name: str, word: str) -> bool:
        """Whether the list `name` of words.toml holds the word."""
        return word in self.words[name]

    def is_kin(self, word: str) -> bool:
        """Whether the noun tells of a relative: "wife", "sons"."""
        return word in self.nouns and self.nouns[word].kind == "kin"

    def is_role(self, word: str) -> bool:
        """Whether the noun tells what somebody does, of any age and gender: "clerk", "officer"."""
        noun = self.nouns.get(word)
        return noun is not None and noun.kind == "person" and noun.age is None and noun.gender is None

    def phrase_at(self, words: Sequence[str]) -> tuple[int, Trigger] | None:
        """The effect phrase that the words start with, and how many of them it takes."""
        for phrase, trigger in self.phrases.get(words[0], ()) if words else ():
            if tuple(words[: len(phrase)]) == phrase:
                return len(phrase), trigger
        return None


def load(name: str) -> dict[str, Any]:
    """A data file of the package."""
    return tomllib.loads(resources.files("extractors.casualties").joinpath("data", name).read_text(encoding="utf-8"))


def _conjugate(verb: str) -> list[str]:
    """base, present, past, participle, -ing of a regular verb."""
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb + "d", verb[:-1] + "ing"]
    if verb.endswith(("sh", "ss", "ch")):
        return [verb, verb + "es", verb + "ed", verb + "ed", verb + "ing"]
    if verb in _DOUBLING:
        stem = verb + verb[-1]
        return [verb, verb + "s", stem + "ed", stem + "ed", stem + "ing"]
    return [verb, verb + "s", verb + "ed", verb + "ed", verb + "ing"]


_FORMS = ("base", "present", "past", "participle", "ing")


def _nouns() -> dict[str, Noun]:
    nouns: dict[str, Noun] = {}
    for group in load("nouns.toml")["nouns"]:
        for entry in (*group["words"].split(), *_parents(group.get("parents", ""))):
            singular, plural = entry.split("/")
            for word, is_plural in ((singular, False), (plural, True)):
                if word != "-":
                    nouns[word] = Noun(
                        victim=group["victim"],
                        kind=group["kind"],
                        is_plural=is_plural or singular == plural,
                        is_singular=not is_plural or singular == plural,
                        age=group.get("age"),
                        gender=group.get("gender"),
                    )
    return nouns


_CHILDREN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "2", "3", "4", "5", "6")


def _parents(words: str) -> Iterator[str]:
    """As in "mother-of-two": a parent told with the number of children, who are no part of the figure."""
    for word, children in product(words.split(), _CHILDREN):
        yield f"{word}-of-{children}/-"


def _entries(effects: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:  # noqa: C901 - one loop a table
    """Word, frame, effect and form of every effect word, those of the more particular frames first."""
    for frame in ("transitive", "weak", "intransitive"):
        for effect, entry in effects[frame].items():
            verbs = [_conjugate(v) for v in entry["verbs"].split()] + [v.split() for v in entry["irregular"]]
            for verb in verbs:
                for form, word in zip(_FORMS, verb, strict=True):
                    if word != "-":
                        yield word, frame, effect, form
    for effect, words in effects["adjectives"].items():
        for word in words:
            yield word, "adjective", effect, ""
    for effect, words in effects["nouns"].items():
        for word in words.split():
            yield word, "noun", "injured" if effect == "weak" else effect, "weak" if effect == "weak" else ""
    for frame, effect in _FRAMES.items():
        for word in effects[frame]["words"].split():
            yield word, frame, effect, ""


_FRAMES = {"suffer": "injured", "lose": "killed", "claim": "killed", "take": "killed", "hit": "injured"}


def _triggers(effects: dict[str, Any]) -> dict[str, Trigger]:
    triggers: dict[str, Trigger] = {}
    for word, frame, effect, form in _entries(effects):
        known = triggers.get(word)
        if known is None:
            triggers[word] = Trigger(frame, cast("Effect", effect), frozenset([form] if form else []))
        elif known.frame == frame:
            triggers[word] = Trigger(frame, known.effect, known.forms | ({form} if form else set()))
    return triggers


def _by_word(listed: dict[str, str]) -> dict[str, Effect]:
    return {word: cast("Effect", effect) for effect, words in listed.items() for word in words.split()}


LONGEST_PHRASE = 7
"""Words of the longest effect phrase."""


def _phrases(effects: dict[str, Any]) -> dict[str, list[tuple[tuple[str, ...], Trigger]]]:
    """The effect phrases by their first word, the longest first, in every form of their verb."""
    irregular = {v.split()[0]: v.split() for v in effects["irregular"]["verbs"]}
    forms: dict[tuple[tuple[str, ...], str, str], set[str]] = {}
    for table in effects["phrases"]:
        for entry in table["words"]:
            for words in _alternatives(entry.removeprefix("*")):
                verb = irregular.get(words[0]) or _conjugate(words[0])
                told = zip(_FORMS, verb, strict=True) if entry.startswith("*") else [("past", words[0])]
                for form, choice in told:
                    for word in choice.split("/"):
                        forms.setdefault(((word, *words[1:]), table["frame"], table["effect"]), set()).add(form)
    phrases: dict[str, list[tuple[tuple[str, ...], Trigger]]] = {}
    for (phrase, frame, effect), told_forms in sorted(forms.items(), key=lambda item: (-len(item[0][0]), item[0])):
        trigger = Trigger(frame, cast("Effect", effect), frozenset(told_forms))
        phrases.setdefault(phrase[0], []).append((phrase, trigger))
    return phrases


def _alternatives(entry: str) -> Iterator[list[str]]:
    """As in "meet (his|her) death": one list of words for each choice."""
    for choice in product(*(part.strip("()").split("|") for part in re.findall(r"\([^)]*\)|\S+", entry))):
        yield list(choice)


@cache
def lexicon() -> Lexicon:
    """The word lists; read once a process."""
    effects = load("effects.toml")
    nouns, triggers = _nouns(), _triggers(effects)
    words = {name: frozenset(members.split()) for name, members in load("words.toml").items()}
    return Lexicon(
        nouns=nouns,
        triggers=triggers,
        counted=_by_word(effects["counted"]),
        taken_up=_by_word(effects["taken_up"]),
        words=words,
        hurt_objects=frozenset(effects["hurt_objects"]["words"].split()),
        final=frozenset(effects["final"]["words"]),
        phrases=_phrases(effects),
        told=frozenset(" ".join(words) for entry in effects["told"]["phrases"] for words in _alternatives(entry)),
        not_names=words["not_name"].union(words["org_word"], words["title"], words["armed_word"], nouns, triggers),
    )


_ACRONYMS = frozenset(("IS", "US", "WHO", "IT"))  # capitals that are no function words: "9 IS militants"
_FUNCTION_WORDS = (
    "be", "have", "modal", "negation", "preposition", "conjunction", "article", "possessive", "pronoun", "relative",
    "subject_barrier", "including", "adverb",
)  # fmt: skip


def is_closed(word: str, text: str = "") -> bool:
    """Whether the word (as `text` writes it) is a function word, so that it ends a noun phrase."""
    return text not in _ACRONYMS and word in _closed()


@cache
def _closed() -> frozenset[str]:
    return frozenset().union(*(lexicon().words[name] for name in _FUNCTION_WORDS))
