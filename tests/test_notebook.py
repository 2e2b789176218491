"""The notebook of docs/ runs, cell by cell, and shows what it shows. `python -m tests.test_notebook` writes it anew.

Its cells are plain Python, so they are run as a kernel runs them, without one: in one namespace, and what the last
expression of a cell gives is its output.
"""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from typing import Any, Final

import pytest

from tests.conftest import PROJECT
from tests.test_cookbook import cookbook_file

NOTEBOOK: Final = PROJECT / "docs" / "analysis.ipynb"


def test_every_cell_shows_what_the_notebook_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written = json.loads(NOTEBOOK.read_text("utf-8"))
    assert run(written) == written, "it shows something else now: python -m tests.test_notebook"


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs that its cells give now, in the present folder."""
    with cookbook_file(Path.cwd() / "newsroom.duckdb"):
        names: dict[str, Any] = {}
        cells = [
            cell if cell["cell_type"] != "code" else _run_cell(cell, number, names)
            for number, cell in enumerate(notebook["cells"], start=1)
        ]
        names["news"].close()
    return {**notebook, "cells": cells}


def _run_cell(cell: dict[str, Any], number: int, names: dict[str, Any]) -> dict[str, Any]:
    tree = ast.parse("".join(cell["source"]))
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, f"cell {number}", "exec"), names)  # noqa: S102 - our own notebook
    outputs = []
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names)  # noqa: S307
        outputs = [{"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": _shown(value)}]
    return {**cell, "execution_count": number, "outputs": outputs}


def _shown(value: object) -> dict[str, Any]:
    """What a notebook is given of a value: a chart's own picture, else its text."""
    if hasattr(value, "to_dict"):
        chart = value.to_dict()
        return {"application/vnd.vegalite.v6+json": chart, "text/plain": ["a chart"]}
    return {"text/plain": repr(value).splitlines(keepends=True)}


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        os.chdir(folder)
        shown = run(json.loads(NOTEBOOK.read_text("utf-8")))
        os.chdir(PROJECT)
    NOTEBOOK.write_text(json.dumps(shown, indent=1, ensure_ascii=False, default=str) + "\n", "utf-8")
