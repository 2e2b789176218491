"""What a backfill would read, and what it did, for people and for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Group, RenderableType

from pipeline.backfill.plan import OutletReport
from pipeline.backfill.run import BackfillReport, Look
from pipeline.cli.render import NOTHING, plain_table, shown_path
from pipeline.cli.step_tables import load_summary
from pipeline.settings import Settings
from warehouse.account.words import counted

_MOST_LISTED: Final = 12
"""Hosts or days that a dry run names; the rest is a number."""

_FILE_COUNTS: Final = ("articles", "claims", "incidents", "other_day", "undated", "put_aside")


_OUTLET_COUNTS: Final = (
    *("feed_id", "sitemaps", "other_days", "foreign", "untold", "planned", "done_before", "given_up"),
    *("fetched", "failed", "left", "strays", "problems"),
)


def told_untold(outlets: Iterable[OutletReport], settings: Settings) -> Iterator[str]:
    """A sentence for each outlet whose sitemaps list pages without saying when they were published."""
    for outlet in outlets:
        if outlet.untold:
            takes = dt.timedelta(seconds=round(outlet.untold * settings.host_interval_s))
            are = counted(outlet.untold, "page is", "pages are")
            yield (
                f"{outlet.feed_id}: {are} left out, since no sitemap says when they were published: --wide asks for "
                f"them too, which takes {takes} at least, and keeps and counts those of other days"
            )


def _look_cells(seen: Look, settings: Settings) -> tuple[str, ...]:
    size = f"{seen.bytes / 1e6:,.1f} MB" if seen.bytes is not None else NOTHING
    if seen.survey:
        found = seen.survey
        told = [_most("hosts", _named(found.hosts, "no address")), _most("days", _named(found.days, "undated"))]
        damaged = f"{found.damaged:,} damaged" if found.damaged else ""
        return seen.source, size, f"{found.records:,}", f"{found.wanted:,}", "; ".join(filter(None, [damaged, *told]))
    if seen.outlet and not seen.error:
        return _outlet_cells(seen.outlet, settings)
    files = counted(seen.files, "file") if seen.files is not None else NOTHING
    return seen.source, size, files, files, str(seen.error.what) if seen.error else ""


def _outlet_cells(outlet: OutletReport, settings: Settings) -> tuple[str, ...]:
    chances = ", ".join(f"{count:,} {chance}" for chance, count in sorted(outlet.chances.items()))
    took = dt.timedelta(seconds=round(outlet.left * settings.host_interval_s))
    days = _most("days", _named(outlet.days, "undated"))
    sitemaps = f"{counted(outlet.sitemaps, 'sitemap')} read, {outlet.passed_over:,} passed over"
    foreign = f", {outlet.foreign:,} of other sites" if outlet.foreign else ""
    others = f"{counted(outlet.other_days, 'page')} of other days{foreign}"
    told = f"{sitemaps}; {others}{_before(outlet)}; at least {took} of asking; {days}"
    return outlet.feed_id, NOTHING, f"pages: {chances or 'none'}", f"{outlet.left:,}", told


def _before(outlet: OutletReport) -> str:
    """What of the pages is not asked for any more."""
    told = f", {outlet.done_before:,} had before" if outlet.done_before else ""
    return told + (f", {outlet.given_up:,} given up" if outlet.given_up else "")


def _most(name: str, counts: dict[str, int]) -> str:
    if not counts:
        return ""
    chosen = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_LISTED]
    more = f" and {len(counts) - len(chosen):,} more" if len(counts) > len(chosen) else ""
    return f"{name}: " + ", ".join(f"{key} {count:,}" for key, count in sorted(chosen)) + more


def look_row(seen: Look) -> dict[str, Any]:
    """The same as a row of JSON."""
    row: dict[str, Any] = {"source": seen.source, "bytes": seen.bytes, "files": seen.files}
    if seen.survey:
        found = seen.survey
        row |= {"records": found.records, "wanted": found.wanted, "damaged": found.damaged}
        row |= {"hosts": _named(found.hosts, "no address"), "days": _named(found.days, "undated")}
    if seen.outlet:
        plan = seen.outlet
        row |= {"sitemaps": plan.sitemaps, "passed_over": plan.passed_over, "wanted": plan.left}
        row |= {"planned": plan.planned, "done_before": plan.done_before, "given_up": plan.given_up}
        row |= {"other_days": plan.other_days, "foreign": plan.foreign, "untold": plan.untold}
        row |= {"chances": dict(plan.chances), "days": _named(plan.days, "undated"), "problems": plan.problems}
    return row | {"error": str(seen.error) if seen.error else None}


def _named(counts: Mapping[Any, int], unknown: str) -> dict[str, int]:
    """Counts by the names of what was counted, in order; what has none is called `unknown`."""
    return {str(key or unknown): counts[key] for key in sorted(counts, key=lambda key: str(key or ""))}


def rows(report: BackfillReport) -> Iterator[dict[str, Any]]:
    """What a backfill did, as rows of JSON: a line a source, the load last."""
    for outlet in report.outlets:
        row = {name: getattr(outlet, name) for name in _OUTLET_COUNTS}
        yield row | {"error": str(outlet.error) if outlet.error else None}
    for file in report.files:
        counts = {name: file.count(name) for name in _FILE_COUNTS}
        batches = [piece.batch for piece in file.pieces if piece.batch]
        yield {"source": str(file.source), "new_pieces": file.new, **counts, "batches": batches} | {
            "problems": file.problems,
            "error": str(file.error) if file.error else None,
        }
    zone = report.zone
    if zone.batches or zone.failed:
        yield {"source": "raw zone", "batches": [batch.folder.name for batch in zone.batches]} | {
            name: zone.count(name) for name in ("articles", "claims", "incidents")
        }
    loaded = report.load
    yield {"loaded": loaded.loaded if loaded else None, "new": loaded.new if loaded else None, "waits": report.waits}


def report_table(report: BackfillReport) -> RenderableType:
    """What a backfill did: a line a source, and what the load changed."""
    numbers = ("articles", "claims", "incidents", "other days", "undated", "put aside")
    table = plain_table("source", *numbers, "", right=numbers)
    for outlet in report.outlets:
        told = f"{counted(outlet.fetched, 'page')} fetched, {outlet.failed:,} failed, {outlet.left:,} left"
        told += _before(outlet)
        if outlet.strays:
            told += f"; {counted(outlet.strays, 'article')} kept that turned out to be of other days"
        cells = [NOTHING] * 3 + [f"{outlet.other_days:,}"] + [NOTHING] * 2
        table.add_row(outlet.feed_id, *cells, str(outlet.error.what) if outlet.error else told)
    zone = report.zone
    if zone.batches:
        counts = [f"{zone.count(name):,}" for name in ("articles", "claims", "incidents")]
        told = counted(len(zone.batches), "file")
        table.add_row("raw zone", *counts, *[NOTHING] * 2, f"{len(zone.problems):,}", told)
    for file in report.files:
        counts = [f"{file.count(name):,}" for name in _FILE_COUNTS]
        told = "" if file.new else "read before"
        table.add_row(shown_path(file.source), *counts, str(file.error.what) if file.error else told)
    return Group(table, load_summary(report.load)) if report.load else table


def look_table(looks: Sequence[Look], settings: Settings) -> RenderableType:
    """What a backfill would read, a line a source."""
    numbers = ("size", "there", "would be read")
    table = plain_table("source", *numbers, "", right=numbers)
    for seen in looks:
        table.add_row(*_look_cells(seen, settings))
    return table
