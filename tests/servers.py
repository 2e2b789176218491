"""The servers of scripts/servers.py for tests: where one is not installed they skip, and fail on CI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scripts.servers import NotInstalledError


@contextmanager
def installed() -> Iterator[None]:
    try:
        yield
    except NotInstalledError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
