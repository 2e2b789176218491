"""What a way through a day of news costs: waiting, processors, memory."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import psutil

_LOOK_S: Final = 2.0


@dataclass
class Costs:
    """Of one way through the day."""

    lags_s: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    peak_bytes: int = 0
    events: int = 0
    articles: int = 0

    def __str__(self) -> str:
        return f"{self.lags_s[-1]:,.0f} s; so far {self.cpu_s:,.0f} s of CPU, {self.peak_bytes / 1e6:,.0f} MB at most"

    @property
    def wall_s(self) -> float:
        """Of all waves."""
        return sum(self.lags_s)


class Watch:
    """Looks at the memory of processes while a way through the day is under way."""

    def __init__(self, processes: Callable[[], list[psutil.Process]], costs: Costs) -> None:
        self._processes, self._costs = processes, costs
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_LOOK_S):
            memory = 0
            for process in self._processes():
                with contextlib.suppress(psutil.Error, OSError):
                    memory += process.memory_full_info().pss
            self._costs.peak_bytes = max(self._costs.peak_bytes, memory)
