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


def part_highs() -> str:
    """The greatest figures of all groups but the total, as SQL."""
    return ", ".join(f"{v}_high" for v in VICTIMS if v != "total")


def bounded_parts() -> str:
    """Each group's low and best within its own bounds and those of the total, null where it was null, as SQL."""
    return ", ".join(
        f"CASE WHEN {v}_low IS NOT NULL THEN least({v}_low, {v}_best, {v}_high, total_low, total_best, total_high) END"
        f" AS {v}_low, CASE WHEN {v}_best IS NOT NULL THEN least({v}_best, total_best, total_high) END AS {v}_best"
        for v in VICTIMS
        if v != "total"
    )


def event_columns() -> str:
    """From `killed.<victim>_<bound>` to the columns of core.events, as SQL."""
    return ", ".join(f"{e}.{v}_{b} AS {column(e, v, b)}" for e in EFFECTS for v in VICTIMS for b in BOUNDS)


def figures() -> str:
    """From `<victim>_<bound>` to structs (victim, low, best, high), as SQL."""
    bounds = {v: ", ".join(f"'{b}': {v}_{b}" for b in BOUNDS) for v in VICTIMS}
    return ", ".join(f"{{'victim': '{v}', {bounds[v]}}}" for v in VICTIMS)
