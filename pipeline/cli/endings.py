"""Whoever ends the command need not wait for a long query, and finds no unfinished files beside the whole ones."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from typing import Final

_SIGNALLED: Final = 128
"""Whom a signal ends has this and its number for an exit code, by the shells' custom."""

INTERRUPTED: Final = _SIGNALLED + signal.SIGINT

UNHEARD: Final = _SIGNALLED + signal.SIGPIPE
"""Who read the answer went away: nothing is said, and no file is spoilt. Python itself ignores that signal."""

SAID: Final = {
    INTERRUPTED: "interrupted",
    _SIGNALLED + signal.SIGTERM: "ended",
    _SIGNALLED + signal.SIGHUP: "hung up",
}
"""What is said of each, by the exit code."""


def heed_signals() -> None:
    """Have the signals of `SAID` end the command at once, also amid a query.

    Python runs signal handlers between two steps of its own, and DuckDB has it look for signals between two tasks of a
    query, of which one may take minutes. So a thread hears of signals by the file that the system's own handler writes
    to, and ends what runs.
    """
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is signal.SIG_DFL:  # under nohup a hang-up stays ignored
            signal.signal(ending, lambda number, _: sys.exit(_SIGNALLED + number))
    heard, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.detach(), warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(heard,), name="endings", daemon=True).start()


def _listen(heard: socket.socket) -> None:
    while number := heard.recv(1):
        if _SIGNALLED + number[0] in SAID:
            # not above: what takes long to import is a time in which Ctrl-C would end in a traceback
            from warehouse import connect  # noqa: PLC0415

            connect.interrupt()
