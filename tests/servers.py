"""The servers of scripts/servers.py for tests: where one is not installed they skip, and fail on CI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline import newsroom
from pipeline.settings import Settings
from pipeline.store import Store
from scripts.servers import NotInstalledError


@contextmanager
def installed() -> Iterator[None]:
    try:
        yield
    except NotInstalledError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def machine(home: Path, store: Store | None, proxy: str) -> Settings:
    """The settings of a machine with a disk of its own."""
    shared = store.url if store else None
    feeds = newsroom.FOLDER / "feeds.toml"
    return Settings(home=home, feeds=feeds, proxy=proxy, host_interval_s=0, store=shared, tasks=8)
