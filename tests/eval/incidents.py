"""How well claims are grouped by attack: B-cubed of our incidents against the labelled ones, article by article.

Over the claims that both sides count to one incident (scope "incident"): of each claim, what share of those that we put
with it belongs there (precision), and what share of those that belong with it we put there (recall); and whether both
sides hold it for one of the article's main incident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = dict[str, Any]


def located(text: str, claim: Row) -> tuple[int, int]:
    """The span of a labelled claim: the nth occurrence of its quote."""
    at = -1
    for _ in range(claim.get("nth") or 1):
        at = text.find(claim["quote"], at + 1)
    return at, at + len(claim["quote"])


def matched(text: str, gold: Sequence[Row], found: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Labelled and found claims of one effect whose spans overlap, the best overlap first."""
    free = list(found)
    for claim in gold:
        start, end = located(text, claim)
        near = [c for c in free if c["effect"] == claim["effect"] and min(c["end"], end) > max(c["start"], start)]
        if near:
            pick = max(near, key=lambda c: (min(c["end"], end) - max(c["start"], start), c["low"] == claim["low"]))
            free.remove(pick)
            yield claim, pick


def grouping(documents: Sequence[Row], gold: Mapping[str, Row], found: Mapping[str, Row]) -> dict[str, float]:
    """B-cubed F1 of the incidents, and the share of claims that both or neither give to the main incident."""
    precision = recall = mains = 0.0
    claims = 0
    for document in documents:
        key = document["id"]
        told = matched(document["text"], gold[key]["claims"], found[key]["claims"])
        pairs = [(a["incident"], b["incident"]) for a, b in told if a["scope"] == b["scope"] == "incident"]
        claims += len(pairs)
        mains += sum((a == 1) == (b == 1) for a, b in pairs)
        for truth, guess in pairs:
            both = pairs.count((truth, guess))
            precision += both / sum(b == guess for _, b in pairs)
            recall += both / sum(a == truth for a, _ in pairs)
    if not claims:
        return {}
    return {"incident.b3_f1": 2 * precision * recall / (precision + recall) / claims, "incident.main": mains / claims}
