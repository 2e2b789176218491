"""The columns of core.events that hold figures: two effects, six victim groups, three bounds."""

from __future__ import annotations

from typing import Final

EFFECTS: Final = ("killed", "injured")
VICTIMS: Final = ("total", "civilian", "combatant", "unknown", "children", "women")
BOUNDS: Final = ("low", "best", "high")


def column(effect: str, victim: str, bound: str) -> str:
    """`killed_best` for the total, `killed_civilian_best` for a group."""
    return f"{effect}_{bound}" if victim == "total" else f"{effect}_{victim}_{bound}"


COLUMNS: Final = tuple(column(e, v, b) for e in EFFECTS for v in VICTIMS for b in BOUNDS)


def pivot_columns() -> str:
    """From long rows (victim, low, best, high) to `<victim>_<bound>`, as SQL."""
    return ", ".join(f"any_value({b}) FILTER (WHERE victim = '{v}') AS {v}_{b}" for v in VICTIMS for b in BOUNDS)


def event_columns() -> str:
    """From `killed.<victim>_<bound>` to the columns of core.events, as SQL."""
    return ", ".join(f"{e}.{v}_{b} AS {column(e, v, b)}" for e in EFFECTS for v in VICTIMS for b in BOUNDS)
