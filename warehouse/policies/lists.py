"""The named lists of the policies: from the files beside this module into the database, where its macros read them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import duckdb

from warehouse.exports.countries import countries
from warehouse.migrate import transaction

if TYPE_CHECKING:
    import pyarrow as pa

_TABLES: Final = ("policies", "source_kinds", "phrases")
"""The tables of core that hold the lists."""

HOUSE_POLICY: Final = "tollwatch"


def policies() -> tuple[str, ...]:
    """The names of the policies, the house policy first."""
    return tuple(entry["name"] for entry in _read("policies")["policy"])


@cache
def combatant_words() -> dict[str, frozenset[str]]:
    """The words, without accents and capitals, that say on whose side a dead combatant fought: state or armed."""
    return {side: frozenset(_distinct(words)) for side, words in _read("combatants").items()}


def words_of(text: str) -> frozenset[str]:
    """The words of a text, as the lists have them."""
    return frozenset(_folded(text).split())


def refresh_lists(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring core.policies, core.source_kinds and core.phrases to what the files say, written only where they differ."""
    for table in _TABLES:
        listed = _listed(table)  # noqa: F841  # read by name below
        differing = connection.execute(
            f"""
            (FROM core.{table} EXCEPT FROM listed) UNION ALL (FROM listed EXCEPT FROM core.{table}) LIMIT 1
            """
        ).fetchone()
        if differing:
            with transaction(connection):
                connection.execute(f"DELETE FROM core.{table}")  # noqa: S608  # a name from above
                connection.execute(f"INSERT INTO core.{table} BY NAME FROM listed")


@cache
def _listed(table: str) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - who only asks need not wait for it

    columns = {
        "policies": [(name, pa.string()) for name in ("policy", "counts", "rule", "reference")],
        "source_kinds": [
            ("kind", pa.string()),
            ("place", pa.int64()),
            ("reliability", pa.int64()),
            ("is_party", pa.bool_()),
            ("meaning", pa.string()),
        ],
        "phrases": [
            ("list", pa.string()),
            ("phrase", pa.string()),
            ("first_word", pa.string()),
            ("words", pa.int64()),
            ("meaning", pa.string()),
            ("place", pa.int64()),
            ("number", pa.int64()),
            ("rises", pa.bool_()),
        ],
    }
    return pa.Table.from_pylist(list(_rows(table)), schema=pa.schema(columns[table]))


def _rows(table: str) -> Iterator[dict[str, Any]]:
    if table == "policies":
        yield from ({**entry, "policy": entry["name"]} for entry in _read("policies")["policy"])
    elif table == "source_kinds":
        for place, entry in enumerate(_read("source_kinds")["kind"], start=1):
            yield {**entry, "kind": entry["name"], "place": place}
    else:
        yield from _phrases()


def _phrases() -> Iterator[dict[str, Any]]:
    """One row for each phrase of each list."""
    for place, kind in enumerate(_read("source_kinds")["kind"], start=1):
        yield from (_phrase("source", words, meaning=kind["name"], place=place) for words in kind["phrases"])
    vague = _read("vague_words")
    for place, entry in enumerate(vague["acled"], start=1):
        yield from (_phrase("vague", words, place=place, number=entry["number"]) for words in entry["phrases"])
    yield from (_phrase("mass_event", words) for words in vague["mass_event"])
    for place, reason in enumerate(_read("reasons")["reason"], start=1):
        rises = reason.get("rises")
        yield from (
            _phrase("reason", words, meaning=reason["name"], place=place, rises=rises) for words in _said(reason)
        )
    for order, entry in _read("declared").items():
        yield from (_phrase("declared", words, meaning=order) for words in _said(entry))
    for country in countries().values():
        names = [country.name, country.gazetteer_name, country.iso3, country.iso2]
        yield from (_phrase("country", words, meaning=country.iso2) for words in _distinct(names))
    for side, words in combatant_words().items():
        yield from (_phrase("combatant", word, meaning=side) for word in sorted(words))
    for place, kind in enumerate(_read("victims")["victims"], start=1):
        yield from (_phrase("victim", words, meaning=kind["name"], place=place) for words in _distinct(kind["phrases"]))


def _said(entry: dict[str, Any]) -> list[str]:
    """The phrases of an entry in all languages."""
    return _distinct([*entry["phrases"], *chain.from_iterable(entry["in"].values())])


def _distinct(phrases: list[str]) -> list[str]:
    """Phrases of several languages, each once: some are one word without accents and capitals."""
    return list(dict.fromkeys(_folded(words) for words in phrases))


def _phrase(name: str, words: str, **columns: Any) -> dict[str, Any]:
    folded = _folded(words)
    return {"list": name, "phrase": folded, "first_word": folded.split()[0], "words": len(folded.split()), **columns}


def _folded(text: str) -> str:
    """As core.folded in SQL: letters and digits alone, without accents and capitals."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", bare.lower()).strip()


@cache
def _read(name: str) -> dict[str, Any]:
    file = resources.files("warehouse.policies") / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
