"""Where the events lie: circles on outlines of the countries, by the number of the killed. No tiles, no network."""

from __future__ import annotations

from dataclasses import dataclass
from math import asinh, atan, degrees, pi, radians, sinh, sqrt, tan
from typing import Any, Final, Literal

import altair as alt

from report.drawing import COLOURS, svg
from report.outlines import Box, countries_in
from warehouse.account.words import figure, when, where
from warehouse.exports.asked import Event

_LEAST_SPAN: Final = 5.0
"""Degrees that a map shows at least: one town alone on a map tells nobody where it lies."""

_MARGIN: Final = 0.18
_FARTHEST: Final = 75.0
"""Degrees of latitude beyond which Mercator's map is torn too wide."""

_LARGEST, _SMALLEST = 22.0, 3.5
"""Radius of a circle in pixels."""

_LABELS: Final = 8
_LETTER: Final = 6.6
"""Width of a letter of a label in pixels, at the most."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of a map in pixels."""

    kind: Literal["wide", "narrow"]
    width: int
    height: int


SIZES: Final = (Size("wide", 760, 460), Size("narrow", 340, 320))


@dataclass(frozen=True, slots=True)
class Projection:
    """Mercator's: pixels from degrees."""

    size: Size
    lon: float
    lat: float
    scale: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """The point in pixels from the upper left."""
        return (
            self.size.width / 2 + self.scale * radians(lon - self.lon),
            self.size.height / 2 - self.scale * (_north(lat) - _north(self.lat)),
        )

    @property
    def view(self) -> Box:
        """What the map shows."""
        half_x = degrees(self.size.width / 2 / self.scale)
        half_y = self.size.height / 2 / self.scale
        middle = _north(self.lat)
        south, north = _lat(middle - half_y), _lat(middle + half_y)
        return Box(self.lon - half_x, south, self.lon + half_x, north)


def event_maps(events: list[Event]) -> list[str]:
    """One map for wide screens and one for phones; nothing where no event has coordinates."""
    located = [event for event in events if event["lat"] is not None and abs(event["lat"]) <= _FARTHEST]
    if not located:
        return []
    label = f"Map of {len(located)} events; the table below names them."
    return [svg(_map(located, size), name=f"map-{size.kind}", label=label, kind=size.kind) for size in SIZES]


def killed(event: Event) -> int | None:
    """The number by which a circle is drawn: best, else the nearest bound."""
    for bound in ("best", "low", "high"):
        if event[f"killed_{bound}"] is not None:
            return int(event[f"killed_{bound}"])
    return None


def _north(lat: float) -> float:
    return asinh(tan(radians(lat)))


def _lat(north: float) -> float:
    return degrees(atan(sinh(north)))


def fitted(events: list[Event], size: Size) -> Projection:
    """The projection that shows all of them with some land around."""
    lons, lats = [event["lon"] for event in events], [event["lat"] for event in events]
    west, east, south, north = min(lons), max(lons), _north(min(lats)), _north(max(lats))
    wide = max(radians(east - west) * (1 + 2 * _MARGIN), radians(_LEAST_SPAN))
    high = max((north - south) * (1 + 2 * _MARGIN), radians(_LEAST_SPAN))
    scale = min(size.width / wide, size.height / high)
    scale = max(scale, size.width / (2 * pi))  # the whole earth, once
    return Projection(size, (west + east) / 2, _lat((south + north) / 2), scale)


def _map(events: list[Event], size: Size) -> dict[str, Any]:
    projection = fitted(events, size)
    points = _points(events, projection)
    land = (
        alt.Chart(alt.Data(values=countries_in(projection.view, exact_to=degrees(1 / projection.scale))))
        .mark_geoshape(fill=COLOURS["land"], stroke=COLOURS["border"], strokeWidth=0.8)
        .project(
            type="mercator",
            scale=projection.scale,
            center=[projection.lon, projection.lat],
            translate=[size.width / 2, size.height / 2],
            clipExtent=[[0, 0], [size.width, size.height]],
        )
    )
    pixels = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, size.width], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[size.height, 0], nice=False)),
    }
    spots = pixels | {"size": alt.Size("area:Q", scale=None), "href": "leads:N", "description": "told:N"}
    circles = (
        alt.Chart(alt.Data(values=points))
        .mark_point(filled=True, opacity=0.75, stroke=COLOURS["paper"], strokeWidth=1)
        .encode(**spots, color=alt.value(COLOURS["killed"]))
        .transform_filter("datum.killed !== null")
    )
    rings = (
        alt.Chart(alt.Data(values=points))
        .mark_point(filled=False, strokeWidth=1.5, color=COLOURS["killed"])
        .encode(**spots)
        .transform_filter("datum.killed === null")
    )
    labels = _labels(points, size)
    halo, text = (
        alt.Chart(alt.Data(values=labels))
        .mark_text(align="left", baseline="middle", fontSize=12, **style)
        .encode(**pixels, text="text:N")
        for style in (
            {"color": COLOURS["paper"], "stroke": COLOURS["paper"], "strokeWidth": 3},
            {"color": COLOURS["ink"]},
        )
    )
    chart: dict[str, Any] = (
        alt.layer(land, circles, rings, halo, text).properties(width=size.width, height=size.height).to_dict()
    )
    return chart


def _points(events: list[Event], projection: Projection) -> list[dict[str, Any]]:
    """The largest first, so that no circle hides another."""
    most = max((killed(event) or 0 for event in events), default=0) or 1
    points = []
    for event in events:
        x, y = projection.at(event["lon"], event["lat"])
        number = killed(event)
        radius = max(_SMALLEST, _LARGEST * sqrt((number or 0) / most))
        # Vega's size of a point is the area of the square around it
        points.append(
            {
                "x": x,
                "y": y,
                "killed": number,
                "radius": radius,
                "area": (2 * radius) ** 2,
                "place": event["place"],
                "leads": f"#{event['event_id']}",
                "told": f"{where(event)}, {when(event)}: killed "
                + figure(*(event[f"killed_{bound}"] for bound in ("low", "best", "high"))),
            }
        )
    return sorted(points, key=lambda point: -point["radius"])


def _labels(points: list[dict[str, Any]], size: Size) -> list[dict[str, Any]]:
    """Names of the places with the most killed, each only where it covers no other name and no larger circle."""
    labels: list[dict[str, Any]] = []
    taken = [(p["x"] - p["radius"], p["y"] - p["radius"], p["x"] + p["radius"], p["y"] + p["radius"]) for p in points]
    for point in points:
        name = point["place"]
        if not name or len(labels) == _LABELS or any(label["text"] == name for label in labels):
            continue
        long = len(name) * _LETTER
        beside, above = point["radius"] + 3, point["radius"] + 10
        for left, y in (
            (point["x"] + beside, point["y"]),
            (point["x"] - beside - long, point["y"]),
            (point["x"] - long / 2, point["y"] - above),
            (point["x"] - long / 2, point["y"] + above),
        ):
            box = (left, y - 8, left + long, y + 8)
            is_inside = box[0] >= 0 and box[1] >= 0 and box[2] <= size.width and box[3] <= size.height
            if is_inside and not any(_overlap(box, other) for other in taken):
                labels.append({"x": left, "y": y, "text": name})
                taken.append(box)
                break
    return labels


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
