"""Who says so: "según la policía", "a déclaré le ministère", "قالت وزارة الصحة"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.languages.vocabulary import Marks
from extractors.casualties.languages.words import Word
from extractors.casualties.text import Attribution, Sentence

_LONGEST = 9  # words of a source's name
_STOPS = ("that", "report", "harm", "counted", "people_stop", "weekday", "relative", "negation", "subset", "active")


def find_tellers(sentence: Sentence, words: Sequence[Word], marks: Marks) -> Attribution | None:
    """The source that the sentence names first; it holds for the whole sentence."""
    for at, here in enumerate(marks):
        if "according" in here:
            span = _phrase(words, marks, here["according"].end)
        elif "report" in here:
            span = _phrase(words, marks, here["report"].end) if "verb_first" in here else None
            span = span or _subject(words, marks, at) or _phrase(words, marks, here["report"].end)
        elif "according_after" in here:
            span = _subject(words, marks, at)
        else:
            continue
        if span is not None:
            first, last = span
            text = sentence.text[words[first].start - sentence.start : words[last].end - sentence.start]
            return Attribution(words[first].start, words[last].end, text, None, sentence.start, sentence.end)
    return None


def _is_stop(words: Sequence[Word], marks: Marks, at: int) -> bool:
    word = words[at]
    if word.kind == "n" or (word.kind == "p" and word.text not in "-’'\"״.«»“”"):
        return True
    return any(category in marks[at] for category in _STOPS)


def _phrase(words: Sequence[Word], marks: Marks, at: int) -> tuple[int, int] | None:
    """The noun phrase behind a verb of saying or "according to"."""
    while at < len(words) and any(c in marks[at] for c in ("the", "of", "weekday", "relative", "link", "adverb")):
        at = _behind(marks, at)
    end = at
    while end < len(words) and end - at < _LONGEST and not _is_stop(words, marks, end):
        if "and" in marks[end] or ("at" in marks[end] and end > at and "of" not in marks[end]):
            break
        end += 1
    while end > at and (words[end - 1].kind == "p" or any(c in marks[end - 1] for c in ("the", "of", "at", "link"))):
        end -= 1
    return (at, end - 1) if end > at and _is_source(words, marks, at, end) else None


def _behind(marks: Marks, at: int) -> int:
    """Behind an article or preposition, which may be several tokens ("l'")."""
    return max((m.end for c, m in marks[at].items() if c in ("the", "of", "link", "at")), default=at + 1)


def _subject(words: Sequence[Word], marks: Marks, at: int) -> tuple[int, int] | None:
    """The noun phrase before it, back to a comma or the sentence's start."""
    first = at
    while first > 0 and at - first < _LONGEST and not _is_stop(words, marks, first - 1):
        first -= 1
    last = at
    while last > first and any(
        c in marks[last - 1] for c in ("active", "passive", "adverb", "reflexive", "link", "weekday", "relative")
    ):
        last -= 1
    while first < last and any(c in marks[first] for c in ("the", "of", "and", "at", "relative")):
        first = _behind(marks, first)
    return (first, last - 1) if last > first and _is_source(words, marks, first, last) else None


def _is_source(words: Sequence[Word], marks: Marks, first: int, end: int) -> bool:
    """A source is one of the list's ("police", "ministry"), or a name."""
    if any("teller" in marks[at] for at in range(first, end)):
        return True
    return any(w.text[0].isupper() and "the" not in m for w, m in zip(words[first:end], marks[first:end], strict=True))
