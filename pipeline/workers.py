"""Sources shared out to processes of their own: one that is killed costs the source that it was at, and no other.

Each process has a pipe: nothing is shared that a killed one could leave locked, and its death is seen at once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from extractors.errors import DocumentError

_Result = TypeVar("_Result")

Tell = Callable[[Any], None]
"""Given to the work: says how far it is, to whoever asked for it."""

Work = Callable[[Path, Tell], _Result]
"""Done in another process, so it and what it gives can be pickled."""

_MOST_STARTS: Final = 2
"""The system may take a process for what its neighbour did; a source that loses two is at fault itself."""

_SPAWN: Final = multiprocessing.get_context("spawn")
"""A fork of a process with threads, as DuckDB and pyarrow have them, may hang."""


def side_by_side(
    work: Work[_Result], sources: Sequence[Path], jobs: int, *, on_word: Callable[[Path, Any], None] | None = None
) -> Iterator[_Result | DocumentError]:
    """What the work gives for each source, in their order, whichever process is done first.

    A source whose process is killed is tried once more, in a new one; then its error stands in its place.

    Args:
        work: a function of a module.
        sources: one is done by one process.
        jobs: processes at work at the same time.
        on_word: told what the work says of a source while it runs.

    Raises:
        Exception: what the work raised; all processes are ended.
    """
    crew = _Crew(work, sources)
    done: dict[int, _Result | DocumentError] = {}
    told = 0
    try:
        crew.hire(min(jobs, len(sources)))
        while told < len(sources):
            for place, kind, content in crew.hear():
                if kind == _WORD:
                    if on_word:
                        on_word(sources[place], content)
                elif kind == _RAISED:
                    raise content
                else:
                    done[place] = content
            while told in done:
                yield done.pop(told)
                told += 1
    finally:
        crew.dismiss()


_WORD, _DONE, _RAISED = "word", "done", "raised"


@dataclass(slots=True, eq=False)
class _Worker:
    process: Any
    pipe: Connection
    place: int | None = None


class _Crew(Generic[_Result]):
    """The processes, and what is still to be done."""

    def __init__(self, work: Work[_Result], sources: Sequence[Path]) -> None:
        self._work = work
        self._sources = sources
        self._waiting = deque(range(len(sources)))
        self._starts = [0] * len(sources)
        self._workers: list[_Worker] = []

    def hire(self, count: int) -> None:
        """Start processes, and give each a source."""
        for _ in range(count):
            ours, theirs = _SPAWN.Pipe()
            process = _SPAWN.Process(target=_serve, args=(self._work, theirs), daemon=True)
            process.start()
            theirs.close()  # or its end would not be seen
            self._workers.append(_Worker(process, ours))
            self._assign(self._workers[-1])

    def hear(self) -> Iterator[tuple[int, str, Any]]:
        """What processes say next: of which source, what kind of word, and the word."""
        ready = wait([worker.pipe for worker in self._workers])
        for worker in [worker for worker in self._workers if worker.pipe in ready]:
            place = worker.place
            assert place is not None  # noqa: S101 - who has nothing to do says nothing
            try:
                kind, content = worker.pipe.recv()
            except (EOFError, OSError):  # OSError: it was killed amid its answer
                yield from self._replace(worker, place)
                continue
            if kind != _WORD:
                self._assign(worker)
            yield place, kind, content

    def dismiss(self) -> None:
        """End all processes; what they leave half-made is swept away by a later run."""
        for worker in self._workers:
            worker.process.terminate()
            worker.process.join()
            worker.pipe.close()
        self._workers.clear()

    def _assign(self, worker: _Worker) -> None:
        worker.place = self._waiting.popleft() if self._waiting else None
        if worker.place is None:
            self._end(worker)
            return
        self._starts[worker.place] += 1
        try:
            worker.pipe.send(self._sources[worker.place])
        except ConnectionError:
            return  # it died: that is heard next

    def _end(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.terminate()
        worker.process.join()
        worker.pipe.close()

    def _replace(self, worker: _Worker, place: int) -> Iterator[tuple[int, str, Any]]:
        worker.process.join()
        code = worker.process.exitcode or 0
        self._end(worker)
        if self._starts[place] < _MOST_STARTS:
            self._waiting.appendleft(place)
        else:
            how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            yield (
                place,
                _DONE,
                DocumentError(
                    f"the process that read it was ended ({how}), twice",
                    where=str(self._sources[place]),
                    hint="its memory, perhaps: look at it alone",
                ),
            )
        if self._waiting:
            self.hire(1)


def _serve(work: Work[Any], pipe: Connection) -> None:
    """In a process of its own: do what comes, until it is ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us, and ends us too
    with contextlib.suppress(EOFError, ConnectionError):  # who started us is gone
        while True:
            source = pipe.recv()
            pipe.send_bytes(_answer(work, source, lambda word: pipe.send((_WORD, word))))


def _answer(work: Work[Any], source: Path, say: Tell) -> bytes | memoryview:
    """What came of the work, pickled; where that cannot be pickled, or an error not made again, its text."""
    try:
        kind, content = _DONE, work(source, say)
    except Exception as error:
        kind, content = _RAISED, error
    try:
        answer = ForkingPickler.dumps((kind, content))
        if kind == _RAISED:
            ForkingPickler.loads(answer)
    except Exception as error:
        text = "".join(traceback.format_exception(content if kind == _RAISED else error)).rstrip()
        told = DocumentError(f"what came of it cannot be passed on:\n{text}", where=str(source))
        answer = ForkingPickler.dumps((_RAISED, told))
    return answer
