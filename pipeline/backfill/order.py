"""A backfill as a form or a schedule asks for it: refused where it cannot be meant, else cut into portions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal, Self, cast, get_args

from extractors.archives.wanted import host_names
from extractors.articles.times import EARLIEST
from extractors.errors import DocumentError
from pipeline.backfill.files import check_path, files_in
from pipeline.backfill.run import DAYS_A_WINDOW, windows
from pipeline.feeds import choose_feeds
from pipeline.settings import Settings

Source = Literal["sitemaps", "files", "raw"]

MOST_PORTIONS: Final = 1_000
"""Airflow maps a task over 1,024 things at most (`core.max_map_length`)."""

_MANY: Final = 200
"""Portions from which on windows grow longer than a week."""

_BELONGS: Final = {
    "outlets": "sitemaps",
    "wide": "sitemaps",
    "paths": "files",
    "hosts": "files",
    "undated": "files",
}
"""Fields that mean nothing for another source."""

Portion = dict[str, Any]
"""`label` for people; `source`, `first`, `last`; `outlet` or `file`; and the options of the order."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be read: one source of news, for days of publication (of fetching, for the raw zone), both included.

    `outlets` are ids of the feed list (none stands for all), `paths` files and folders, `hosts` restrict these.
    """

    source: Source
    first: dt.date
    last: dt.date
    outlets: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()
    wide: bool = False
    undated: bool = False
    max_pages: int = 10_000
    again: bool = False

    @classmethod
    def of_form(cls, form: Mapping[str, Any], day: dt.date | None = None) -> Self:
        """What the fields of a form say.

        Args:
            form: each field, filled in or empty.
            day: of the run, where it is one of a range of days; the fields name none then.

        Raises:
            DocumentError: they contradict each other, or lack something; the error's place is the field.
        """
        known = [field.name for field in fields(cls)]
        if strange := next((name for name in form if name not in known), None):  # who misspells `outlets` gets all
            raise DocumentError("there is no such field", where=strange, hint=f"known are {', '.join(known)}")
        if missing := next((name for name in known if name not in form), None):
            raise DocumentError("the field is missing", where=missing)
        if (source := form["source"]) not in get_args(Source):
            known = [*get_args(Source)]
            raise DocumentError(f"no source: {source!r}", where="source", hint=f"known are {', '.join(known)}")
        first, last = _day(form, "first"), _day(form, "last")
        if day and (first or last):
            hint = "empty it, or trigger one run for all of these days"
            raise DocumentError("each run of a range reads its own day", where="first" if first else "last", hint=hint)
        if (first := first or day) is None:
            hint = "name it, and the last one where they are several"
            raise DocumentError("the first day is missing", where="first", hint=hint)
        outlets, paths, hosts = (_names(form, name) for name in ("outlets", "paths", "hosts"))
        wide, undated, again = (_flag(form, name) for name in ("wide", "undated", "again"))
        with _entered_in("hosts"):
            hosts = host_names(hosts)
        order = cls(
            cast("Source", source),
            first,
            last or first,
            outlets,
            tuple(map(Path, paths)),
            hosts,
            wide,
            undated,
            form["max_pages"],
            again,
        )
        order.check()
        return order

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            DocumentError: with what to do about it.
        """
        if self.first > self.last:
            what = f"the first day, {self.first}, lies behind the last one, {self.last}"
            raise DocumentError(what, where="last")
        if self.first < EARLIEST:
            raise DocumentError(
                f"the first day, {self.first}, lies before {EARLIEST}: no date so old is read", where="first"
            )
        if type(self.max_pages) is not int or self.max_pages < 1:
            raise DocumentError(f"no number of pages: {self.max_pages!r}", where="max_pages", hint="1 or more")
        if self.first > _today():
            raise DocumentError(f"the first day, {self.first}, lies in the future", where="first")
        if self.source == "files" and not self.paths:
            hint = "fill in the paths, or choose another source"
            raise DocumentError("no files are named", where="paths", hint=hint)
        for name, source in _BELONGS.items():
            if getattr(self, name) and self.source != source:
                what = f"belongs to the source {source!r}, and {self.source!r} is chosen"
                raise DocumentError(what, where=name, hint="empty the field, or choose that source")


def portions(settings: Settings, order: Order) -> list[Portion]:
    """The order cut into portions: an outlet and a week, a file, or a week of the raw zone.

    Where these would be very many, the windows of an outlet are longer. The weeks come one after the other and the
    outlets side by side within each, so that neighbours do not wait for the same host.

    Raises:
        DocumentError: an outlet or a path is not there, or they are more than a scheduler takes.
    """
    last = min(order.last, _today() + dt.timedelta(days=1))  # what is dated ahead of today is no news of days gone by
    options = {"hosts": [*order.hosts], "wide": order.wide, "undated": order.undated}
    options |= {"max_pages": order.max_pages, "again": order.again, "source": order.source}
    whole = {"first": f"{order.first}", "last": f"{last}"}
    if order.source == "files":
        with _entered_in("paths"):
            files = files_in([*order.paths])
            for path in files:
                check_path(path)
        found = [options | whole | {"file": str(path), "label": f"{path.name} {_days(whole)}"} for path in files]
    else:
        names: list[str | None] = [None]
        if order.source == "sitemaps":
            with _entered_in("outlets"):
                names = [feed.id for feed in choose_feeds(settings, order.outlets)]
        days = (last - order.first).days + 1
        length = max(DAYS_A_WINDOW, math.ceil(days / max(1, _MANY // len(names))))
        found = []
        for first, end in windows(order.first, last, days=length):
            span = {"first": f"{first}", "last": f"{end}"}
            for name in names:
                found.append(options | span | {"outlet": name, "label": f"{name or 'raw zone'} {_days(span)}"})
    if len(found) > MOST_PORTIONS:
        raise DocumentError(
            f"that makes {len(found):,} portions, and a run takes {MOST_PORTIONS:,}",
            hint="choose fewer outlets or files, and make several runs",
        )
    return found


def _day(form: Mapping[str, Any], name: str) -> dt.date | None:
    value = form[name]
    if value in (None, ""):
        return None
    try:
        day = dt.date.fromisoformat(value)
    except (ValueError, TypeError):
        day = None
    # Weeks of ISO 8601 and days without hyphens would pass, too: they are more often slips than meant.
    if day is None or f"{day}" != value:
        raise DocumentError(f"no day: {value!r}", where=name, hint="write it as in 2018-11-04")
    return day


def _names(form: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = form[name]
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) and each.strip() for each in value):
        raise DocumentError(f"no list of names: {value!r}", where=name, hint='write it as in ["one", "two"]')
    return tuple(value)


def _flag(form: Mapping[str, Any], name: str) -> bool:
    if not isinstance(value := form[name], bool):
        raise DocumentError(f"neither true nor false: {value!r}", where=name)
    return value


@contextmanager
def _entered_in(field: str) -> Iterator[None]:
    """What is refused within was entered in that field, and the error says so."""
    try:
        yield
    except DocumentError as error:
        place = f"{field}: {error.where}" if error.where else field
        raise DocumentError(error.what, where=place, hint=error.hint) from error


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _days(span: Mapping[str, str]) -> str:
    return span["first"] if span["first"] == span["last"] else f"{span['first']} to {span['last']}"
