"""Gazetteer: from a name as an article writes it to the places that bear it."""

from __future__ import annotations

import os
import sqlite3
import threading
from functools import cache, lru_cache
from pathlib import Path

from extractors.gazetteer import embedded
from extractors.gazetteer.dump import index_in_use
from extractors.gazetteer.entries import Entry, Hit
from extractors.gazetteer.index import MATCHES, ensure_index, is_abbreviation
from extractors.gazetteer.names import fold, skeleton, sound

_OF_NAME = """
SELECT p.id, p.name, p.kind, p.country, p.admin1_code, p.admin1, p.lat, p.lon, p.population, p.seat, n.match
FROM names n JOIN places p ON p.id = n.place WHERE n.key = ? AND n.match = ?
"""
_QUERY = f"{_OF_NAME} ORDER BY p.population DESC, p.id"
_BY_NAME_AND_SOUND = f"{_OF_NAME} UNION ALL {_OF_NAME}"  # sorted here: of most names there is nothing to sort
_BY_ID = """
SELECT id, name, kind, country, admin1_code, admin1, lat, lon, population, seat FROM places WHERE id = ?
"""
_CACHED_NAMES = 20_000
_NAME, _SOUND = MATCHES.index("name"), MATCHES.index("sound")


class Gazetteer:
    """Read access to one index. Safe to share between threads, and across fork: each gets a connection of its own."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self._local = threading.local()
        self._find = lru_cache(maxsize=_CACHED_NAMES)(self._look_up)
        self._demonym = lru_cache(maxsize=_CACHED_NAMES)(self._look_up_demonym)

    def find(self, name: str) -> tuple[Hit, ...]:
        """Every place of that name, whatever its spelling, the most populous first.

        Abbreviations ("US", "Ill.") match as written, capitals and dots included; "us" and "ill" find nothing.
        """
        return self._find(name.strip(), loose=False)

    def find_loosely(self, name: str) -> tuple[Hit, ...]:
        """Places whose Arabic name may be transliterated so: same consonants. For a name that `find` does not know."""
        return self._find(name.strip(), loose=True)

    def demonym(self, name: str) -> Entry | None:
        """The country whose people or adjective the word is ("Syrian", "Iraqis")."""
        return self._demonym(name)

    def seat_of(self, entry: Entry) -> Entry | None:
        """The largest town of a county or an admin1 unit; null where it is not known."""
        if entry.seat is None:
            return None
        row = self._connection().execute(_BY_ID, (entry.seat,)).fetchone()
        return Entry(*row) if row else None

    def _look_up_demonym(self, name: str) -> Entry | None:
        hits = self._rows(fold(name), "demonym")
        return hits[0].entry if hits else None

    def _look_up(self, name: str, *, loose: bool) -> tuple[Hit, ...]:
        key = fold(name)
        if loose:
            return self._rows(skeleton(key), "skeleton")
        hits: tuple[Hit, ...] = ()
        if is_abbreviation(name) or "." in name:
            hits = self._rows(name, "abbreviation")
        if is_abbreviation(name) and hits:
            return hits
        return hits + self._by_name_and_sound(key, {hit.entry.entry_id for hit in hits})

    def _by_name_and_sound(self, key: str, known: set[int]) -> tuple[Hit, ...]:
        """What bears the name, then what sounds like it and is neither among these nor known."""
        if not key:
            return ()
        found = self._connection().execute(_BY_NAME_AND_SOUND, (key, _NAME, sound(key) or None, _SOUND))
        rows = sorted(found, key=lambda row: (row[10], -row[8], row[0]))
        named = {row[0] for row in rows if row[10] == _NAME} | known
        kept = (row for row in rows if row[10] == _NAME or row[0] not in named)
        return tuple(Hit(Entry(*row[:10]), MATCHES[row[10]]) for row in kept)

    def _rows(self, key: str, match: str) -> tuple[Hit, ...]:
        if not key:
            return ()
        code = MATCHES.index(match)
        rows = self._connection().execute(_QUERY, (key, code))
        return tuple(Hit(Entry(*row[:10]), MATCHES[row[10]]) for row in rows)

    def _connection(self) -> sqlite3.Connection:
        held: tuple[int, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            uri = f"{self.index.absolute().as_uri()}?mode=ro&immutable=1"
            held = (os.getpid(), sqlite3.connect(uri, uri=True))
            self._local.held = held
        return held[1]


@cache
def default_gazetteer() -> Gazetteer:
    """The imported gazetteer where there is one, else the embedded, which is built at the first use on a machine."""
    return Gazetteer(index_in_use() or ensure_index(embedded.fingerprint(), embedded.places))
