"""Values that a user names, against those that there are: an error says which come near."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process, utils

from extractors.errors import WarehouseError

_NEAR: Final = 60
"""Of 100: "ucpd" and "ucdp" have 75, "dya" and "day" 67, "ucpd" and "acled" 44."""

_AS_NEAR: Final = 10

_MOST_NAMED: Final = 20


_MOST_REPEATED: Final = 60


def cut(told: str, *, most: int = _MOST_REPEATED) -> str:
    """As much of what a user wrote as an error need repeat."""
    return told if len(told) <= most else f"{told[:most]}…"


def check_choice(what: str, value: str, known: Sequence[str]) -> None:
    """Pass over a value that is known.

    Raises:
        WarehouseError: it is not; says which values come near, or which there are.
    """
    if value in known:
        return
    near = nearest(value, known)
    named = ", ".join(known[:_MOST_NAMED]) + (", …" if len(known) > _MOST_NAMED else "")
    hint = f"did you mean {' or '.join(near)}?" if near else f"known: {named or 'none yet'}"
    raise WarehouseError(f"no {what} is called {cut(value)!r}", hint=hint)


def nearest(value: str, known: Sequence[str]) -> list[str]:
    """Up to three of those known that the value may stand for, the likeliest first; capitals do not matter.

    One that comes much less near than the first is not meant.
    """
    found = process.extract(
        value, known, scorer=fuzz.WRatio, processor=utils.default_process, limit=3, score_cutoff=_NEAR
    )
    return [choice for choice, score, _ in found if score >= found[0][1] - _AS_NEAR]


def check_span(since: dt.date | None, until: dt.date | None) -> None:
    """Pass over days in their order.

    Raises:
        WarehouseError: the first day comes after the last.
    """
    if since and until and since > until:
        raise WarehouseError(f"the first day, {since}, comes after the last, {until}", hint="swap since and until")
