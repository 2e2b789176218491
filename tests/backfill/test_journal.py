"""The journal of a backfill: whole lines alone count, and one process at a time writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import LockedError
from pipeline.backfill.journal import Journal


def test_a_cut_off_line_of_the_journal_counts_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.add({"place": 0})
        journal.add({"place": 1})
    for cut in range(len(path.read_bytes())):
        whole = tmp_path / f"{cut}.jsonl"
        whole.write_bytes(path.read_bytes()[:cut])
        with Journal(whole) as journal:
            assert journal.lines == [{"place": 0}][: cut // len(b'{"place": 0}\n')]
            journal.add({"place": 2})
        with Journal(whole) as journal:
            assert journal.lines[-1] == {"place": 2}
    with Journal(path, again=True) as journal:
        assert journal.lines == []


def test_two_processes_do_not_do_the_same_work(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path), pytest.raises(LockedError, match="at this backfill"), Journal(path):
        pass
