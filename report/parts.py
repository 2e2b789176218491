"""Which of the events a sum is made of: its link leads to the table of all events, which then shows those alone.

The page has no scripts. Where an address ends in a part's anchor, a rule of the style sheet hides the other rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

ALL: Final = "all-events"
"""The anchor of the whole table."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the events. Their rows have the class `name`; `said` tells what unites them."""

    name: str
    said: str
    events: int

    @property
    def anchor(self) -> str:
        """Where the sums of these events lead."""
        return f"only-{self.name}"


@dataclass
class Parts:
    """The parts of one page, of so many events that its table shows."""

    shown: int
    made: list[Part] = field(default_factory=list)
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def anchor(self, events: Sequence[str], said: str) -> str:
        """Where a sum of these events leads: to the row of one, to several alone, or to all."""
        if len(events) in {0, self.shown}:
            return ALL
        if len(events) == 1:
            return f"row-{events[0]}"
        part = Part(f"p{len(self.made)}", said, len(events))
        self.made.append(part)
        for event in events:
            self.classes[event].append(part.name)
        return part.anchor

    @property
    def rules(self) -> Markup:
        """The rules of the style sheet that hide what is not of a part."""
        return Markup("\n").join(
            Markup("#{0}:target ~ .table tbody tr:not(.{1}) {{ display: none; }}").format(part.anchor, part.name)
            for part in self.made
        )
