"""Work shared out to processes: what one of them is killed at costs that source alone."""

from __future__ import annotations

import os
import signal
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


def test_what_is_raised_ends_all(tmp_path: Path) -> None:
    with pytest.raises(LockedError, match="held: another process is at it"):
        list(side_by_side(_read, [tmp_path / name for name in ("a", "held", "b")], 2))
