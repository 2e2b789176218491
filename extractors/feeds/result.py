"""What one pull did with one feed, as it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from extractors.feeds.outcome import Outcome


@dataclass(slots=True)
class FeedResult:
    """What one pull did with one feed.

    `pages` were fetched, `page_failures` were not, `waiting` are left for later pulls. `detail` is for people. `warcs`
    are the files that were written. `is_well` says whether the feed's last answer, now or before, could be used.
    """

    feed_id: str
    publisher: str
    url: str
    outcome: Outcome = Outcome.FAILED
    http_status: int | None = None
    entries: int | None = None
    new_entries: int = 0
    pages: int = 0
    page_failures: int = 0
    waiting: int = 0
    notes: list[str] = field(default_factory=list)
    warcs: list[Path] = field(default_factory=list)
    is_well: bool = False
    has_pages_due: bool = False

    @property
    def detail(self) -> str:
        """What there is to say beside the outcome; empty where there is nothing."""
        return "; ".join(self.notes)
