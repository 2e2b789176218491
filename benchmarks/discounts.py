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
"""How strongly a discount is drawn to 1: without it, two comparisons that say the same may take opposite signs."""

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
    """The weights, each comparison's times a factor of its own, and with the prior that then fits best.

    The sum of the weights would be right if comparisons erred independently. They do not: two articles with the same
    names have the same words, and a pair that was blocked by its names seldom has the same day. A logistic regression
    over the pairs, with the weights of each comparison as one variable, says how much of each is left beside the rest.

    Returns:
        The weights, the prior in bits, and the factors.

    Raises:
        ArithmeticError: no best fit was found.
    """
    names = list(weights)
    x, y, counts = (np.concatenate(parts) for parts in zip(*(_table(each, weights) for each in sets), strict=True))
    x = np.concatenate([x * math.log(2), np.ones((len(x), 1))], axis=1)
    share = float(counts @ y / counts.sum())
    start = np.append(np.ones(len(names)), math.log(share / (1 - share)))
    penalty = np.diag(np.append(np.full(len(names), _RIDGE), 0.0))
    factors = start.copy()
    for _ in range(_STEPS):  # Newton's method
        chance = 1 / (1 + np.exp(-(x @ factors)))
        slope = x.T @ (counts * (chance - y)) + penalty @ (factors - start)
        curve = (x.T * (counts * chance * (1 - chance))) @ x + penalty
        step = np.linalg.solve(curve, slope)
        factors -= step
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004
            break
    else:
        raise ArithmeticError(f"the factors do not settle: {factors}")
    found = dict(zip(names, (float(factor) for factor in factors[:-1]), strict=True))
    bits = {name: {outcome: bit * found[name] for outcome, bit in levels.items()} for name, levels in weights.items()}
    return bits, float(factors[-1]) / math.log(2), found


def _table(each: LabelledPairs, weights: Bits) -> tuple[NDArray[np.float64], ...]:
    """The weights of each pair by comparison (n, comparisons), whether it is one attack (n), how much it counts (n)."""
    outcomes = ", ".join(f'coalesce("{name}", \'\') AS "{name}"' for name in weights)  # what is not told weighs nothing
    columns = duckdb.sql(f"SELECT is_same, {outcomes} FROM '{each.pairs}'").fetchnumpy()
    y = np.asarray(columns["is_same"], dtype=np.float64)
    x = np.stack(
        [np.array([levels.get(level, 0.0) for level in columns[name]]) for name, levels in weights.items()], axis=1
    )
    return x, y, np.full(len(y), each.counts / len(y))
