"""Relative clauses whose object came to harm: "four passengers, whom they lined up and executed"."""

from __future__ import annotations

from extractors.casualties.harms.harms import Reading

CLAUSE_ENDS = frozenset(["END", "STOP", "COMMA", "AND", "PREP", "BY", "SAY"])
"""What follows a verb that has no object of its own."""
_LONGEST_CLAUSE = 9  # chunks of "whom they lined up against a wall and executed"
_LONGEST_PLACE = 7  # chunks of "off a bus," between those taken and "whom"


def whom_head(s: Reading, at: int) -> int | None:
    """As in "took four passengers, whom they lined up and | executed": the group before the relative clause."""
    for here in range(at - 1, max(0, at - _LONGEST_CLAUSE), -1):
        if s.kind(here) in ("STOP", "SAY", "BE"):
            return None
        if s.low(here) == "whom" and s.kind(here) == "REL":
            back = range(here - 1, max(-1, here - _LONGEST_PLACE), -1)
            head = next((k for k in back if s.kind(k) in ("GROUP", "STOP", "TRIGGER")), None)
            is_object = s.kind(here + 1) in ("PRON", "GROUP") and head is not None and s.kind(head) == "GROUP"
            return head if is_object else None
    return None
