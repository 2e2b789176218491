"""How fast articles are read: the cascade against spaCy's en_core_web_sm, the same articles, one core each, in one run.

usage: python -m benchmarks.extraction [--rounds N]

Reads the given articles beside the checkout, or the bundled newsroom's where there are none. The peer lives in an
environment of its own, .venv-bench, made from benchmarks/requirements.lock by `make bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from extractors.archives.sources import read_articles
from extractors.casualties import default_extractor
from extractors.documents import Document
from extractors.errors import TollwatchError

PROJECT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = Path(os.environ.get("TOLLWATCH_SHARED", PROJECT.parent / "shared"))
PEER: Final = PROJECT / ".venv-bench" / "bin" / "python"
SAMPLE: Final = 150
"""Articles taken, evenly spread over the sets: enough for a ratio, and the peer needs 0.1 s for each."""

ONE_CORE: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def documents() -> list[Document]:
    """The articles to read."""
    sources = sorted((SHARED / "eval" / "dev").glob("*.docs.jsonl"))
    sources = sources or sorted((PROJECT / "examples" / "newsroom").rglob("*.html"))
    items = (item for source in sources for item in read_articles(source))
    found = [item.document for item in items if not isinstance(item, TollwatchError)]
    return found[:: max(1, len(found) // SAMPLE)]


def measure(reader: str, documents_path: Path) -> dict[str, float]:
    """Articles a second and peak memory (MB) of one reader in a process of its own."""
    python = str(PEER) if reader == "spacy" else sys.executable
    command = [python, str(Path(__file__).with_name("reader.py")), reader, str(documents_path)]
    environment = {**os.environ, **ONE_CORE, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Measure both readers in turn on articles with and without casualties, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    if not PEER.exists():
        sys.exit("the peer is not installed: make bench")
    everything = documents()
    without = [document for document in everything if not default_extractor(document).claims]
    table = Table("articles", "n", "cascade /s", "spaCy /s", "ratio", "cascade MB", box=None, header_style="dim")
    for name, chosen in (("all", everything), ("without claims", without)):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            file.writelines(json.dumps(document.to_dict()) + "\n" for document in chosen)
            file.flush()
            runs = [
                {reader: measure(reader, Path(file.name)) for reader in ("cascade", "spacy")} for _ in range(rounds)
            ]
        ours = statistics.median(run["cascade"]["articles_per_s"] for run in runs)
        peers = statistics.median(run["spacy"]["articles_per_s"] for run in runs)
        ratio = statistics.median(run["cascade"]["articles_per_s"] / run["spacy"]["articles_per_s"] for run in runs)
        peak = max(run["cascade"]["peak_mb"] for run in runs)
        table.add_row(name, str(len(chosen)), f"{ours:.0f}", f"{peers:.1f}", f"{ratio:.1f}", f"{peak:.0f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
