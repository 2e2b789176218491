"""One person, many mentions: what the article tells of a victim in one place holds in all of them.

"A boy was shot ... Akira Waters, 16, died": one person, killed, a child, male.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.casualties.claims import Draft

_GENDER_NEUTRAL = frozenset(["victim", "person", "child", "teen", "teenager", "toddler", "infant", "baby", "youth"])


_DEATH = re.compile(
    r"""\b(?:he|she|they|who|victim)\s+(?:(?:later|then|also|had|has|was|were|have|been)\s+)*(?:died|(?:pronounced|declared|found)\s+dead)\b
    |\b(?:fatal|deadly)\s+(?:shooting|stabbing|attack|crash|accident)\b|\b(?:shooting|stabbing)\s+deaths?\b
    |(?<!attempted\s)\b(?:homicide|manslaughter|murder)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def tells_of_death(text: str) -> bool:
    """Whether the text says that somebody died without saying who: "He was pronounced dead", "charged with murder"."""
    return _DEATH.search(text) is not None


def unify(claims: Sequence[Draft], headline: Sequence[Draft] = (), *, is_fatal: bool = False) -> None:
    """Gives every mention of one victim the same outcome, in place; omitted nouns take the class of their nouns.

    `headline`: what the title tells, further evidence of what came of a victim. `is_fatal`: the article says that
    somebody died, which settles the fate of its only victim.
    """
    told = [*claims, *headline]
    singles = [c for c in told if c.low == c.high == 1 and c.scope == "incident" and c.modality != "denied"]
    _outcomes(singles, told, is_fatal=is_fatal)
    _omitted_classes(claims)


def _outcomes(singles: Sequence[Draft], claims: Sequence[Draft], *, is_fatal: bool) -> None:
    told = [c for c in claims if c.scope == "incident" and c.modality != "denied"]
    dead = [c for c in told if c.effect == "killed" and not c.is_weak and c.modality == "asserted"]
    survivors = [c for c in told if c.effect == "injured" and not c.is_weak and not any(_is_known(c, d) for d in dead)]
    dead = _with_likely(dead, survivors, told)
    one_victim = len({id(c.person) for c in singles if c.person is not None}) <= 1 and all(
        c.value == 1 and not c.is_more for c in told
    )
    if is_fatal and not dead and one_victim and all(c.is_weak for c in told if c.effect == "injured"):
        for claim in told:
            claim.effect = "killed"
    for claim in told:
        if claim.effect != "injured" or not dead or (claim.is_more and not claim.is_weak):
            continue
        if claim.low == claim.high == 1:
            if _died(claim, dead, one_victim=one_victim, all_died=not survivors):
                claim.effect = "killed"
        elif claim.is_weak and claim.best is not None:
            fatal = max(d.value for d in dead)
            if claim.is_more:  # "killed his wife and shot three others"
                claim.effect = "killed" if fatal > claim.value and not survivors else "injured"
            else:
                claim.effect = "killed" if fatal >= claim.value and not survivors else "casualties"
        elif claim.is_weak and claim.best is None:
            claim.effect = "casualties"


def _with_likely(dead: list[Draft], survivors: Sequence[Draft], told: Sequence[Draft]) -> list[Draft]:
    """As in "gunned down": dead, unless the article tells of wounded only."""
    likely = [c for c in told if c.effect == "killed" and c.is_weak]
    if dead or not survivors:
        return dead + likely
    for claim in likely:
        claim.effect = "injured"
    return dead


def _died(claim: Draft, dead: Sequence[Draft], *, one_victim: bool, all_died: bool) -> bool:
    """Whether a single wounded victim is one of those told as dead."""
    if any(_is_known(claim, d) for d in dead):
        return True
    if any(_are_two(claim, d) for d in dead):
        return False
    fits = any(_same_person(claim, d) for d in dead if d.value == 1)
    return (fits and one_victim) or (claim.is_weak and all_died)


def _are_two(a: Draft, b: Draft) -> bool:
    """Whether one sentence counts both, each on its own: "killed a teacher and injured a student"."""
    if a is b or a.sentence != b.sentence or a.low != a.high or b.low != b.high or not a.value == b.value == 1:
        return False
    first, second = (a, b) if a.start < b.start else (b, a)
    if first.trigger > second.start and (a.is_weak or b.is_weak):
        return False  # "X killed Y and shot himself": the article must say what came of X
    if a.person is not None or b.person is not None:
        return a.person is not None and b.person is not None and a.person is not b.person
    return not second.is_definite


def _is_known(claim: Draft, dead: Draft) -> bool:
    """The same named person."""
    return claim.person is not None and claim.person is dead.person


def _same_person(a: Draft, b: Draft) -> bool:
    if a.person is not None and b.person is not None:
        return a.person is b.person
    if a.is_more or b.is_more:
        return False  # "another man" is not the one before
    if None not in (a.age, b.age) and a.age != b.age:
        return False
    return not (a.gender is not None and b.gender is not None and a.gender != b.gender)


def describe(claims: Sequence[Draft]) -> None:
    """Gives every mention of one victim the same age, gender and class, in place; the incidents must be numbered."""
    by_incident: dict[int, list[Draft]] = {}
    for claim in claims:
        if claim.low == claim.high == 1 and claim.incident and claim.modality != "denied":
            by_incident.setdefault(claim.incident, []).append(claim)
    for singles in (victims for told in by_incident.values() for victims in _apart(told)):
        alone = _is_one(singles) and not any(_are_two(a, b) for a, b in pairwise(singles))
        for claim in singles:
            same = singles if alone else [c for c in singles if c.person is not None and c.person is claim.person]
            if claim.victim != "combatant":
                _complete(claim, same)


def _apart(singles: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    """The dead apart from the hurt, where a sentence counts one of each."""
    if not any(_are_two(a, b) for a, b in pairwise(singles)):
        yield singles
        return
    for effect in {c.effect: None for c in singles}:
        yield [c for c in singles if c.effect == effect]


def _is_one(singles: Sequence[Draft]) -> bool:
    """Whether all these mentions may be of one victim: one name, no contradiction, never two in one sentence."""
    people = {id(c.person) for c in singles if c.person is not None}
    ages, genders = {c.age for c in singles if c.age}, {c.gender for c in singles if c.gender}
    triggers = [c.trigger for c in singles]
    return len(people) <= 1 and len(ages) <= 1 and len(genders) <= 1 and len(triggers) == len(set(triggers))


def _complete(claim: Draft, same: Sequence[Draft]) -> None:
    if claim.head == "person":
        return
    claim.age = claim.age or next((c.age for c in same if c.age), None)
    claim.gender = claim.gender or next((c.gender for c in same if c.gender), None)
    if claim.victim == "unknown" and (claim.age == "child" or claim.gender == "female"):
        claim.victim = "civilian"
    if claim.head in _SONS and claim.age == "adult":
        claim.victim = "unknown"  # a grown son is a man


_SONS = frozenset(["son", "brother", "grandson", "nephew", "stepson"])


def _omitted_classes(claims: Sequence[Draft]) -> None:
    """As in "another 250": an omitted noun takes the class of the noun it refers to; "others" stays unknown."""
    for at, claim in enumerate(claims):
        if claim.has_class or claim.person is not None:
            continue
        after = [c for c in claims[at + 1 : at + 4] if not c.is_part]  # "14 killed included three soldiers"
        whole = claim.host or _antecedent(claim, claims[:at]) or _antecedent(claim, after[::-1])
        if whole is not None:
            claim.victim = whole.victim
            claim.age = claim.age or (whole.age if whole.effect == claim.effect else None)
            claim.gender = claim.gender or (whole.gender if whole.effect == claim.effect else None)


def _antecedent(claim: Draft, others: Sequence[Draft]) -> Draft | None:
    """The nearest claim with a noun of its own in the sentence; of a part ("five of them") also in the two before."""
    reach = 2 if claim.is_part else 0
    near = (
        c
        for c in reversed(others)
        if abs(c.sentence - claim.sentence) <= reach and not (claim.is_toll and c.effect == claim.effect)
    )  # a toll counts others besides: "two soldiers died, bringing the toll to 20"
    return next(
        (
            c
            for c in near
            if c.has_class and (c.value > 1 or claim.head == "another") and not (c.is_part and not claim.is_part)
        ),
        None,
    )  # nor does a part tell of the whole: "35 killed (20 civilians, 15 soldiers)"
