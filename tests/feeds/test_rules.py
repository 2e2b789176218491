"""The list of the polite reader's rules in docs/pulling.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RULES = 19


def test_every_rule_is_held_by_tests_that_exist() -> None:
    document = (PROJECT / "docs" / "pulling.md").read_text(encoding="utf-8")
    section = document.split("## The polite reader's rules")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \|$", section, re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, RULES + 1))
    sources = [path.read_text(encoding="utf-8") for path in (PROJECT / "tests").rglob("test_*.py")]
    there = {name for source in sources for name in re.findall(r"^def (test_\w+)\(", source, re.MULTILINE)}
    for number, rule, held_by in rows:
        named = set(re.findall(r"`(test_\w+)`", held_by))
        assert named, f"rule {number} ({rule}) names no test"
        assert named <= there, f"rule {number} ({rule}) names {named - there}"
