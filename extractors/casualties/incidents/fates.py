"""What came of each victim of an attack: dead, alive, or what is likely where nobody says."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Literal

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.roster import Victim, is_death, is_survival
from extractors.casualties.lexicon import lexicon

Fate = Literal["dead", "alive", "likely", "open"]


def fates_of(
    told: Sequence[Draft], victims: Sequence[Victim], dead: Set[int], *, is_main: bool, is_fatal: bool
) -> list[Fate]:
    """Of each victim, whether they died, live, or nobody says."""
    fates: list[Fate] = ["dead" if id(v.person) in dead else _fate_of(v) for v in victims]
    groups = [c for c in told if not c.members and not c.low == c.high == 1]
    is_any_alive = "alive" in fates or any(is_survival(c) for c in groups)
    if not any(f == "dead" and not v.is_doer for f, v in zip(fates, victims, strict=True)) and not any(
        is_death(c) and c.head not in lexicon().words["doer"] for c in groups
    ):
        if is_fatal and len(victims) == 1 and not groups and not _is_surely_alive(victims[0]):
            return ["dead"]
        likely: Fate = "alive" if is_any_alive else "dead"
        return [likely if fate == "likely" else fate for fate in fates]
    fates = ["dead" if fate == "likely" else fate for fate in fates]
    counted = max((c.value for c in groups if is_death(c)), default=0)
    is_suicide = any(c.is_own for v in victims for c in v.evidence())
    beside = set() if is_suicide or counted > fates.count("dead") else _beside_dead(victims, fates)
    is_any_alive = is_any_alive or 1 < counted <= fates.count("dead")  # all the dead whom the article counts are known
    is_one_dead = is_main and counted <= 1 and not is_suicide
    is_any_alive = is_any_alive or (is_one_dead and _are_others(victims, fates))
    rest: Fate = "alive" if is_any_alive else "dead"
    is_told = is_main and not is_suicide and counted <= fates.count("dead")  # all who died are known
    beside |= _others(victims, fates) if is_told else set()
    return [
        _own(v, "alive" if id(v) in beside else rest) if fate == "open" else fate
        for fate, v in zip(fates, victims, strict=True)
    ]


def _beside_dead(victims: Sequence[Victim], fates: Sequence[Fate]) -> set[int]:
    """Of "A man and a woman were shot. The man died", the woman: hurt with somebody who alone is told as dead.

    Likewise of "A man was killed and his brother was shot" the brother, and who "was also shot".
    """
    told = [(m.claim, id(v), f) for v, f in zip(victims, fates, strict=True) for m in v.mentions]
    dead = {claim.trigger for claim, _, fate in told if fate == "dead" and claim.is_weak}
    slain = {claim.sentence for claim, _, _ in told if is_death(claim) and not claim.is_own}
    return {
        victim
        for claim, victim, _ in told
        if claim.is_weak
        and (claim.trigger in dead or claim.sentence in slain or ((claim.is_also or claim.is_more) and dead | slain))
    }


def _others(victims: Sequence[Victim], fates: Sequence[Fate]) -> set[int]:
    """Those whom names or years tell from all the dead."""
    dead = [v for v, fate in zip(victims, fates, strict=True) if fate == "dead"]
    return {id(v) for v in victims if all(_differ(v, d) for d in dead)}


def _are_others(victims: Sequence[Victim], fates: Sequence[Fate]) -> bool:
    """Of "A man of 20 was shot dead. A bullet hit a woman", whether only one died, and the rest are of another kind."""
    dead = [v for v, fate in zip(victims, fates, strict=True) if fate == "dead"]
    rest = [v for v, fate in zip(victims, fates, strict=True) if fate == "open"]
    return len(dead) == 1 and bool(rest) and all(_differ(v, dead[0]) for v in rest)


def _differ(victim: Victim, dead: Victim) -> bool:
    """Whether they are of other name, years or gender; "the girl" of later lines may be the dead one all the same."""
    if None not in (victim.person, dead.person):
        return victim.person is not dead.person
    if None not in (victim.years, dead.years):
        return victim.years != dead.years
    mine, theirs = ({m.gender for m in v.mentions} - {None} for v in (victim, dead))
    is_new = any(not m.is_definite for m in victim.mentions)
    return is_new and bool(mine and theirs) and mine.isdisjoint(theirs)


def _fate_of(victim: Victim) -> Fate:
    evidence = list(victim.evidence())
    if any(is_death(c) for c in evidence):
        return "dead"
    if any(is_survival(c) for c in evidence):
        return "alive"
    return "likely" if any(c.effect == "killed" and c.modality == "asserted" for c in evidence) else "open"


def _own(victim: Victim, rest: Fate) -> Fate:
    """Who shot others and then themselves is dead, who was flown to a clinic lives, unless it is told otherwise."""
    if any(c.is_own for c in victim.evidence()):
        return "dead"
    return "alive" if any(c.effect == "casualties" for c in victim.told) else rest


def _is_surely_alive(victim: Victim) -> bool:
    return any(is_survival(c) and not c.is_alive for c in victim.evidence())
