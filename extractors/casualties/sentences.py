"""Sentences with exact offsets, from text as it comes: lost punctuation, quotes, captions, copies of the title."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from extractors.casualties.lexicon import lexicon
from extractors.casualties.text import Sentence

# A stop, what may close after it, then space and a capital, a figure or an opening quote; or a glued capital
# ("incident.Deputies"), as pages leave it where they drop their line breaks.
_END = re.compile(
    r"""[.!?…]+["”’')\]]*(?=\s+["“‘'(\[]?[A-Z0-9À-Þ])|(?<=[a-z]{3})[.!?]["”]?(?=[A-Z0-9][\w-]*\s)|[.!?]["”](?=[A-Z])|\n+"""
)
_BEFORE = re.compile(r"([A-Za-z.]+)$")
_NOT_BODY = re.compile(
    r"""\s*(?:related(?:\s+(?:news|stories|articles|content|coverage|topics|links))?|read\s+(?:also|more|next|this)|also\s+read
    |see\s+also|more\s+(?:on|from|news)|most\s+(?:read|popular|viewed)|trending|latest\s+news|top\s+(?:stories|trending)
    |sign\s+up|subscribe|follow\s+us|click\s+here|watch|advertisement|share\s+this|recommended|editor'?s?\s+picks?
    |you\s+may\s+(?:also\s+)?like)\s*[:|»>-]""",
    re.IGNORECASE | re.VERBOSE,
)
_TITLE_TAIL = re.compile(r"\s[-–|»]\s|\s\|")
_LONGEST = 2500  # characters; the longest sentences of the news without any punctuation stay below that
_SHORTEST_TITLE = 16  # below that a copy is chance


def _title_spans(text: str, title: str) -> list[tuple[int, int]]:
    title = title.strip()
    forms = [title, *_TITLE_TAIL.split(title)[:1]]  # "Headline - Region - Outlet" is repeated without its tail
    for form in forms:
        if len(form) >= _SHORTEST_TITLE and (spans := [m.span() for m in re.finditer(re.escape(form), text)]):
            return spans
    return []


def _is_abbreviation(text: str, stop: int) -> bool:
    if text[stop] != ".":
        return False
    match = _BEFORE.search(text, max(0, stop - 12), stop)
    if not match:
        return False
    word = match.group(1).lower().strip(".")
    return word in lexicon().words["abbreviation"] or (
        len(word) == 1 and word.isalpha() and match.group(1)[-1].isupper()
    )


def _cuts(text: str, titles: list[tuple[int, int]], ends: re.Pattern[str], is_end: Callable[[int], bool]) -> list[int]:
    cuts = {0, len(text), *(at for span in titles for at in span)}
    for match in ends.finditer(text):
        if match.group()[0] == "\n":
            cuts.update((match.start(), match.end()))
        elif is_end(match.start()):
            cuts.add(match.end())
    return sorted(cuts)


def _bounded(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches between the cuts, none longer than a sentence can be, so that later stages stay linear."""
    for first, end in pairwise(cuts):
        start = first
        while end - start > _LONGEST:
            space = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = space if space > 0 else start + _LONGEST
            yield start, cut
            start = cut
        yield start, end


def split(text: str, title: str = "") -> list[Sentence]:
    """The sentences of an English text, in order; `text[s.start:s.end] == s.text` for each, without space around it."""
    return pieces(text, title, _END, is_end=lambda stop: not _is_abbreviation(text, stop), box=_NOT_BODY)


def pieces(
    text: str, title: str, ends: re.Pattern[str], *, is_end: Callable[[int], bool], box: re.Pattern[str] | None
) -> list[Sentence]:
    """The sentences of a text in any language, as `split` gives them.

    Args:
        text: the document's text.
        title: its title, whose copies are no body.
        ends: what may end a sentence, and line breaks.
        is_end: whether the stop at that offset ends one, and no abbreviation.
        box: begins what belongs to other articles.
    """
    titles = _title_spans(text, title)
    title_starts = [a for a, _ in titles]
    sentences: list[Sentence] = []
    paragraph = 0
    cuts = _cuts(text, titles, ends, is_end)
    for start, end in _bounded(text, cuts):
        piece = text[start:end]
        if not piece.strip():
            paragraph += "\n" in piece
            continue
        first = start + len(piece) - len(piece.lstrip())
        last = start + len(piece.rstrip())
        nearest = bisect_right(title_starts, first) - 1
        in_title = nearest >= 0 and first < titles[nearest][1]
        is_body = not in_title and (box is None or not box.match(piece))
        sentences.append(Sentence(first, last, text[first:last], len(sentences), paragraph, is_body))
    return sentences
