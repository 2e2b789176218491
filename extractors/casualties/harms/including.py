"""Parts told in the same sentence as their whole: "including five children", "among the dead", "some of them"."""

from __future__ import annotations

from extractors.casualties.harms.among import APPOSITION, read_among, read_one_of
from extractors.casualties.harms.gapping import is_placed
from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import is_next_clause
from extractors.casualties.lexicon import lexicon

_LONGEST_JOINT = 4
_OPENING_SHARES = frozenset(["with", "–", "—", ":"])


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
            read_one_of(s, at + 1, at)
        is_share = item.kind == "GROUP" and s.group(at).is_part and s.low(at) in lexicon().taken_up
        if is_share and not (
            s.kind(at - 1) == "OF" and s.frame(at - 2) != "noun" and s.low(at - 2) in lexicon().words["of_person"]
        ):
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
        return Fate(lexicon().taken_up[s.low(at)], at, is_part=True)
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
    here += s.kind(here) == "WORD" and s.kind(here + 1) == "GROUP" and s.group(here + 1).kind == "bare"
    first = here
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
            or (here == first and own is not None and _closes(s, step))
            or (own is not None and s.harms[own].effect != s.harms[host].effect)
        ):
            return  # "... and dozens more wounded" is harmed in another way
        here = step


def _closes(s: Reading, at: int) -> bool:
    """As in "nine civilians, including a child, | and four guards dead": a comma before "and" ends a single part."""
    return s.kind(at - 1) == "AND" and s.kind(at - 2) == "COMMA" and s.group(at).kind == "counted"


def _read_included(s: Reading, at: int) -> None:
    """As in "five civilians, the owner of the shop | included,"."""
    for here in range(at - 1, max(-1, at - APPOSITION), -1):
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
            _read_share(s, at, whole, shares)


def _read_share(s: Reading, at: int, whole: int, shares: list[int]) -> None:
    """As in "64 are missing, with | 60 from Tano | and four from Keld"; other figures are shares where they add up."""
    is_free = s.kind(at - 1) not in ("PREP", "TO") and not s.low(at - 1).endswith("ing")  # "trapping | hundreds in"
    if is_free or (s.low(at - 1) in _OPENING_SHARES and is_placed(s, at + 1)):
        shares.append(at)
    told, total = sum(s.group(k).value for k in shares), s.harms[whole].group.value
    is_listed = bool(shares) and s.low(shares[0] - 1) in _OPENING_SHARES and is_placed(s, at + 1)
    for share in shares if told == total else [at] if is_listed and told < total else []:
        s.add_part(share, whole)
