"""Quoted passages, over sentence ends: from the opening mark to the closing one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.casualties.text import Sentence, Span

_LONGEST = 2500  # characters; a longer quote has lost its end
_MARK = re.compile("[“”\"]|''")
_OPENING = re.compile(r"“|(?<![^\s(\[—–-])[\"](?=\S)|(?<![^\s(\[—–-])''(?=\S)")
_CLOSING = re.compile(r"”|(?<=\S)[\"]|(?<=\S)''(?!\w)")


def quoted(sentences: Sequence[Sentence]) -> list[Span]:
    """The quoted passages of the article, marks included.

    A paragraph that opens a quote again before it was closed goes on with it, as the press prints long quotes. A quote
    that is never closed, or that runs longer than any, ends with its sentence.
    """
    spans: list[Span] = []
    start: int | None = None
    sentence_end = 0
    for sentence in sentences:
        for at, is_opening in _marks(sentence):
            if start is not None and at - start > _LONGEST:
                spans.append(Span(start, sentence_end))
                start = None
            if is_opening and start is None:
                start, sentence_end = at, sentence.end
            elif not is_opening and start is not None:
                spans.append(Span(start, at + 1))
                start = None
    if start is not None:
        spans.append(Span(start, sentence_end))
    return spans


def _marks(sentence: Sentence) -> list[tuple[int, bool]]:
    if not _MARK.search(sentence.text):
        return []
    openings = {m.start() for m in _OPENING.finditer(sentence.text)}
    closings = {m.start() for m in _CLOSING.finditer(sentence.text)} - openings
    return [(sentence.start + at, at in openings) for at in sorted(openings | closings)]
