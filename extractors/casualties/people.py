"""One person, many mentions: what the article tells of a victim in one place holds in all of them.

"A boy was shot ... Akira Waters, 16, died": one person, killed, a child, male.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.claims import Draft

_GENDER_NEUTRAL = frozenset(["victim", "person", "child", "teen", "teenager", "toddler", "infant", "baby", "youth"])


def unify(claims: Sequence[Draft], headline: Sequence[Draft] = ()) -> None:
    """Gives every mention of one victim the same outcome and the same attributes, in place.

    `headline`: what the title tells, further evidence of what came of a victim.
    """
    told = [*claims, *headline]
    singles = [c for c in told if c.low == c.high == 1 and c.scope == "incident" and c.modality != "denied"]
    _outcomes(singles, told)
    _attributes(singles)
    _omitted_classes(claims)


def _outcomes(singles: Sequence[Draft], claims: Sequence[Draft]) -> None:
    told = [c for c in claims if c.scope == "incident" and c.modality != "denied"]
    dead = [c for c in told if c.effect == "killed" and not c.is_weak]
    survivors = [c for c in told if c.effect == "injured" and not c.is_weak and not any(_is_known(c, d) for d in dead)]
    one_victim = len({id(c.person) for c in singles if c.person is not None}) <= 1 and all(c.value == 1 for c in told)
    for claim in told:
        if claim.effect != "injured" or not dead:
            continue
        if claim.low == claim.high == 1:
            known = any(_is_known(claim, d) for d in dead)
            fits = any(_same_person(claim, d) for d in dead if d.value == 1)
            if (
                known
                or (fits and (one_victim or (claim.is_weak and not survivors)))
                or (claim.is_weak and not survivors and not fits)
            ):
                claim.effect = "killed"
        elif claim.is_weak and claim.best is not None and not claim.is_more:
            fatal = max((d.value for d in dead), default=0)
            claim.effect = "killed" if fatal >= claim.value and not survivors else "casualties"
        elif claim.is_weak and claim.best is None:
            claim.effect = "casualties"


def _is_known(claim: Draft, dead: Draft) -> bool:
    """The same named person."""
    return claim.person is not None and claim.person is dead.person


def _same_person(a: Draft, b: Draft) -> bool:
    if a.person is not None and b.person is not None:
        return a.person is b.person
    if None not in (a.age, b.age) and a.age != b.age:
        return False
    return not (a.gender is not None and b.gender is not None and a.gender != b.gender)


def _attributes(singles: Sequence[Draft]) -> None:
    """Fills age, gender and class over mentions of one name; over all mentions where there is but one victim."""
    people = {id(c.person) for c in singles if c.person is not None}
    ages = {c.age for c in singles if c.age}
    genders = {c.gender for c in singles if c.gender}
    alone = len(people) <= 1 and len(ages) <= 1 and len(genders) <= 1
    for claim in singles:
        same = singles if alone else [c for c in singles if c.person is not None and c.person is claim.person]
        if claim.victim == "combatant":
            continue
        claim.age = claim.age or next((c.age for c in same if c.age), None)
        claim.gender = claim.gender or next((c.gender for c in same if c.gender), None)
        if (
            claim.victim == "unknown"
            and (claim.age == "child" or claim.gender == "female")
            and claim.head not in ("person",)
        ):
            claim.victim = "civilian"


def _omitted_classes(claims: Sequence[Draft]) -> None:
    """As in "another 250": an omitted noun takes the class of the noun it refers to; "others" stays unknown."""
    for at, claim in enumerate(claims):
        if claim.has_class or claim.person is not None:
            continue
        whole = claim.host or next(
            (
                c
                for c in reversed(claims[:at])
                if c.has_class
                and c.sentence >= claim.sentence - (2 if claim.is_part else 0)
                and c.effect == claim.effect
                and c.value > 1
            ),
            None,
        )
        if whole is not None and (claim.is_part or whole.sentence == claim.sentence) and whole.value > 1:
            claim.victim = whole.victim
            claim.age = claim.age or whole.age
            claim.gender = claim.gender or whole.gender
