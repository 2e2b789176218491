"""The servers that several machines share, as Debian and PyPI have them: on loopback, and gone afterwards.

with postgres(folder) as address, s3() as access:
    ... f"ducklake:postgres:{address}", Store(f"s3://{BUCKET}/here") with `access` in the environment ...
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import httpx

BUCKET: Final = "news"
"""An empty one."""

USER: Final = "tollwatch"

_UP_WITHIN_S: Final = 60.0


class NotInstalledError(RuntimeError):
    """A server is missing; the message says how to get it."""


def require(*modules: str) -> None:
    """Of Python.

    Raises:
        NotInstalledError: some are missing.
    """
    if missing := [name for name in modules if importlib.util.find_spec(name) is None]:
        raise NotInstalledError(f"not installed: {', '.join(missing)}; `make install` does")


def program(name: str, *, package: str) -> str:
    """Where Debian has it.

    Raises:
        NotInstalledError: it has not.
    """
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    if not found:
        raise NotInstalledError(f"{name} is not installed: apt-get install {package}")
    return found


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """PostgreSQL with a folder of its own; gives what a client connects to, as libpq reads it."""
    initdb, server, ready = (program(name, package="postgresql") for name in ("initdb", "postgres", "pg_isready"))
    # it refuses to run as root
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    owner: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid} if os.geteuid() == 0 else {}
    port = free_port()
    options = ["-p", str(port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    # where its user may come, and a home of ours need not be
    folder = Path(tempfile.mkdtemp(prefix="tollwatch-postgres-"))
    try:
        os.chown(folder, account.pw_uid, account.pw_gid)
        made = [initdb, "-D", f"{folder}/data", "-A", "trust", "-U", USER, "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **owner)  # noqa: S603
        with _running([server, "-D", f"{folder}/data", *options], cwd=folder, **owner) as running:
            asked = [ready, "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
            _wait(running, lambda: subprocess.run(asked, check=False, capture_output=True).returncode == 0)  # noqa: S603
            yield f"host=127.0.0.1 port={port} user={USER} dbname=postgres"
    finally:
        shutil.rmtree(folder)


def sqlalchemy_url(address: str) -> str:
    """What `postgres` gives, as Airflow reads it."""
    parts = dict(part.split("=") for part in address.split())
    return "postgresql+psycopg2://{user}@{host}:{port}/{dbname}".format_map(parts)


@contextmanager
def redis() -> Iterator[str]:
    """Redis that keeps nothing; gives its URL."""
    server, port = program("redis-server", package="redis-server"), free_port()
    with _running([server, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]) as running:

        def answers() -> bool:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return True
            return False

        _wait(running, answers)
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def s3() -> Iterator[dict[str, str]]:
    """An S3 server with the bucket; gives what its clients need in their environment."""
    require("moto", "flask_cors", "s3fs")
    import s3fs  # noqa: PLC0415 - of the extra `cluster`

    s3fs.S3FileSystem.clear_instance_cache()  # it keeps clients whatever AWS_ENDPOINT_URL says: an earlier server's
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with _running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]) as running:

        def has_bucket() -> bool:
            with suppress(httpx.TransportError):
                return httpx.put(f"{address}/{BUCKET}", timeout=10, trust_env=False).is_success
            return False

        _wait(running, has_bucket)
        yield {
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": address,
        }


@contextmanager
def _running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    # in a session of its own: Ctrl-C reaches who uses it first
    process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **options
    )
    try:
        yield process
    finally:
        process.kill() if command[0] == sys.executable else process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], is_up: Callable[[], bool]) -> None:
    until = time.monotonic() + _UP_WITHIN_S
    while not is_up():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"does not come up: {process.args!r}")
        time.sleep(0.1)
