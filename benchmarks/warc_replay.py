"""How fast a WARC archive is read: our reader against FastWARC iterating alone, the same file, one core, in one run.

usage: python -m benchmarks.warc_replay [--gigabytes 1] [--rounds 3] [FILE.warc.gz ...]

Without files an archive of invented pages is made, and a tenth of it, which shows that memory does not grow. Each
reader runs in a process of its own and tells its peak memory.

    fastwarc       every record's content read, nothing checked: what the format costs
    ours           captures with their digests checked, HTTP heads parsed, our notes tied to them
    fastwarc skip  every record passed over
    ours, a host   one host of many wanted: the rest decided by the headers
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from fastwarc.warc import ArchiveIterator
from rich.console import Console
from rich.table import Table
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.archives.wanted import Wanted
from extractors.archives.warc_reader import read_placed
from extractors.errors import TollwatchError

PROJECT: Final = Path(__file__).resolve().parent.parent
GB: Final = 1_000_000_000
PAGES: Final = 400
"""Different pages of the invented archive, which repeats them."""
HOSTS: Final = 40
PEERS: Final = {
    "fastwarc": "fastwarc",
    "ours": "fastwarc",
    "fastwarc skip": "fastwarc skip",
    "ours, a host": "fastwarc skip",
}
"""What each reader is compared with."""


def fastwarc(path: Path) -> int:
    """Every record, its content read."""
    return sum(1 for record in ArchiveIterator(str(path), parse_http=False) if record.reader.read() is not None)


def fastwarc_skip(path: Path) -> int:
    """Every record, passed over."""
    return sum(1 for _ in ArchiveIterator(str(path), parse_http=False))


def ours(path: Path) -> int:
    """Every capture."""
    return _count(path, Wanted())


def ours_a_host(path: Path) -> int:
    """The captures of one host."""
    return _count(path, Wanted(hosts=("host-7.example",)))


READERS: Final[dict[str, Callable[[Path], int]]] = {
    "fastwarc": fastwarc,
    "ours": ours,
    "fastwarc skip": fastwarc_skip,
    "ours, a host": ours_a_host,
}


def _count(path: Path, wanted: Wanted) -> int:
    count = 0
    for placed in read_placed(path, wanted=wanted):
        if isinstance(placed.item, TollwatchError):
            raise placed.item
        count += 1
    return count


def invent(path: Path, size: int) -> None:
    """An archive of about so many bytes, as a crawler writes it: a gzip member a record, with digests."""
    chance = random.Random(7)  # noqa: S311 - news by chance
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 11))) for _ in range(4_000)]
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    for number in range(PAGES):
        text = " ".join(chance.choices(words, k=chance.randint(2_000, 9_000)))
        body = f"<html><body><p>{text}</p></body></html>".encode()
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        url = f"http://host-{number % HOSTS}.example/{number}"
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), length=len(body), http_headers=head)
        )
    block = buffer.getvalue()
    with path.open("wb") as stream:
        for _ in range(max(1, size // len(block))):
            stream.write(block)


def measure(reader: str, path: Path) -> dict[str, float]:
    """Seconds, records and peak memory (MB) of one reader in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.warc_replay", "--reader", reader, str(path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _one(reader: str, path: Path) -> None:
    began = time.process_time()
    records = READERS[reader](path)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "records": records, "peak_mb": peak}))


def report(paths: list[Path], rounds: int) -> Table:
    """The readers in turn over each file. Seconds are of the processor, so other work on the machine counts little."""
    table = Table("file", "GB", "reader", "MB/s", "records/s", "of its peer", "peak MB", box=None, header_style="dim")
    for path in paths:
        runs = [{reader: measure(reader, path) for reader in READERS} for _ in range(rounds)]
        size = path.stat().st_size
        for reader, peer in PEERS.items():
            seconds = statistics.median(run[reader]["seconds"] for run in runs)
            ratio = statistics.median(run[peer]["seconds"] / run[reader]["seconds"] for run in runs)
            records = runs[0][reader]["records"]
            peak = max(run[reader]["peak_mb"] for run in runs)
            table.add_row(
                path.name,
                f"{size / GB:.2f}",
                reader,
                f"{size / 1e6 / seconds:.0f}",
                f"{records / seconds:,.0f}",
                f"{ratio:.2f}",
                f"{peak:.0f}",
            )
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.reader:
        _one(asked.reader, asked.files[0])
        return
    console = Console(width=110)
    if asked.files:
        console.print(report(asked.files, asked.rounds))
        return
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "tenth.warc.gz"), Path(folder, "whole.warc.gz")
        invent(small, int(asked.gigabytes * GB / 10))
        invent(large, int(asked.gigabytes * GB))
        console.print(report([small, large], asked.rounds))


if __name__ == "__main__":
    main()
