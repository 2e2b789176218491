"""From what Splink saw in several sets to one weight for each outcome of each comparison."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

_RIDGE: Final = 0.01
"""How strongly a factor is drawn to 1, and a weight to what its factor makes of it: else two comparisons that say the
same may take opposite signs."""

_SELDOM: Final = 2e-4  # share of an outcome that a set never saw
_STEPS: Final = 60


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """A set of blocked pairs, what Splink saw in it (splink_shares.py), and how much it counts among the sets."""

    name: str
    pairs: str  # path of the Parquet file
    seen: Mapping[str, Any]
    counts: float


Bits = dict[str, dict[str, float]]
"""Comparison, outcome, weight in bits."""


def pooled(sets: Sequence[LabelledPairs], outcomes: Mapping[str, Sequence[str]]) -> Bits:
    """log2(m / u) of each outcome, m and u being means over the sets that tell of the comparison.

    Shares are pooled, not counts: a set counts as much as it is said to, however many pairs it has. An outcome that no
    set ever saw weighs nothing.
    """
    return {name: {outcome: _weight(sets, name, outcome) for outcome in found} for name, found in outcomes.items()}


def _weight(sets: Sequence[LabelledPairs], comparison: str, outcome: str) -> float:
    telling = [each for each in sets if comparison in each.seen["m"]]
    if not any(outcome in each.seen["m"][comparison] for each in telling):
        return 0.0
    m, u = (
        sum(each.counts * each.seen[kind][comparison].get(outcome, _SELDOM) for each in telling) for kind in ("m", "u")
    )
    return math.log2(m / u)


def discounted(sets: Sequence[LabelledPairs], weights: Bits) -> tuple[Bits, float, dict[str, float]]:
    """The weights, each comparison's times a factor of its own, each then corrected, and the prior that fits best.

    The sum of the weights would be right if comparisons erred independently. They do not: two articles with the same
    names have the same words, and a pair that was blocked by its names seldom has the same day. A logistic regression
    over the pairs, with the weights of each comparison as one variable, says how much of each is left beside the rest;
    a second one, with each outcome as a variable, how far an outcome is from that.

    Returns:
        The weights, the prior in bits, and the factors.

    Raises:
        ArithmeticError: no best fit was found.
    """
    names = list(weights)
    columns = [(name, outcome) for name, levels in weights.items() for outcome in levels]
    seen, y, counts = (np.concatenate(parts) for parts in zip(*(_table(each, columns) for each in sets), strict=True))
    bits = np.array([weights[name][outcome] for name, outcome in columns]) * math.log(2)
    of_comparison = np.array([[name == other for other in names] for name, _ in columns], dtype=np.float64)
    share = float(counts @ y / counts.sum())
    factors, prior = _fitted(
        seen @ (bits[:, None] * of_comparison), y, counts, np.ones(len(names)), math.log(share / (1 - share))
    )
    fitted, prior = _fitted(seen, y, counts, bits * (of_comparison @ factors), prior)
    found: Bits = {name: {} for name in names}
    for (name, outcome), weight in zip(columns, fitted, strict=True):
        found[name][outcome] = float(weight) / math.log(2)
    return found, prior / math.log(2), dict(zip(names, map(float, factors), strict=True))


def _fitted(
    x: NDArray[np.float64], y: NDArray[np.float64], counts: NDArray[np.float64], start: NDArray[np.float64], base: float
) -> tuple[NDArray[np.float64], float]:
    """Logistic regression by Newton's method, drawn to where it starts; the coefficients, and the constant."""
    x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    start = np.append(start, base)
    penalty = np.diag(np.append(np.full(len(start) - 1, _RIDGE), 0.0))
    found = start.copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(x @ found)))
        slope = x.T @ (counts * (chance - y)) + penalty @ (found - start)
        curve = (x.T * (counts * chance * (1 - chance))) @ x + penalty
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004
            return found[:-1], float(found[-1])
    raise ArithmeticError(f"the regression does not settle: {found}")


def _table(each: LabelledPairs, columns: Sequence[tuple[str, str]]) -> tuple[NDArray[np.float64], ...]:
    """Which outcomes each pair has (n, columns), whether it is one attack (n), how much it counts (n)."""
    told = ", ".join(
        f"coalesce(\"{name}\" = '{outcome}', false)::DOUBLE AS x{at}" for at, (name, outcome) in enumerate(columns)
    )
    rows = duckdb.sql(f"SELECT is_same::DOUBLE AS is_same, {told} FROM '{each.pairs}'").fetchnumpy()
    y = np.asarray(rows.pop("is_same"))
    return np.stack(list(rows.values()), axis=1), y, np.full(len(y), each.counts / len(y))
