"""How fast pages are read: our reader against trafilatura called alone, the same pages, and on all cores together.

usage: python -m benchmarks.articles [--pages N] [--rounds N]

Both read on one core in turn, in one process, and take the pages as bytes; the best round counts, since a busy machine
only ever makes one slower. trafilatura alone gives text; our reader adds title, times, authors, publisher and language,
takes boxes and adverts out, and refuses walls. Pages are those of the given folder beside the checkout, else the
bundled newsroom's.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import trafilatura
from rich.console import Console
from rich.table import Table

from extractors.articles.page import read_page
from extractors.errors import TollwatchError

PROJECT: Final = Path(__file__).resolve().parent.parent
Page = tuple[bytes, str]


def pages(count: int) -> list[Page]:
    """So many pages with an address each, over and over where there are fewer."""
    folder = PROJECT / "examples" / "newsroom"
    found = [
        (path.read_bytes(), f"http://{path.relative_to(folder).as_posix()}") for path in sorted(folder.rglob("*.html"))
    ]
    return list(islice(cycle(found), count))


def ours(page: Page) -> None:
    """Read a page; one that is no article is refused, which takes as long."""
    body, url = page
    try:
        read_page(body, url=url)
    except TollwatchError:
        return


def alone(page: Page) -> None:
    """What trafilatura makes of the same bytes."""
    trafilatura.extract(page[0], url=page[1], favor_precision=True, include_comments=False, include_tables=False)


def rate(read: Callable[[Page], None], chosen: Sequence[Page]) -> float:
    """Pages a second of CPU of this process."""
    began = time.process_time()
    for page in chosen:
        read(page)
    return len(chosen) / (time.process_time() - began)


def together(chosen: Sequence[Page], workers: int) -> float:
    """Pages a second by the clock, of so many processes."""
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(ours, chosen[: workers * 2]))  # started, and with everything loaded
        began = time.perf_counter()
        list(pool.map(ours, chosen, chunksize=20))
        return len(chosen) / (time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    chosen = pages(options.pages)
    cores = os.cpu_count() or 1
    for read in (ours, alone):
        read(chosen[0])
    rounds = [(rate(ours, chosen), rate(alone, chosen)) for _ in range(options.rounds)]
    own, peer = max(rate for rate, _ in rounds), max(rate for _, rate in rounds)
    clock = [(together(chosen, 1), together(chosen, cores)) for _ in range(options.rounds)]
    one, many = max(rate for rate, _ in clock), max(rate for _, rate in clock)
    table = Table("", "pages a second", "ratio", box=None, title=f"{len(chosen)} pages")
    table.add_row("trafilatura alone, one core", f"{peer:.0f}", "1.00")
    table.add_row("our reader, one core", f"{own:.0f}", f"{own / peer:.2f}")
    table.add_row("our reader, one process, by the clock", f"{one:.0f}", "1.00")
    table.add_row(f"our reader, {cores} processes, by the clock", f"{many:.0f}", f"{many / one:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
