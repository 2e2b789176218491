"""Tolls that are put or brought somewhere: "put the dead at 5,000", ", bringing the total to 1,256"."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Reading
from extractors.casualties.harms.toll_figures import COUNTABLE, KINDS_PUT, take
from extractors.casualties.lexicon import lexicon

_PUT = frozenset(["put", "puts", "putting", "estimated", "estimates", "estimate", "placed", "places"])
_BOOKED = frozenset(["recorded", "registered", "documented", "reported", "verified"])
_LONGEST_CAUSE = 8  # chunks between "bringing deaths | from such causes | to 435"
_OTHER_CLAUSE = ("AND", "COMMA", "GROUP", "BE", "HAVE", "SAY", "REL", "STOP")


def read_put(s: Reading, at: int) -> None:
    """As in "put the dead at 5,000 and the wounded at 8,000"."""
    before = {s.low(k) for k in range(max(0, at - 4), at)}
    if before & _PUT and (far := _after_recorded(s, at + 1)) is not None:
        s.mentioned.add(at)
        take(s, at, far, KINDS_PUT.get(s.low(at)) or COUNTABLE[s.low(at)])
        return
    is_put = bool(before & _PUT) and s.low(at + 1) == "at"
    is_brought = bool(before & lexicon().words["rising"]) and s.low(after := _after_cause(s, at + 1)) == "to"
    found = after + 1 if is_brought else at + 2
    if (is_put or is_brought) and s.kind(found) == "GROUP" and s.group(found).kind == "elided":
        take(s, at, found, KINDS_PUT.get(s.low(at)) or COUNTABLE[s.low(at)])


def _after_recorded(s: Reading, at: int) -> int | None:
    """The figure behind "recorded between March and December at"; None where other words stand there."""
    if s.low(at) not in _BOOKED:
        return None
    for here in range(at + 1, at + _LONGEST_CAUSE):
        if s.low(here) == "at" and s.kind(here + 1) == "GROUP":
            return here + 1
        if s.kind(here) not in ("PREP", "WORD", "AND", "COMMA", "TO"):
            return None
    return None


def _after_cause(s: Reading, at: int) -> int:
    """The chunk after "from such causes", "in the camp since May"; `at` where nothing of the kind stands there."""
    end = at
    while end - at < _LONGEST_CAUSE and s.kind(end) in ("PREP", "WORD", "OF", "ADV"):
        end += 1
    return end


def is_raised(s: Reading, at: int) -> bool:
    """As in ", bringing the | total | to": the words make more of what was counted before."""
    return s.low(at - 1) in ("the", "total", "overall") and any(
        s.low(k) in lexicon().words["rising"] and s.kind(k - 1) == "COMMA" for k in (at - 2, at - 3)
    )


def read_raised(s: Reading, at: int) -> None:
    """As in "141 leaders were killed this year, bringing the total to 1,256": of whatever its own clause counts."""
    comma = next(k for k in range(at - 1, -1, -1) if s.kind(k) == "COMMA")
    before = [h for h in s.harms if h.group.last < s.chunks[comma].first and not h.is_part]
    if len(before) != 1 or s.kind(at + 2) != "GROUP" or s.group(at + 2).kind != "elided":
        return
    harm = before[0]
    end = max(harm.group.outer_last, harm.trigger)
    start = min(harm.group.outer, harm.trigger)
    is_told_last = not any(
        k.kind in _OTHER_CLAUSE or (k.kind == "TRIGGER" and k.first != harm.trigger)
        for k in s.chunks[:comma]
        if k.first > end
    )
    is_main = not any(t.low in lexicon().words["subordinating"] for t in s.tokens[:start])
    if is_told_last and is_main and s.group(at + 2).value > harm.group.value:
        total = replace(s.group(at + 2), total_over="cumulative")  # never the toll of one attack
        s.chunks[at + 2] = replace(s.chunks[at + 2], group=total)
        take(s, at, at + 2, harm.effect)
