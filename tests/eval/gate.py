"""The evaluation gate: scores on the labelled articles may rise, never fall unseen.

    python -m tests.eval.gate             score the sets and compare with floors.json
    python -m tests.eval.gate --update    raise the floors to the scores; refuses to lower any
    python -m tests.eval.gate --split     the same scores for two thirds and the held-out third of the articles

The held-out third (by a hash of the id) is never read when rules are written: a gap between the parts means fitting.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Any

from extractors.casualties import default_extractor
from extractors.documents import Document
from pipeline.evaluation.labels import is_held_out
from tests.eval.incidents import grouping

FLOORS = Path(__file__).with_name("floors.json")
GIVEN = ("claims", "fakes", "gva")  # beside the checkout
OWN = ("invented", "languages")  # written by us: accidents, disasters, crime, other wars and English; other languages
SETS = (*GIVEN, *OWN)
SLACK = 0.002  # below the floor by that much is the noise of a tie, not a loss


def source(shared: Path, name: str) -> Path:
    """Where a set lies, without the endings of its two files."""
    return Path(__file__).parent / name if name in OWN else shared / "eval" / "dev" / name


def checksum(shared: Path, names: Container[str] = SETS) -> str:
    """Digest of the labelled sets of these names and the scorer: floors mean nothing on other articles."""
    digest = hashlib.blake2b(digest_size=16)
    pinned = [name for name in SETS if name in names]
    sets = (source(shared, name).with_suffix(f".{kind}.jsonl") for name in pinned for kind in ("docs", "gold"))
    for path in (shared / "eval" / "score.py", *sets):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _document(row: dict[str, Any]) -> Document:
    values: dict[str, Any] = {name: row.get(name) for name in Document.__dataclass_fields__}
    return Document(**values)


def _score_part(shared: Path, name: str, folder: Path, wanted: Callable[[str], bool]) -> dict[str, float]:
    prefix = folder / name
    labelled = source(shared, name)
    documents = [r for r in _rows(labelled.with_suffix(".docs.jsonl")) if wanted(r["id"])]
    gold = [r for r in _rows(labelled.with_suffix(".gold.jsonl")) if wanted(r["id"])]
    extractions = [default_extractor(_document(row)).to_dict() for row in documents]
    for suffix, rows in ((".docs.jsonl", documents), (".gold.jsonl", gold), (".out.jsonl", extractions)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        Path(f"{prefix}{suffix}").write_text(text, encoding="utf-8")
    command = [sys.executable, str(shared / "eval" / "score.py"), str(prefix), f"{prefix}.out.jsonl"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    ratios = {line.split()[0]: float(line.split()[1]) for line in printed.splitlines()}
    if any("claims" in row for row in gold):
        ratios |= grouping(documents, {row["id"]: row for row in gold}, {row["id"]: row for row in extractions})
    return ratios


def scores(shared: Path, wanted: Callable[[str], bool] = lambda _: True) -> dict[str, dict[str, float]]:
    """Every ratio that the scorer prints, and how claims are grouped by attack, by set."""
    with tempfile.TemporaryDirectory() as folder:
        return {name: _score_part(shared, name, Path(folder), wanted) for name in SETS}


def losses(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """The scores below their floors, as lines to print; a score that is missing has fallen to nothing."""
    return [
        f"{name} {score}: {found.get(name, {}).get(score, 0.0):.4f} is below its floor {floor:.4f}"
        for name, pinned in floors.items()
        for score, floor in pinned.items()
        if found.get(name, {}).get(score, 0.0) < floor - SLACK
    ]


def raised(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """The floors lifted to the scores, rounded down; scores that are new get a floor."""
    lifted: dict[str, dict[str, float]] = {}
    for name in {**floors, **found}:
        old, new = floors.get(name, {}), found.get(name, {})
        lifted[name] = {k: max(math.floor(new.get(k, 0.0) * 1000) / 1000, old.get(k, 0.0)) for k in {**old, **new}}
    return lifted


def main() -> int:
    """Exit code 0 where no score fell, 1 where one did, 2 where the articles are not those of the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--split", action="store_true")
    args = parser.parse_args()
    shared = Path(os.environ.get("TOLLWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    if args.split:
        parts = {"read": scores(shared, lambda i: not is_held_out(i)), "held out": scores(shared, is_held_out)}
        for name in SETS:
            for score, value in parts["read"][name].items():
                print(f"{name} {score} {value:.4f} {parts['held out'][name].get(score, float('nan')):.4f}")
        return 0
    pinned = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"floors": {}}
    if FLOORS.exists() and pinned["checksum"] != checksum(shared, pinned["floors"]):
        print("the labelled articles are not those of floors.json; remove it to pin the scores anew", file=sys.stderr)
        return 2
    found = scores(shared)
    if fallen := losses(found, pinned["floors"]):
        print("\n".join(fallen), file=sys.stderr)
        return 1
    if args.update:
        row = {"checksum": checksum(shared), "floors": raised(found, pinned["floors"])}
        FLOORS.write_text(json.dumps(row, indent=2) + "\n", encoding="utf-8")
    for name, values in found.items():
        for score, value in values.items():
            print(f"{name} {score} {value:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
