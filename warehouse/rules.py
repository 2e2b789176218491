"""By which rules core was derived: a database that others derived is derived anew by the next load."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Final

import duckdb

from warehouse.definitions import definitions

_DERIVES: Final = "warehouse.derivation"
"""What this module imports, and what that imports, derives; the rest of the warehouse loads, asks or copies."""

_NO_RULES: Final = frozenset({"warehouse.migrate", "warehouse.rules", "warehouse.statements"})
"""Imported by what derives, but says nothing of how."""

_DATA: Final = (".sql", ".toml", ".tsv", ".csv")


@cache
def rules_digest() -> str:
    """Digest of the code, SQL, weights and lists that derive core, and of the macros and views that these ask."""
    files = deriving_files()
    whole = hashlib.sha256()
    for name, content in sorted((files | asked("\n".join(files.values()), of_core())).items()):
        whole.update(f"{name}\0{content}\0".encode())
    return whole.hexdigest()


def of_core() -> dict[str, str]:
    """The statements that make the macros and views of core, by name."""
    return {
        name.removeprefix("core."): definition.made
        for name, definition in definitions().items()
        if name.startswith("core.")
    }


def asked(text: str, definitions: Mapping[str, str]) -> dict[str, str]:
    """Of these macros and views those that the text names, or that one of them names."""
    found: dict[str, str] = {}
    left = [text]
    while left:
        words = set(re.findall(r"\w+", left.pop()))
        new = {name: definition for name, definition in definitions.items() if name in words and name not in found}
        found |= new
        left += new.values()
    return found


@cache
def deriving_files() -> dict[str, str]:
    """The modules whose code decides what core holds, and the SQL and data of their packages."""
    found: dict[str, str] = {}
    left = [_DERIVES]
    while left:
        module = left.pop()
        if module not in found and module not in _NO_RULES:
            found[module] = _source(module)
            left += _imports(found[module])
    # the data of a package belongs to its modules; that of warehouse itself, to what asks
    for package in {"warehouse.steps"} | {module.rpartition(".")[0] for module in found} - {"warehouse"}:
        for file in resources.files(package).iterdir():
            if file.name.endswith(_DATA):
                found[f"{package}/{file.name}"] = file.read_text(encoding="utf-8")
    return found


def _source(module: str) -> str:
    package, _, name = module.rpartition(".")
    return resources.files(package).joinpath(f"{name}.py").read_text(encoding="utf-8")


def _imports(source: str) -> Iterator[str]:
    """Modules of the warehouse; `from package import module`, which this code does not use, would fail in `_source`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "warehouse":
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] == "warehouse")


def follows_rules(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the rules of this code derived what core holds."""
    return connection.execute("SELECT digest FROM core.rules").fetchall() == [(rules_digest(),)]


def note_rules(connection: duckdb.DuckDBPyConnection) -> None:
    """Record that they do now."""
    connection.execute("DELETE FROM core.rules")
    connection.execute("INSERT INTO core.rules VALUES (?)", [rules_digest()])
