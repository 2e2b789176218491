"""Headless Chromium, told what to do over its DevTools protocol. It has no network but, where told, loopback."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from websockets.sync.client import ClientConnection, connect

_FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--remote-debugging-port=0",
)  # fmt: skip
_NOWHERE: Final = "--host-resolver-rules=MAP * ~NOTFOUND"
_PATIENCE_S: Final = 60


def chromium() -> str:
    """Where the program is; without it the test skips, and fails in CI."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        message = "the report's pages are not looked at: install Chromium (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@dataclass
class Page:
    """One tab. `events` holds everything that the browser said of it."""

    connection: ClientConnection
    session: str
    events: list[dict[str, Any]] = field(default_factory=list)
    _number: int = 0

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask and wait for the answer."""
        self._number += 1
        request = {"id": self._number, "method": method, "params": parameters, "sessionId": self.session}
        self.connection.send(json.dumps(request))
        while True:
            message: dict[str, Any] = json.loads(self.connection.recv(timeout=_PATIENCE_S))
            if message.get("id") == self._number and message.get("sessionId") == self.session:
                assert "error" not in message, message
                return dict(message["result"])
            self.events.append(message)

    def wait_for(self, method: str) -> None:
        """Wait until the browser says so."""
        while not any(event.get("method") == method for event in self.events):
            self.events.append(json.loads(self.connection.recv(timeout=_PATIENCE_S)))

    def open(self, path: Path, *, width: int, scheme: str = "light", height: int = 900) -> None:
        """Load a file on a screen of that width, in light or dark."""
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.send(f"{domain}.enable")
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        self.send("Page.navigate", url=path.as_uri())
        self.wait_for("Page.loadEventFired")

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression; a promise is waited for."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def requests(self) -> list[str]:
        """Addresses that the page asked for, without itself."""
        asked = [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [url for url in asked[1:] if not url.startswith("data:")]

    def complaints(self) -> list[str]:
        """Errors and warnings on its console."""
        said = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [json.dumps(event["params"]) for event in self.events if event.get("method") in said]

    def screenshot(self, target: Path, *, whole: bool = True) -> None:
        """A picture of the page."""
        picture = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        target.write_bytes(base64.b64decode(picture["data"]))

    def pdf(self) -> bytes:
        """The page as it is printed on A4."""
        printed = self.send("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(printed["data"])


@contextmanager
def browser(program: str, *, sees_loopback: bool = False) -> Iterator[Page]:
    """A browser with one empty tab, ended with all that it started."""
    hosts = f"{_NOWHERE}, EXCLUDE 127.0.0.1" if sees_loopback else _NOWHERE
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *_FLAGS, hosts, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with connect(_address(Path(profile), process), max_size=None, open_timeout=_PATIENCE_S) as connection:
                yield _tab(connection)
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE_S)


def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    port_file = profile / "DevToolsActivePort"
    deadline = time.monotonic() + _PATIENCE_S
    while not (port_file.exists() and len(port_file.read_text().splitlines()) > 1):
        assert process.poll() is None, "Chromium ended at once"
        assert time.monotonic() < deadline, "Chromium does not start"
        time.sleep(0.05)
    port, path = port_file.read_text().splitlines()[:2]
    return f"ws://127.0.0.1:{port}{path}"


def _tab(connection: ClientConnection) -> Page:
    def ask(method: str, **parameters: Any) -> dict[str, Any]:
        connection.send(json.dumps({"id": 0, "method": method, "params": parameters}))
        while True:
            message = json.loads(connection.recv(timeout=_PATIENCE_S))
            if message.get("id") == 0:
                return dict(message["result"])

    target = ask("Target.createTarget", url="about:blank")["targetId"]
    return Page(connection, ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
