"""Shares of those told before: "among the dead", "of the 14 killed", "Of them, five were from the south"."""

from __future__ import annotations

from itertools import takewhile

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import chain, take_joined
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.harms.subjects import find_subject
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect

APPOSITION = 14  # chunks of ", a nurse from the north of Tano,"
_SHARE_REACH = 9  # chunks from "of the 89 killed | in the siege on Friday," to the share
_THEM = frozenset(["them", "those", "these"])
_CONTRASTING = frozenset(["while", "whereas", "but"])
_ENDS = ("COMMA", "AND", "STOP", "END")
_OPENING = 1  # "Of those killed ..." opens the sentence


def read_among(s: Reading) -> None:
    """Finds parts by "among the dead" and "of the 14 killed"."""
    for at, item in enumerate(s.chunks[: _OPENING + 1]):
        takes_up = item.low == "among them" or (item.kind in ("OF", "PREP") and s.low(at + 1) in _THEM)
        if takes_up and item.low in ("of", "among", "amongst", "among them") and s.told is not None:
            comma = at + 1 + (item.low != "among them")
            if s.kind(comma) == "COMMA" and _take_shares(s, comma + 1, Fate(s.told, at, is_part=True, rank=2)):
                return
    for at, item in enumerate(s.chunks):
        of_those = item.kind == "OF" and at <= _OPENING and (s.low(at + 1) in ("those", "the") or _is_whole(s, at + 1))
        if (item.low in ("among", "amongst") and item.kind == "PREP") or of_those:
            _read_among_at(s, at)
        elif item.low == "among them" and s.told is not None and s.kind(at - 1) == "BE":
            _take_before(s, at, Fate(s.told, at, is_part=True, rank=2))


def _take_shares(s: Reading, at: int, fate: Fate) -> bool:
    """As in "Of those, | 310 were gang members, 39 from the south and one was a policeman": each figure is a share."""
    most, found = s.counted, False
    for here in range(at, len(s.chunks)):
        if s.kind(here) in ("STOP", "TRIGGER") or (s.kind(here) == "SAY" and s.low(here) not in _CONTRASTING):
            break
        group = s.chunks[here].group
        if group is None or group.kind not in ("elided", "counted") or (most is not None and group.value > most):
            continue
        opens = here == at or s.kind(here - 1) in ("AND", "COMMA") or s.low(here - 1) in _CONTRASTING
        if opens and _is_share(s, here):
            s.add(here, fate)
            found = True
    return found


def _is_share(s: Reading, at: int) -> bool:
    """As in "19 were foreigners", "39 from the south", "one was a policeman"; not "two were rescued"."""
    if s.group(at).kind == "counted":  # "ten women and four children." alone; what has a verb may be told of others
        rest = takewhile(lambda k: s.kind(k) not in ("STOP", "END"), range(at, len(s.chunks)))
        return s.low(at - 1) not in _CONTRASTING and all(s.kind(k) in ("GROUP", "COMMA", "AND") for k in rest)
    if s.chunks[at].last > s.chunks[at].first:
        return True  # "10 were children" is one group
    after = at + 1
    while s.kind(after) in ("BE", "ADV") or (after > at + 1 and _is_modifier(s, after)):
        after += 1  # "were alleged | gang members"
    if after > at + 1 and s.kind(after) == "GROUP":
        return True
    end = next((k for k in range(after, len(s.chunks)) if s.kind(k) in _ENDS), len(s.chunks))
    return s.low(after) == "from" and all(s.kind(k) in ("PREP", "WORD", "GROUP", "OF") for k in range(after, end))


def _is_modifier(s: Reading, at: int) -> bool:
    return s.kind(at + 1) == "GROUP" and (s.kind(at) == "WORD" or s.low(at) == "alleged")


def _is_whole(s: Reading, at: int) -> bool:
    """As in "Of | the 14 killed", "among | the 11": a figure with an article takes up a whole told before."""
    group = s.chunks[at].group if at < len(s.chunks) else None
    return (
        group is not None
        and group.kind in ("elided", "counted")
        and group.value > 1
        and s.tokens[group.outer].low == "the"
    )


def read_one_of(s: Reading, of: int, at: int) -> None:
    """As in "Dr Waters was one | of two people killed", "a woman shot in the neck was | among four people hit"."""
    whole = s.harm_of(of + 1)
    here = at - 1
    while s.kind(here) in ("BE", "ADV"):
        here -= 1
    if s.kind(here) != "GROUP" and s.kind(at - 1) == "BE":
        subject = find_subject(s, here, None)
        here = here if subject is None else subject
    if whole is None or s.kind(here) != "GROUP":
        return
    harm = s.harms[whole]
    if s.harm_of(here) is None:
        s.add(here, Fate(harm.effect, at, is_weak=harm.is_weak, is_part=True, rank=2))
    elif s.group(here).value < s.group(of + 1).value:
        s.add_part(here, whole)


def _read_among_at(s: Reading, at: int) -> None:
    """As in "Children were among those killed", "Among the dead were two officers"."""
    effect, end = _core_after(s, at)
    if effect is None and s.kind(at + 1) == "GROUP" and s.group(at + 1).kind == "counted":
        read_one_of(s, at, at)  # "a woman | was among four people shot"
    if effect is None:
        return
    fate = Fate(effect, at, is_part=True, rank=2)
    if s.kind(end) == "GROUP" and s.low(end) == "victims" and s.group(end).kind == "counted":
        s.add(end, Fate(effect, at, rank=2))  # "Among the 27 victims were a couple and their children"
    told = next((k for k in range(end + 1, end + _SHARE_REACH) if s.kind(k) == "GROUP"), None)
    if told is not None and s.group(told).is_part:
        s.add(told, fate)  # "Of those killed, six were children"
        also = told + 2
        ends = s.kind(also + 1) in ("STOP", "END", "COMMA")
        if s.kind(told + 1) == "AND" and s.kind(also) == "GROUP" and s.group(also).kind == "counted" and ends:
            s.add(also, fate)  # "... 140 were civilians and | 72 fighters"
        return
    if s.kind(end + 1) == "COMMA" and _take_shares(s, end + 2, fate):
        return  # "Among the people killed, 22 were his grandchildren"
    if (named := _after_verb(s, end + 1, 2 if at else _SHARE_REACH)) is not None:
        take_objects(s, named, fate)
        return
    _take_before(s, at, fate)


def _after_verb(s: Reading, at: int, reach: int) -> int | None:
    """The group behind the "was" that follows: "Among six people killed | by gunfire on Sunday was | a girl"."""
    for here in range(at, at + reach):
        if s.kind(here) == "BE":
            named = here + 1
            while s.kind(named) == "ADV":
                named += 1
            return named if s.kind(named) == "GROUP" else None
        if s.kind(here) not in ("PREP", "BY", "WORD", "OF", "GROUP"):
            return None
    return None


def _take_before(s: Reading, at: int, fate: Fate) -> None:
    """As in "X, a nurse, was | among the dead": the subject of the verb before."""
    verb = at - 1 - (lexicon().has("told_among", s.low(at - 1)) and s.kind(at - 2) in ("BE", "ADV"))
    here = verb
    while s.kind(here) in ("BE", "ADV", "HAVE"):
        here -= 1
    if s.kind(here) == "COMMA" and s.kind(verb) == "BE":
        here = _before_apposition(s, here)
    if s.kind(here) == "WORD" and s.kind(verb) == "BE" and (far := find_subject(s, here, None)) is not None:
        here = far  # "a person | who was missing after the blast was among the five dead"
    if s.kind(here) == "GROUP" and s.kind(verb) in ("BE", "ADV", "GROUP"):
        if s.kind(here - 1) == "PREP" and s.kind(here - 2) == "GROUP":
            here -= 2  # "nine children | from one family | were among"
        s.add(here, fate)
        take_joined(s, here, fate)
        first = chain(s, here)
        if s.low(first - 1) == "with":
            s.add(first, fate)  # "with | three children and a man among the victims"


def _before_apposition(s: Reading, closing: int) -> int:
    """The person before ", a nurse," that ends at `closing`: "Akira Waters, a nurse, was among the dead"."""
    told = closing
    for here in range(closing - 1, max(-1, closing - APPOSITION), -1):
        if s.kind(here) in ("TRIGGER", "STOP", "SAY", "HAVE", "BE"):
            break
        if s.kind(here) == "GROUP" and s.group(here).value == 1:
            told = here  # a name that nothing shows to be a person's leaves "a nurse" alone
    return told


def _core_after(s: Reading, at: int) -> tuple[Effect | None, int]:
    """The effect of "among the dead", "among at least 37 villagers killed", and its chunk."""
    for here in range(at + 1, min(at + 7, len(s.chunks))):
        trigger = s.chunks[here].trigger
        if trigger is not None and trigger.frame == "intransitive" and s.kind(here - 1) in ("REL", "HAVE"):
            return trigger.effect, here  # "of those who died"
        if s.low(here) in lexicon().taken_up and s.kind(here) in ("TRIGGER", "WORD", "GROUP"):
            is_open = s.low(here) == "victims" and s.told is not None  # what befell them was told before
            return (s.told if is_open else lexicon().taken_up[s.low(here)]), here
        group = s.chunks[here].group
        if group is not None and group.harmed and group.kind != "counted":
            return group.harmed, here
    if s.told is not None and _is_whole(s, at + 1) and s.group(at + 1).kind == "elided":
        return s.told, at + 1  # "three officers were among the 11"
    return None, at
