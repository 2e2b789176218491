"""Learn warehouse/linkage/weights.toml: what each outcome of each comparison says about two incidents.

usage: python -m benchmarks.learn_weights [--incidents N] [--folder WORK] > weights.toml

Reads pairs of which the truth is known: invented news (benchmarks/synthetic) at three levels of noise, of a seed that
is never scored, and the given articles on shootings beside the checkout without their held-out third. Splink estimates
how often each outcome is seen in true and in false pairs (splink_shares.py, in the environment of `make bench`);
discounts.py makes weights of that. `make weights` puts them in place.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.blocked_pairs import write_pairs
from benchmarks.discounts import Bits, LabelledPairs, discounted, pooled
from benchmarks.synthetic.batches import write_batches
from pipeline.evaluation.labels import is_held_out
from pipeline.load import load
from pipeline.stage import stage
from warehouse.linkage.weights import load_weights

PROJECT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = Path(os.environ.get("TOLLWATCH_SHARED", PROJECT.parent / "shared"))
SPLINK: Final = PROJECT / ".venv-bench" / "bin" / "python"

LEARNT_SEED: Final = 7
LEVELS: Final = ("low", "moderate", "high")
COUNTS_OF_REAL: Final = 0.4
"""How much the given articles count beside the invented ones: real, but few, of one country and one kind of attack."""

KEPT: Final = {"threshold": -1.0, "kept_above": -6.0}
"""Not learnt. A threshold under 0 gives a little precision for recall."""

_EXCLUDED: Final = "the days and places exclude each other"
VETOES: Final = {
    ("day", "within_10_and_fresh"): (-8.0, _EXCLUDED),
    ("day", "far_and_fresh"): (-14.0, _EXCLUDED),
    ("place", "far"): (-16.0, _EXCLUDED),
    ("text", "own_form"): (-12.0, "one outlet fills in its form of words anew, with other names"),
    ("text", "own_other"): (-4.0, "one outlet, other figures or means, and nothing shared"),
}
"""What is impossible if days and places are read rightly, and an outlet's many attacks of one town and day. The labels
cannot say so: the few true pairs among them are those that were read wrongly, and where there are many attacks there
are far more false ones."""

_NOTES: Final = {
    "day": "days of the incidents; fresh: both articles tell of the last three days",
    "role": "of the incident in its article",
    "reported": "days between the reports",
    "place": "namesake: the same name, put far apart",
    "killed": "same_many: the same figure, of three or more",
    "names": "cosine of the rare names in both texts: of victims, suspects, streets",
    "text": "cosine of the rare words of both texts",
}


def labelled_sets(folder: Path, incidents: int) -> Iterator[LabelledPairs]:
    """The sets to learn from; their databases and pairs are left in the folder."""
    for noise in LEVELS:
        written = next(write_batches(folder, [incidents], seed=LEARNT_SEED, noise=noise))
        truth = f"(SELECT incident_id, event FROM read_parquet('{written.truth}'))"
        yield _labelled(folder / noise, [written.batch], truth, (1 - COUNTS_OF_REAL) / len(LEVELS))
    documents = SHARED / "eval" / "dev" / "gva.docs.jsonl"
    staged = stage([documents], folder / "staged")
    held_out = [row["id"] for row in map(json.loads, documents.open(encoding="utf-8")) if is_held_out(row["id"])]
    truth = f"""(
        SELECT incident.incident_id, gold.incident AS event
        FROM core.incidents AS incident
        JOIN read_json('{documents.with_name("gva.gold.jsonl")}') AS gold ON gold.id = incident.article_id
        WHERE ordinal = 1 AND is_current AND NOT list_contains({held_out!r}, incident.article_id)
    )"""
    # only main incidents are labelled, so the set says nothing of other roles
    yield _labelled(folder / "real", [each.folder for each in staged.batches], truth, COUNTS_OF_REAL, ("role",))


def _labelled(
    place: Path, batches: list[Path], truth: str, counts: float, not_told: tuple[str, ...] = ()
) -> LabelledPairs:
    database, pairs = place.with_suffix(".duckdb"), place.with_suffix(".parquet")
    load(database, batches)
    write_pairs(database, truth, pairs, not_told=not_told)
    command = [str(SPLINK), str(Path(__file__).with_name("splink_shares.py")), str(pairs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own script
    return LabelledPairs(place.name, str(pairs), json.loads(done.stdout), counts)


def toml(weights: Bits, prior: float, factors: Mapping[str, float]) -> str:
    """The file, with what made it."""
    lines = [
        "# What each outcome of each comparison weighs, in bits: log2 of how much oftener it is seen between two",
        "# incidents that are one attack than between two that are not, among the pairs that blocking lets through,",
        "# times what is left beside the other comparisons (the factor), corrected one by one: docs/linkage.md.",
        "# Learnt with Splink by `make weights`; do not edit.",
        "",
        f"threshold = {KEPT['threshold']}    # least mean score of the pairs of two clusters that become one",
        f"prior = {prior:.1f}        # before any comparison",
        f"kept_above = {KEPT['kept_above']}   # core.event_links keeps pairs above this, joined or not",
    ]
    for name, levels in weights.items():
        note = f"; {_NOTES[name]}" if name in _NOTES else ""
        lines += ["", f"[{name}]  # factor {factors[name]:.2f}{note}"]
        for outcome, bits in levels.items():
            veto = VETOES.get((name, outcome))
            kept = f"{veto[0]}  # set by hand: {veto[1]}" if veto else f"{bits + 0.0:.1f}"
            lines.append(f"{outcome} = {kept}".replace("= -0.0", "= 0.0"))
    return "\n".join(lines) + "\n"


def learn(sets: list[LabelledPairs]) -> tuple[Bits, float, dict[str, float]]:
    """Weights, prior and factors from the sets, for the outcomes that the present weights name."""
    return discounted(sets, pooled(sets, {name: list(levels) for name, levels in load_weights().comparisons.items()}))


def main() -> None:
    """Learn and print the file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--incidents", type=int, default=5_000, help="of each level of noise")
    parser.add_argument("--folder", type=Path, help="where databases and pairs are left; a temporary one if not given")
    args: Any = parser.parse_args()
    if not SPLINK.exists():
        sys.exit("Splink is not installed: make bench")
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = args.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sys.stdout.write(toml(*learn(list(labelled_sets(folder, args.incidents)))))


if __name__ == "__main__":
    main()
