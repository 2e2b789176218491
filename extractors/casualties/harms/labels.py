"""Figures in lists of labels: "Dead: 9. Injured: 31.", "Homicides this year: 14", "By cause: fire - 22, water - 14".

A bulletin sets a word beside each figure and leaves the verb out.
"""

from __future__ import annotations

from extractors.casualties.harms.described import WHOLES
from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.headings import headings
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect

_LIST = 6  # chunks from the bracket to a figure in it
_SPAN = 5  # chunks of "this year", "since the beginning of May" between the word and its mark
_ITEM = 7  # chunks of one label: "employees of the border police"
_OPENING = ("END", "OPEN", "STOP", "COMMA")
_ENDS = ("END", "CLOSE", "STOP", "COMMA")
_DASHES = frozenset([":", "-", "–", "—"])
_BARS = frozenset(["|", "•", "/"])
_VERBAL = ("TRIGGER", "BE", "HAVE", "MODAL", "PRON", "REL", "SAY", "NEG", "TO")


def read_label(s: Reading, at: int) -> bool:
    """Reads the figure that the word of harm at `at` labels; false where it labels none."""
    trigger = s.chunks[at].trigger
    if trigger is None or "ing" in trigger.forms or not _opens(s, at):
        return False
    mark = _mark(s, at + 1)
    figure = at + 1 if mark is None else mark + 1
    if s.kind(figure) != "GROUP" or s.group(figure).kind != "elided" or not _ends(s, figure + 1):
        return False
    is_listed = mark is not None or any(s.kind(k) == "OPEN" for k in range(max(0, at - _LIST), at))
    if not is_listed:
        return False
    s.add(figure, Fate(trigger.effect, at))
    return True


def _opens(s: Reading, at: int) -> bool:
    return s.kind(at - 1) in _OPENING or s.low(at - 1) in _BARS


def _ends(s: Reading, at: int) -> bool:
    return s.kind(at) in _ENDS or s.low(at) in _BARS


def _mark(s: Reading, at: int) -> int | None:
    """The colon or dash after the word, and after the time that it counts over: "Homicides this year | :"."""
    for here in range(at, min(at + _SPAN, len(s.chunks))):
        if s.low(here) in _DASHES:
            return here if here == at or s.low(here) == ":" else None
        if s.low(here) not in headings().lists["since"] and not lexicon().has("month", s.low(here)):
            return None  # "Injured reserve: 4"
    return None


def read_labelled_parts(s: Reading) -> None:
    """Reads a list of labels with figures behind a colon as shares of those told before it."""
    colon = next((k for k, c in enumerate(s.chunks) if c.low == ":"), None)
    if colon is None:
        return
    effect = _whole(s, colon)
    figures = _figures(s, colon + 1) if effect is not None else []
    if effect is None or len(figures) < 2:  # noqa: PLR2004 - one label is no list
        return
    if effect == s.told and s.counted is not None and sum(s.group(k).value for k in figures) > s.counted:
        return  # they count something else
    for at in figures:
        if s.harm_of(at) is None:
            s.add(at, Fate(effect, colon, is_part=True, rank=2))


def _whole(s: Reading, colon: int) -> Effect | None:
    """What befell those whom the labels tell apart: by the words before the colon, else by what was told just before.

    No other words may stand there: of "Buses running by region: Basra - 14, Mosul - 22" nobody died.
    """
    lists = headings().lists
    words = [s.low(k) for k in range(colon)]
    known = lists["label"] | lists["breakdown"] | lists["beside"]
    if not all(w in known or w in WHOLES for w in words):
        return None
    is_breakdown = not lists["breakdown"].isdisjoint(words)
    if not is_breakdown and not _are_common_nouns(s, colon + 1):
        return None
    if (harm := next((WHOLES[w] for w in words if w in WHOLES), None)) is not None:
        return harm
    if "casualties" in words and s.told != "killed":
        return "casualties"
    is_of_them = any(w in ("victims", "casualties", "them") for w in words)
    return s.told if is_of_them or (is_breakdown and s.counted is not None) else None


def _are_common_nouns(s: Reading, at: int) -> bool:
    """Whether every label begins in lower case: the figure behind a name is an age."""
    starts = [at, *(k + 1 for k in range(at, len(s.chunks)) if s.kind(k) in ("COMMA", "AND") or s.low(k) == ";")]
    return all(s.tokens[s.chunks[k].first].text[0].islower() for k in starts if k < len(s.chunks))


def _figures(s: Reading, at: int) -> list[int]:
    """The chunks of the figures of a list of labels from `at` to the end; none where anything else stands in it."""
    found: list[int] = []
    start = at
    while start < len(s.chunks):
        end = start
        while s.kind(end) != "END" and not (s.kind(end) in ("COMMA", "AND") or s.low(end) in (";", ".")):
            end += 1
        if s.low(end) == "." and end + 1 < len(s.chunks):
            return []
        figure = end - 1
        is_item = 0 < figure - start <= _ITEM and s.kind(figure) == "GROUP" and s.group(figure).kind == "elided"
        if not is_item or any(s.kind(k) in _VERBAL and s.frame(k) != "noun" for k in range(start, figure)):
            return []
        found.append(figure)
        start = end + 1 + (s.kind(end + 1) == "AND")
    return found if all(not lexicon().has("month", s.low(k - 1)) for k in found) else []
