"""Statements: what one source counts in one sentence, by victim class, no figure of it twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.casualties.claims import Draft
from extractors.casualties.model import VictimClass

Counts = dict[VictimClass, int]


def sum_of(bounds: Sequence[int | None]) -> int | None:
    """Their sum; null where one of them is open."""
    known = [bound for bound in bounds if bound is not None]
    return sum(known) if len(known) == len(bounds) else None


@dataclass(slots=True)
class Statement:
    """What one source counts in one sentence by victim class; `is_children` where it counts nobody but children."""

    counts: Counts
    wholes: list[Draft]
    is_children: bool
    is_rising: bool = False  # a toll that outdates those told before
    has_doer: bool = False  # whoever did it is among the dead
    doer: VictimClass | None = None  # the class of that one, where its figures count only those killed by them

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.counts.values())

    @property
    def besides(self) -> int:
        """How many of them its figures do not count."""
        return int(self.doer is not None)

    def bounds(self, victim: VictimClass) -> tuple[int | None, int | None, int]:
        """The least and the most that its words allow of a class, null where they set none; and their best.

        Figures under one verb add up; those under several ("20 were killed ... rescuers found five bodies") may not,
        unless the words say so ("two militants were also killed").
        """
        of_class = [claim for claim in self.wholes if claim.victim == victim and not _is_besides(claim)]
        if len({claim.trigger for claim in of_class}) > 1:
            of_class = [max(of_class, key=lambda claim: claim.value)]
        of_class += [claim for claim in self.wholes if claim.victim == victim and _is_besides(claim)]
        more = int(self.doer == victim)
        best = sum(claim.best or 0 for claim in of_class) + more
        low, high = sum_of([claim.low for claim in of_class]), sum_of([claim.high for claim in of_class])
        return None if low is None else low + more, None if high is None else high + more, best


def _is_besides(claim: Draft) -> bool:
    """Whether the words count further people: "also", "a seventh person"."""
    return claim.is_also or claim.ordinal is not None


def statements_of(claims: Sequence[Draft]) -> list[Statement]:
    """For each sentence, in order, the sum of its wholes by victim class; one figure told twice counts once.

    Where two sources count one class of victims in one sentence ("the rebels said 12 soldiers and the army said 20"),
    each states a figure of its own.
    """
    wholes = _wholes(claims)
    sources: dict[tuple[int, VictimClass], set[str]] = {}
    for claim in wholes:
        if claim.source:
            sources.setdefault((claim.sentence, claim.victim), set()).add(claim.source)
    disputed = {sentence for (sentence, _), named in sources.items() if len(named) > 1}
    stated: dict[tuple[int, str | None], list[Draft]] = {}
    for claim in _once_ranked(wholes):
        source = claim.source if claim.sentence in disputed else None
        last = stated[next(reversed(stated))] if stated else []
        if _died_besides(claim, last):
            claim.is_also = True
        is_further = claim.is_also and (claim.value > 1 or claim.host is not None or claim.is_besides)
        is_further = (is_further and not _is_retold(claim, last, claims)) or _comes_next(claim, last)
        key = next(reversed(stated)) if is_further and stated else (claim.sentence, source)
        stated.setdefault(key, []).append(claim)
    return [_statement(together) for together in stated.values()]


def _once_ranked(wholes: Sequence[Draft]) -> Iterator[Draft]:
    """All but those of whom the rank says that they were told before: "a third person has died ... a third victim"."""
    ranks: set[int] = set()
    for claim in wholes:
        if claim.ordinal is None or claim.ordinal not in ranks:
            yield claim
        if claim.ordinal is not None and claim.ordinal > 2:  # noqa: PLR2004 - "a second man ... a second woman"
            ranks.add(claim.ordinal)


def _died_besides(claim: Draft, told: Sequence[Draft]) -> bool:
    """As in "Two officers were wounded and a man shot dead. One of the officers died": he is none of the dead told."""
    host = claim.host
    return host is not None and host.effect == "injured" and any(c.sentence == host.sentence for c in told)


def _is_retold(claim: Draft, told: Sequence[Draft], claims: Sequence[Draft]) -> bool:
    """As in "another child and two adults were hurt ... three other victims, a boy and two men, were also hurt".

    Both are others than the dead: the later words describe those told.
    """
    if claim.effect != "injured" or not claim.is_more or sum(c.best or 0 for c in told) != claim.best:
        return False
    is_other = any(c.is_more and c.sentence < claim.sentence for c in told)
    return is_other and any(c.host is claim for c in claims)


def _comes_next(claim: Draft, told: Sequence[Draft]) -> bool:
    """As in "Six people died ... a seventh person died in hospital": one besides those told."""
    return claim.ordinal is not None and sum(c.best or 0 for c in told) == claim.ordinal - 1


def _statement(wholes: Sequence[Draft]) -> Statement:
    counts: Counts = {}
    told: list[Draft] = []
    if any(c.is_toll for c in wholes):
        wholes = [max(wholes, key=lambda c: c.value)]  # a toll is never added, neither to another nor to a rival count
    for claim in wholes:
        if not any(_is_repeat(claim, other) for other in told):
            counts[claim.victim] = counts.get(claim.victim, 0) + (claim.best or 0) - claim.died
            told.append(claim)
    besides = next((c.besides for c in told if c.besides), None)
    is_doer_dead = besides is not None or any(c.is_doer_dead for c in told)
    if is_doer_dead:
        counts[besides or "unknown"] = counts.get(besides or "unknown", 0) + 1
    return Statement(
        counts,
        told,
        is_children=all(c.age == "child" for c in wholes) and not is_doer_dead,
        is_rising=any(c.is_rising for c in wholes),
        has_doer=is_doer_dead or any(c.is_own for c in told),
        doer=besides,
    )


def _is_repeat(claim: Draft, other: Draft) -> bool:
    """The same person, or the same figure under another effect word: "14 were killed ... the 14 died"."""
    if (claim.person is not None and claim.person is other.person) or (
        claim.victims and claim.victims == other.victims
    ):
        return True
    is_besides_others = claim.is_more and not other.is_more  # "three others ... three other men" are the same
    return claim.value == other.value > 1 and claim.trigger != other.trigger and not is_besides_others


def _is_counted_elsewhere(claim: Draft) -> bool:
    """Whether another claim of the attack counts these people; "one of them died" of five shot is no such part.

    Of a component attack the part that the day's total counts is the whole.
    """
    host = claim.host
    return claim.is_part and (host is None or (host.effect == claim.effect and host.incident == claim.incident))


def _wholes(claims: Sequence[Draft]) -> list[Draft]:
    """What counts people of its own; parts whose whole is nowhere told where nothing else does."""
    wholes = [c for c in claims if c.best and not _is_counted_elsewhere(c)]
    return wholes or [c for c in claims if c.best and c.host is None]
