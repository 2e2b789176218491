"""What an export had to leave out or assume, counted: no form of others holds all that is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

EXAMPLES: Final = 3
"""Events named with each note."""


@dataclass
class Note:
    """One sentence, how often it holds, and of which events first."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class Notes:
    """The notes of one export."""

    read: int = 0
    written: int = 0
    left_out: dict[str, Note] = field(default_factory=dict)
    assumed: dict[str, Note] = field(default_factory=dict)
    not_known: dict[str, Note] = field(default_factory=dict)
    blank: dict[str, str] = field(default_factory=dict)
    """Columns that are always blank, and why."""
    dropped: tuple[str, ...] = ()
    """What the form has no column for, of whatever event."""
    unsure: tuple[str, ...] = ()
    """What the provider does not tell, and was decided here."""

    def leave_out(self, why: str, event_id: str | None = None, *, count: int = 1) -> None:
        """Some event, or something of it, is not in the file."""
        _add(self.left_out, why, event_id, count)

    def assume(self, what: str, event_id: str | None = None, *, count: int = 1) -> None:
        """Something was written that the sources do not say, as the form demands it."""
        _add(self.assumed, what, event_id, count)

    def leave_blank(self, what: str, event_id: str | None = None) -> None:
        """A column is empty for an event, as what it holds is not known."""
        _add(self.not_known, what, event_id, 1)

    @property
    def sections(self) -> dict[str, dict[str, Note]]:
        """The notes by heading."""
        return {"Left out": self.left_out, "Assumed": self.assumed, "Not known, left blank": self.not_known}

    def as_markdown(self, title: str, asked: str, made_from: str) -> str:
        """The page that lies beside the export."""
        lines = [
            f"# Notes on {title}",
            "",
            f"- Asked: {asked}",
            f"- Made from: {made_from}",
            f"- Events read: {self.read:,}; written: {self.written:,}",
        ]
        for heading, notes in self.sections.items():
            lines += ["", f"## {heading}", ""]
            lines += [_line(what, note) for what, note in sorted(notes.items())] or ["Nothing."]
        for heading, always in (("What the form has no column for", self.dropped), ("Unsure", self.unsure)):
            if always:
                lines += ["", f"## {heading}", "", *(f"- {what}" for what in always)]
        if self.blank:
            lines += ["", "## Columns that are always blank", ""]
            lines += [f"- `{column}`: {why}" for column, why in self.blank.items()]
        return "\n".join(lines) + "\n"

    def counts(self) -> dict[str, object]:
        """For programs."""
        return {
            "events": self.read,
            "rows": self.written,
            "left_out": {what: note.count for what, note in sorted(self.left_out.items())},
            "assumed": {what: note.count for what, note in sorted(self.assumed.items())},
            "not_known": {what: note.count for what, note in sorted(self.not_known.items())},
        }


def _add(notes: dict[str, Note], what: str, event_id: str | None, count: int) -> None:
    if not count:
        return
    note = notes.setdefault(what, Note())
    note.count += count
    if event_id and len(note.examples) < EXAMPLES and event_id not in note.examples:
        note.examples.append(event_id)


def _line(what: str, note: Note) -> str:
    of = f" ({', '.join(note.examples)}{', …' if note.count > len(note.examples) else ''})" if note.examples else ""
    return f"- {note.count:,}: {what}{of}"
