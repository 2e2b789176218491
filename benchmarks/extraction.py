"""How fast articles are read: the cascade against spaCy's en_core_web_sm, the same articles, one core each, in one run.

usage: python -m benchmarks.extraction [--rounds N]

Reads the given articles beside the checkout, or the bundled newsroom's where there are none, and invented general news
(general_news.jsonl) in which nobody comes to harm. A second table gives the cost a character as texts grow. The peer
lives in an environment of its own, .venv-bench, made from benchmarks/requirements.lock by `make bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
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
GENERAL_NEWS: Final = Path(__file__).with_name("general_news.jsonl")
GROWTH: Final = (1, 2, 4, 8, 16, 32, 64, 128)
SMALLEST: Final = 8_000
"""Characters of the text that the second table multiplies by GROWTH, to a megabyte."""

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
    quiet = [Document(**json.loads(line)) for line in GENERAL_NEWS.read_text("utf-8").splitlines()]
    table = Table("articles", "n", "cascade /s", "spaCy /s", "ratio", "cascade MB", box=None, header_style="dim")
    for name, chosen in (("of casualties", everything), ("general news", quiet)):
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
    console = Console(width=100)
    console.print(table)
    console.print(growth(everything, quiet))


def growth(casualties: Sequence[Document], quiet: Sequence[Document]) -> Table:
    """The time a character of ever longer texts: articles of casualties on end, and one of them in general news."""
    told = "\n\n".join(document.text for document in casualties)
    general = "\n\n".join(document.text for document in quiet)
    texts = {"casualties": told, "general": told[:1000] + general}
    table = Table("characters", *(f"{name}, µs each" for name in texts), box=None, header_style="dim")
    for size in (SMALLEST * times for times in GROWTH):
        costs = [_seconds(_fill(text, size)) / size * 1e6 for text in texts.values()]
        table.add_row(f"{size:,}", *(f"{cost:.2f}" for cost in costs))
    return table


def _fill(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size]


def _seconds(text: str) -> float:
    began = time.process_time()
    default_extractor(Document("long", "", text, "2025-11-14"))
    return time.process_time() - began


if __name__ == "__main__":
    main()
