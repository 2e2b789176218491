"""An outlet's own retelling of an agency's text, more or less of it left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Final

from benchmarks.synthetic.lists import read, vocabulary
from benchmarks.synthetic.reports import Report
from benchmarks.synthetic.wording import Article, Mention, headline, own_line

_SENTENCE: Final = re.compile(r"[^.]+\.")
_SMALL_WORD: Final = re.compile(r"\b[a-z]{4,}\b")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """How much of a text stays; rewrites.toml says what each share is of."""

    kept: float
    added: float
    words: float
    shuffled: bool = False


@cache
def rewrites() -> dict[str, Rewrite]:
    """The strengths of rewrites.toml by name, least first."""
    return {name: Rewrite(**shares) for name, shares in read("rewrites.toml").items()}


def retold(article: Article, main: Report, how: Rewrite, rng: Random) -> Article:
    """The agency's article as an outlet retells it: what it counts stays, word by word; the headline is new."""
    told = Article(headline(main, rng))
    for sentence, mentions in _chosen(list(_sentences(article)), how, main, rng):
        _write(told, sentence, mentions, how, rng)
    return told


_Sentence = tuple[str, list[Mention]]


def _sentences(article: Article) -> Iterator[_Sentence]:
    for found in _SENTENCE.finditer(article.text):
        inside = [mention for mention in article.mentions if found.start() <= mention.start < found.end()]
        yield found.group().strip(), inside


def _chosen(sentences: list[_Sentence], how: Rewrite, main: Report, rng: Random) -> list[_Sentence]:
    """Those that stay, in their order unless it is given up; those that count always do."""
    plain = [at for at, (_, mentions) in enumerate(sentences) if not mentions]
    gone = set(rng.sample(plain, round(len(plain) * (1 - how.kept))))
    own = round(len(plain) * how.added)
    left = [sentence for at, sentence in enumerate(sentences) if at not in gone]
    first, rest = left[:1], left[1:]
    for _ in range(own):
        rest.insert(rng.randint(0, len(rest)), (f"{own_line(rng, main.attack.country)}.", []))
    if how.shuffled:
        rng.shuffle(rest)
    return first + rest


def _write(told: Article, sentence: str, mentions: list[Mention], how: Rewrite, rng: Random) -> None:
    quotes = [mention.count.quote.lower() for mention in mentions]

    def other(found: re.Match[str]) -> str:
        is_counted = any(found.group() in quote for quote in quotes)
        return found.group() if is_counted or rng.random() >= how.words else rng.choice(vocabulary())

    start = told.write(_SMALL_WORD.sub(other, sentence).removesuffix("."))
    for mention in mentions:
        at = told.text.lower().index(mention.count.quote.lower(), start)
        told.mentions.append(replace(mention, start=at, end=at + len(mention.count.quote)))
