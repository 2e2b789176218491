"""Who the victims were: "six of them were women", "the dead included four children", told after the number of all.

The words name no harm of their own; the effect is that of the noun ("the dead") or of the last whole told before.
"""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import may_take_up
from extractors.casualties.harms.objects import is_speaker, take_objects
from extractors.casualties.model import Effect
from extractors.casualties.victims.groups import Group

_LISTED = frozenset(["counted", "single", "list", "named"])
_ASIDE = 9  # chunks of ", estimated at a total of 210,"
_OPENING = 5  # chunks in which the subject of such a sentence stands
WHOLES: dict[str, Effect] = {
    "dead": "killed", "deceased": "killed", "killed": "killed", "fatalities": "killed", "slain": "killed",
    "toll": "killed", "martyred": "killed", "martyrs": "killed", "died": "killed",
    "perished": "killed", "drowned": "killed",
    "injured": "injured", "wounded": "injured", "hurt": "injured", "missing": "missing",
}  # fmt: skip
_ANYHOW = frozenset(["victims", "casualties", "they", "them", "whom"])
_INCLUDE = frozenset(["include", "includes", "included", "comprise", "comprises", "comprised", "numbered"])
_KNOWN = frozenset(["identified", "confirmed", "known", "other", "named", "reported"])
_MADE_UP = frozenset([("consist", "of"), ("consists", "of"), ("consisted", "of"), ("made", "up")])


def read_described(s: Reading) -> None:
    """Finds the parts that a sentence of that kind names, at its start or behind who says so."""
    starts = [0, *(k + 1 for k, c in enumerate(s.chunks) if c.kind == "SAY")]
    for at in dict.fromkeys(k for start in starts for k in range(start, min(start + _OPENING, len(s.chunks)))):
        if _read_at(s, at):
            return


def _read_at(s: Reading, at: int) -> bool:
    """Reads the sentence whose subject is the chunk at `at`; false where it is no such subject."""
    if s.kind(at) == "GROUP" and s.group(at).is_part and _is_described(s, at):
        effect = _effect(s, s.low(at))
        if effect is not None:
            if is_whole := _is_all(s, at):
                s.chunks[at] = replace(s.chunks[at], group=replace(s.group(at), is_part=False))
            s.add(at, Fate(effect, at, is_part=not is_whole, rank=2))
            _read_next_origin(s, at, effect)
        return True
    effect = (_told_by_noun(s, at) or _effect(s, s.low(at))) if _is_collective(s, at) else None
    if effect is None:
        return False
    here = _after_verb(s, at)
    if here is None or is_speaker(s, here):
        return True
    if s.kind(here) == "GROUP" and (s.group(here).kind in _LISTED or _is_share_of_included(s, here)):
        take_objects(s, here, Fate(effect, at, is_part=True, rank=2))
    return True


def _is_share_of_included(s: Reading, at: int) -> bool:
    """As in "the injured include | nine from Tano", "the dead included | politicians and guards"."""
    if not any(s.low(k) in _INCLUDE for k in range(max(0, at - 2), at)):
        return False
    return s.group(at).kind == "bare" or (s.group(at).kind == "elided" and s.kind(at + 1) == "PREP")


def _is_all(s: Reading, at: int) -> bool:
    """As in "All 15 were civilians": who the whole is, and no part of it."""
    first = s.chunks[at].first
    return "all" in (s.tokens[first].low, s.tokens[first - 1].low if first else "")


def _effect(s: Reading, noun: str) -> Effect | None:
    """What befell those whom the noun takes up; where it is "they" or "the victims", the text must have told it."""
    return WHOLES.get(noun, s.told)


def _told_by_noun(s: Reading, at: int) -> Effect | None:
    """As in "the injured persons"."""
    group = s.chunks[at].group
    return None if group is None else group.harmed


def _past_adverbs(s: Reading, at: int) -> int:
    while s.is_adverb(at):
        at += 1
    return at


def _is_collective(s: Reading, at: int) -> bool:
    """As in "the dead", "those killed", "the victims", "they", as the subject of what follows."""
    low = s.low(at)
    includes = s.low(_past_adverbs(s, at + 1)) in _INCLUDE
    if s.kind(at) == "GROUP":
        is_taken_up = low in ("victims", "casualties") or (includes and s.group(at).harmed is not None)
        return is_taken_up and s.group(at).kind in ("definite", "bare")
    if s.kind(at) == "PRON":
        return low == "they"
    before = at - 1 - (s.low(at - 1) in _KNOWN)
    is_told = s.low(before) in ("the", "those") or s.kind(before) == "POSS"
    is_told = is_told or (s.kind(before) == "GROUP" and may_take_up(s, before))  # "the adults | killed | included"
    if low == "toll":
        return includes  # "the toll includes two guards"
    if includes and at == 0 and low in WHOLES:
        return True  # "Fatalities included a guard"
    return low in WHOLES and (is_told or (s.kind(at - 1) == "REL" and s.low(at - 2) == "those"))


def _after_verb(s: Reading, at: int) -> int | None:
    """The chunk after "included", "were", "were made up of"; None where another verb follows."""
    here = at + 1
    if s.low(here) == ":":
        return here + 1  # "The dead: three men, two women and a child."
    if s.kind(here) == "COMMA" and s.low(at) in WHOLES and s.kind(here + 1) == "GROUP":
        return here + 1  # "all the dead, 13 men and a boy, were guests"
    while s.kind(here) in ("HAVE", "ADV"):
        here += 1
    if s.low(at) in WHOLES:
        here = _past_aside(s, here)
    if s.low(at) == "they" and s.low(here) not in _INCLUDE:
        return None
    start = here
    while s.kind(here) in ("BE", "ADV") or s.low(here) in _INCLUDE or (s.low(here), s.low(here + 1)) in _MADE_UP:
        here += 1 + ((s.low(here), s.low(here + 1)) in _MADE_UP)
    return here + (s.low(here) == "of") if here > start else None


def _past_aside(s: Reading, at: int) -> int:
    """The "included" behind "in Tano on Friday", ", estimated at 210,"; `at` where other words stand between."""
    for here in range(at, at + _ASIDE):
        if s.low(here) in _INCLUDE:
            return here
        is_figure = s.kind(here) == "GROUP" and s.group(here).kind == "elided"
        if s.kind(here) not in ("PREP", "WORD", "OF", "POSS", "COMMA") and not is_figure:
            return at
    return at


def _is_described(s: Reading, at: int) -> bool:
    """Whether a noun says who the part is: "six of them were women"; gives the group that noun's class."""
    group = s.group(at)
    if group.head not in WHOLES and group.head not in _ANYHOW and not (group.kind == "elided" and at == 0):
        return False
    if group.has_class and group.kind == "elided":
        return _ends(s, at + 1)  # the noun stands in the group: "six of them were women"
    here = at + 1
    while s.kind(here) in ("BE", "ADV"):
        here += 1
    if here > at + 1 and _is_origin(s, here):
        return True
    if here == at + 1 or s.kind(here) != "GROUP" or not _ends(s, here + 1):
        return False
    noun = s.group(here)
    if noun.kind not in ("bare", "single"):
        return False
    _name(s, at, noun)
    return True


def _read_next_origin(s: Reading, at: int, effect: Effect) -> None:
    """As in "Four were Sudanese, one was Malian | and two Mauritanian": shares told in the same way."""
    for here in range(at + 1, len(s.chunks)):
        if s.kind(here) == "GROUP" and s.group(here).kind == "elided" and s.kind(here - 1) in ("AND", "COMMA"):
            if not _is_origin(s, here + 1 + (s.kind(here + 1) == "BE")):
                return
            s.add(here, Fate(effect, here, is_part=True, rank=2))
        elif s.kind(here) in ("STOP", "SAY", "TRIGGER"):
            return


def _is_origin(s: Reading, at: int) -> bool:
    """As in "nine of the victims were | from Mubi", "four were | Sudanese"."""
    name = at + 1 if s.low(at) == "from" else at
    if not 0 <= name < len(s.chunks):
        return False
    is_name = s.tokens[s.chunks[name].first].is_capitalised
    return is_name and s.kind(name + 1) in ("COMMA", "AND", "STOP", "END") and s.kind(name) == "WORD"


def _ends(s: Reading, at: int) -> bool:
    """Whether no verb of harm follows that says more of them: "six of them were women | killed by ..."."""
    return s.kind(at) not in ("TRIGGER", "BE", "HAVE", "MODAL")


def _name(s: Reading, at: int, noun: Group) -> None:
    group = replace(s.group(at), victim=noun.victim, age=noun.age, gender=noun.gender, has_class=True)
    s.chunks[at] = replace(s.chunks[at], group=group)
