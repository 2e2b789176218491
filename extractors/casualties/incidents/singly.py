"""How many victims an article tells of one by one, where no figure counts them together."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.roster import is_kin, is_owned_kin
from extractors.casualties.incidents.statements import Statement
from extractors.casualties.lexicon import lexicon

_BESIDE = 3  # sentences from those told to one more


def described(claims: Sequence[Draft]) -> int:
    """The most people listed under one effect word ("his wife, two children and himself")."""
    lists: dict[int, list[Draft]] = {}
    for claim in claims:
        if claim.qualifier == "exact" and not claim.is_part:
            lists.setdefault(claim.trigger, []).append(claim)
    families = [m for m in lists.values() if len(m) > 1 and any(c.value > 1 or is_kin(c) for c in m)]
    return max((sum(c.value for c in members) for members in families), default=0)


def distinct(claims: Sequence[Draft], lead: Statement, most: int) -> int:
    """How many victims the article tells of one by one, where it tells of several: most have one, under many words.

    `most`: how many were hit in all, as far as the article counts them; so many names may be theirs, and no others'.
    """
    is_doer_dead = any(c.is_doer_dead for c in claims)
    if lead.total == 1 and not is_doer_dead and not any(c.is_own for c in claims):
        named = len(_named(claims))
        return max(_of_one_family(claims), _told_apart(claims), named if named <= most else 0)
    if lead.is_children and lead.total > 1:  # their mother, and who did it, are counted apart from them
        others = (c for c in claims if not (c.is_weak and not c.is_own) and c.host not in lead.wholes)
        adults = {n for c in others if c.age == "adult" for n in c.victims}
        return lead.total + len(adults) + is_doer_dead
    return len({number for claim in claims if not claim.is_weak for number in claim.victims}) + is_doer_dead


def _told_apart(claims: Sequence[Draft]) -> int:
    """The most victims of whom each is told as another than the rest: "a second man", "the suspect was also shot"."""
    told: dict[int, list[Draft]] = {}
    for claim in claims:
        if (not claim.is_weak or claim.effect == "injured") and len(claim.victims) == 1:
            told.setdefault(claim.victims[0], []).append(claim)
    apart: list[list[Draft]] = []
    for victim in told.values():
        if not apart:
            apart.append(victim)
            continue
        is_sure = any(not c.is_weak for c in victim)
        is_apart = _is_one_more(victim, claims) or all(_is_other(victim, o) for o in apart)
        is_apart = is_sure and (is_apart or _is_of_their_kin(victim, apart))
        is_apart = is_apart or all(_is_other(victim, o) and _has_role(o) for o in apart)
        if is_apart or _is_next(victim, apart):
            apart.append(victim)
    return len(apart)


def _is_one_more(victim: Sequence[Draft], claims: Sequence[Draft]) -> bool:
    """Whether words beside those of another tell of them as of one more; "another child is dead" may be anybody."""
    more = [c for c in victim if c.is_more or c.is_also]
    return any(0 <= m.sentence - c.sentence <= _BESIDE and c.victims != m.victims for m in more for c in claims)


def _is_of_their_kin(victim: Sequence[Draft], apart: Sequence[Sequence[Draft]]) -> bool:
    """As in "Dana Roe was found dead. He said that he had killed his wife": told soon after them, by who they are."""
    return any(
        is_owned_kin(kin)
        and all(any(_is_described_otherwise(kin, c) for c in other) for other in apart)
        and any(abs(kin.sentence - c.sentence) <= _BESIDE for other in apart for c in other)
        for kin in victim
    )


def _is_next(victim: Sequence[Draft], apart: Sequence[Sequence[Draft]]) -> bool:
    """As in "A man, 23, was shot in the leg. A man, 25, was hit in the arm": described anew, beside the last told.

    Only of the hurt: beside the news of a death articles tell of other deaths, of relatives, of earlier cases.
    """
    first = victim[0]
    last = min(apart[-1], key=lambda c: abs(first.sentence - c.sentence))
    if first.effect == "killed" or first.is_definite or first.method != last.method:
        return False
    if not 0 <= first.sentence - last.sentence <= 1:
        return False
    return all(any(_is_described_otherwise(first, c) for c in other) for other in apart)


def _is_described_otherwise(a: Draft, b: Draft) -> bool:
    years = None not in (a.years, b.years) and a.years != b.years
    return years or (None not in (a.gender, b.gender) and a.gender != b.gender)


def _is_other(victim: Sequence[Draft], other: Sequence[Draft]) -> bool:
    """Whether the one did it to the other: "an officer", "the robber"."""
    doers = lexicon().words["doer"]
    if any(c.quote.lower().startswith("one of them") for c in (*victim, *other)):
        return False  # "shot one of them": who that is the words leave open
    return all(c.head in doers for c in victim) != all(c.head in doers for c in other)


def _has_role(victim: Sequence[Draft]) -> bool:
    """Whether the words tell what they do: an officer is not the gunman, as a man may be."""
    return all(lexicon().is_role(c.head) for c in victim)


def _of_one_family(claims: Sequence[Draft]) -> int:
    """The most victims who bear one family name; others whom an article names may have died another time."""
    families: dict[str, set[int]] = {}
    for claim in claims:
        if claim.person is not None and not claim.is_weak and len(names := claim.person.name.split()) > 1:
            families.setdefault(names[-1], set()).update(claim.victims)
    return max((len(victims) for victims in families.values()), default=0)


def _named(claims: Sequence[Draft]) -> set[int]:
    """Those who bear names of their own."""
    told = (c for c in claims if not c.is_weak)
    pairs = ((v, c.members[n].person if c.members else c.person) for c in told for n, v in enumerate(c.victims))
    return {victim for victim, person in pairs if person is not None}
