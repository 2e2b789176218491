"""Counts that share the verb of a count before them: "Six people died in Yola, three in Mubi and one in Gombi".

What is left of their clause is where, or whence, the people were: a preposition and a name, as in the clause before.
"""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Harm, Reading
from extractors.casualties.lexicon import lexicon

_WHERE = frozenset(["in", "at", "near", "outside", "from", "on", "inside", "off", "across", "of"])
_JOINTS = ("COMMA", "AND", "STOP", "OPEN", "DASH")
_LISTING = frozenset([":", "(", "–", "—", "-"])
_LONGEST_NAME = 8  # chunks of "in the northern district of X"
_REACH = 24  # chunks back to the count whose verb is shared


def read_gaps(s: Reading) -> None:
    """Gives each count that stands before a place alone the fate of the count before it in the same list."""
    for at, item in enumerate(s.chunks):
        group = item.group
        if group is None or group.kind not in ("elided", "counted") or s.harm_of(at) is not None:
            continue
        if s.kind(at - 1) in _JOINTS and _is_where(s, at + 1):
            host = _host(s, at)
            if host is not None:
                _share(s, at, host)


def _is_where(s: Reading, at: int) -> bool:
    """Whether a place and nothing else stands from chunk `at` to the end of the clause."""
    if s.low(at) not in _WHERE:
        return False
    names = 0
    for here in range(at + 1, at + 1 + _LONGEST_NAME):
        if s.kind(here) in ("COMMA", "STOP", "END", "AND", "CLOSE", "DASH"):
            return names > 0
        token = s.tokens[s.chunks[here].first]
        if token.is_capitalised:
            names += 1
        elif s.low(here) in lexicon().words["place_noun"]:
            names += s.low(here) in ("capital", "east", "west", "north", "south", "centre", "center", "suburbs")
        elif s.low(here) not in _WHERE:
            return False
    return False


def _host(s: Reading, at: int) -> int | None:
    """The chunk of the count before `at` that has a fate and a place of the same kind behind it."""
    for here in range(at - 1, max(-1, at - _REACH), -1):
        if s.kind(here) == "SAY" or (s.kind(here) == "STOP" and s.low(here) != ":"):
            return None
        if s.kind(here) == "GROUP" and s.harm_of(here) is not None:
            if _has_place(s, here, at):
                return here
            if s.kind(here - 1) != "REL":  # "31 in Haiti, where 20 others are missing, and 19 in Jamaica"
                return None
    return None


def _has_place(s: Reading, host: int, at: int) -> bool:
    """Whether a place stands behind the count: a name, or a common noun for a place."""
    words = lexicon().words["place_noun"]
    return any(
        s.low(k) in _WHERE and (s.tokens[s.chunks[k + 1].first].is_capitalised or s.low(k + 1) in words)
        for k in range(host + 1, at - 1)
    )


def _share(s: Reading, at: int, host: int) -> None:
    known = s.harm_of(host)
    if known is None:
        return
    harm: Harm = s.harms[known]
    whole = known if any(s.low(k) in _LISTING for k in range(host + 1, at)) else harm.host
    fits = whole is not None and s.group(at).value < s.harms[whole].group.value
    if whole is not None and fits:
        s.add_part(at, whole)
    elif whole is None:
        s.add(at, Fate(harm.effect, _trigger(s, harm), harm.modality, harm.is_weak, harm.is_part))


def _trigger(s: Reading, harm: Harm) -> int:
    return next(k for k, c in enumerate(s.chunks) if c.first <= harm.trigger <= c.last)
