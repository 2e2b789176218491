"""A GeoNames dump beside the embedded gazetteer: villages and camps by the ten thousand, for the countries one follows.

A dump is a country's file as GeoNames offers it ("SY.zip" or the "SY.txt" in it), 19 columns parted by tabs. What the
embedded list holds already keeps its entry; the dump adds the rest.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from extractors.errors import DocumentError
from extractors.gazetteer import embedded
from extractors.gazetteer.entries import Entry, NamedEntry
from extractors.gazetteer.index import cache_folder, code_digest, ensure_index

_COLUMNS = 19
_BIGGEST = 2**40  # no id and no population is larger; a database keeps no more
_CAMPS = frozenset({"CMP", "CMPRF", "CMPL", "CMPMN"})
_IN_USE = "gazetteer-in-use.json"
_HINT = "give a country's dump as GeoNames offers it, such as SY.zip or the SY.txt in it"

_LOG = logging.getLogger(__name__)

Tick = Callable[[int], None]
"""Told how many bytes of the dumps' text have been read so far."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gave: the index in use, the places added to the embedded ones, and lines that were put aside."""

    index: Path
    added: int
    put_aside: int
    is_new: bool


def import_dumps(dumps: Sequence[Path], *, folder: Path | None = None, tick: Tick | None = None) -> Imported:
    """Build the index of the embedded places and the dumps', and put it in use; the same dumps again change nothing.

    Raises:
        DocumentError: a file is missing, no dump, or a broken archive.
    """
    folder = folder or cache_folder()
    fingerprint = f"{embedded.fingerprint()}-{_digest(dumps)}"
    counts = {"added": 0, "put_aside": 0}
    path = folder / f"gazetteer-{fingerprint}-{code_digest()}.sqlite"
    told = path.with_suffix(".json")
    is_new = not (path.exists() and told.exists())
    if is_new:
        path.unlink(missing_ok=True)  # an import that was killed before it could tell what it added
        ensure_index(fingerprint, lambda: _places(dumps, counts, tick or (lambda _: None)), folder)
        _write(told, counts)
    counts = json.loads(told.read_text(encoding="utf-8"))
    _write(folder / _IN_USE, {"index": path.name})
    return Imported(path, counts["added"], counts["put_aside"], is_new)


def forget(folder: Path | None = None) -> bool:
    """Go back to the embedded places alone; false where they were in use already."""
    pointer = (folder or cache_folder()) / _IN_USE
    was_there = pointer.exists()
    pointer.unlink(missing_ok=True)
    return was_there


def index_in_use(folder: Path | None = None) -> Path | None:
    """The index of the last import; null where there is none, or where another release built it."""
    folder = folder or cache_folder()
    try:
        name = json.loads((folder / _IN_USE).read_text(encoding="utf-8"))["index"]
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        name = None
    if not isinstance(name, str):
        _LOG.warning(
            "%s is damaged, so the embedded places are used; `tollwatch gazetteer reset` removes it", folder / _IN_USE
        )
        return None
    index = folder / name
    is_ours = name.startswith(f"gazetteer-{embedded.fingerprint()}-") and name.endswith(f"-{code_digest()}.sqlite")
    return index if is_ours and index.exists() else None


def _write(path: Path, value: object) -> None:
    handle, part = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(value, file)
    Path(part).replace(path)


def _digest(dumps: Sequence[Path]) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for dump in sorted(dumps):
        try:
            with dump.open("rb") as file:
                digest.update(hashlib.file_digest(file, "blake2b").digest())
        except OSError as error:
            raise DocumentError(f"the dump cannot be read: {error.strerror}", where=str(dump), hint=_HINT) from error
    return digest.hexdigest()


def _places(dumps: Sequence[Path], counts: dict[str, int], tick: Tick) -> Iterator[NamedEntry]:
    known: set[int] = set()
    for named in embedded.places():
        known.add(named.entry.entry_id)
        yield named
    admin1 = embedded.admin1_names()
    done = 0
    for dump in sorted(dumps):
        with _opened(dump) as lines:
            for number, line in enumerate(lines, 1):
                done += len(line)
                tick(done)
                row = line.rstrip("\n").split("\t")
                named_entry = _place(row, admin1) if len(row) == _COLUMNS else None
                if len(row) != _COLUMNS:
                    if number == 1:
                        raise DocumentError("the file is no GeoNames dump", where=f"{dump}:1", hint=_HINT)
                    counts["put_aside"] += 1
                elif named_entry is not None and named_entry.entry.entry_id not in known:
                    known.add(named_entry.entry.entry_id)
                    counts["added"] += 1
                    yield named_entry


@contextmanager
def _opened(dump: Path) -> Iterator[TextIO]:
    """The dump's text; of an archive the file that bears its name, else its only table."""
    if not zipfile.is_zipfile(dump):
        with dump.open(encoding="utf-8-sig", newline="\n", errors="replace") as lines:
            yield lines
        return
    with zipfile.ZipFile(dump) as archive:
        tables = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name.lower()]
        named = [name for name in tables if Path(name).stem == dump.stem] or tables
        if not named:
            raise DocumentError("the archive holds no table", where=str(dump), hint=_HINT)
        with archive.open(named[0]) as raw:
            try:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="\n", errors="replace")
            except (zlib.error, zipfile.BadZipFile, EOFError) as error:
                raise DocumentError(f"the archive is broken: {error}", where=str(dump), hint=_HINT) from error


def _place(row: list[str], admin1: dict[tuple[str, str], str]) -> NamedEntry | None:
    """The place of a line; null for what is neither a populated place nor a camp, and for a line without numbers."""
    if row[6] != "P" and row[7] not in _CAMPS:
        return None
    try:
        place, lat, lon, people = int(row[0]), float(row[4]), float(row[5]), int(row[14] or 0)
    except ValueError:
        return None
    if not (0 < place < _BIGGEST and 0 <= people < _BIGGEST and abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004 - degrees
        return None
    country, code = embedded.moved(row[8], row[10])
    unit = admin1.get((country, code))
    entry = Entry(place, row[1], "city", country, code or None, unit, lat, lon, people)
    names = (row[1], row[2], *row[3].split(","))
    return NamedEntry(entry, tuple(dict.fromkeys(name for name in names if embedded.is_written(name))))
