"""Incidents: the claims of one article grouped by attack, the main one first, each with its toll.

Totals never add a part to its whole, a repeat to the first telling, or the figure of one source to that of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.casualties.claims import Draft
from extractors.casualties.model import Figure, Toll


@dataclass(slots=True)
class Attack:
    """One attack as the article tells it: its claims, in text order."""

    number: int
    claims: list[Draft] = field(default_factory=list)
    dates: set[tuple[str, str]] = field(default_factory=set)
    places: list[str] = field(default_factory=list)


def group(claims: Sequence[Draft]) -> list[Attack]:
    """Numbers the incident of every claim, in place, and gives the attacks, the main one first."""
    attacks: list[Attack] = []
    for claim in claims:
        if claim.scope != "incident":
            claim.incident = 0
            continue
        if claim.host is not None and claim.host.incident:
            attack = attacks[claim.host.incident - 1]
        else:
            found = next((a for a in _order(attacks) if _belongs(claim, a)), None)
            attack = found or Attack(len(attacks) + 1)
            if found is None:
                attacks.append(attack)
        claim.incident = attack.number
        attack.claims.append(claim)
        if claim.date is not None and claim.date.date_start and (claim.has_own_date or not attack.dates):
            attack.dates.add((claim.date.date_start, claim.date.date_end or claim.date.date_start))
        attack.places.extend(p for p in claim.own_places if p not in attack.places)
    return attacks


def _order(attacks: Sequence[Attack]) -> list[Attack]:
    return sorted(attacks, key=lambda a: -max((c.sentence for c in a.claims), default=0))


def _belongs(claim: Draft, attack: Attack) -> bool:
    if claim.has_own_date and claim.date is not None and claim.date.date_start and attack.dates:
        first, last = claim.date.date_start, claim.date.date_end or claim.date.date_start
        if not any(a <= last and first <= b for a, b in attack.dates):
            return False
    return not (claim.own_places and attack.places and not set(claim.own_places) & set(attack.places) and _is_elsewhere(claim))


def _is_elsewhere(claim: Draft) -> bool:
    return claim.has_own_date


_GROUPS = ("civilian", "combatant", "unknown")


def toll(attack: Attack, effect: str) -> Toll:
    """The attack's figures for one effect ("killed" or "injured")."""
    claims = [c for c in attack.claims if c.effect == effect and c.modality == "asserted" and not c.is_update]
    if not claims:
        return Toll()
    statements = _statements(claims)
    counts = _combine(statements)
    figures = {name: _figure(counts.get(name), claims, name) for name in _GROUPS}
    total = sum(v for v in counts.values())
    return Toll(
        total=_total(figures, total),
        civilian=figures["civilian"],
        combatant=figures["combatant"],
        unknown=figures["unknown"],
        children=_part(claims, lambda c: c.age == "child"),
        women=_part(claims, lambda c: c.gender == "female" and c.age != "child"),
    )


def _statements(claims: Sequence[Draft]) -> list[dict[str, int]]:
    """For each sentence, in order, the sum of its wholes by victim class."""
    by_sentence: dict[int, list[Draft]] = {}
    for claim in claims:
        if not claim.is_part:
            by_sentence.setdefault(claim.sentence, []).append(claim)
    statements = []
    for wholes in by_sentence.values():
        counts: dict[str, int] = {}
        for claim in wholes:
            if claim.best is not None:
                counts[claim.victim] = counts.get(claim.victim, 0) + claim.best
        if counts:
            statements.append(counts)
    return statements


def _combine(statements: Sequence[dict[str, int]]) -> dict[str, int]:
    """The first statement, refined and completed by those after it."""
    counts: dict[str, int] = {}
    for statement in statements:
        if not counts:
            counts = dict(statement)
            continue
        for victim, count in statement.items():
            if victim == "unknown" or victim in counts:
                continue
            if counts.get("unknown", 0) >= count:
                counts["unknown"] -= count
                counts[victim] = count
            elif victim == "combatant":
                counts[victim] = count
    return {v: n for v, n in counts.items() if n or v != "unknown"}


def _figure(best: int | None, claims: Sequence[Draft], victim: str) -> Figure | None:
    if best is None:
        return None
    wholes = [c for c in claims if c.victim == victim and not c.is_part and c.value >= best]
    lows = [c.low for c in wholes if c.low is not None]
    tops = [c.high or c.best for c in wholes if (c.high or c.best) is not None]
    return Figure(min([best, *lows]), best, max([best, *(t for t in tops if t is not None)]))


def _total(figures: dict[str, Figure | None], total: int) -> Figure | None:
    known = [f for f in figures.values() if f is not None]
    if not known:
        return None
    return Figure(sum(f.low or 0 for f in known), total, sum(f.high or 0 for f in known))


def _part(claims: Sequence[Draft], wanted) -> Figure | None:  # type: ignore[no-untyped-def]
    found = [c for c in claims if wanted(c) and c.best is not None]
    if not found:
        return None
    first = found[0].sentence
    count = sum(c.best or 0 for c in found if c.sentence == first)
    return Figure(count, count, max(count, *(c.best or 0 for c in found)))
