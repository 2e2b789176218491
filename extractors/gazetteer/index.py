"""The index of names on disk: built once for a source, then opened in a moment by any number of processes.

A SQLite file: `places` holds the entries, `names` maps each folded spelling to them. The file's name carries the
fingerprints of the source and of the code that folds names, so that no release reads another's file. It is written
beside its final name and renamed: a file with the final name is whole.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

from extractors.gazetteer.entries import Match, NamedEntry, Source
from extractors.gazetteer.names import fold, skeleton, sound

# Countries whose names reach the news through one transliteration of Arabic or another.
ARABIC_NAMES = frozenset(
    (
        *("AE", "BH", "DZ", "EG", "IL", "IQ", "IR", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD"),
        *("SO", "SS", "SY", "TN", "TR", "YE"),
    )
)
# Countries whose names reach it from other scripts, or in French and English spellings: no skeletons, as vowels count.
TRANSCRIBED_NAMES = ARABIC_NAMES | frozenset(
    ("AF", "BD", "BF", "CF", "CM", "DJ", "ER", "ET", "ML", "MM", "NE", "NG", "PK", "TD", "TJ", "UA")
)
_READABLE = 0o644  # by other users too, where the folder is shared
_ABANDONED_SECONDS = 3600
_SKELETON_LENGTH = 3
MATCHES: tuple[Match, ...] = ("name", "sound", "skeleton", "demonym", "abbreviation")
_CODE = {match: number for number, match in enumerate(MATCHES)}

_SCHEMA = """
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT, admin1_code TEXT,
                     admin1 TEXT, lat REAL, lon REAL, population INTEGER NOT NULL, seat INTEGER);
CREATE TABLE names (key TEXT NOT NULL, match INTEGER NOT NULL, place INTEGER NOT NULL,
                    PRIMARY KEY (key, match, place)) WITHOUT ROWID;
"""


def cache_folder() -> Path:
    """Where indexes are kept: the user's cache folder, or the system's temporary one where there is no home."""
    base = os.environ.get("XDG_CACHE_HOME")
    folder = Path(base) if base else Path("~/.cache").expanduser()
    try:
        (folder / "tollwatch").mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only or missing home, as in some containers
        return Path(tempfile.gettempdir())
    return folder / "tollwatch"


def ensure_index(fingerprint: str, source: Callable[[], Source], folder: Path | None = None) -> Path:
    """The index of a source, built now (some 15 s) where it is not there yet.

    Two processes that build at once both give a whole file; the later rename wins.
    """
    folder = folder or cache_folder()
    path = folder / f"gazetteer-{fingerprint}-{code_digest()}.sqlite"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".building", dir=folder)
    os.close(handle)
    part = Path(name)
    try:
        build(part, source())
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.chmod(_READABLE)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


@cache
def code_digest() -> str:
    """Changes with the code that lays out the index and folds the names in it."""
    modules = files("extractors.gazetteer")
    code = b"".join((modules / name).read_bytes() for name in ("entries.py", "index.py", "names.py"))
    return hashlib.blake2b(code, digest_size=4).hexdigest()


def _sweep(folder: Path) -> None:
    """Remove what builds that were killed left behind; a build in progress is younger."""
    for left in folder.glob(".gazetteer-*.building"):
        with suppress(FileNotFoundError):  # another process sweeps too
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                left.unlink()


def build(path: Path, source: Source) -> None:
    """Write the index of a source into an empty file."""
    keys: list[tuple[str, int, int]] = []
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;")
        connection.executescript(_SCHEMA)
        with connection:
            connection.executemany("INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?,?)", _place_rows(source, keys))
            keys.sort()  # in key order the tree is written once, from left to right
            connection.executemany("INSERT OR IGNORE INTO names VALUES (?,?,?)", keys)


def _place_rows(source: Source, keys: list[tuple[str, int, int]]) -> Iterator[tuple[object, ...]]:
    for named in source:
        e = named.entry
        keys.extend({(key, _CODE[match], e.entry_id) for key, match in _keys(named)})
        yield (e.entry_id, e.name, e.kind, e.country, e.admin1_code, e.admin1, e.lat, e.lon, e.population, e.seat)


def _keys(named: NamedEntry) -> Iterator[tuple[str, Match]]:
    transliterated = named.entry.country in TRANSCRIBED_NAMES
    for name in named.names:
        if is_abbreviation(name):
            yield name, "abbreviation"
            continue
        key = fold(name)
        if not key:
            continue
        yield key, "name"
        if transliterated and key.isascii():
            yield sound(key), "sound"
            bones = skeleton(key) if named.entry.country in ARABIC_NAMES else ""
            if len(bones) >= _SKELETON_LENGTH:
                yield bones, "skeleton"
    for demonym in named.demonyms:
        yield fold(demonym), "demonym"


def is_abbreviation(name: str) -> bool:
    """True for what only its capitals and dots tell from a word ("US", "Ill.", "N.Y.")."""
    return name.isascii() and ("." in name or (name.isupper() and len(name) <= len("DPRK")))
