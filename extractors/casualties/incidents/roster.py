"""The people of one attack: which mentions tell of the same victim.

"A boy was shot ... Akira Waters, 16, died": one victim, mentioned twice. Mentions are of one person unless their
names, ages or genders differ, one sentence counts both, or the words say that another is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.casualties.claims import Draft
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Age, Gender
from extractors.casualties.victims.names import Person

RECENT = 30
"""Victims among whom one without a name is looked for."""
_LATEST = 4  # mentions of a victim that are compared with a new one
_OWNERS: dict[str, Gender] = {"his": "male", "her": "female"}
_YOUNG_ADULTS = 21  # years up to which an adult is also called a teenager, a boy


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of the text that tells of one person."""

    claim: Draft
    person: Person | None
    years: int | None
    age: Age | None
    gender: Gender | None
    head: str
    is_more: bool = False
    is_definite: bool = False
    place: int = 0  # in a list, counted from 0


@dataclass(slots=True)
class Victim:
    """One person with all mentions, and what befell them by sentences that only a pronoun links to them."""

    mentions: list[Mention] = field(default_factory=list)
    told: list[Draft] = field(default_factory=list)
    person: Person | None = None
    years: int | None = None

    def add(self, mention: Mention) -> None:
        """Takes the mention with the name and the age that it tells."""
        self.mentions.append(mention)
        self.person = self.person or mention.person
        self.years = self.years if self.years is not None else mention.years

    @property
    def is_doer(self) -> bool:
        """Whether the text tells of them only as of who did it, whose death says nothing of others."""
        return all(_is_doer(m) for m in self.mentions)

    def may_be(self, mention: Mention) -> bool:
        """Whether nothing tells the mention apart from this victim."""
        if None not in (self.person, mention.person) and self.person is not mention.person:
            return False
        if None not in (self.years, mention.years) and self.years != mention.years:
            return False
        compared = (*self.mentions[:2], *self.mentions[-_LATEST:])
        return all(_may_be_one(mention, m) for m in compared)

    def evidence(self) -> Iterator[Draft]:
        """All claims that tell what befell them."""
        yield from (m.claim for m in self.mentions)
        yield from self.told


def mentions(claim: Draft) -> list[Mention]:
    """The people whom a claim tells of one by one; none of those that it only counts."""
    if claim.members:
        return [
            Mention(claim, g.person, _years(g.person, g.years), g.age, g.gender, g.head, place=n)
            for n, g in enumerate(claim.members)
        ]
    if not claim.low == claim.high == 1:
        return []
    return [
        Mention(
            claim, claim.person, _years(claim.person, claim.years), claim.age, claim.gender, claim.head,
            is_more=claim.is_more or (claim.is_also and claim.person is None and not claim.is_definite),
            is_definite=claim.is_definite,
        )
    ]  # fmt: skip


def _years(person: Person | None, said: int | None) -> int | None:
    return said if said is not None else (person.years if person is not None else None)


def roster(claims: Sequence[Draft], foretold: Mapping[int, Draft]) -> list[Victim]:
    """The victims whom the claims tell of one by one, in the order of their first mention.

    `foretold`: by id of a claim, the death that the words right after it tell of by a pronoun.

    Where the article counts several people, the dead and the living are not taken for one without a name or an age.
    """
    victims: list[Victim] = []
    is_only = all(c.value == 1 and not c.is_more for c in claims) and not any(
        _have_two_fates(a, b) and are_two(a, b) for a, b in pairwise(claims)
    )
    dead = {id(c.person): c for c in reversed(claims) if c.person is not None and is_death(c)}
    by_name: dict[str, Victim] = {}
    for claim in claims:
        for mention in mentions(claim):
            name = mention.person.name.lower() if mention.person is not None else ""
            told = dead.get(id(mention.person)) or foretold.get(id(claim), claim)  # what is to come of them is known
            victim = by_name.get(name) or (
                _told_again(mention, victims[-RECENT:])
                if mention.is_more and not mention.is_definite
                else _same(mention, told, victims[-RECENT:], is_only=is_only)
            )
            if victim is None:
                victim = Victim()
                victims.append(victim)
            victim.add(mention)
            if name:
                by_name[name] = victim
    return victims


def _same(mention: Mention, told: Draft, victims: Sequence[Victim], *, is_only: bool) -> Victim | None:
    """The victim whom the mention tells of: by age, else the one told last whom nothing contradicts.

    `told`: the claim that says what came of them.
    """
    fitting = [v for v in victims if v.may_be(mention)]
    if mention.is_more:  # "another man was hurt ... the other man is at home"
        others = [v for v in fitting if any(m.is_more for m in v.mentions)] if mention.is_definite else []
        if others and _is_set_apart(told, others[-1], is_only=is_only):  # "one was hurt, the other was dead"
            others = [v for v in fitting if v is not others[-1] and not _is_set_apart(told, v, is_only=is_only)]
        return others[-1] if others else None
    if mention.years is not None and (aged := [v for v in fitting if v.years == mention.years]):
        return aged[-1]
    fitting = [v for v in fitting if not _is_set_apart(told, v, is_only=is_only)]
    fitting = [v for v in fitting if not any(_have_two_fates(told, c) for c in v.evidence())] or fitting
    return max(fitting, key=lambda v: (v.mentions[-1].claim.start, -v.mentions[-1].place), default=None)


def _told_again(mention: Mention, victims: Sequence[Victim]) -> Victim | None:
    """Of "One man is dead, another hurt. One of the men died outside. Another is in hospital", who the latter is.

    It is somebody else than the one whom the words before it tell of; where that one was told before, so was he.
    """
    beside = max((v for v in victims if _is_beside(mention, v)), key=lambda v: v.mentions[-1].claim.start, default=None)
    aged = [v for v in victims if v is not beside and mention.years is not None and v.years == mention.years]
    if beside is not None and aged and aged[-1].may_be(mention):
        return aged[-1]  # "a man was killed, a boy of 16 hurt. A man lay dead. A second victim, a boy of 16, ..."
    if beside is None or len(beside.mentions) == 1:
        return None
    others = [v for v in victims if v is not beside and v.may_be(mention) and any(m.is_more for m in v.mentions)]
    others = [v for v in others if v.mentions[0].claim.sentence < beside.mentions[-1].claim.sentence]
    return next((v for v in others[::-1] if not any(_have_two_fates(mention.claim, c) for c in v.evidence())), None)


def _is_beside(mention: Mention, victim: Victim) -> bool:
    last = victim.mentions[-1].claim
    return last.start < mention.claim.start and mention.claim.sentence - last.sentence <= 1


def _is_set_apart(told: Draft, victim: Victim, *, is_only: bool) -> bool:
    return any(_are_apart(told, c, is_only=is_only) for c in victim.evidence())


def _may_be_one(a: Mention, b: Mention) -> bool:
    """Whether nothing tells the two mentions apart."""
    if a.claim is b.claim or _did_it(a, b) or _did_it(b, a) or _is_kin_of(a, b):
        return False
    if _is_doer(a) != _is_doer(b) and _is_victim_of(*((b, a) if _is_doer(a) else (a, b))):
        return False
    if a.claim.sentence == b.claim.sentence and (a.claim.members or b.claim.members or are_two(a.claim, b.claim)):
        return False
    if None not in (a.years, b.years):
        return a.years == b.years
    if a.gender is not None and b.gender is not None and a.gender != b.gender:
        return False
    return None in (a.age, b.age) or a.age == b.age or _is_young_adult(a, b)


def _is_kin_of(mention: Mention, before: Mention) -> bool:
    """Of "A woman was shot dead. Her sister died beside her", the sister; "his wife" there may be the woman."""
    owner = mention.claim.quote.split(maxsplit=1)[0].lower()
    is_near = 0 < mention.claim.sentence - before.claim.sentence <= 1
    is_owned = is_kin(mention.claim) and before.gender is not None and _OWNERS.get(owner) == before.gender
    return is_near and is_owned and mention.head != before.head


def _did_it(doer: Mention, victim: Mention) -> bool:
    """Of "A clerk shot and killed a man. The clerk was hurt", the clerk."""
    return doer.head in victim.claim.doers and _is_role(doer.head)


def _is_doer(mention: Mention) -> bool:
    return mention.claim.is_doer or mention.head in lexicon().words["doer"]


def _is_victim_of(victim: Mention, doer: Mention) -> bool:
    """Whether the one is told apart from who did it; "a man shot by police" may be "the suspect" of the next line."""
    is_suspect = doer.head == "suspect" and victim.person is None
    may_be_same = is_suspect and victim.claim.sentence != doer.claim.sentence
    return not may_be_same or _is_role(victim.head) or victim.age == "child" or victim.gender == "female"


def is_death(claim: Draft) -> bool:
    """Whether the claim says that somebody died, and not only what may have killed them."""
    return claim.effect == "killed" and not claim.is_weak and claim.modality == "asserted"


def is_survival(claim: Draft) -> bool:
    """Whether the claim tells of people who were hurt and lived when it was told."""
    return claim.effect == "injured" and (not claim.is_weak or claim.is_alive or claim.has_survived)


def _are_apart(a: Draft, b: Draft, *, is_only: bool) -> bool:
    """Whether the one died and the other lived, where that may not be one person told at two times."""
    return _have_two_fates(a, b) and (not is_only or a.has_survived or b.has_survived or _have_two_roles(a, b))


def _have_two_fates(a: Draft, b: Draft) -> bool:
    return (is_death(a) and is_survival(b)) or (is_survival(a) and is_death(b))


def _have_two_roles(a: Draft, b: Draft) -> bool:
    """As in "the driver" and "the passenger", "a surfer" and "his friend"; "the boy" or "the victim" may be either."""
    first, second = (a, b) if a.start < b.start else (b, a)
    if is_owned_kin(second) and second.sentence - first.sentence <= 1 and not is_owned_kin(first):
        return first.person is None or second.person is None
    is_counted = second.quote.lower().startswith("one ") and _is_role(second.head)  # "One deputy was grazed"
    is_counted = is_counted or (
        is_death(first) and not second.is_weak and _is_role(second.head)
    )  # "a bystander was hurt"
    return a.head != b.head and (is_counted or (_is_role(a.head) and _is_role(b.head)))


def is_owned_kin(claim: Draft) -> bool:
    """As in "his friend", "her son": told by who they are to somebody named before them."""
    return is_kin(claim) and claim.quote.split()[0].lower() in ("his", "her", "their")


def _is_role(head: str) -> bool:
    return lexicon().is_role(head) and head not in lexicon().words["anybody"]


def _is_young_adult(a: Mention, b: Mention) -> bool:
    """As in "the teenager" of somebody who is 19."""
    child, adult = (a, b) if a.age == "child" else (b, a)
    return (
        child.years is None
        and child.head in lexicon().words["young"]
        and (adult.years or 0) <= _YOUNG_ADULTS
        and bool(adult.years)
    )


def are_two(a: Draft, b: Draft) -> bool:
    """Whether one sentence counts both, each on its own: "killed a teacher and injured a student"."""
    if (
        a is b
        or a.start == b.start
        or a.sentence != b.sentence
        or a.low != a.high
        or b.low != b.high
        or not a.value == b.value == 1
    ):
        return False
    first, second = (a, b) if a.start < b.start else (b, a)
    if a.is_own != b.is_own or (first.person is not None and second.person is None and is_kin(second)):
        return True  # "Akira Waters shot his wife", "shot a clerk and then himself"
    if a.person is not None or b.person is not None:
        return a.person is not None and b.person is not None and a.person is not b.person
    return not second.is_definite or _have_two_roles(a, b)


def is_kin(claim: Draft) -> bool:
    """Whether the claim's noun tells whose they are: "wife", "friend"."""
    noun = lexicon().nouns.get(claim.head)
    return noun is not None and noun.kind == "kin"
