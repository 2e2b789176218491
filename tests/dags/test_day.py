"""The day's benchmark leaves nothing behind where it is stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.dags.conftest import PROJECT


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_stopped_it_ends_all_that_it_has_started(ending: signal.Signals) -> None:
    command = [sys.executable, "-m", "benchmarks.day", "--feeds=2", "--articles=4", "--waves=1"]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as day:
        assert day.stderr
        assert "the newsroom is up" in day.stderr.readline()
        started: list[psutil.Process] = []
        while len(started) < 2:  # the newsroom, and what polls it
            assert day.poll() is None
            started = psutil.Process(day.pid).children(recursive=True)
            time.sleep(0.01)
        day.send_signal(ending)
        assert "is being stopped" in day.stderr.read()
    assert day.returncode == 128 + ending
    assert [process for process in started if process.is_running()] == []
