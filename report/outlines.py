"""The outlines of the countries (Natural Earth, public domain), cut to what a map shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the earth in degrees; west is less than east."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a part in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


@cache
def _arcs() -> tuple[list[Ring], dict[str, Any]]:
    """The lines of the TopoJSON file in degrees, and its countries: each line is held once and shared by neighbours."""
    file = resources.files("report.data") / "countries-50m.json"
    topology = json.loads(file.read_text(encoding="utf-8"))
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for steps in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            line.append((round(x * scale_x + left, 3), round(y * scale_y + bottom, 3)))
        arcs.append(line)
    return arcs, topology["objects"]["countries"]


def _thinned(line: Ring, least: float) -> Ring:
    """The line without points nearer than `least` degrees to the one before; its ends stay, so that neighbours meet."""
    kept = line[:1]
    for point in line[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= least:
            kept.append(point)
    return [*kept, line[-1]]


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A closed line from the numbers of its arcs; ~n is arc n backwards."""
    ring: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += line[1:] if ring else line
    return ring


def countries_in(view: Box, *, exact_to: float) -> list[dict[str, Any]]:
    """The polygons that reach into the view, exact to so many degrees, as GeoJSON features."""
    lines, countries = _arcs()
    arcs = [_thinned(line, exact_to) for line in lines]
    features = []
    for country in countries["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons if country.get("type")]
        seen = [
            [outer, *(hole for hole in holes if _area(hole) > 0)]
            for outer, *holes in rings
            if _area(outer) < -(exact_to**2) and _box(outer).meets(view)
        ]
        if seen:
            geometry = {"type": "MultiPolygon", "coordinates": seen}
            features.append({"type": "Feature", "properties": {}, "geometry": geometry})
    return features


def _area(ring: Ring) -> float:
    """In square degrees; less than 0 where the ring runs clockwise, as the outer rings here do.

    An island of a few points may come out of the thinning the other way round, and such a ring would mean all the earth
    but the island.
    """
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise(ring)) / 2


def _box(ring: Ring) -> Box:
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return Box(min(lons), min(lats), max(lons), max(lats))
