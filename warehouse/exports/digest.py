"""An account of a period as Markdown: what to read first, each figure with its quote and a link to the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from warehouse.account.period import Account, Total
from warehouse.account.words import UNKNOWN, counted, day, days, figure, group, how, when, where
from warehouse.exports.asked import Event
from warehouse.exports.cells import one_line
from warehouse.exports.countries import country_name
from warehouse.exports.reports import Claim, joined, quoted

MOST_EVENTS: Final = 20
"""Events told in a digest."""

_MOST_QUOTES: Final = 8
_MOST_DAYS: Final = 10
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|#~&!])")
_WEB: Final = re.compile(r"https?://[^\s<>()]+", re.IGNORECASE)


def lines(told: Account) -> Iterator[str]:
    """The lines of the page."""
    of = f": {country_name(told.asked.country)}" if told.asked.country else ""
    yield f"# Casualties reported, {days(told.since, told.until)}{of}"
    yield ""
    yield from _sums(told)
    yield from _events(told)
    yield from _disagreements(told)
    yield from _running_totals(told)
    yield from _coverage(told)
    yield from _making(told)


def _sums(told: Account) -> Iterator[str]:
    if not told.listed_of:
        yield "No event is known of these days. That is no zero: see what was read, below."
        yield ""
        return
    yield f"{counted(told.listed_of, 'event')}. Figures: best (low to high)."
    yield ""
    yield "| | killed | injured |"
    yield "|---|---|---|"
    for victim in ("total", "civilian", "combatant", "unknown", "children", "women"):
        killed, injured = told.total("killed", victim), told.total("injured", victim)
        if killed or injured:
            yield f"| {group(victim)} | {_sum(killed)} | {_sum(injured)} |"
    yield ""
    yield "Children and women are counted in the other groups as well."
    total = told.total("killed")
    if told.without_figure:
        yield f"Of {counted(len(told.without_figure), 'event')} no number of killed or injured is known: in no sum."
    if told.told_in_parts:
        many = counted(len(told.told_in_parts), "event is", "events are")
        yield f"{many} told in other events, which are part of it, and not counted twice."
    if total and total.without_high:
        open_ended = counted(total.without_high, "event")
        yield f"Of {open_ended} no source bounds the number killed: the sum has no upper bound."
    yield ""


def _sum(total: Total | None) -> str:
    return figure(total.low, total.best, total.upper_bound) if total else UNKNOWN


def _events(told: Account) -> Iterator[str]:
    if not told.events:
        return
    shown = told.events[:MOST_EVENTS]
    yield "## Events" if len(shown) == told.listed_of else f"## The {len(shown)} deadliest of {told.listed_of:,} events"
    yield ""
    for event in shown:
        yield from _event(event)


def _event(event: Event) -> Iterator[str]:
    yield f"### {plain(where(event))}, {when(event)}"
    yield ""
    killed, injured = (
        figure(*(event[f"{effect}_{bound}"] for bound in ("low", "best", "high"))) for effect in ("killed", "injured")
    )
    told = how(event)
    by = f" {plain(told[0].upper() + told[1:])}." if told else ""
    yield f"Killed {killed}; injured {injured}.{by} Event `{event['event_id']}`."
    yield ""
    said = [claim for claim in event["claims"] if claim["is_counted"]]
    for claim in said[:_MOST_QUOTES]:
        yield f"- {claim['effect']}: {_quote(claim)}"
    if len(said) > _MOST_QUOTES:
        yield f"- and {counted(len(said) - _MOST_QUOTES, 'more claim')}: `tollwatch show {event['event_id']}`"
    yield ""


def _quote(claim: Claim) -> str:
    by = plain(claim["source"]) if claim["source"] else "in the outlet's own voice"
    published = f", {day(claim['published_on'])}" if claim["published_on"] else ""
    return f"{plain(quoted(claim))}, {by} ({link(claim['publisher'] or 'article', claim['url'])}{published})"


def _disagreements(told: Account) -> Iterator[str]:
    if not told.disagreements:
        return
    yield "## Where sources differ"
    yield ""
    for found in told.disagreements[:MOST_EVENTS]:
        yield (
            f"- `{found.event_id}`, {found.effect}: {found.least:,} ({plain(found.least_by)}) to {found.most:,} "
            f"({plain(found.most_by)}); {found.sources} sources"
        )
    if len(told.disagreements) > MOST_EVENTS:
        yield f"- and {len(told.disagreements) - MOST_EVENTS:,} more"
    yield ""


def _running_totals(told: Account) -> Iterator[str]:
    if not told.running_totals:
        return
    yield "## Totals that sources add up themselves"
    yield ""
    yield "They are in none of the sums above."
    yield ""
    for found in told.running_totals[:MOST_EVENTS]:
        by = joined((found.source, country_name(found.country)), by=", ")
        outlet = link(found.publisher or "article", found.url)
        yield f"- {found.effect}: “{plain(found.quote)}”{f', {plain(by)}' if by else ''} ({outlet})"
    if len(told.running_totals) > MOST_EVENTS:
        yield f"- and {len(told.running_totals) - MOST_EVENTS:,} more"
    yield ""


def _coverage(told: Account) -> Iterator[str]:
    read = told.coverage
    yield "## What was read"
    yield ""
    outlets = ", ".join(f"{plain(o.publisher or 'no outlet named')} {o.articles:,}" for o in read.outlets[:MOST_EVENTS])
    yield f"- {counted(read.articles, 'article')} of these days{f': {outlets}' if outlets else ''}"
    if read.unread_days:
        shown = ", ".join(str(value) for value in read.unread_days[:_MOST_DAYS])
        more = ", …" if len(read.unread_days) > _MOST_DAYS else ""
        unread = counted(len(read.unread_days), "day")
        yield f"- {unread} on which not most of the outlets that report on this were read in full: {shown}{more}"
    for feed in read.failing:
        last = f", last read {feed.last_ok_at:%Y-%m-%d}" if feed.last_ok_at else ", not once read in these days"
        outcome = feed.outcome.replace("_", " ")
        yield f"- feed {plain(feed.feed_id)} failed when last asked in these days: {outcome}{last}"
    for notice in read.taken_back:
        article = link(notice.title or "an article", notice.url)
        yield f"- {notice.kind}: {article}: {plain(notice.words or 'no words given')}"
    for count, what in (
        (told.undated, "that no article dates: left out"),
        (told.without_country, "of no known country: left out"),
        (told.inexact, f"dated too roughly for a series by {told.by}: in the sums"),
        (told.without_coordinates, "without coordinates"),
    ):
        if count:
            yield f"- {counted(count, 'event')} {what}"
    for why, count in told.not_counted:
        yield f"- {counted(count, 'claim is', 'claims are')} in no figure: {why}"
    yield ""


def _making(told: Account) -> Iterator[str]:
    rule = told.making.rule
    yield "## How the figures were made"
    yield ""
    yield f"- Asked: {told.asked.in_words}"
    yield f"- Policy {rule.policy}: {rule.rule} ({rule.reference}). It counts: {rule.counts}"
    yield f"- From {told.making.in_words}; claims read by {', '.join(told.making.extractor_versions) or 'no extractor'}"


def plain(text: str) -> str:
    """Text of others as text: nothing in it is taken for markup."""
    return _MARKUP.sub(r"\\\1", one_line(text))


def link(text: str, url: str | None) -> str:
    """A link, where the address is one of the web."""
    return f"[{plain(text)}](<{url}>)" if url and _WEB.fullmatch(url) else plain(text)
