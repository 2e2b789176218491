"""A PostgreSQL server for the tests, from Debian's package, on loopback and with a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.object_store import free_port

USER = "tollwatch"


def program(name: str) -> str:
    """Where Debian has it; without it the test is skipped, and fails on CI."""
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    if found:
        return found
    said = f"{name} is not installed: apt-get install postgresql"
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)


@contextmanager
def serving() -> Iterator[str]:
    """How a client finds it, as a libpq connection string."""
    initdb, server = program("initdb"), program("postgres")
    # it refuses to run as root
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    user, group = (account.pw_uid, account.pw_gid) if os.geteuid() == 0 else (None, None)
    folder = Path(tempfile.mkdtemp(prefix="tollwatch-postgres-"))
    os.chown(folder, account.pw_uid, account.pw_gid)
    port = free_port()
    options = ["-p", str(port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    try:
        subprocess.run(
            [initdb, "-D", f"{folder}/data", "-A", "trust", "-U", USER, "--no-sync"],
            check=True,
            capture_output=True,
            cwd=folder,
            user=user,
            group=group,
        )
        running = subprocess.Popen(
            [server, "-D", f"{folder}/data", *options],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=user,
            group=group,
        )
        try:
            address = f"host=127.0.0.1 port={port} user={USER} dbname=postgres"
            ready = [program("pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
            for _ in range(60):
                if subprocess.run(ready, check=False, capture_output=True).returncode == 0:
                    break
                with pytest.raises(subprocess.TimeoutExpired):
                    running.wait(0.5)
            yield address
        finally:
            running.terminate()
            running.wait()
    finally:
        shutil.rmtree(folder)
