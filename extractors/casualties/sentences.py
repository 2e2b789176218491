"""Sentences with exact offsets, from text as it comes: lost punctuation, quotes, captions, copies of the title."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors.casualties.lexicon import lexicon
from extractors.casualties.text import LONGEST_SENTENCE, Sentence

# A stop, what may close after it, then space and a capital, a figure or an opening quote; or a glued capital
# ("incident.Deputies"), as pages leave it where they drop their line breaks.
_END = re.compile(
    r"""[.!?…]+["”’')\]]*(?=\s+["“‘'(\[]?[A-Z0-9À-Þ])|(?<=[a-z]{3})[.!?]["”]?(?=[A-Z0-9][\w-]*\s)|[.!?]["”](?=[A-Z])|\n+"""
)
_ENUMERATION = re.compile(r"\n?\d{1,2}")
_BEFORE = re.compile(r"([A-Za-z.]+)$")
_BROKEN = re.compile(r".*[^,\s]\s\d[\d,]*\n([a-z]+)\b.*")  # "At least 12 / people died"
_LEAST_WORDS = 5  # of a line that prose wraps
_LABEL = re.compile(r":|\s[-–—]\s")
_BOX = r"""(?:related(?:\s+(?:news|stories|articles|content|coverage|topics|links|posts|reading))?
    |(?:read|watch|see|listen|also\s+read|don'?t\s+miss)(?:\s+(?:also|more|next|this|now|on))?
    |more(?=\s*:)|more\s+(?:on|from|news|stories|in|top)(?:\s+[\w']+){0,4}|most\s+(?:read|popular|viewed|shared)|(?:trending|popular)(?:\s+(?:now|stories|news))?
    |(?:latest|other|top|recent)\s+(?:news|stories|headlines|posts|articles|trending|updates)|what\s+to\s+(?:read|watch)\s+next
    |sign\s+up|subscribe|newsletter|follow\s+us|click\s+here|advertisement|share\s+this|recommended(?:\s+for\s+you)?|editor'?s?\s+picks?
    |you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested\s+in)|in\s+pictures|file\s+(?:photo|picture|image|pic))"""
_NOT_BODY = re.compile(rf"""\s*[\[(]?(?:{_BOX}\s*[:|»>-]|file\s[-–—])""", re.IGNORECASE | re.VERBOSE)
_BOX_HEAD = re.compile(rf"""\W*{_BOX}\W*""", re.IGNORECASE | re.VERBOSE)
_JOINT = re.compile(r".*[,;:)] (?=\D)", re.DOTALL)  # where a clause or an item of a list ends, but for an age
_WHOLE_WORDS = re.compile(r".*\s[^\s\d]+(?<!\sper) ", re.DOTALL)  # no figure is parted from its people or per cent
_LONGEST_LINK = 140  # characters of a headline in such a box
_STOP = re.compile(r"""[.!?…]["”’')\]]*$""")
_TITLE_TAIL = re.compile(r"\s[-–|»]\s|\s\|")
_SHORTEST_TITLE = 16  # below that a copy is chance


def _title_spans(text: str, title: str) -> list[tuple[int, int]]:
    title = title.strip()
    forms = [title, *_TITLE_TAIL.split(title)[:1]]  # "Headline - Region - Outlet" is repeated without its tail
    for form in forms:
        if len(form) >= _SHORTEST_TITLE and (spans := list(_copies(form, text))):
            return spans
    return []


def _copies(form: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = text.find(form, at + len(form))


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


def _is_enumeration(text: str, stop: int) -> bool:
    """Whether the stop stands behind the number of a list's line: "3. Two boys drown"."""
    return _ENUMERATION.fullmatch(text, max(0, text.rfind("\n", max(0, stop - 3), stop)), stop) is not None


@dataclass(frozen=True, slots=True)
class Punctuation:
    """How a language ends its sentences.

    `end` matches what may end one, and line breaks; `is_end` tells whether what it matched at an offset does. `box`
    begins, `box_head` is a line that leads to other articles.
    """

    end: re.Pattern[str]
    is_end: Callable[[str, int], bool]
    box: re.Pattern[str]
    box_head: re.Pattern[str]


def _is_broken(text: str, at: int) -> bool:
    """Whether the line break at `at` stands between a figure and its people, where neither line is a label's."""
    if not text[at + 1 : at + 2].islower():
        return False
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at + 1)
    if _is_wrapped(text[start:at]):
        return True
    lines = text[start : end if end > 0 else len(text)]
    match = _BROKEN.fullmatch(lines)
    if match is None or _LABEL.search(lines) or match[1] in lexicon().triggers:
        return False
    noun = lexicon().nouns.get(match[1])
    return noun is not None and noun.is_plural


def _is_wrapped(line: str) -> bool:
    """Whether a line, before one that begins in lower case, is prose that was cut to a width: no item, no heading."""
    words = line.split()
    is_prose = (
        len(words) >= _LEAST_WORDS
        and words[0].lstrip('“"‘(')[:1].isalnum()
        and "|" not in line
        and line[-1] not in '.!?:;…”"'
    )
    return is_prose and not _LABEL.search(line)


def _is_english_end(text: str, stop: int) -> bool:
    if text[stop] == "\n":
        return not _is_broken(text, stop)
    return not _is_abbreviation(text, stop) and not _is_enumeration(text, stop)


ENGLISH = Punctuation(_END, _is_english_end, _NOT_BODY, _BOX_HEAD)


def _cuts(text: str, titles: list[tuple[int, int]], style: Punctuation) -> list[int]:
    cuts = {0, len(text), *(at for span in titles for at in span)}
    for match in style.end.finditer(text):
        if style.is_end(text, match.start()):
            cuts.update((match.start(), match.end()) if match.group()[0] == "\n" else (match.end(),))
    return sorted(cuts)


def _bounded(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches between the cuts, none longer than a sentence can be, so that later stages stay linear."""
    for first, end in pairwise(cuts):
        start = first
        while end - start > LONGEST_SENTENCE:
            window = start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE
            joint = _JOINT.match(text, *window) or _WHOLE_WORDS.match(text, *window)
            cut = joint.end() if joint else start + LONGEST_SENTENCE
            yield start, cut
            start = cut
        yield start, end


def _is_link(text: str, first: int, last: int) -> bool:
    """Whether a line under the head of a box is one of its headlines: short, and no sentence with a stop."""
    return last - first <= _LONGEST_LINK and not _STOP.search(text, max(first, last - 4), last)


def split(text: str, title: str = "", style: Punctuation = ENGLISH) -> list[Sentence]:
    """The sentences of the text, in order; `text[s.start:s.end] == s.text` for each, without space around it."""
    titles = _title_spans(text, title)
    title_starts = [a for a, _ in titles]
    sentences: list[Sentence] = []
    paragraph, in_box, starts_line = 0, False, True
    stretches = [*_bounded(text, _cuts(text, titles, style)), (len(text), len(text))]
    for (start, end), (following, _) in pairwise(stretches):
        piece = text[start:end]
        if not piece.strip():
            paragraph += "\n" in piece
            starts_line |= "\n" in piece
            continue
        first = start + len(piece) - len(piece.lstrip())
        last = start + len(piece.rstrip())
        nearest = bisect_right(title_starts, first) - 1
        in_title = nearest >= 0 and first < titles[nearest][1]
        if starts_line and text[following : following + 1] in ("", "\n"):
            in_box = style.box_head.fullmatch(text, first, last) is not None or (in_box and _is_link(text, first, last))
        else:
            in_box = False
        is_body = not in_title and not in_box and not style.box.match(piece)
        sentences.append(Sentence(first, last, text[first:last], len(sentences), paragraph, is_body))
        starts_line = False
    return sentences
