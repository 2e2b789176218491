"""Who told of an event, as the forms want it: articles in the order of publication, quotes in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from warehouse.exports.asked import Event
from warehouse.exports.cells import one_line

Claim = dict[str, Any]

_HEDGES: Final = {"at_least": "at least ", "more_than": "more than ", "at_most": "up to ", "about": "about "}


@dataclass(frozen=True, slots=True)
class Report:
    """One article that tells of an event."""

    article_id: str
    publisher: str | None
    url: str | None
    title: str | None
    published_on: dt.date | None

    @property
    def in_words(self) -> str:
        """`The Harbour Post,2018-11-04,At least 14 killed`, as UCDP writes it."""
        return ",".join(str(part) for part in (self.publisher, self.published_on, one_line(self.title or "")) if part)


def reports(event: Event) -> list[Report]:
    """The articles whose claims the event has, the first published first."""
    by_id: dict[str, Report] = {}
    for claim in event["claims"]:
        by_id.setdefault(
            claim["article_id"],
            Report(
                claim["article_id"],
                claim["publisher"],
                claim["url"],
                claim["title"],
                claim["published_on"],
            ),
        )
    return sorted(by_id.values(), key=lambda report: (report.published_on or dt.date.max, report.article_id))


def counted(event: Event) -> list[Claim]:
    """The claims on which its figures rest."""
    return [claim for claim in event["claims"] if claim["is_counted"]]


def quoted(claim: Claim) -> str:
    """The words of a claim with the hedge that stands before them: `at least “14 civilians”`."""
    return f"{_HEDGES.get(claim['qualifier'], '')}“{one_line(claim['quote'])}”"


def joined(parts: Iterable[object], *, by: str = ";") -> str | None:
    """Each part once, in order; null where there is none."""
    return by.join(dict.fromkeys(one_line(str(part)) for part in parts if part)) or None
