"""An account of a period as one HTML page that needs nothing else: no network, no scripts, no fonts of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import jinja2
from markupsafe import Markup

from report import charts, maps
from report.parts import ALL, Parts
from warehouse.account import words
from warehouse.account.period import Account, GroupTotal
from warehouse.exports.asked import Event
from warehouse.exports.countries import country_name
from warehouse.exports.reports import Claim, quoted, reports
from warehouse.tolls import VICTIMS

MAIN_EVENTS: Final = 10
"""Events that are told with everything that is said of them; the others with what their figures rest on."""

_MOST_CLAIMS: Final = 40
_NOTHING: Final = (None, None, None)
_WEB: Final = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stands in the page, and where its claims are."""

    text: str
    anchor: str

    @property
    def is_known(self) -> bool:
        """Whether it is a number at all."""
        return self.text != words.UNKNOWN


@dataclass(frozen=True, slots=True)
class EventView:
    """One event, ready for the template."""

    event: Event
    anchor: str
    where: str
    when: str
    how: str | None
    killed: Figure
    injured: Figure
    groups: list[tuple[str, Figure, Figure]]
    claims: list[Claim]
    more_claims: int
    outlets: int


def page(told: Account) -> str:
    """The whole page."""
    views = [_view(event, is_main=at < MAIN_EVENTS) for at, event in enumerate(told.events)]
    parts = Parts(len(views))
    summed = [view for view in views if view.anchor not in told.without_figure | told.told_in_parts]
    sums = {(effect, v): _sum(told, effect, v, summed, parts) for v in VICTIMS for effect in charts.EFFECTS}
    killed = told.total("killed")
    periods = list(_periods(told, summed, parts))
    anchors = [period["anchor"] for period in periods]
    return _templates().get_template("report.html.j2").render(
        told=told,
        style=Markup(_text("style.css")),  # noqa: S704  # our own file
        title=f"Casualties reported, {words.days(told.since, told.until)}",
        country=country_name(told.asked.country),
        killed=sums["killed", "total"],
        injured=sums["injured", "total"],
        without_high=killed.without_high if killed else 0,
        without_best=killed.without_best if killed else 0,
        groups=[(words.group(v), sums["killed", v], sums["injured", v]) for v in VICTIMS],
        by_key=[
            ("By country", "Country", list(_groups(told.countries, "country", country_name, summed, parts))),
            ("By method", "Method", list(_groups(told.methods, "method", words.method, summed, parts))),
        ],
        charts={effect: _drawn(charts.series_charts(told, effect, anchors)) for effect in charts.EFFECTS},
        periods=periods,
        parts=parts,
        maps=_drawn(maps.event_maps(told.events)),
        main=views[:MAIN_EVENTS],
        others=views[MAIN_EVENTS:],
        by_day=sorted(views, key=lambda view: (view.event["date_start"], view.event["event_id"])),
        by_id={view.event["event_id"]: view for view in views},
        command=_command(told),
        words=words,
        unknown=words.UNKNOWN,
    )  # fmt: skip


def _drawn(pictures: list[str]) -> list[Markup]:
    return [Markup(picture) for picture in pictures]  # noqa: S704  # names in them were escaped when they were drawn


def web_address(url: str | None) -> str | None:
    """The address where it is one of the web; an article's own words never become any other link."""
    return url if url and _WEB.fullmatch(url) else None


@cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "web": web_address,
        "day": words.day,
        "quoted": quoted,
        "country": country_name,
        "counted": words.counted,
        "count": lambda number: words.UNKNOWN if number is None else f"{number:,}",
    }
    templates.filters |= filters
    return templates


def _text(name: str) -> str:
    return (resources.files("report.templates") / name).read_text(encoding="utf-8")


def _sum(told: Account, effect: str, victim: str, views: list[EventView], parts: Parts) -> Figure:
    total = told.total(effect, victim)
    if total is None:
        return Figure(words.UNKNOWN, ALL)
    said = "with a number" if victim == "total" else f"with a number of {words.group(victim)}"
    of = [view.anchor for view in views if _bounds(view.event, effect, victim) != _NOTHING]
    return Figure(words.figure(total.low, total.best, total.upper_bound), parts.anchor(of, f"{said} {effect}"))


def _groups(
    rows: list[GroupTotal], by: str, name: Callable[[str], str | None], views: list[EventView], parts: Parts
) -> Iterator[tuple[str, GroupTotal, Figure, Figure]]:
    """The rows of sums by country or method: the name, and its killed and injured."""
    for row in rows:
        said = (name(row.key) if row.key else None) or words.UNKNOWN
        of = [view.anchor for view in views if view.event[by] == row.key]
        anchor = parts.anchor(of, f"of which the {by} is {said}")
        killed = words.figure(row.killed_low, row.killed_best, row.killed_high)
        injured = words.figure(row.injured_low, row.injured_best, row.injured_high)
        yield said, row, Figure(killed, anchor), Figure(injured, anchor)


def _view(event: Event, *, is_main: bool) -> EventView:
    anchor = event["event_id"]
    counted = [claim for claim in event["claims"] if claim["is_counted"]]
    shown = (event["claims"] if is_main else counted)[:_MOST_CLAIMS]
    for at, claim in enumerate(shown):
        claim["anchor"] = f"{anchor}-{at}"
    return EventView(
        event=event,
        anchor=anchor,
        where=words.where(event),
        when=words.when(event),
        how=words.how(event),
        killed=_figure(event, "killed", "total", shown),
        injured=_figure(event, "injured", "total", shown),
        groups=[
            (words.group(victim), _figure(event, "killed", victim, shown), _figure(event, "injured", victim, shown))
            for victim in VICTIMS[1:]
            if any(_bounds(event, effect, victim) != _NOTHING for effect in ("killed", "injured"))
        ],
        claims=shown,
        more_claims=len(event["claims"]) - len(shown),
        outlets=len(reports(event)),
    )


def _bounds(event: Event, effect: str, victim: str) -> tuple[int | None, int | None, int | None]:
    name = effect if victim == "total" else f"{effect}_{victim}"
    return event[f"{name}_low"], event[f"{name}_best"], event[f"{name}_high"]


def _figure(event: Event, effect: str, victim: str, shown: list[Claim]) -> Figure:
    """The figure with the claim that says just that, else the first of its kind, else the event."""
    low, best, high = _bounds(event, effect, victim)
    candidates = [
        claim for claim in shown if claim["effect"] == effect and claim["is_counted"] and _is_of(claim, victim)
    ]
    figure = best if best is not None else low if low is not None else high
    exact = [claim for claim in candidates if figure in {claim["best"], claim["low"], claim["high"]}]
    found = next(iter(exact or candidates), None)
    return Figure(words.figure(low, best, high), found["anchor"] if found else event["event_id"])


def _is_of(claim: Claim, victim: str) -> bool:
    match victim:
        case "children":
            return bool(claim["age"] == "child")
        case "women":
            return bool(claim["gender"] == "female")
        case "total":
            return claim["subset_of"] is None
    return bool(claim["victim"] == victim)


def _periods(told: Account, views: list[EventView], parts: Parts) -> Iterator[dict[str, Any]]:
    """The rows of the series, each with where its numbers lead."""
    counted = [view for view in views if view.event["date_precision"] in told.exact]
    for row in told.series:
        end = charts.next_period(row.period, told.by)
        within = [view.anchor for view in counted if row.period <= view.event["date_start"] < end]
        yield {"row": row, "anchor": parts.anchor(within, f"of the {told.by} from {words.day(row.period)} on")}


def _command(told: Account) -> str:
    asked = told.asked
    parts = ["tollwatch report"]
    parts += [f"--from {told.since}", f"--to {told.until}"] if told.since else []
    parts += [f"--country {asked.country}"] if asked.country else []
    parts += [f"--policy {asked.policy}"]
    parts += [f"--as-of {asked.known_at:%Y-%m-%dT%H:%M:%S}"] if asked.known_at else []
    return " ".join([*parts, "-o report.html"])
