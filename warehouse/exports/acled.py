"""Events as rows of ACLED, by its codebook where what is reported leaves a choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

from warehouse.exports.actors import Actor, actors, dead_side
from warehouse.exports.asked import Event
from warehouse.exports.countries import Country, country_of
from warehouse.exports.ged import number_of
from warehouse.exports.notes import Notes
from warehouse.exports.reports import counted, joined, quoted, reports
from warehouse.exports.wholes import noted

_REMOTE: Final = {
    "air_strike": "Air/drone strike",
    "drone_strike": "Air/drone strike",
    "shelling": "Shelling/artillery/missile attack",
    "missile": "Shelling/artillery/missile attack",
    "explosion": "Remote explosive/landmine/IED",
    "landmine": "Remote explosive/landmine/IED",
    "suicide_bombing": "Suicide bomb",
    "chemical": "Chemical weapon",
}
_BATTLE: Final = ("Battles", "Armed clash")
_ATTACK: Final = ("Violence against civilians", "Attack")
_EXPLOSION: Final = "Explosions/Remote violence"
_PRECISE: Final = {"site": 1, "town": 1, "district": 2, "admin2": 2, "admin1": 3, "region": 3, "country": 3}
_LONGEST_WEEK, _LONGEST_MONTH = 9, 31
_MOST_QUOTES: Final = 8
_BY_INTERACTION: Final = (
    "State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters",
    "External/Other forces", "Civilians",
)  # fmt: skip
"""In which order the codebook's interactions name two kinds of actors, whichever of them is actor1."""


def rows(events: Iterable[Event], notes: Notes) -> Iterator[dict[str, Any]]:
    """A row for each event that is dated to the month or better."""
    return noted(events, notes, _row)


def _row(event: Event, notes: Notes) -> dict[str, Any] | None:
    event_id = event["event_id"]
    when = _when(event)
    if when is None:
        notes.leave_out("the event is not dated to the month or better, which time_precision needs", event_id)
        return None
    day, precision = when
    if precision > 1:
        notes.assume(
            "the day is the middle of those in question (time_precision 2 or 3); the dead are not divided among them",
            event_id,
        )
    country = country_of(event["country"])
    kind, sub_kind = _event_type(event, notes)
    actor1, inter1 = _attacker(event, country, notes)
    actor2, inter2 = _attacked(event, kind, country, notes)
    return {
        "event_id_cnty": f"{country.iso3 if country else ''}{number_of(event_id)}",
        "event_date": day,
        "year": day.year,
        "time_precision": precision,
        "disorder_type": "Political violence",
        "event_type": kind,
        "sub_event_type": sub_kind,
        "actor1": actor1,
        "assoc_actor_1": joined((actor.name for actor in actors(event)[1:]), by="; "),
        "inter1": inter1,
        "actor2": actor2,
        "assoc_actor_2": None,
        "inter2": inter2,
        "interaction": _interaction(inter1, inter2),
        "civilian_targeting": "Civilians targeted" if inter2 == "Civilians" else None,
        **_where(event, country, notes),
        "source": joined((report.publisher for report in reports(event)), by="; "),
        "source_scale": None,
        "notes": _notes(event),
        "fatalities": _fatalities(event, notes),
        "tags": None,
        "timestamp": _timestamp(event["last_reported_at"]),
    }


def _when(event: Event) -> tuple[dt.date, int] | None:
    """The day and how exact it is: 1 the day itself, 2 the middle of a week, 3 that of a month."""
    first, last = event["date_start"], event["date_end"] or event["date_start"]
    if first is None or event["date_precision"] == "year":
        return None
    days = (last - first).days + 1
    middle = first + dt.timedelta(days=(days - 1) // 2)
    if days == 1:
        return first, 1
    if days <= _LONGEST_WEEK:
        return middle, 2
    return (middle, 3) if days <= _LONGEST_MONTH else None


def _hit(event: Event) -> tuple[bool, bool]:
    """Whether civilians, and whether combatants, are told to have been killed or injured."""
    return (
        bool(event["killed_civilian_low"] or event["injured_civilian_low"]),
        bool(event["killed_combatant_low"] or event["injured_combatant_low"]),
    )


def _event_type(event: Event, notes: Notes) -> tuple[str, str]:
    if event["method"] in _REMOTE:
        return _EXPLOSION, _REMOTE[event["method"]]
    civilians, combatants = _hit(event)
    if event["method"] == "clashes" or (combatants and not civilians):
        return _BATTLE
    if combatants:
        notes.assume(
            "civilians and combatants were hit, and nothing says how: coded as an attack on civilians",
            event["event_id"],
        )
    elif not civilians:
        notes.assume("nothing is said of the victims: ACLED takes them for civilians", event["event_id"])
    return _ATTACK


def _attacker(event: Event, country: Country | None, notes: Notes) -> tuple[str, str]:
    named = actors(event)
    where = f" ({country.name})" if country else ""
    if not named or named[0].kind == "unidentified":
        notes.assume("who attacked is not named, or by no list: actor1 is an unidentified armed group, which ACLED "
                     "counts as a political militia", event["event_id"])  # fmt: skip
        return f"Unidentified Armed Group{where}", "Political militia"
    return named[0].name, _inter(named[0], country)


def _inter(actor: Actor, country: Country | None) -> str:
    if actor.kind == "state":
        return "State forces" if country and actor.state == country.iso2 else "External/Other forces"
    return {"coalition": "External/Other forces", "rebels": "Rebel group"}.get(actor.kind, "Political militia")


def _interaction(inter1: str, inter2: str | None) -> str:
    return "-".join(sorted((inter1, inter2), key=_BY_INTERACTION.index)) if inter2 else f"{inter1} only"


def _attacked(event: Event, kind: str, country: Country | None, notes: Notes) -> tuple[str | None, str | None]:
    civilians, combatants = _hit(event)
    where = f" ({country.name})" if country else ""
    if kind == _BATTLE[0] and civilians and not combatants:
        notes.leave_blank(
            "civilians alone are told to have been hit in clashes, and a battle is between armed groups: actor2 and "
            "civilian_targeting are blank",
            event["event_id"],
        )
        return None, None
    if kind == _ATTACK[0] or (civilians and not combatants):
        return f"Civilians{where}", "Civilians"
    if combatants and not civilians and (side := dead_side(event)):
        if side == "state":
            notes.assume(
                "the victims are called soldiers or police: actor2 is the state's forces, unnamed", event["event_id"]
            )
            return f"Unidentified Military Forces{where}", "State forces"
        notes.assume(
            "the victims are called militants or the like: actor2 is an unidentified armed group", event["event_id"]
        )
        return f"Unidentified Armed Group{where}", "Political militia"
    notes.leave_blank(
        "who was attacked is not known, or both civilians and combatants were: actor2 is blank", event["event_id"]
    )
    return None, None


def _where(event: Event, country: Country | None, notes: Notes) -> dict[str, Any]:
    precision = event["place_precision"]
    exactness = _PRECISE.get(precision) if precision else None
    if event["lat"] is None:
        notes.leave_blank(
            "no coordinates are known: latitude and longitude are blank, and geo_precision where it would be 1 or 2",
            event["event_id"],
        )
    if precision == "country":
        notes.assume(
            "the place is known to the country alone, of which ACLED records nothing: geo_precision 3",
            event["event_id"],
        )
    elif event["lat"] is not None and precision in {"admin1", "region"}:
        notes.assume("the coordinates are the middle of a province: ACLED takes its capital", event["event_id"])
    if country is None:
        notes.leave_blank("no country is known: iso, region and country are blank", event["event_id"])
    return {
        "iso": country.iso_number if country else None,
        "region": country.acled_region if country else None,
        "country": country.name if country else None,
        "admin1": event["admin1"],
        "admin2": None,
        "admin3": None,
        "location": event["place"] or event["admin1"] or (country.name if country else None),
        "latitude": event["lat"],
        "longitude": event["lon"],
        "geo_precision": None if event["lat"] is None and exactness in {1, 2} else exactness,
    }


def _notes(event: Event) -> str | None:
    """The quotes on which the figures rest, each with who said it: ACLED has no other column for them."""
    said = counted(event)
    parts = []
    for claim in said[:_MOST_QUOTES]:
        by = joined((claim["source"], claim["publisher"]), by=", ")
        parts.append(f"{claim['effect'].capitalize()}: {quoted(claim)}{f' ({by})' if by else ''}.")
    if len(said) > _MOST_QUOTES:
        parts.append(f"And {len(said) - _MOST_QUOTES} more claims.")
    return joined(parts, by=" ")


def _fatalities(event: Event, notes: Notes) -> int:
    figure = event["killed_best"] if event["killed_best"] is not None else event["killed_low"]
    if event["killed_low"] is None and not figure:
        notes.assume(
            "no number of dead is known: fatalities is 0, which is ACLED's convention and no finding", event["event_id"]
        )
    return int(figure or 0)


def _timestamp(at: dt.datetime | None) -> int | None:
    return int(at.replace(tzinfo=dt.UTC).timestamp()) if at else None
