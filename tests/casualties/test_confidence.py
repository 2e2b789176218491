"""Confidence means something: the surer a claim says it is, the more often the labels confirm it."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractors.casualties import default_extractor
from extractors.documents import Document
from pipeline.evaluation.labels import is_held_out
from tests.eval.gate import source

FEWEST = 20  # claims of one confidence below which their share is chance
SLACK = 0.03


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def shares(shared: Path) -> dict[float, float]:
    """By confidence, the share of our claims that the labels of the articles we read confirm."""
    seen: dict[float, list[bool]] = defaultdict(list)
    for name in ("claims", "invented"):
        labelled = source(shared, name)
        gold = {row["id"]: row["claims"] for row in rows(labelled.with_suffix(".gold.jsonl"))}
        for row in rows(labelled.with_suffix(".docs.jsonl")):
            if not is_held_out(row["id"]):
                fields: dict[str, Any] = {k: row.get(k) for k in Document.__dataclass_fields__}
                for claim in default_extractor(Document(**fields)).claims:
                    seen[claim.confidence].append(any(confirms(row["text"], g, claim) for g in gold[row["id"]]))
    return {level: sum(found) / len(found) for level, found in seen.items() if len(found) >= FEWEST}


def confirms(text: str, label: dict[str, Any], claim: Any) -> bool:
    start = -1
    for _ in range(label.get("nth") or 1):
        start = text.find(label["quote"], start + 1)
    overlaps = start < claim.end and claim.start < start + len(label["quote"])
    return overlaps and (claim.effect, claim.low, claim.high) == (label["effect"], label["low"], label["high"])


def test_the_surer_the_more_often_right(shared: Path) -> None:
    found = sorted(shares(shared).items())
    assert len(found) > 2
    assert all(low <= high + SLACK for (_, low), (_, high) in pairwise(found)), found
