"""Those left of all who were hit: the hurt, once the dead among them are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.attack import Attack
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Figure, Toll, VictimClass

CLASSES: Final[tuple[VictimClass, ...]] = ("civilian", "combatant", "unknown")
FEW: Final = 12
"""Up to there victims are told one by one, and their descriptions may be added up."""


def hit(claims: Sequence[Draft]) -> int:
    """How many were hit in all, as far as a figure or an ordinal tells: "four people were shot", "a third man died"."""
    told = (c for c in claims if c.modality == "asserted" and not c.is_update)
    return max((c.ordinal or (c.value if not c.members else 0) for c in told), default=0)


def of_all_hit(attack: Attack, dead: Toll, hurt: Toll) -> Toll:
    """The hurt as those left of all who were hit.

    As in "Four people were shot. Of the four victims one has died", and where the article describes some of them.
    """
    left = rest(attack, dead, is_counted=True).total
    told = hurt.total
    if left is None or told is None or not _is_exact(left):
        return hurt
    if told.best is None:
        # "The others are in hospital" are all of them.
        is_rest = any(c.head == "others" and c.effect == "injured" for c in attack.claims)
        return replace(hurt, total=left, unknown=left) if is_rest else hurt
    missing = (left.best or 0) - told.best
    if not _is_exact(told) or missing == 0 or hurt.combatant is not None or _is_doer_hurt(attack):
        return hurt  # "two officers were injured in the arrest", or the gunman, are none of those hit
    if missing < 0:
        is_all_hit = dead.total is not None and -missing == dead.total.best
        return without(hurt, -missing) if is_all_hit else hurt
    unknown = missing + (hurt.unknown.best or 0 if hurt.unknown else 0)
    return replace(hurt, total=left, unknown=Figure(unknown, unknown, unknown))


def _is_doer_hurt(attack: Attack) -> bool:
    doers = lexicon().words["doer"]
    return any(c.effect == "injured" and c.modality == "asserted" and c.head in doers for c in attack.claims)


def _is_exact(figure: Figure) -> bool:
    return figure.low == figure.best == figure.high


def rest(attack: Attack, dead: Toll, *, is_counted: bool = False) -> Toll:
    """As in "Five people were shot, one of them died": four were hurt; `is_counted`: by a figure, no list of names.

    A bound of the one side is a bound of the rest: of "at least five", one dead, at least four were hurt.
    """
    told = (c for c in attack.claims if c.effect == "casualties" and c.best and not (c.is_part and c.host))
    shot = max((c for c in told if not (is_counted and c.members)), key=lambda c: c.best or 0, default=None)
    killed = dead.total
    if shot is None or not shot.best or killed is None or not killed.best or killed.best >= shot.best:
        return Toll()
    if shot.best > FEW and not any(c.host is shot and c.best == killed.best for c in attack.claims):
        return Toll()  # of many the article may count the dead elsewhere
    left = Figure(_minus(shot.low, killed.high), shot.best - killed.best, _minus(shot.high, killed.low))
    return Toll(total=left, unknown=left)


def _minus(hit: int | None, dead: int | None) -> int | None:
    return None if hit is None or dead is None else max(0, hit - dead)


def died_later(killed: Sequence[Draft]) -> int:
    """As in "wounded 14, two of whom died": the most told of any one group of wounded."""
    return max((c.best or 0 for c in killed if c.host is not None and c.host.effect == "injured"), default=0)


def without(toll: Toll, died: int) -> Toll:
    """The wounded without those among them who died, who are counted with the dead."""
    if not died or toll.total is None or (toll.total.best or 0) <= died:
        return toll
    victim = max(CLASSES, key=lambda v: (figure.best or 0) if (figure := getattr(toll, v)) is not None else 0)
    return replace(toll, **{name: _less(getattr(toll, name), died) for name in ("total", victim)})


def _less(figure: Figure, died: int) -> Figure:
    low, best, high = (None if v is None else max(0, v - died) for v in (figure.low, figure.best, figure.high))
    return Figure(low, best, high)
