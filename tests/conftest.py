"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of given material beside the checkout; tests that need it skip without it, and fail in CI."""
    folder = Path(os.environ.get("TOLLWATCH_SHARED", PROJECT.parent / "shared"))
    if not (folder / "eval" / "score.py").exists():
        message = f"the given articles are missing: expected {folder}; set TOLLWATCH_SHARED to where they are"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder
