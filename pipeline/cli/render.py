"""Tables that a person can read. What is not known is shown as a dash, never as zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from warehouse.account.words import counted
from warehouse.events import Event, EventClaim, EventDetail
from warehouse.policies.lists import HOUSE_POLICY
from warehouse.series import SeriesRow
from warehouse.trajectory import Step

NOTHING: Final = "–"

BAR_WIDTH: Final = 30
"""Characters of the longest bar."""


def shown_path(path: Path) -> str:
    """The path as a person here would write it: relative where it lies below the working folder."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def plain_table(*columns: str, right: tuple[str, ...] = (), title: str | None = None) -> Table:
    """An empty table in our one style; the columns in `right` hold numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for column in columns:
        # An id or a day that is broken over two lines cannot be read or copied.
        table.add_column(
            column, justify="right" if column in right else "left", overflow="fold", no_wrap=column in {"event", "day"}
        )
    return table


def count(value: int | None) -> str:
    """A count with separators, a dash where it is not known."""
    return NOTHING if value is None else f"{value:,}"


def days_table(rows: Sequence[SeriesRow], *, most: int = 31) -> RenderableType:
    """Casualties by period with a bar for the killed; the latest `most` periods."""
    if not rows:
        return Text("\nNo event has a day yet: nothing to add up.", style="bold")
    shown = rows[-most:]
    table = plain_table(
        "", "events", "killed", "low–high", "injured", "", right=("events", "killed", "low–high", "injured")
    )
    top = max(row.killed_best or 0 for row in shown) or 1
    for row in shown:
        quiet = Text("read in part" if row.articles else "not read", style="dim")
        if not row.unread_days:
            quiet = Text("quiet", style="dim")
        table.add_row(
            str(row.period),
            count(row.events) if row.events else quiet,
            count(row.killed_best) if row.events else "",
            f"{row.killed_low:,}–{row.killed_high:,}" if row.events and row.killed_low is not None else "",
            count(row.injured_best) if row.events else "",
            Text("█" * round(BAR_WIDTH * (row.killed_best or 0) / top), style="red"),
        )
    earlier = len(rows) - len(shown)
    note = f", the last {most} of {len(rows)}" if earlier else ""
    return Group(Text(f"\nCasualties by period{note}", style="bold"), table, *unread_note(shown))


def unread_note(rows: Sequence[SeriesRow]) -> Iterator[Text]:
    """A line on the days that were not read, where there are any."""
    if unread := sum(row.unread_days for row in rows):
        yield Text(
            f"{counted(unread, 'day')} not read, or in part: who was killed then may not be in the figures.",
            style="dim",
        )


def events_table(events: Sequence[Event]) -> RenderableType:
    """One line an event."""
    table = plain_table(
        "event", "day", "place", "by", "how", "killed", "injured", "articles", "sources",
        right=("killed", "injured", "articles", "sources"),
    )  # fmt: skip
    for event in events:
        table.add_row(
            event.event_id,
            day_span(event).replace(" to ", " to\n"),
            place_name(event),
            ", ".join(event.actors) or NOTHING,
            event.method.replace("_", " "),
            span(event.killed_low, event.killed_best, event.killed_high),
            span(event.injured_low, event.injured_best, event.injured_high),
            count(event.articles),
            count(event.independent_sources),
        )
    return table


def span(low: int | None, best: int | None, high: int | None) -> str:
    """A figure with its range: `14`, `14 (14–15)`, `34 (30 or more)`, `at least 24`, `up to 20`; else a dash."""
    if best is None:
        if low is None:
            return NOTHING if high is None else f"up to {high:,}"
        return f"at least {low:,}" if high is None else f"{low:,}–{high:,}"
    if high is None:
        return f"{best:,} or more" if low in {None, best} else f"{best:,} ({low:,} or more)"
    return f"{best:,}" if low == high else f"{best:,} ({low or 0:,}–{high:,})"


def day_span(event: Event) -> str:
    """The event's day, or its first and last."""
    if event.date_start is None:
        return NOTHING
    is_one_day = event.date_end in {None, event.date_start}
    return str(event.date_start) if is_one_day else f"{event.date_start} to {event.date_end}"


def place_name(event: Event) -> str:
    """Place, administrative unit, country: what is known of them, each once."""
    parts = dict.fromkeys(part for part in (event.place, event.admin1, event.country) if part)
    return ", ".join(parts) or NOTHING


def event_page(detail: EventDetail) -> RenderableType:
    """All that is known of an event: its figures, each claim with its quote and who said it, its history."""
    event = detail.event
    head = plain_table("", "")
    head.show_header = False
    head.add_row("when", day_span(event))
    where = place_name(event)
    if event.lat is not None:
        where += f"  ({event.lat:.4f}, {event.lon:.4f}; {event.place_precision})"
    head.add_row("where", where)
    head.add_row("by", ", ".join(event.actors) or "not said")
    head.add_row("how", event.method.replace("_", " "))
    for figure in detail.figures:
        head.add_row(f"{figure.effect}: {figure.victim}", span(figure.low, figure.best, figure.high))
    if detail.classes_overlap:
        head.add_row("", "civilians of one source and combatants of another: some may be the same people")
    if detail.policy != HOUSE_POLICY:
        head.add_row("policy", f"{detail.policy}: {event.grade}" if event.grade else detail.policy)
    head.add_row(
        "reported", f"{counted(event.articles, 'article')}, {counted(event.independent_sources, 'independent source')}"
    )
    for told in detail.parts:
        is_whole = told.whole_event_id == event.event_id
        other, quote = (told.part_event_id, told.part_quote) if is_whole else (told.whole_event_id, told.whole_quote)
        head.add_row("holds" if is_whole else "part of", f"{other}: “{quote}”, counted once in sums")
    parts: list[RenderableType] = [Text(f"Event {event.event_id}", style="bold")]
    if detail.asked_id != event.event_id and not event.event_id.startswith(detail.asked_id):
        parts.append(Text(f"({detail.asked_id} is now part of this event)", style="dim"))
    parts += [head, Text("\nWho said what", style="bold"), _claims(detail.claims)]
    parts += [Text("\nToll over time", style="bold"), _trajectory(detail.trajectory)]
    parts += [Text("\nArticles", style="bold"), _reports(detail), Text("\nHistory", style="bold"), _history(detail)]
    return Group(*parts)


def _claims(claims: Sequence[EventClaim]) -> RenderableType:
    table = plain_table("", "figure", "quote", "said by", "published by", "", right=("figure",))
    for claim in claims:
        said_by = claim.source or ("the article itself" if claim.claim_id else "the headline")
        table.add_row(
            claim.effect,
            wording(claim),
            f"“{claim.quote}”",
            f"{said_by} via {claim.via}" if claim.via else said_by,
            f"{claim.publisher or NOTHING}, {claim.published_on}" if claim.published_on else claim.publisher,
            "" if claim.is_counted else Text(f"not counted: {claim.why_not_counted}", style="dim"),
        )
    return table


def _trajectory(steps: Sequence[Step]) -> RenderableType:
    """The steps of the totals; those of the groups are in the JSON."""
    table = plain_table("told", "", "before", "then", "because", "quote", "said by", right=("before", "then"))
    for step in steps:
        if step.victim != "total":
            continue
        because = f"{step.change}: {step.reason}" if step.reason else step.change
        quote = f"“{step.quote}”" if step.quote else NOTHING
        said_by = ", ".join(name for name in (step.source, step.publisher) if name)
        table.add_row(
            f"{step.at:%Y-%m-%d %H:%M}" if step.at else NOTHING,
            step.effect,
            span(step.low_before, step.best_before, step.high_before),
            span(step.low, step.best, step.high),
            because,
            quote,
            said_by or NOTHING,
        )
    return table


def wording(claim: EventClaim) -> str:
    """The figure with the words that bound it."""
    words = {
        "at_least": "at least ", "more_than": "more than ", "at_most": "up to ", "about": "about ",
    }.get(claim.qualifier, "")  # fmt: skip
    if claim.qualifier == "vague":
        return f"some ({claim.low} or more)"
    if claim.qualifier == "range":
        return f"{claim.low}–{claim.high}"
    figure = claim.high if claim.low is None else claim.low
    return f"{words}{count(figure)}{_kind(claim)}"


def _kind(claim: EventClaim) -> str:
    """The narrowest group that the claim speaks of."""
    if claim.age == "child":
        return " children"
    if claim.gender == "female" and claim.victim != "combatant":
        return " women"
    return {"civilian": " civilians", "combatant": " combatants"}.get(claim.victim, "")


def _reports(detail: EventDetail) -> RenderableType:
    table = plain_table("published", "by", "title", "address")
    for report in detail.reports:
        table.add_row(
            str(report.published_on) if report.published_on else NOTHING,
            report.publisher or NOTHING,
            report.title or NOTHING,
            Text(report.url or report.article_id, style="dim"),
        )
    return table


def _history(detail: EventDetail) -> RenderableType:
    table = plain_table("load", "recorded", "what changed", right=("load",))
    for change in detail.history:
        what = change.detail or (f"incident {change.incident_id}" if change.incident_id else None)
        table.add_row(
            count(change.load_number),
            f"{change.recorded_at:%Y-%m-%d %H:%M}",
            change.change.replace("_", " ") + (f": {what}" if what else ""),
        )
    return table
