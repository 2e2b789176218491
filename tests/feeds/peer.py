"""The documents of feedparser's own test suite, read by our layer: each is a feed or is told to be none, and soon.

usage: python -m tests.feeds.peer feedparser-6.0.14.tar.gz

`make peer` fetches the source and runs it. Where feedparser alone finds items with an address we have to find them too.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import tarfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import feedparser

from extractors.errors import FeedError
from extractors.feeds.parse import parse_feed

NOW: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LONGEST_S: Final = 5.0
URL: Final = "http://127.0.0.1:8097/tests/feed.xml"
_DOCUMENTS: Final = re.compile(r"[^/]+/tests/(.+\.(?:xml|z|gz|json))")
_HEADER: Final = re.compile(rb"^Header:\s+([^:]+):(.+)$", re.MULTILINE)


@dataclass(slots=True)
class Survey:
    """How the documents were read. `faults` are ours: an exception, too long a time, items that the peer finds."""

    documents: int = 0
    feeds: int = 0
    entries: int = 0
    no_feeds: int = 0
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)


def survey(source: Path) -> Survey:
    """Read every document of a source distribution of feedparser."""
    found = Survey()
    for name, body in _documents(source):
        found.documents += 1
        headers = {
            key.decode().strip(): value.decode("latin-1").strip() for key, value in _HEADER.findall(body[:4_000])
        }
        began = time.monotonic()
        listed = 0
        try:
            parsed = parse_feed(body, url=URL, headers=headers, zone="UTC", now=NOW)
        except FeedError:
            found.no_feeds += 1
        except Exception as error:  # whatever it is, it is ours
            found.faults.append(f"{name}: {type(error).__name__}: {error}")
            continue
        else:
            listed = parsed.listed
            found.feeds += 1
            found.entries += len(parsed.entries)
        took_s = time.monotonic() - began
        found.slowest_s = max(found.slowest_s, took_s)
        if took_s > LONGEST_S:
            found.faults.append(f"{name}: {took_s:.1f} s")
        if listed < (expected := _addressed(body, headers)):
            found.faults.append(f"{name}: {listed} items, the peer finds {expected} with an address")
    return found


def _documents(source: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(source) as archive:
        for member in archive:
            inside = _DOCUMENTS.fullmatch(member.name)
            stream = archive.extractfile(member) if inside and member.isfile() else None
            if inside and stream:
                yield inside[1], stream.read()


def _addressed(body: bytes, headers: dict[str, str]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = feedparser.parse(io.BytesIO(body), response_headers={**headers, "content-location": URL})
    if not peer.get("version"):
        return 0
    return sum(str(entry.get("link", "")).startswith(("http://", "https://")) for entry in peer.entries)


if __name__ == "__main__":
    read = survey(Path(sys.argv[1]))
    print(
        f"{read.documents:,} documents: {read.feeds:,} feeds with {read.entries:,} entries, "
        f"{read.no_feeds:,} no feeds; the slowest took {read.slowest_s:.2f} s; {len(read.faults):,} faults"
    )
    print(*read.faults, sep="\n")
    sys.exit(bool(read.faults))
