"""Write the whole of mart into a folder: a file for each table, the data dictionary, and a manifest of them all."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from extractors.errors import DocumentError
from warehouse.dictionary import dictionary
from warehouse.exports.flat import as_json
from warehouse.exports.tables import Format, Table, made_from, tables, write_table

MANIFEST: Final = "manifest.json"
_DICTIONARY: Final = "dictionary.md"


@dataclass(frozen=True, slots=True)
class Dumped:
    """One file, and how many rows it has."""

    file: Path
    rows: int


def dump(connection: duckdb.DuckDBPyConnection, folder: Path, kind: Format, *, database: str) -> list[Dumped]:
    """Write each table and view of mart into `folder`, all of them as of one moment.

    The folder is made beside its place and moved there when it is whole; an older dump is replaced.

    Args:
        connection: from `connect.reader`.
        folder: new, empty, or an older dump.
        kind: parquet or csv.
        database: how the file that is open is called.

    Raises:
        DocumentError: there is no such place, or the folder holds what is no dump.
    """
    with _replaced_folder(folder) as new:
        connection.begin()
        try:
            files = [_write(connection, table, new, kind) for table in tables(connection)]
            manifest = {"database": database, **made_from(connection), "format": kind, "dictionary": _DICTIONARY}
            (new / _DICTIONARY).write_text(dictionary(connection), encoding="utf-8")
        finally:
            connection.rollback()  # nothing was changed
        told = json.loads(as_json(manifest | {"files": files}))
        (new / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return [Dumped(folder / file["file"], file["rows"]) for file in files]


def _write(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, kind: Format) -> dict[str, Any]:
    path = folder / f"{table.name}.{kind}"
    rows = write_table(connection, table, path, kind)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "rows": rows, "bytes": path.stat().st_size, "sha256": digest, **asdict(table)}


@contextmanager
def _replaced_folder(folder: Path) -> Iterator[Path]:
    folder = folder.resolve()
    if not folder.parent.is_dir():
        raise DocumentError("there is no such folder to write into", where=str(folder.parent))
    if folder.exists() and not folder.is_dir():
        raise DocumentError("this is a file, and the tables need a folder", where=str(folder))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise DocumentError(
            "this folder holds what is no dump", where=str(folder), hint="name a new or an empty folder"
        )
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as workplace:
        new, old = Path(workplace) / "new", Path(workplace) / "old"
        new.mkdir()
        yield new
        if folder.exists():
            shutil.move(folder, old)
        new.replace(folder)
