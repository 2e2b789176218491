"""Identifications: who the dead, the victims or those told of before are, by their names."""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect

_CORE: dict[str, Effect] = {
    "victim": "injured", "victims": "injured", "deceased": "killed", "dead": "killed", "killed": "killed",
    "wounded": "injured", "injured": "injured", "fatalities": "killed", "martyrs": "killed", "slain": "killed",
    "died": "killed", "perished": "killed", "drowned": "killed",
}  # fmt: skip
_REACH = 12  # chunks between those who are identified and their names
_NAMING = frozenset(["identified", "identify", "identifying", "named", "naming", "names"])


def read_identified(s: Reading, at: int) -> None:
    """As in "The victim was identified as X", "identified the two found dead as X and Y"."""
    named = at + 1 + (s.low(at + 1) == ":")
    if s.kind(named) != "GROUP" or s.group(named).kind not in ("named", "single", "list", "maybe"):
        return
    near = range(max(0, at - _REACH), at)
    is_named = s.low(at) == "as" and any(s.low(k) in _NAMING for k in near)
    if s.low(at) == "as" and not is_named:
        return
    subject = next((k for k in reversed(near) if _may_be_named(s, k) or _is_core(s, k) or s.low(k) == "they"), None)
    if is_named and s.told is not None and (s.low(at - 1) in ("them", "both") or _are_those_told(s, subject, named)):
        take_objects(s, named, Fate(s.told, at, is_part=True))  # "naming them as X and Y"
        return
    if subject is None or s.kind(subject - 1) in ("OF", "PREP", "BY"):
        return
    known = s.harm_of(subject)
    if known is not None and is_named and s.group(subject).is_plural:
        s.add_part(named, known)
        if s.kind(named + 1) == "AND" and s.kind(named + 2) == "GROUP":
            s.add_part(named + 2, known)
    elif is_named or subject >= at - 2:
        fate = _fate(s, at, subject, named)
        if fate is not None and (is_named or s.group(named).kind != "single" or s.group(named).years is not None):
            take_objects(s, named, fate)


def _fate(s: Reading, at: int, subject: int, named: int) -> Fate | None:
    """What befell those named: as the noun tells, or as the text told of the victims before."""
    group = s.chunks[subject].group
    if s.low(subject) in ("victim", "victims"):
        if s.low(subject) == "victims" and s.told is not None:
            return Fate(s.told, at, is_part=True, rank=0)
        if any(lexicon().has("coroner", t.low) for t in s.tokens):
            return Fate("killed", at, rank=0)
        is_of_fraud = s.low(subject) == "victims" and s.low(at) == "as" and s.group(named).age is None
        return None if is_of_fraud else Fate("injured", at, is_weak=True, rank=0)
    effect = group.harmed if group is not None and group.harmed is not None else _CORE.get(s.low(subject))
    return None if effect is None else Fate(effect, at, is_part=s.told is not None)


def _is_core(s: Reading, at: int) -> bool:
    """As in "the dead", "those killed", "those who died", "the victims"."""
    if s.kind(at - 1) == "REL" and s.low(at - 2) == "those":
        return s.low(at) in _CORE
    return s.low(at) in ("victims", "deceased") or (s.low(at) in _CORE and s.low(at - 1) in ("the", "those"))


def _may_be_named(s: Reading, at: int) -> bool:
    """Whether people stand there, and no place whose name might be a person's: "in a Boulder Creek home"."""
    return s.kind(at) == "GROUP" and not (
        s.group(at).kind == "maybe" and s.low(at - 1) in ("a", "an", "the", "in", "of")
    )


def _are_those_told(s: Reading, subject: int | None, named: int) -> bool:
    """Whether "they", "the militants" take up those whom the sentence before counts, and no more are named."""
    is_of_names = s.group(named).has_name and not s.is_possessor(named)  # not "as | the suspect's mother"
    if subject is None or not is_of_names or s.low(subject) in _CORE:
        return False
    if s.counted is None or s.group(named).value > s.counted:
        return False
    group = s.chunks[subject].group
    is_taken_up = group is not None and group.kind == "definite" and group.is_plural and group.head != "police"
    is_doer = s.low(subject) in lexicon().words["doer"]
    return (s.low(subject) == "they" and s.kind(subject) == "PRON") or (is_taken_up and not is_doer)
