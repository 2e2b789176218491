"""The killed and the injured over time, as bars with the range that sources leave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, Literal

import altair as alt

from report.drawing import COLOURS, svg
from warehouse.account.period import Account
from warehouse.account.words import figure
from warehouse.series import Period, SeriesRow

Effect = Literal["killed", "injured"]
EFFECTS: Final[tuple[Effect, ...]] = ("killed", "injured")

_FORMATS: Final[dict[Period, str]] = {
    "day": "%-d %b",
    "week": "%-d %b %y",
    "month": "%b %Y",
    "quarter": "%b %Y",
    "year": "%Y",
}
_GAP: Final = 0.12
"""Share of a period that is left free on each side of its bar."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of a chart in pixels, and how many labels there is room for."""

    kind: Literal["wide", "narrow"]
    width: int
    height: int
    labels: int


SIZES: Final = (Size("wide", 720, 170, 8), Size("narrow", 300, 150, 3))


def series_charts(told: Account, effect: Effect, anchors: list[str]) -> list[str]:
    """One chart for wide screens and one for phones; nothing where there are no periods.

    Args:
        told: whose series is drawn.
        effect: what of it.
        anchors: where the bar of each period leads.
    """
    if not told.series:
        return []
    rows = [_values(row, told.by, effect, anchor) for row, anchor in zip(told.series, anchors, strict=True)]
    label = f"Bar chart of the {effect} by {told.by}; the table below holds the same numbers."
    return [
        svg(_chart(rows, told.by, effect, size), name=f"{effect}-{size.kind}", label=label, kind=size.kind)
        for size in SIZES
    ]


def next_period(day: dt.date, by: Period) -> dt.date:
    """The first day of the period after the one that begins on `day`."""
    match by:
        case "day" | "week":
            return day + dt.timedelta(days=1 if by == "day" else 7)
        case "month" | "quarter":
            month = day.month - 1 + (1 if by == "month" else 3)
            return day.replace(year=day.year + month // 12, month=month % 12 + 1)
    return day.replace(year=day.year + 1)


def _values(row: SeriesRow, by: Period, effect: Effect, anchor: str) -> dict[str, Any]:
    start = dt.datetime.combine(row.period, dt.time())
    length = dt.datetime.combine(next_period(row.period, by), dt.time()) - start
    low, best, high = (getattr(row, f"{effect}_{bound}") for bound in ("low", "best", "high"))
    return {
        "start": start.isoformat(),
        "end": (start + length).isoformat(),
        "left": (start + length * _GAP).isoformat(),
        "right": (start + length * (1 - _GAP)).isoformat(),
        "middle": (start + length / 2).isoformat(),
        "best": best,
        "low": low,
        "high": high,
        "leads": f"#{anchor}",
        "told": f"{row.period}: {effect} {figure(low, best, high)}",
        "is_unread": row.unread_days > 0 and row.events == 0,
        "is_unknown": row.events > 0 and best is None,
    }


def _chart(rows: list[dict[str, Any]], by: Period, effect: Effect, size: Size) -> dict[str, Any]:
    most = max((row["high"] or row["best"] or 0 for row in rows), default=0)
    step = -(-len(rows) // size.labels)
    x = alt.X(
        "left:T",
        title=None,
        axis=alt.Axis(
            values=[row["start" if by == "week" else "middle"] for row in rows[::step]],
            format=_FORMATS[by],
            grid=False,
            labelOverlap=True,
            labelFlush=False,
        ),
        scale=alt.Scale(domain=[rows[0]["start"], rows[-1]["end"]], nice=False),
    )
    y = alt.Y(
        "best:Q",
        title=effect,
        axis=alt.Axis(format=",d", tickMinStep=1, tickCount=4, domain=False, ticks=False),
        scale=alt.Scale(domain=[0, max(most, 1)], nice=True),
    )
    base = alt.Chart(alt.Data(values=rows))
    unread = base.transform_filter("datum.is_unread").mark_rect(color=COLOURS["unread"]).encode(
        x=alt.X("start:T", title=None), x2="end:T", y=alt.value(0), y2=alt.value(size.height)
    )  # fmt: skip
    bars = base.mark_bar(color=COLOURS[effect]).encode(
        x=x, x2="right:T", y=y, y2=alt.datum(0), href="leads:N", description="told:N"
    )
    ranges = base.transform_filter("datum.high > datum.low").mark_rule(color=COLOURS["range"], strokeWidth=2).encode(
        x=alt.X("middle:T", title=None), y=alt.Y("low:Q", title=effect), y2="high:Q"
    )  # fmt: skip
    unknown = base.transform_filter("datum.is_unknown").mark_text(
        text="?", color=COLOURS["ink"], fontSize=14, baseline="bottom"
    ).encode(x=alt.X("middle:T", title=None), y=alt.datum(0))  # fmt: skip
    chart: dict[str, Any] = alt.layer(unread, bars, ranges, unknown).properties(
        width=size.width, height=size.height
    ).to_dict()  # fmt: skip
    return chart
