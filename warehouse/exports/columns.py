"""The columns of other people's forms, from forms/*.toml: names in their order, types, and the codes allowed."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "integer": int,
    "number": (int, float),
    "text": str,
    "date": dt.date,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `codes` are the values that may stand there; `blank` says why it never holds any."""

    name: str
    kind: str
    codes: tuple[object, ...] = ()
    is_required: bool = False
    blank: str | None = None

    def refuses(self, value: object) -> str | None:
        """What is wrong with a value; null where it may stand here."""
        if value is None:
            return f"{self.name} is empty" if self.is_required else None
        if self.blank:
            return f"{self.name} is always blank, not {value!r}"
        if isinstance(value, bool) or not isinstance(value, _TYPES[self.kind]):
            return f"{self.name} is no {self.kind}: {value!r}"
        return f"{self.name} has no code {value!r}" if self.codes and value not in self.codes else None


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its columns in order, and those of the tables that hang on it."""

    name: str
    columns: tuple[Column, ...]
    parts: Mapping[str, tuple[Column, ...]]
    dropped: tuple[str, ...] = ()
    """What is known of events and has no column."""
    unsure: tuple[str, ...] = ()
    """What was decided without a word of the provider."""

    @property
    def names(self) -> list[str]:
        """The header."""
        return [column.name for column in self.columns]

    @property
    def blank(self) -> dict[str, str]:
        """Columns that never hold anything, and why."""
        return {column.name: column.blank for column in self.columns if column.blank}

    def refuses(self, row: Mapping[str, Any]) -> list[str]:
        """What is wrong with a row; nothing where it keeps to the form."""
        if list(row) != self.names:
            return [f"columns {list(row)}, expected {self.names}"]
        return [wrong for column in self.columns if (wrong := column.refuses(row[column.name]))]


@cache
def form(name: str) -> Form:
    """The form of that name."""
    data = tomllib.loads((resources.files("warehouse.exports.forms") / f"{name}.toml").read_text(encoding="utf-8"))
    return Form(
        name,
        _columns(data["column"]),
        {part: _columns(rows) for part, rows in data.get("part", {}).items()},
        tuple(data["dropped"]),
        tuple(data["unsure"]),
    )


def _columns(rows: list[dict[str, Any]]) -> tuple[Column, ...]:
    return tuple(
        Column(
            name=row["name"],
            kind=row.get("kind", "text"),
            codes=tuple(row.get("codes", ())),
            is_required=row.get("required", False),
            blank=row.get("blank"),
        )
        for row in rows
    )
