"""The weights of the comparisons (weights.toml): data, so that they can be learnt anew without touching code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import duckdb


@dataclass(frozen=True, slots=True)
class Weights:
    """All in thousandths of a bit: sums of whole numbers do not depend on the order of summing."""

    threshold: int
    prior: int
    kept_above: int
    comparisons: dict[str, dict[str, int]]

    @property
    def most_by_text(self) -> int:
        """What names and text can add at most."""
        return sum(max(self.comparisons[name].values()) for name in ("names", "text"))

    def install(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the variables and macros that steps/compare.sql asks, and core.link_weights for the reader."""
        for name in ("prior", "kept_above", "most_by_text"):
            connection.execute(f"SET VARIABLE {name} = {getattr(self, name)}")
        for name, levels in self.comparisons.items():
            cases = " ".join(f"WHEN '{level}' THEN {weight}" for level, weight in levels.items())
            connection.execute(
                f"CREATE OR REPLACE TEMP MACRO {name}_weight(level) AS"
                f" CASE level {cases} ELSE error('{name} has no level ' || level) END"
            )
        rows = [
            ("prior", "prior", self.prior),
            *((name, level, weight) for name, levels in self.comparisons.items() for level, weight in levels.items()),
        ]
        # in one statement: of each value that is bound DuckDB asks whether it is of pandas
        values = ", ".join(map(repr, rows))
        connection.execute(f"DELETE FROM core.link_weights; INSERT INTO core.link_weights VALUES {values}")  # noqa: S608


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
