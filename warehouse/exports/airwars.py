"""Events as Airwars incidents with belligerents and sources; who is not said to be a combatant is a civilian."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from warehouse.exports.actors import Actor, actors
from warehouse.exports.asked import Asked, Event
from warehouse.exports.notes import Notes
from warehouse.exports.reports import Claim, quoted, reports
from warehouse.exports.wholes import left

_ACCURACY: Final = {
    "site": "Exact location",
    "district": "Neighbourhood/area",
    "town": "Town",
    "admin2": "District",
    "admin1": "Province/governorate",
}
_STRIKE: Final = {
    "air_strike": "Airstrike",
    "drone_strike": "Drone Strike",
    "shelling": "Artillery",
    "missile": "Artillery",
    "clashes": "Ground operation",
    "shooting": "Ground operation",
    "execution": "Ground operation",
}
_HEAVY: Final = frozenset(
    {"air_strike", "drone_strike", "shelling", "missile", "explosion", "suicide_bombing", "landmine"}
)
_HARM: Final = frozenset({"confirmed", "fair", "weak", "contested", "discounted"})
_PEOPLE: Final = {
    "civilian_non_combatants": "civilian",
    "children": "children",
    "women": "women",
    "men": None,
    "belligerents": "combatant",
}


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident: its row, and the rows that hang on it."""

    row: dict[str, Any]
    belligerents: list[dict[str, Any]]
    sources: list[dict[str, Any]]

    def nested(self) -> dict[str, Any]:
        """As one JSON object."""
        return {**self.row, "belligerents": self.belligerents, "sources": self.sources}


Declared = frozenset[tuple[str, str | None]]
"""Who says of itself that it attacked, and the claim in which it counts the victims; null where it gives no number."""


def declarations(connection: duckdb.DuckDBPyConnection, asked: Asked) -> dict[str, Declared]:
    """Of those events asked for that anybody declares to have made: who does."""
    rows = connection.execute(
        """
        SELECT event_id, list({'actor': actor, 'claim_id': claim_id})
        FROM mart.declarations(known_at := $known_at, country := $country, since := $since, until := $until)
        GROUP BY event_id
        """,
        {name: value for name, value in asked.values.items() if name != "policy"},
    ).fetchall()
    return {event_id: frozenset((said["actor"], said["claim_id"]) for said in told) for event_id, told in rows}


def incidents(events: Iterable[Event], notes: Notes, declared: Mapping[str, Declared]) -> Iterator[Incident]:
    """An incident for each event in which anybody was harmed; `declared` as `declarations` gives it."""
    for event in left(events, notes):
        told = declared.get(event["event_id"], frozenset())
        notes.written += 1
        if event["lat"] is None:
            notes.leave_blank("no coordinates are known: latitude and longitude are blank", event["event_id"])
        yield Incident(_row(event, notes, told), _belligerents(event, notes, told), _sources(event))


def _row(event: Event, notes: Notes, declared: Declared) -> dict[str, Any]:
    first, last = event["date_start"], event["date_end"] or event["date_start"]
    precision, method = event["place_precision"], event["method"]
    return {
        "unique_reference_code": event["event_id"],
        "incident_date": first,
        "incident_date_end": last if last != first else None,
        "incident_date_type": None if first is None else "single_date" if first == last else "date_range",
        "location_name": event["place"] or event["admin1"],
        "location_name_arabic": None,
        "latitude": event["lat"],
        "longitude": event["lon"],
        "geolocation_accuracy": _ACCURACY.get(precision) if precision and event["lat"] is not None else None,
        "strike_type": _STRIKE.get(method),
        "cause_of_death": "Heavy weapons and explosive munitions" if method in _HEAVY
        else "Small arms and light weapons" if method in {"shooting", "execution"} else None,
        "infrastructure": None,
        "impact": None,
        **{
            f"{people}_{effect}_{name}": event[f"{effect}_{victim}_{bound}"] if victim else None
            for people, victim in _PEOPLE.items()
            for effect in ("killed", "injured")
            for name, bound in (("min", "low"), ("max", "high"))
        },
        "civilian_harm_status": event["grade"] if event["grade"] in _HARM else None,
        "strike_status": _strike_status(event, notes, declared),
    }  # fmt: skip


def _strike_status(event: Event, notes: Notes, declared: Declared) -> str:
    if declared or event["grade"] == "confirmed":
        return "declared_strike"
    if event["grade"] == "contested":
        return "contested_strike"
    if event["independent_sources"] == 1:
        return "single_source_claim"
    notes.assume("two or more sources tell of it and none contests it: likely_strike", event["event_id"])
    return "likely_strike"


def _belligerents(event: Event, notes: Notes, declared: Declared) -> list[dict[str, Any]]:
    rows = []
    for actor in actors(event):
        low, high = _conceded(event, actor, declared)
        is_conceded = low is not None or high is not None
        if not is_conceded:
            notes.assume("a belligerent counts no civilians whom it killed: not_yet_assessed", event["event_id"])
        rows.append(
            {
                "unique_reference_code": event["event_id"],
                "belligerent_name": actor.name,
                "type": "state" if actor.is_government else "non_state" if actor.kind != "unidentified" else None,
                "assessment": "credible" if is_conceded else "not_yet_assessed",
                "deaths_conceded_min": low,
                "deaths_conceded_max": high,
            }
        )
    return rows


def _conceded(event: Event, actor: Actor, declared: Declared) -> tuple[int | None, int | None]:
    """What the belligerent itself says of civilians killed."""
    own = [
        claim for claim in event["claims"] if (actor.name, claim["claim_id"]) in declared and _is_of_civilians(claim)
    ]
    lows = [claim["low"] for claim in own if claim["low"] is not None]
    highs = [claim["high"] for claim in own if claim["high"] is not None]
    return (min(lows) if lows else None), (max(highs) if highs else None)


def _is_of_civilians(claim: Claim) -> bool:
    return claim["effect"] == "killed" and claim["victim"] == "civilian" and claim["subset_of"] is None


def _sources(event: Event) -> list[dict[str, Any]]:
    return [
        {
            "unique_reference_code": event["event_id"],
            "source_url": report.url,
            "source_author": report.publisher,
            "source_date": report.published_on,
            "source_content": "; ".join(
                dict.fromkeys(
                    f"{claim['effect']}: {quoted(claim)}" + _aside(claim)
                    for claim in event["claims"]
                    if claim["article_id"] == report.article_id
                )
            ),
        }
        for report in reports(event)
    ]


def _aside(claim: Claim) -> str:
    """Why a quote is in no figure, behind it: a running total is no toll of the incident."""
    return "" if claim["is_counted"] else f" ({claim['why_not_counted']})"
