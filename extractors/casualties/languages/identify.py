"""The language of an article, from its text and from what its feed says, which is often wrong.

English is decided by function words alone, its own against those of other languages, so that an English article costs
some ten microseconds more. What is not plainly English goes to py3langid, a naive Bayes model over byte sequences that
loads (a second, 60 MB) when it is first needed: a run over English articles never loads it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from extractors.documents import Document

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"

_SLICE = 700  # characters taken at the start, in the middle and at the end: boilerplate stands at one of them
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN_WORDS = {c: " " for c in range(128) if not _WORD.match(chr(c))}  # what parts words in ASCII
_LEAST_WORDS = 4  # below that only the script and the feed tell anything
_SHARE = 0.13  # of the words of English news some 25% are among these; of other languages' at most 8%
_SHORT = 40  # words, below which the model's margin over English counts
_MARGIN = 20.0  # nats by which another language must be likelier than English for a short text


def language_of(document: Document) -> str:
    """ISO 639 code of the language that most of the article is written in.

    The text decides; `language` and the title do where the text is too short to tell.
    """
    sample = _sample(document.text) if document.text.strip() else document.title
    return identify(sample, declared(document.language))


def identify(text: str, hint: str | None = None) -> str:
    """The language of a piece of text; `hint` is what its feed says, as `declared` gives it."""
    lines = [(line, _words_of(line)) for line in text.split("\n")]
    words = [word for _, found in lines for word in found]
    if not words:
        return hint or ENGLISH
    if _share_of_english(words) >= _SHARE:
        text, words = _not_english(lines, len(words))
        if not words:
            return ENGLISH
    if len(words) < _LEAST_WORDS and text.isascii():
        return hint or ENGLISH
    return ENGLISH if _is_english_list(words, hint) else _likeliest(text, len(words), hint)


def _words_of(text: str) -> list[str]:
    """The words of letters alone, case folded. Where all is ASCII it does without the pattern, which is slow."""
    return text.lower().translate(_BETWEEN_WORDS).split() if text.isascii() else _WORD.findall(text.casefold())


def _likeliest(text: str, words: int, hint: str | None) -> str:
    """What the model says; of a short text, other than English only where the hint or a clear margin says so too."""
    scores: dict[str, float] = dict(_model().rank(text))
    best = max(scores, key=lambda code: scores[code])
    if best in (hint, ENGLISH):
        return best
    if words < _SHORT and scores[best] - scores[ENGLISH] < _MARGIN:
        return hint if hint is not None and hint in scores else ENGLISH
    return best


def is_other_language(text: str, language: str) -> bool:
    """Whether a sentence of an article in `language` is plainly in another: a quotation, half of a page."""
    words = _words_of(text)
    if len(words) < _LEAST_WORDS * 2:
        return False
    english = _share_of_english(words)
    if language == ENGLISH:
        return english == 0 and _share_of_others(words) >= _SHARE and identify(text) != ENGLISH
    return english >= 2 * _SHARE


def declared(language: str | None) -> str | None:
    """The two-letter code in what a feed or page says: "en-US", "EN_gb", "eng", "English"; null where it says none."""
    if not language:
        return None
    code = re.split(r"[-_;, ]", language.strip().lower(), maxsplit=1)[0]
    code = _data().names.get(code, code)
    return code if len(code) == len(ENGLISH) else None


def _not_english(lines: Sequence[tuple[str, list[str]]], total: int) -> tuple[str, list[str]]:
    """The lines that are not English, with their words; nothing where the English ones are most of the text."""
    other: list[tuple[str, list[str]]] = []
    english = 0
    for line, words in lines:
        if words and _share_of_english(words) < _SHARE:
            other.append((line, words))
        else:
            english += len(words)
        if 2 * english >= total:
            return "", []
    return "\n".join(line for line, _ in other), [word for _, words in other for word in words]


def _share_of_english(words: Sequence[str]) -> float:
    return sum(map(_data().english.__contains__, words)) / len(words)


def _is_english_list(words: Sequence[str], hint: str | None) -> bool:
    """Whether the words are those of a table or a list of names: few function words, but English ones.

    Where the feed says English, it is enough that no word speaks against it.
    """
    others, own = _share_of_others(words), _data().english - _data().shared
    return (hint == ENGLISH and others == 0) or sum(word in own for word in words) / len(words) > others


def _share_of_others(words: Sequence[str]) -> float:
    """The share of words that no English sentence has: function words of other languages, and letters of others."""
    known = _data().other
    return sum(word in known or not word.isascii() for word in words) / len(words)


def _sample(text: str) -> str:
    if len(text) <= 3 * _SLICE:
        return text
    middle = len(text) // 2
    return f"{text[:_SLICE]}\n{text[middle : middle + _SLICE]}\n{text[-_SLICE:]}"


@dataclass(frozen=True, slots=True)
class _Data:
    english: frozenset[str]
    shared: frozenset[str]  # words of English that others have too
    other: frozenset[str]
    told_apart: tuple[str, ...]
    names: dict[str, str]


@cache
def _data() -> _Data:
    text = (files("extractors.casualties.languages") / "identify.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    english, shared, other = (frozenset(data[name].split()) for name in ("english", "shared", "other"))
    return _Data(english, shared, other, tuple(data["told_apart"].split()), data["names"])


@cache
def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # numpy: only where it is needed

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages([code for code in _data().told_apart if code in model.labels])
    return model
