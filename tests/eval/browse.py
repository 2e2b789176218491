"""Read the errors: where the claims of the labelled articles and ours differ, by kind of error.

    python -m tests.eval.browse [--kind missed|extra|effect|figures|victim|age|gender|scope|subset|source] [--limit N]

Shows the articles that rules are written from; those of the held-out third are never shown.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractors.casualties import default_extractor
from extractors.documents import Document
from pipeline.evaluation.labels import is_held_out
from tests.eval.incidents import Row, located

_BEFORE, _AFTER = 110, 80  # characters shown around a claim
_FIELDS = {
    "figures": ("low", "high"),
    "victim": ("victim",),
    "age": ("age",),
    "gender": ("gender",),
    "scope": ("scope",),
}


def differences(document: Row, gold: Row) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Kind, what differs, and where, for one article."""
    values: dict[str, Any] = {k: document.get(k) for k in Document.__dataclass_fields__}
    text = document["text"]
    free = [((c.start, c.end), c) for c in default_extractor(Document(**values)).claims]
    for claim in gold["claims"]:
        start, end = span = located(text, claim)
        near = [o for o in free if min(o[0][1], end) > max(o[0][0], start)]
        same = [o for o in near if o[1].effect == claim["effect"]]
        if not same:
            found = f" (we: {near[0][1].effect})" if near else ""
            yield ("effect" if near else "missed"), f"{claim['effect']} {claim['low']}{found}", span
            continue
        pick = max(same, key=lambda o: min(o[0][1], end) - max(o[0][0], start))
        free.remove(pick)
        mine = pick[1]
        for kind, names in _FIELDS.items():
            if any(getattr(mine, name) != claim[name] for name in names):
                told = ", ".join(f"{name} {claim[name]} (we: {getattr(mine, name)})" for name in names)
                yield kind, told, span
        if bool(mine.subset_of) != claim["subset"]:
            yield "subset", f"{claim['subset']} (we: {bool(mine.subset_of)})", span
        if claim["source"] and claim["source"] != mine.source:
            yield "source", f"{claim['source']} (we: {mine.source})", span
    for span, mine in free:
        yield "extra", f"{mine.effect} {mine.low}", span


def main() -> int:
    """Prints the differences of one kind, or a count of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind")
    parser.add_argument("--limit", type=int, default=100)
    args = parser.parse_args()
    shared = Path(os.environ.get("TOLLWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    folder = shared / "eval" / "dev"
    golds = map(json.loads, (folder / "claims.gold.jsonl").read_text(encoding="utf-8").splitlines())
    gold = {row["id"]: row for row in golds}
    counts: dict[str, int] = {}
    for line in (folder / "claims.docs.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if is_held_out(document["id"]):
            continue
        for kind, told, (start, end) in differences(document, gold[document["id"]]):
            counts[kind] = counts.get(kind, 0) + 1
            if kind == args.kind and counts[kind] <= args.limit:
                text = document["text"]
                around = f"{text[max(0, start - _BEFORE) : start]}[{text[start:end]}]{text[end : end + _AFTER]}"
                print(f"{told:40} {' '.join(around.split())}")
    for kind, count in sorted(counts.items(), key=lambda item: -item[1]):
        print(f"{count:5} {kind}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
