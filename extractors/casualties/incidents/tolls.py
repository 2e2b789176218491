"""Tolls: the figures of one attack by victim group, out of all its claims.

Nothing is counted twice: a part is not added to its whole, a repeat not to its first telling, the figure of one source
not to that of another. Where sources compete, `best` is the figure that the article leads with, low and high span all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.attack import Attack
from extractors.casualties.incidents.left import CLASSES, FEW, died_later, hit, of_all_hit, rest, without
from extractors.casualties.incidents.singly import described, distinct
from extractors.casualties.incidents.statements import Counts, Statement, statements_of, sum_of
from extractors.casualties.model import Figure, Toll, VictimClass


def tolls(attack: Attack, headline: Sequence[Draft] = ()) -> tuple[Toll, Toll]:
    """Killed and injured of the attack.

    `headline`: what the title tells, which decides between competing figures, and stands where the text gives none.
    """
    killed = _claims(attack.claims, "killed")
    injured = _claims(attack.claims, "injured")
    led = {effect: [c for c in _claims(headline, effect) if c.best] for effect in ("killed", "injured")}
    dead = _toll(killed or led["killed"], led["killed"], hit(attack.claims))
    dead = _with_components(dead, [_toll(_claims(c.claims, "killed"), ()) for c in attack.components])
    hurt = _toll(injured, led["injured"]) if injured else rest(attack, dead)
    if not injured and hurt.total is None and killed:
        others = [c for c in led["injured"] if not (c.is_weak and any(k.value == c.value for k in killed))]
        hurt = _toll(others, others)  # "Man killed, woman hurt in crash": the text tells of him alone
    hurt = without(hurt, died_later(killed)) if injured else hurt
    return dead, of_all_hit(attack, dead, hurt)


def _with_components(toll: Toll, components: Sequence[Toll]) -> Toll:
    """The toll of a day with the children and the women whom only its component attacks tell of."""
    for group in ("children", "women"):
        told = [f for component in components if (f := getattr(component, group)) is not None and f.best]
        if told and getattr(toll, group) is None:
            count = sum(f.best or 0 for f in told)
            toll = replace(toll, **{group: Figure(count, count, count)})
    return toll


def _claims(claims: Sequence[Draft], effect: str) -> list[Draft]:
    return [c for c in claims if c.effect == effect and c.modality == "asserted" and not c.is_update]


def _toll(claims: Sequence[Draft], headline: Sequence[Draft], most: int = 0) -> Toll:
    if not claims:
        return Toll()
    statements = statements_of(claims)
    counts, classed = _combined(statements, claims, headline, most)
    if not counts:
        return _vague(claims)
    rivals = [] if classed else _of_all(statements, counts)
    statements = [s for s in statements if s not in rivals]
    figures = {
        victim: _figure(counts.get(victim), statements, victim, less=classed if victim == "unknown" else 0)
        for victim in CLASSES
    }
    known = [f for f in figures.values() if f is not None]
    total = Figure(sum_of([f.low for f in known]), sum(counts.values()), sum_of([f.high for f in known]))
    total = _spanned(total, rivals)
    most = counts.get("civilian", 0) + counts.get("unknown", 0)
    return Toll(
        total=total,
        civilian=figures["civilian"],
        combatant=figures["combatant"],
        unknown=figures["unknown"],
        children=_share(claims, most, lambda c: c.age == "child"),
        women=_share(claims, most, lambda c: c.gender == "female" and c.age == "adult"),
    )


def _of_all(statements: Sequence[Statement], counts: Counts) -> list[Statement]:
    """Of "13 inmates and two guards died; an agency reported 31 dead", what rivals the sum and no one class of it."""
    if len(counts) == 1:
        return []
    only = [s for s in statements if s.counts.keys() == {"unknown"}]
    return [s for s in only if s.total > counts.get("unknown", 0) and 2 * s.total >= sum(counts.values())]


def _spanned(total: Figure, rivals: Sequence[Statement]) -> Figure:
    """The total with the span of the figures that rival it."""
    for rival in rivals:
        low, high, _ = rival.bounds("unknown")
        low = total.low if low is None or total.low is None else min(total.low, low)
        is_open = total.high is None or high is None
        total = Figure(low, total.best, None if is_open else max(total.high or 0, high or 0))
    return total


def _vague(claims: Sequence[Draft]) -> Toll:
    """Where only words such as "dozens" are said: the least that they mean, and no best figure."""
    lows: Counts = {}
    for claim in claims:
        if claim.low and not claim.is_part:
            lows[claim.victim] = max(claim.low, lows.get(claim.victim, 0))
    if not lows:
        return Toll()
    figures = {victim: Figure(low) for victim, low in lows.items()}
    return Toll(
        total=Figure(sum(lows.values())),
        civilian=figures.get("civilian"),
        combatant=figures.get("combatant"),
        unknown=figures.get("unknown"),
    )


def _combined(
    statements: Sequence[Statement], claims: Sequence[Draft], headline: Sequence[Draft], most: int
) -> tuple[Counts, int]:
    """The leading statement, refined and completed by the others; and how many of its unknown they gave a class."""
    if not statements:
        return {}, 0
    led = _most_listed([c for c in headline if not c.is_part])
    lead = _lead(statements, max((c.ordinal or 0 for c in headline), default=0) or led)
    counts: Counts = dict(lead.counts)
    for statement in statements:
        _refine(counts, statement.counts, goes_on=0 < _place(statement) - _place(lead) <= 1)
    _refine_by_parts(counts, claims)
    classed = max(0, lead.counts.get("unknown", 0) - counts.get("unknown", 0))
    if not _is_total(claims, lead):
        is_counted = lead.total > 1 or any(c.quote.lower().startswith(("1", "one")) for c in headline)
        is_agreed = is_counted and not lead.has_doer and led == lead.total  # the headline counts as many
        told = 0 if is_agreed else distinct(claims, lead, most)
        listed = max(described(claims), led, told, _ranked(claims))
        if sum(counts.values()) < listed <= FEW:
            counts["unknown"] = counts.get("unknown", 0) + listed - sum(counts.values())
    return {victim: count for victim, count in counts.items() if count}, classed


def _lead(statements: Sequence[Statement], headline: int) -> Statement:
    """The statement that leads, or the one that counts one besides: "killed his wife and then himself"."""
    lead = _told_first(statements, headline)
    more = [s for s in statements if s.total == lead.total + 1]
    return next((s for s in more if (s.has_doer and not lead.has_doer) or _is_one_more(s)), lead)


def _is_one_more(statement: Statement) -> bool:
    """Whether its last victim is told as the next in number: "four people were shot. A fifth person was hurt"."""
    return any(c.ordinal == statement.total > 1 and (not c.is_weak or c.effect == "injured") for c in statement.wholes)


def _told_first(statements: Sequence[Statement], headline: int) -> Statement:
    """The statement that bears the headline's figure, else the first; children alone do not lead a larger figure."""
    for statement in statements:
        bears = headline in (statement.total, statement.total - statement.besides, *statement.counts.values())
        if bears and (not statement.is_children or statement.total == max(s.total for s in statements)):
            return statement
    first = max((s for s in statements if s.is_rising), key=lambda s: s.total, default=statements[0])
    first = first if first.total > statements[0].total else statements[0]
    if first.is_children:
        return next((s for s in statements if not s.is_children and s.total > first.total), first)
    return first


_OPENING = 2  # sentences at an article's head
_TOTALS = frozenset(["people", "persons", "victims", "others", "dead"])


def _is_total(claims: Sequence[Draft], lead: Statement) -> bool:
    """Whether the lead gives a total ("three people were killed"), which single descriptions do not raise."""
    alike = [c for c in claims if c.best == lead.total - lead.besides > 1 and not c.is_part and c.head in _TOTALS]
    return any(not c.is_more or c.sentence > _place(lead) for c in alike)


def _ranked(claims: Sequence[Draft]) -> int:
    """How many died by "A third victim has died after the shooting", where the article opens with it and goes on.

    A third inmate this year, or a third suspect, counts deaths of other days: only where two more are told.
    """
    first = min(claims, key=lambda c: c.start)
    if first.ordinal is None or first.effect != "killed" or first.is_weak or first.sentence > _OPENING:
        return 0
    others = [c for c in claims if c is not first]
    is_of_attack = first.head == "victim" and first.method not in ("other", "unknown") and bool(others)
    is_counted = first.ordinal > 2 and any(c.best == first.ordinal - 1 for c in others)  # noqa: PLR2004
    return first.ordinal if is_of_attack or is_counted else 0


def _place(statement: Statement) -> int:
    return statement.wholes[0].sentence


def _refine(counts: Counts, statement: Counts, *, goes_on: bool) -> None:
    """What a later statement tells of classes that the leading one leaves open.

    Civilians beside soldiers are of the same attack where the very next sentence `goes_on`: "Four soldiers were
    wounded. One civilian, a passing driver, was slightly injured."
    """
    for victim, count in statement.items():
        if victim == "unknown" or victim in counts:
            continue
        if counts.get("unknown", 0) >= count:
            counts["unknown"] -= count
            counts[victim] = count
        elif (victim == "combatant" or goes_on) and "unknown" not in counts and (count > 1 or sum(counts.values()) > 1):
            counts[victim] = count


def _most_listed(headline: Sequence[Draft]) -> int:
    """The most that one effect word of the title counts; "boy, 7, shot dead; victim named" tells of one."""
    sums: dict[int, int] = {}
    for claim in headline:
        sums[claim.trigger] = sums.get(claim.trigger, 0) + claim.value
    return max(sums.values(), default=0)


def _refine_by_parts(counts: Counts, claims: Sequence[Draft]) -> None:
    """What parts tell of the classes of their whole: of ten people, "including four soldiers", four were combatants."""
    sums: dict[VictimClass, dict[tuple[int, int], int]] = {}
    for claim in claims:
        host = claim.host
        if not claim.is_told_part or not claim.best or host is None or host.is_part:
            continue
        if host.effect == claim.effect and host.victim == "unknown":
            told = sums.setdefault(claim.victim, {})
            whole = (claim.sentence, host.best or 0)  # a figure told again is the same whole
            told[whole] = told.get(whole, 0) + claim.best
    for victim, told in sums.items():
        count = next(iter(told.values()))
        if victim != "unknown" and victim not in counts and counts.get("unknown", 0) >= count:
            counts["unknown"] -= count
            counts[victim] = count


def _figure(best: int | None, statements: Sequence[Statement], victim: VictimClass, *, less: int) -> Figure | None:
    """Best with the span of the statements that compete; `less` of those whom they count are told as another class.

    A bound that no statement sets stays null: "at least 14" has no highest figure, "up to 20" no lowest.
    """
    if not best:
        return None
    rivals = [s for s in statements if 2 * s.counts.get(victim, 0) >= best]
    if not rivals:
        return Figure(best, best, best)
    bounds = [statement.bounds(victim) for statement in rivals]
    lows = [max(0, low - less) for low, _, _ in bounds if low is not None]
    is_open = all(high is None for _, high, _ in bounds)
    tops = [(count if high is None else high) - less for _, high, count in bounds]
    return Figure(min([best, *lows]) if lows else None, best, None if is_open else max([best, *tops]))


def _share(claims: Sequence[Draft], most: int, wanted: Callable[[Draft], bool]) -> Figure | None:
    """The children or the women: what the first telling counts of them, never more than all there were."""
    sums: dict[tuple[int, int], int] = {}
    for claim in claims:
        if wanted(claim) and claim.best:
            key = (claim.sentence, id(claim.host))
            if claim.ordinal and sums and claim.host is None and sums[next(reversed(sums))] == claim.ordinal - 1:
                key = next(reversed(sums))  # "three children ... a fourth child"
            sums[key] = sums.get(key, 0) + claim.best
    fitting = [count for count in sums.values() if count <= most]
    if not fitting:
        return None
    return Figure(min(fitting), fitting[0], max(fitting))
