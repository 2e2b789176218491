"""Whether two clusters tell of attacks on two days: several outlets on either side say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from warehouse.linkage.rows import Row

SURE_OUTLETS: Final = 2
"""So many outlets that name one day for certain are not both wrong about it."""

_MISTAKEN: Final = 4
"""Of so many outlets that name a day one may be wrong: two against nine are wrong, two against eight may be right."""


def are_of_two_days(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether several outlets on either side name a day for certain, and another one than the other side.

    Those that name the later day began to report later, too. Else it may be one night, which some count to the evening.
    """
    if not (one := _sure_day(left)) or not (other := _sure_day(right)):
        return False
    (day, outlets, reported), (other_day, other_outlets, other_reported) = one, other
    if (other_day - day) * (other_reported - reported) <= 0:
        return False
    return min(outlets, other_outlets) * _MISTAKEN >= max(outlets, other_outlets)


def _sure_day(rows: Sequence[Row]) -> tuple[int, int, int] | None:
    """The day that most outlets name, how many these are, and when the first of them reported."""
    named: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.day is not None and row.reported is not None and row.outlet is not None:
            named[row.day].append(row)
    found = [(len({row.outlet for row in of_day}), -day, of_day) for day, of_day in named.items()]
    outlets, negative, of_day = max(found, key=itemgetter(0, 1), default=(0, 0, []))
    if outlets < SURE_OUTLETS:
        return None
    return -negative, outlets, min(row.reported for row in of_day if row.reported is not None)
