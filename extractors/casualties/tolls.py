"""Tolls: the figures of one attack by victim group, out of all its claims.

Nothing is counted twice: a part is not added to its whole, a repeat not to its first telling, the figure of one source
not to that of another. Where sources compete, `best` is the figure that the article leads with, low and high span all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from extractors.casualties.claims import Draft
from extractors.casualties.incidents import Attack
from extractors.casualties.model import Figure, Toll, VictimClass

_CLASSES: tuple[VictimClass, ...] = ("civilian", "combatant", "unknown")
_FEW = 12  # up to there victims are told one by one, and their descriptions may be added up

Statement = dict[VictimClass, int]


def tolls(attack: Attack, headline: Sequence[int] = ()) -> tuple[Toll, Toll]:
    """Killed and injured of the attack. `headline`: figures of the title, which decide between competing ones."""
    killed = _claims(attack, "killed")
    injured = _claims(attack, "injured")
    dead = _toll(killed, headline)
    hurt = _without(_toll(injured, headline), _died_later(killed)) if injured else _rest(attack, dead)
    return dead, hurt


def _died_later(killed: Sequence[Draft]) -> int:
    """As in "wounded 14, two of whom died": the most told of any one group of wounded."""
    return max((c.best or 0 for c in killed if c.host is not None and c.host.effect == "injured"), default=0)


def _without(toll: Toll, died: int) -> Toll:
    """The wounded without those among them who died, who are counted with the dead."""
    if not died or toll.total is None or (toll.total.best or 0) <= died:
        return toll
    victim = max(_CLASSES, key=lambda v: (figure.best or 0) if (figure := getattr(toll, v)) is not None else 0)
    return replace(toll, **{name: _less(getattr(toll, name), died) for name in ("total", victim)})


def _less(figure: Figure, died: int) -> Figure:
    low, best, high = (None if v is None else max(0, v - died) for v in (figure.low, figure.best, figure.high))
    return Figure(low, best, high)


def _claims(attack: Attack, effect: str) -> list[Draft]:
    return [c for c in attack.claims if c.effect == effect and c.modality == "asserted" and not c.is_update]


def _rest(attack: Attack, dead: Toll) -> Toll:
    """As in "Five people were shot, one of them died": four were hurt."""
    shot = [c.best for c in attack.claims if c.effect == "casualties" and c.best and not c.is_part]
    killed = dead.total.best if dead.total and dead.total.best else 0
    if not shot or not killed or max(shot) <= killed or max(shot) > _FEW:
        return Toll()
    rest = max(shot) - killed
    return Toll(total=Figure(rest, rest, rest), unknown=Figure(rest, rest, rest))


def _toll(claims: Sequence[Draft], headline: Sequence[int]) -> Toll:
    if not claims:
        return Toll()
    counts = _combined(claims, headline)
    figures = {victim: _figure(counts.get(victim), claims, victim) for victim in _CLASSES}
    known = [f for f in figures.values() if f is not None]
    total = None
    if known:
        total = Figure(sum(f.low or 0 for f in known), sum(counts.values()), sum(f.high or 0 for f in known))
    most = counts.get("civilian", 0) + counts.get("unknown", 0)
    return Toll(
        total=total,
        civilian=figures["civilian"],
        combatant=figures["combatant"],
        unknown=figures["unknown"],
        children=_share(claims, most, lambda c: c.age == "child"),
        women=_share(claims, most, lambda c: c.gender == "female" and c.age == "adult"),
    )


def _statements(claims: Sequence[Draft]) -> list[Statement]:
    """For each sentence, in order, the sum of its wholes by victim class; one figure told twice counts once."""
    by_sentence: dict[int, list[Draft]] = {}
    for claim in claims:
        if claim.best and not _is_counted_elsewhere(claim):
            by_sentence.setdefault(claim.sentence, []).append(claim)
    statements: list[Statement] = []
    for wholes in by_sentence.values():
        counts: Statement = {}
        seen: set[int] = set()
        people: set[int] = set()
        for claim in wholes:
            if (claim.value > 1 and claim.value in seen) or (claim.person is not None and id(claim.person) in people):
                continue
            seen.add(claim.value)
            people.add(id(claim.person))
            counts[claim.victim] = counts.get(claim.victim, 0) + (claim.best or 0)
        statements.append(counts)
    return statements


def _is_counted_elsewhere(claim: Draft) -> bool:
    """Whether another claim of the same effect counts these people; "one of them died" of five shot is no such part."""
    return claim.is_part and (claim.host is None or claim.host.effect == claim.effect)


def _combined(claims: Sequence[Draft], headline: Sequence[int]) -> Statement:
    """The leading statement, refined and completed by the others."""
    statements = _statements([c for c in claims if c.age != "child"]) or _statements(claims)
    if not statements:
        return {}
    children = _statements([c for c in claims if c.age == "child"])
    if max(sum(s.values()) for s in statements) <= max((sum(s.values()) for s in children), default=0):
        statements = _statements(claims)  # the children are no part of a larger figure
    lead = next(
        (s for s in statements if sum(s.values()) in headline or set(s.values()) & set(headline)), statements[0]
    )
    counts: Statement = dict(lead)
    for statement in statements:
        _refine(counts, statement)
    described = _described(claims)
    if sum(counts.values()) < described <= _FEW and not _is_total(claims, lead):
        counts["unknown"] = counts.get("unknown", 0) + described - sum(counts.values())
    return {victim: count for victim, count in counts.items() if count}


_TOTALS = frozenset(["people", "persons", "victims", "others", "dead"])


def _is_total(claims: Sequence[Draft], lead: Statement) -> bool:
    """Whether the lead gives a total ("three people were killed"), which single descriptions do not raise."""
    total = sum(lead.values())
    return any(c.best == total > 1 and not c.is_part and c.head in _TOTALS for c in claims)


def _refine(counts: Statement, statement: Statement) -> None:
    """What a later statement tells of classes that the leading one leaves open."""
    for victim, count in statement.items():
        if victim == "unknown" or victim in counts:
            continue
        if counts.get("unknown", 0) >= count:
            counts["unknown"] -= count
            counts[victim] = count
        elif victim == "combatant" and "unknown" not in counts:
            counts[victim] = count


def _described(claims: Sequence[Draft]) -> int:
    """The most people listed under one effect word ("his wife, two children and himself")."""
    lists: dict[int, list[Draft]] = {}
    for claim in claims:
        if claim.qualifier == "exact" and not claim.is_part:
            lists.setdefault(claim.trigger, []).append(claim)
    return max((sum(c.value for c in members) for members in lists.values() if len(members) > 1), default=0)


def _figure(best: int | None, claims: Sequence[Draft], victim: VictimClass) -> Figure | None:
    if not best:
        return None
    rivals = [c for c in claims if c.victim == victim and not c.is_part and c.best and 2 * c.best >= best]
    lows = [c.low for c in rivals if c.low is not None]
    tops = [c.high if c.high is not None else (c.best or 0) for c in rivals]
    return Figure(min([best, *lows]), best, max([best, *tops]))


def _share(claims: Sequence[Draft], most: int, wanted: Callable[[Draft], bool]) -> Figure | None:
    """The children or the women: what the first telling counts of them, never more than all there were."""
    sums: dict[tuple[int, int], int] = {}
    for claim in claims:
        if wanted(claim) and claim.best:
            key = (claim.sentence, id(claim.host))
            sums[key] = sums.get(key, 0) + claim.best
    fitting = [count for count in sums.values() if count <= most]
    if not fitting:
        return None
    return Figure(min(fitting), fitting[0], max(fitting))
