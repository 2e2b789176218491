"""Values that a user names, against those that there are: an error says which come near."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence

from extractors.errors import WarehouseError


def check_choice(what: str, value: str, known: Sequence[str]) -> None:
    """Pass over a value that is known.

    Raises:
        WarehouseError: it is not; says which values come near, or which there are.
    """
    if value in known:
        return
    near = difflib.get_close_matches(value, known, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known[:20]) or 'none yet'}"
    raise WarehouseError(f"no {what} is called {value!r}", hint=hint)


def check_span(since: dt.date | None, until: dt.date | None) -> None:
    """Pass over days in their order.

    Raises:
        WarehouseError: the first day comes after the last.
    """
    if since and until and since > until:
        raise WarehouseError(f"the first day, {since}, comes after the last, {until}", hint="swap since and until")
