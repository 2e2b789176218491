"""The notebook of docs/ runs in Jupyter's kernel and shows what it holds. `python -m tests.test_notebook` renews it."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest

from tests.conftest import PROJECT
from tests.test_cookbook import cookbook_file


def _installed(name: str) -> Any:
    if os.environ.get("CI"):
        return importlib.import_module(name)
    return pytest.importorskip(name, reason="`make install` brings it")


nbclient, nbformat = _installed("nbclient"), _installed("nbformat")

NOTEBOOK: Final = PROJECT / "docs" / "analysis.ipynb"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:jupyter_client", "ignore::DeprecationWarning:zmq")
def test_every_cell_shows_what_the_notebook_holds(tmp_path: Path) -> None:
    written = nbformat.read(NOTEBOOK, as_version=4)
    assert shown(tmp_path) == written, "it shows something else now: python -m tests.test_notebook"


def shown(folder: Path) -> Any:
    """The notebook with what its cells show now."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=240, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(folder)}}
    )
    with cookbook_file(folder / "newsroom.duckdb"):
        return client.execute(env={**os.environ, "PYTHONPATH": str(PROJECT), "JUPYTER_PLATFORM_DIRS": "1"})


if __name__ == "__main__":
    with TemporaryDirectory() as workplace:
        nbformat.write(shown(Path(workplace)), NOTEBOOK)
