"""The words of one language, from its data file: what each word or phrase says of people who came to harm."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from extractors.casualties.languages.words import Tokenizer, Word, cut_prefix, keys
from extractors.casualties.model import Age, Effect, Gender, VictimClass

_PART = re.compile(r"\([^)]*\)|[^(]+")
_LEAST_REST = 2  # letters that a word has behind its prefixes


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun for people. `count`: 1, 2 (a dual) or 0 (a plural); `effect` where it tells of harm by itself."""

    victim: VictimClass
    count: int
    kind: str
    age: Age | None = None
    gender: Gender | None = None
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Harm:
    """A word of harm. `frame`: where its victims stand (docs/languages.md)."""

    effect: Effect
    frame: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a word or phrase is: its category, what that says, and behind which token it ends."""

    category: str
    value: Any
    end: int


Marks = list[dict[str, Mark]]


@dataclass(slots=True)
class Vocabulary:
    """One language: its tokens, its phrases by their first word, and the settings of its grammar."""

    code: str
    settings: Mapping[str, Any]
    data: Mapping[str, Any]
    tokenizer: Tokenizer
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def add(self, category: str, words: str, value: Any = None) -> None:
        """Enters every form of the words."""
        for phrase in expand(words):
            form = keys(self.tokenizer.cut(phrase))
            self.phrases.setdefault(form[0], []).append((form, category, value))
            article: str = self.settings.get("article", "")
            for key in form:
                is_bound = len(form) > 1 and article and key.startswith(article)
                bare = key[len(article) :] if is_bound else key
                if len(bare) >= _LEAST_REST:
                    self.known.add(bare)

    def sort(self) -> None:
        """Longest first, once all is entered."""
        for entries in self.phrases.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def cut(self, text: str, start: int = 0) -> list[Word]:
        """The tokens of the text, prefixed words taken apart where what they stand before is known."""
        words: list[Word] = []
        for word in self.tokenizer.cut(text, start):
            words.extend(self._apart(word) if word.kind == "w" else [word])
        return words

    def _apart(self, word: Word) -> list[Word]:
        article: str = self.settings.get("article", "")
        if word.key in self.known:
            return [word]
        if article and word.key.startswith(article) and word.key[len(article) :] in self.known:
            return [Word(word.start, word.end, word.text, word.key[len(article) :], "w", is_definite=True)]
        for prefix in self.settings.get("prefixes", ()):
            rest = word.key[len(prefix) :]
            if not word.key.startswith(prefix) or len(rest) < _LEAST_REST:
                continue
            middle, size = cut_prefix(word, len(prefix))
            tail = self._apart(Word(middle, word.end, word.text[size:], rest, "w"))
            if len(tail) > 1 or tail[0].is_definite or rest in self.known:
                return [Word(word.start, middle, word.text[:size], prefix, "w"), *tail]
        return [word]

    def marks(self, words: Sequence[Word]) -> Marks:
        """For every token what starts there, by category, the longest of each."""
        found: Marks = []
        article: str = self.settings.get("article", "")
        for at, word in enumerate(words):
            here: dict[str, Mark] = {}
            forms = self.phrases.get(word.key, [])
            if word.is_definite:
                forms = sorted([*forms, *self.phrases.get(article + word.key, ())], key=lambda entry: -len(entry[0]))
            for form, category, value in forms:
                end = at + len(form)
                if category not in here and _matches(words[at:end], form, article):
                    here[category] = Mark(category, value, end)
            found.append(here)
        return found


def _matches(words: Sequence[Word], form: tuple[str, ...], article: str) -> bool:
    """Whether the words are the phrase; it may hold words with the article that the text's tokens have laid off."""
    if len(words) != len(form):
        return False
    return all(w.key == key or (w.is_definite and article + w.key == key) for w, key in zip(words, form, strict=True))


def expand(words: str) -> Iterator[str]:
    """The entries of a list, apart by commas or lines, in all their forms: "mat(ó|aron)" gives "mató", "mataron"."""
    for entry in re.split(r"[,\n]", words):
        if entry.strip():
            parts = [p[1:-1].split("|") if p.startswith("(") else [p] for p in _PART.findall(entry.strip())]
            yield from (" ".join("".join(choice).split()) for choice in product(*parts))


@cache
def languages() -> frozenset[str]:
    """The languages that have a data file."""
    folder = files("extractors.casualties.languages") / "data"
    return frozenset(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


@cache
def vocabulary(code: str) -> Vocabulary:
    """The words of a language; read once a process."""
    path = files("extractors.casualties.languages") / "data" / f"{code}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    settings = data["language"]
    tokenizer = Tokenizer(
        code, joins=settings.get("joins", ""), thousands=settings["thousands"], decimal=settings["decimal"]
    )
    known = Vocabulary(code, settings, data, tokenizer)
    _enter_numbers(known, data["numbers"])
    _enter_people(known, data)
    for entry in data["harm"]:
        known.add("harm", entry["words"], Harm(entry["effect"], entry["frame"]))
    for entry in data.get("toll", ()):
        known.add("toll", entry["words"], entry["effect"])
    for entry in data.get("among", ()):
        known.add("among", entry["words"], entry["effect"])
    for name in ("at_least", "more_than", "at_most", "about"):
        known.add("qualifier", data["qualifiers"].get(name, ""), name)
        known.add("qualifier_after", data["qualifiers"].get(f"{name}_after", ""), name)
    for name, words in data["words"].items():
        known.add(name, words)
    for name, words in data["scopes"].items():
        known.add("scope", words, name)
    _enter_times(known, data["dates"])
    for method, words in data.get("methods", {}).items():
        known.add("method", words, method)
    for actor, words in data.get("actors", {}).items():
        known.add("actor", words, actor)
    known.sort()
    return known


def _enter_numbers(known: Vocabulary, numbers: Mapping[str, Any]) -> None:
    for value, words in numbers["values"].items():
        known.add("number", words, int(value))
    glue = numbers.get("glued")  # "{unit}und{ten}"
    if glue:
        for unit, ten in product(range(1, 10), range(20, 100, 10)):
            for words in product(expand(numbers["units_glued"][unit - 1]), expand(numbers["values"][str(ten)])):
                known.add("number", glue.format(unit=words[0], ten=words[1]), unit + ten)
    for low, words in numbers.get("vague", {}).items():
        known.add("vague", words, int(low))
    for value, words in numbers.get("about", {}).items():
        known.add("round", words, int(value))
    for value, words in numbers.get("exactly", {}).items():
        known.add("exactly", words, int(value))


def _enter_people(known: Vocabulary, data: Mapping[str, Any]) -> None:
    for entry in data["people"]:
        for name, count in (("one", 1), ("two", 2), ("many", 0)):
            noun = Noun(
                entry["victim"], count, entry.get("kind", "person"), entry.get("age"), entry.get("gender"),
            )  # fmt: skip
            known.add("people", entry.get(name, ""), noun)
    for entry in data["counted"]:
        for name, count in (("one", 1), ("two", 2), ("many", 0)):
            words = entry.get(name, "")
            known.add("counted", words, Noun("unknown", count, "people", effect=entry["effect"]))
            if entry.get("is_participle"):
                known.add("harm", words, Harm(entry["effect"], "participle"))


def _enter_times(known: Vocabulary, dates: Mapping[str, Any]) -> None:
    for number, words in enumerate(dates["months"], start=1):
        known.add("month", words, number)
    for number, words in enumerate(dates["weekdays"]):
        known.add("weekday", words, number)
    for shift, words in dates["relative"].items():
        known.add("relative", words, shift)
