"""Document: the serial form in which an article reaches the cascade (docs/format.md)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from extractors.errors import DocumentError

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
DIRECTIONS: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that nobody sees and that turn the line in which they stand: https://www.unicode.org/reports/tr9/."""


def stable_id(*parts: str | int | None, size: int = 8) -> str:
    """Hexadecimal digest of the parts, `2 * size` characters: the same parts give the same id anywhere, any day."""
    blob = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(blob, digest_size=size).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """One article as text.

    `id` names the article, not its version; `published` is an ISO date or datetime, with the outlet's UTC offset
    where it is known.
    """

    id: str
    title: str
    text: str
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None

    @property
    def version_id(self) -> str:
        """Changes when the title or the text changes; a moved date or URL makes no new version."""
        return stable_id(self.id, self.title, self.text)

    def published_at(self) -> dt.datetime | dt.date | None:
        """The publication time; a plain date where only the day is known. Raises DocumentError where it is neither."""
        return parse_published(self.published, where=self.id)

    def to_dict(self) -> dict[str, Any]:
        """The document as FORMAT writes it."""
        return asdict(self)


def without_lone_surrogates(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, which JSON may hold and which cannot be written.

    One character for one, so that offsets hold.
    """
    return _LONE_SURROGATE.sub("\ufffd", text)


def one_line(name: str | None) -> str | None:
    """A name as it is shown in a line: without marks of direction, breaks as spaces; null where nothing is left."""
    return " ".join(DIRECTIONS.sub("", name).split()) or None if name else None


_FIRST_YEAR: Final = 1700
_LAST_YEAR: Final = 2200


def parse_published(value: str | None, *, where: str) -> dt.datetime | dt.date | None:
    """An ISO date or datetime as such.

    Raises:
        DocumentError: the value is neither, or lies in no year of the press: databases write so what they do not know,
            and a series by day would run over centuries.
    """
    if value is None or not value.strip():
        return None
    try:
        is_day = len(value.strip()) == len("2018-11-04")
        found = (dt.date if is_day else dt.datetime).fromisoformat(value.strip())
    except ValueError as error:
        raise _no_date(value, where) from error
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise _no_date(value, where)
    return found


def _no_date(value: str, where: str) -> DocumentError:
    return DocumentError(
        f"published is no ISO date or datetime of an article: {value!r}",
        where=where,
        hint="write 2018-11-04 or 2018-11-04T10:30:00+00:00, or null where it is not known",
    )
