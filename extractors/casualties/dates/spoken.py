"""Days that stand in an article without being its own: those of picture captions, and of what people say in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.casualties.screened import Screened
from extractors.casualties.text import DateMention, Sentence

_CREDIT = Screened(
    r"\((?:\w+ )?(?:photo|image|picture)s?(?: by| courtesy)?\b[^()]{2,80}\)\W*(?:buy photo)?$", re.IGNORECASE
)
_CREDIT_ALONE = re.compile(r"\((?:\w+ )?(?:photo|image|picture)s?\s?(?::|by\b|courtesy\b)", re.IGNORECASE)
_LONGEST_CAPTION = 400  # characters
_QUOTE = re.compile(r"[“”\"]")


def without_pictures(mentions: list[DateMention], sentences: Sequence[Sentence]) -> list[DateMention]:
    """A photographer's credit at the end of a sentence, or after it: the day is that of the picture."""
    captions = [
        s
        for s, after in pairwise([*sentences, None])
        if s is not None and "(" in s.text + (after.text[:1] if after else "") and _is_caption(s, after)
    ]
    if not captions:
        return mentions
    starts = [s.start for s in captions]

    def is_pictured(mention: DateMention) -> bool:
        at = bisect_right(starts, mention.start) - 1
        return at >= 0 and mention.start < captions[at].end

    return [replace(m, role="report", tells="") if is_pictured(m) else m for m in mentions]


def _is_caption(sentence: Sentence, after: Sentence | None) -> bool:
    if len(sentence.text) > _LONGEST_CAPTION:
        return False
    is_next = (
        after is not None and after.paragraph == sentence.paragraph and _CREDIT_ALONE.match(after.text) is not None
    )
    return is_next or _CREDIT.search(sentence.text) is not None


def without_spoken_days(mentions: list[DateMention], sentences: Sequence[Sentence]) -> list[DateMention]:
    """What "today" means in a quotation depends on when it was spoken: the article's own day of the deed goes before.

    Such a day dates the telling alone, where the article names another day for a deed outside of all quotations.
    """
    spoken = {m.start for m in _relative(mentions)}
    if not spoken:
        return mentions
    spoken &= _quoted(spoken, sentences)
    if not any(m.role == "event" and m.tells == "deed" and m.date_start and m.start not in spoken for m in mentions):
        return mentions
    return [replace(m, role="report", tells="") if m.start in spoken else m for m in mentions]


def _relative(mentions: Sequence[DateMention]) -> list[DateMention]:
    return [m for m in mentions if m.role == "event" and m.is_relative]


def _quoted(starts: set[int], sentences: Sequence[Sentence]) -> set[int]:
    """Those of the offsets that stand within quotation marks; a quotation ends with its paragraph."""
    found: set[int] = set()
    wanted = sorted(starts)
    at, paragraph, is_open = 0, -1, False
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, is_open = sentence.paragraph, False
        marks = [(sentence.start + m.start(), m.group()) for m in _QUOTE.finditer(sentence.text)]
        for offset, mark in [*marks, (sentence.end, "")]:
            while at < len(wanted) and wanted[at] < offset:
                if is_open:
                    found.add(wanted[at])
                at += 1
            if mark:
                is_open = mark == "“" or (mark == '"' and not is_open)
    return found
