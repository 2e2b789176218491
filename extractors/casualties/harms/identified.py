"""Identifications: who the dead, the victims or those told of before are, by their names."""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.lexicon import lexicon

_REACH = 12  # chunks between those who are identified and their names
_OFFICE = 6  # tokens of "by the Marion County | coroner"


def read_identified(s: Reading, at: int) -> None:
    """As in "The victim was identified as X", "identified the two found dead as X and Y"."""
    named = at + 1 + (s.low(at + 1) == ":")
    if s.kind(named) != "GROUP" or s.group(named).kind not in ("named", "single", "list", "maybe"):
        return
    near = range(max(0, at - _REACH), at)
    is_named = s.low(at) == "as" and any(s.low(k) in lexicon().words["naming"] for k in near)
    if s.low(at) == "as" and not is_named:
        return
    subject = next((k for k in reversed(near) if _may_be_named(s, k) or _is_core(s, k) or s.low(k) == "they"), None)
    if is_named and s.told is not None and (s.low(at - 1) in ("them", "both") or _are_they(s, subject, named)):
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
        if _is_of_coroner(s, at):
            return Fate("killed", at, rank=0)
        is_of_fraud = s.low(subject) == "victims" and s.low(at) == "as" and s.group(named).age is None
        return None if is_of_fraud else Fate("injured", at, is_weak=True, rank=0)
    trigger = s.chunks[subject].trigger  # "those who died"
    told = lexicon().taken_up.get(s.low(subject)) or (trigger.effect if trigger is not None else None)
    effect = group.harmed if group is not None and group.harmed is not None else told
    return None if effect is None else Fate(effect, at, is_part=s.told is not None)


def _is_core(s: Reading, at: int) -> bool:
    """As in "the dead", "those killed", "those who died", "the victims"."""
    if s.kind(at - 1) == "REL" and s.low(at - 2) == "those":
        return s.low(at) in lexicon().taken_up or s.frame(at) == "intransitive"
    is_core = s.low(at) in lexicon().taken_up or s.low(at) == "victim"
    return s.low(at) in ("victims", "deceased") or (is_core and s.low(at - 1) in ("the", "those"))


def _may_be_named(s: Reading, at: int) -> bool:
    """Whether people stand there, and no place whose name might be a person's: "in a Boulder Creek home"."""
    return s.kind(at) == "GROUP" and not (
        s.group(at).kind == "maybe" and s.low(at - 1) in ("a", "an", "the", "in", "of")
    )


def _are_they(s: Reading, subject: int | None, named: int) -> bool:
    """Whether "They were identified as A and B" names those whom the sentence before counts, and not who did it."""
    is_of_names = s.group(named).has_name and not s.is_possessor(named)  # not "as | the suspect's mother"
    if subject is None or not is_of_names or s.low(subject) != "they" or s.kind(subject) != "PRON":
        return False
    here = subject + 1
    while s.kind(here) in ("BE", "HAVE", "ADV"):
        here += 1
    is_told_of = here > subject + 1 and s.low(here) in lexicon().words["naming"]
    is_all = s.counted is not None and s.group(named).value <= s.counted
    return is_told_of and is_all and not any(lexicon().has("at_large", t.low) for t in s.tokens)


def _is_of_coroner(s: Reading, at: int) -> bool:
    """Whether the coroner names: as in "The coroner identified the victim as X", "named by a medical examiner as X"."""
    verb = next((k for k in range(at - 1, max(-1, at - _REACH), -1) if s.low(k) in lexicon().words["naming"]), None)
    if verb is None:
        return False
    helper = verb - 1
    while s.is_adverb(helper):
        helper -= 1
    return any(
        (s.kind(helper) != "BE" and place < s.chunks[verb].first and _is_one_phrase(s, place, s.chunks[verb].first))
        or any(
            s.tokens[k].low in ("by", "according") and _is_one_phrase(s, k, place)
            for k in range(max(0, place - _OFFICE), place)
        )
        for place, token in enumerate(s.tokens)
        if lexicon().has("coroner", token.low)
        and (not token.low.startswith("examiner") or s.tokens[place - 1].low == "medical")  # "the Examiner reported"
    )


def _is_one_phrase(s: Reading, first: int, end: int) -> bool:
    return all(t.kind != "p" for t in s.tokens[first:end])
