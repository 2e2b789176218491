"""Parts told in the same sentence as their whole: "including five children", "among the dead", "some of them"."""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import is_next_clause, take_joined
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.harms.subjects import find_subject
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect

_CORE: dict[str, Effect] = {
    "killed": "killed", "dead": "killed", "slain": "killed", "deaths": "killed", "fatalities": "killed",
    "victims": "killed", "martyrs": "killed", "martyred": "killed", "deceased": "killed", "drowned": "killed",
    "wounded": "injured", "injured": "injured", "hurt": "injured",
    "injuries": "injured", "casualties": "casualties", "missing": "missing", "affected": "injured",
}  # fmt: skip
_LONGEST_JOINT = 4
_APPOSITION = 14  # chunks of ", a nurse from the north of Tano,"
_SHARE_REACH = 9  # chunks from "of the 89 killed | in the siege on Friday," to the share
_OPENING = 1  # "Of those killed ..." opens the sentence


def read_parts(s: Reading) -> None:
    """Finds every part that the sentence names and ties it to its whole."""
    read_among(s)
    for at, item in enumerate(s.chunks):
        if (
            item.low == "one"
            and s.kind(at + 1) == "OF"
            and s.kind(at + 2) == "GROUP"
            and s.kind(at - 1) in ("BE", "ADV")
        ):
            _read_one_of(s, at + 1, at)
        if item.kind == "GROUP" and s.group(at).is_part and s.low(at) in _CORE:
            s.add(at, _fate_of_part(s, at))
    for at, item in enumerate(s.chunks):
        if item.kind == "GROUP":
            _read_manner(s, at)
    for insertion in s.insertions:
        s.read_insertion(insertion)
    for at, item in enumerate(s.chunks):
        if item.kind == "INCL":
            _read_including(s, at)
        elif item.kind == "MOST":
            _read_mostly(s, at)
    _read_leftovers(s)


def _fate_of_part(s: Reading, at: int) -> Fate:
    """Of "fifteen of the dead" the noun tells; of "one of the victims" what was told before, if anything."""
    if s.low(at) != "victims":
        return Fate(_CORE[s.low(at)], at, is_part=True)
    return Fate(s.told or "killed", at, is_weak=s.told != "killed", is_part=True)


def _read_manner(s: Reading, at: int) -> None:
    """As in "Five people were shot, two fatally", "17 were hurt, one critically": parts without a verb."""
    words = lexicon().words
    manner = s.low(at + 1)
    is_told = manner in words["grave_adverb"] or manner in words["fatal_adverb"]
    if not is_told or s.harm_of(at) is not None:
        return
    token = s.chunks[at].first
    hosts = [k for k, h in enumerate(s.harms) if h.group.last < token and h.group.value > s.group(at).value]
    ends = ("COMMA", "STOP", "AND", "CLOSE", "PREP", "DASH", "END", "WORD", "SAY")
    if not hosts or s.group(at).kind != "elided" or s.kind(at + 2) not in ends:
        return
    if manner in words["fatal_adverb"]:
        s.add(at, Fate("killed", at, is_part=True, rank=2))
    else:
        s.add_part(at, hosts[-1])


def read_among(s: Reading) -> None:
    """Finds parts by "among the dead" and "of the 14 killed"."""
    for at, item in enumerate(s.chunks):
        of_those = item.kind == "OF" and at <= _OPENING and (s.low(at + 1) in ("those", "the") or _is_whole(s, at + 1))
        if (item.low in ("among", "amongst") and item.kind == "PREP") or of_those:
            _read_among_at(s, at)
        elif item.low == "among them" and s.told is not None and s.kind(at - 1) == "BE":
            _take_before(s, at, Fate(s.told, at, is_part=True, rank=2))


def _is_whole(s: Reading, at: int) -> bool:
    """As in "Of | the 14 killed", "among | the 11": a figure with an article takes up a whole told before."""
    group = s.chunks[at].group if at < len(s.chunks) else None
    return (
        group is not None
        and group.kind in ("elided", "counted")
        and group.value > 1
        and s.tokens[group.outer].low == "the"
    )


def _read_one_of(s: Reading, of: int, at: int) -> None:
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
        _read_one_of(s, at, at)  # "a woman | was among four people shot"
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
    if s.kind(end + 1) == "BE" or (s.kind(end + 1) == "GROUP" and s.kind(end + 2) == "BE"):
        for here in range(end + 1, min(end + 5, len(s.chunks))):
            if s.kind(here) == "GROUP" and s.kind(here - 1) in ("BE", "ADV"):
                take_objects(s, here, fate)
                return
    _take_before(s, at, fate)


def _take_before(s: Reading, at: int, fate: Fate) -> None:
    """As in "X, a nurse, was | among the dead": the subject of the verb before."""
    here = at - 1
    while s.kind(here) in ("BE", "ADV", "HAVE"):
        here -= 1
    if s.kind(here) == "COMMA" and s.kind(at - 1) == "BE":
        here = _before_apposition(s, here)
    if s.kind(here) == "GROUP" and s.kind(at - 1) in ("BE", "ADV", "GROUP"):
        s.add(here, fate)
        take_joined(s, here, fate)


def _before_apposition(s: Reading, closing: int) -> int:
    """The person before ", a nurse," that ends at `closing`: "Akira Waters, a nurse, was among the dead"."""
    told = closing
    for here in range(closing - 1, max(-1, closing - _APPOSITION), -1):
        if s.kind(here) in ("TRIGGER", "STOP", "SAY", "HAVE", "BE"):
            break
        if s.kind(here) == "GROUP" and s.group(here).value == 1:
            told = here  # a name that nothing shows to be a person's leaves "a nurse" alone
    return told


def _read_mostly(s: Reading, at: int) -> None:
    """As in "29 people, mostly girls and women": the group before is of their class."""
    here = at + 1
    while s.kind(here) in ("BE", "ADV"):
        here += 1
    if s.kind(here) != "GROUP" or s.group(here).victim != "civilian":
        return
    before = next((k for k in range(at - 1, max(-1, at - _LONGEST_JOINT), -1) if s.kind(k) == "GROUP"), None)
    known = s.harm_of(before) if before is not None else None
    if known is not None and s.harms[known].group.victim == "unknown":
        s.classes[known] = "civilian"


def _core_after(s: Reading, at: int) -> tuple[Effect | None, int]:
    """The effect of "among the dead", "among at least 37 villagers killed", and its chunk."""
    for here in range(at + 1, min(at + 7, len(s.chunks))):
        trigger = s.chunks[here].trigger
        if trigger is not None and trigger.frame == "intransitive" and s.kind(here - 1) in ("REL", "HAVE"):
            return trigger.effect, here  # "of those who died"
        if s.low(here) in _CORE and s.kind(here) in ("TRIGGER", "WORD", "GROUP"):
            is_open = s.low(here) == "victims" and s.told is not None  # what befell them was told before
            return (s.told if is_open else _CORE[s.low(here)]), here
        group = s.chunks[here].group
        if group is not None and group.harmed and group.kind != "counted":
            return group.harmed, here
    if s.told is not None and _is_whole(s, at + 1) and s.group(at + 1).kind == "elided":
        return s.told, at + 1  # "three officers were among the 11"
    return None, at


def _read_including(s: Reading, at: int) -> None:
    """As in "including two nurses and a guard": parts of the harm told last before them."""
    if s.low(at) == "included" and s.kind(at + 1) in ("COMMA", "STOP", "END", "CLOSE"):
        _read_included(s, at)
        return
    host = _host(s, at)
    if host is None:
        return
    here = at + 1
    if s.low(at).startswith("among") and s.kind(here) == "BE":
        here += 1  # "among whom were two teenagers"; "the youngest of whom was 13" tells an age
    while s.kind(here) in ("ADV", "COMMA", "PREP") and here - at < _LONGEST_JOINT:
        here += 1
    while s.kind(here) == "GROUP":
        s.add_part(here, host)
        step = here + 1
        while s.kind(step) in ("COMMA", "AND") and step - here < _LONGEST_JOINT:
            step += 1
        own = s.harm_of(step)
        if (
            step == here + 1
            or s.kind(step) != "GROUP"
            or s.group(step).value > s.harms[host].group.value  # "14 people, including a nurse, and 16 guards"
            or is_next_clause(s, step)
            or (own is not None and s.harms[own].effect != s.harms[host].effect)
        ):
            return  # "... and dozens more wounded" is harmed in another way
        here = step


def _read_included(s: Reading, at: int) -> None:
    """As in "five civilians, the owner of the shop | included,"."""
    for here in range(at - 1, max(-1, at - _APPOSITION), -1):
        if s.kind(here) == "GROUP" and s.kind(here - 1) == "COMMA":
            host = _host(s, here)
            if host is not None:
                s.add_part(here, host)
            return
        if s.kind(here) not in ("WORD", "OF", "PREP", "GROUP"):
            return


def _host(s: Reading, at: int) -> int | None:
    """The harm whose group stands nearest before chunk `at`; parts only where they are larger than what follows."""
    token = s.chunks[at].first
    after = next((s.group(k).value for k in range(at + 1, min(at + 4, len(s.chunks))) if s.kind(k) == "GROUP"), 0)
    before = [k for k, h in enumerate(s.harms) if h.group.last < token and (not h.is_part or h.group.value > after)]
    return max(before, key=lambda k: s.harms[k].group.last) if before else None


def _read_leftovers(s: Reading) -> None:
    """Groups without a verb of their own: "some of them critically", and the shares of a total told before."""
    shares: list[int] = []
    whole: int | None = None
    for at, item in enumerate(s.chunks):
        if item.group is None:
            continue
        own = s.harm_of(at)
        if own is not None:
            whole = own if item.group.value > 1 and not s.harms[own].is_part else whole
            shares = []
        elif whole is not None and item.group.is_part and s.low(at) in ("them", "whom"):
            if s.kind(at + 1) not in ("BE", "HAVE", "WORD", "TRIGGER"):
                s.add_part(at, whole)
        elif whole is not None and item.group.kind == "elided" and s.kind(at + 1) == "PREP":
            if s.kind(at - 1) not in ("PREP", "TO"):
                shares.append(at)
            if sum(s.group(k).value for k in shares) == s.harms[whole].group.value:
                for share in shares:
                    s.add_part(share, whole)
