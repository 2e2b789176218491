"""The weights of the comparisons (weights.toml): data, so that they can be learnt anew without touching code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Weights:
    """All in thousandths of a bit: sums of whole numbers do not depend on the order of summing."""

    threshold: int
    prior: int
    kept_above: int
    comparisons: dict[str, dict[str, int]]

    def by_outcome(self) -> dict[str, int]:
        """`comparison:level` to its weight."""
        return {f"{name}:{level}": w for name, levels in self.comparisons.items() for level, w in levels.items()}


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that come with the code."""
    file = resources.files("warehouse.linkage") / "weights.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return Weights(
        threshold=_millibits(content.pop("threshold")),
        prior=_millibits(content.pop("prior")),
        kept_above=_millibits(content.pop("kept_above")),
        comparisons={name: {level: _millibits(w) for level, w in levels.items()} for name, levels in content.items()},
    )


def _millibits(bits: float) -> int:
    return round(bits * 1000)
