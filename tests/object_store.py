"""A real S3 server on loopback, in a process of its own, with an empty bucket.

with serving() as environment:      # what its clients need in their environment
    ... Store("s3://news/here") ...
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

BUCKET = "news"


def need(*modules: str) -> None:
    """Skip where these are not installed (`make install` has them); on CI that is a failure."""
    if missing := [name for name in modules if importlib.util.find_spec(name) is None]:
        said = f"not installed: {', '.join(missing)}; `make install` does"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving() -> Iterator[dict[str, str]]:
    need("moto", "flask_cors", "s3fs")
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _make_bucket(address)
        yield {
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": address,
        }
    finally:
        server.kill()
        server.wait()


def _make_bucket(address: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            assert httpx.put(f"{address}/{BUCKET}", timeout=10).status_code == 200
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
