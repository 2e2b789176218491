"""Work shared out to processes: what one of them is killed at costs that source alone."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from extractors.errors import DocumentError, LockedError
from pipeline.workers import Tell, side_by_side


def _read(source: Path, say: Tell) -> str:
    say(source.name)
    if source.name == "deadly" or (source.name == "unlucky" and not source.with_name("met").exists()):
        source.with_name("met").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if source.name == "held":
        raise LockedError("another process is at it", where=source.name)
    return source.name.upper()


def test_a_killed_process_costs_the_source_that_it_was_at_and_only_if_it_is_killed_again(tmp_path: Path) -> None:
    names = ["a", "unlucky", "b", "deadly", "c", "d"]
    words: list[object] = []
    made = list(side_by_side(_read, [tmp_path / n for n in names], 2, on_word=lambda _, word: words.append(word)))
    assert [m for m in made if isinstance(m, str)] == ["A", "UNLUCKY", "B", "C", "D"]
    assert isinstance(made[3], DocumentError)
    assert "ended (SIGKILL), twice" in str(made[3])
    assert str(tmp_path / "deadly") in str(made[3])
    assert set(words) == set(names)


def _answer_at_length(source: Path, say: Tell) -> bytes:
    if not (met := source.with_name("met")).exists():
        say("killed soon")

        def die() -> None:
            met.touch()
            os.kill(os.getpid(), signal.SIGKILL)

        threading.Timer(0.5, die).start()
    return bytes(10_000_000)  # more than a pipe takes before somebody reads


def test_a_process_killed_amid_its_answer_costs_no_more_than_another_try(tmp_path: Path) -> None:
    def read_nothing(source: Path, _: object) -> None:
        while not source.with_name("met").exists():
            time.sleep(0.01)
        time.sleep(0.2)

    (made,) = side_by_side(_answer_at_length, [tmp_path / "a"], 1, on_word=read_nothing)
    assert made == bytes(10_000_000)


class _OddError(Exception):
    def __init__(self, what: str, code: int) -> None:
        super().__init__(f"{what} {code}")


def _cannot_pass(source: Path, _: Tell) -> object:
    if source.name == "raised":
        raise _OddError("odd", 17)
    return threading.Lock()


@pytest.mark.parametrize(("name", "text"), [("raised", "_OddError: odd 17"), ("made", "cannot pickle '_thread.lock'")])
def test_what_cannot_be_passed_on_is_told_in_its_words(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(DocumentError, match=f"{name}: what came of it cannot be passed on:\n") as raised:
        list(side_by_side(_cannot_pass, [tmp_path / name], 1))
    assert text in str(raised.value)


def test_what_is_raised_ends_all(tmp_path: Path) -> None:
    with pytest.raises(LockedError, match="held: another process is at it"):
        list(side_by_side(_read, [tmp_path / name for name in ("a", "held", "b")], 2))
