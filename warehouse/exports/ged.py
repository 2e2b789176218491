"""Events as rows of the UCDP Georeferenced Event Dataset. It holds deaths alone, of dated events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from warehouse.exports.actors import ORGANISED, Actor, Side, actors, dead_side
from warehouse.exports.asked import Event
from warehouse.exports.countries import country_of, priogrid
from warehouse.exports.notes import Notes
from warehouse.exports.reports import counted, joined, reports
from warehouse.exports.wholes import noted

_WHERE: Final = {"site": 1, "town": 1, "district": 2, "admin2": 3, "admin1": 4, "region": 5, "country": 6}
_ONE_SIDED: Final = 3
_LONGEST_FEW_DAYS, _WEEK, _MONTH = 6, 7, 31

_ID_DIGITS: Final = 13
"""Hexadecimal digits of our id that make the number: 52 bits, which every spreadsheet holds exactly."""


@dataclass(frozen=True, slots=True)
class Deaths:
    """best = a + b + civilians + unknown, and low <= best <= high."""

    a: int
    b: int
    civilians: int
    unknown: int
    best: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Sides:
    """Who fought whom; null where that is not known. In state-based violence A is the state."""

    type_of_violence: int | None
    a: str | None
    b: str | None
    state_a: str | None = None
    state_b: str | None = None


def rows(events: Iterable[Event], notes: Notes) -> Iterator[dict[str, Any]]:
    """A row for each dated event with known deaths."""
    return noted(events, notes, _row)


def _row(event: Event, notes: Notes) -> dict[str, Any] | None:
    event_id = event["event_id"]
    if event["date_start"] is None:
        notes.leave_out("no article dates the event, and the form needs a day", event_id)
        return None
    if not max(event["killed_low"] or 0, event["killed_best"] or 0, event["killed_high"] or 0):
        notes.leave_out("nobody is known to have been killed, and the form holds deaths alone", event_id)
        return None
    sides = _sides(event, notes)
    deaths = _deaths(event, sides, notes)
    day_precision = _date_precision(event)
    where = _where(event, notes)
    is_clear = bool(sides.type_of_violence and sides.a and sides.b and day_precision == 1 and where["latitude"])
    return {
        "id": number_of(event_id),
        "relid": event_id,
        "year": event["date_start"].year,
        "active_year": None,
        "code_status": "Clear" if is_clear else None,
        "type_of_violence": sides.type_of_violence,
        **dict.fromkeys(("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id")),
        "dyad_name": f"{sides.a} - {sides.b}" if sides.a and sides.b else None,
        "side_a_dset_id": None,
        "side_a_new_id": None,
        "side_a": sides.a,
        "side_b_dset_id": None,
        "side_b_new_id": None,
        "side_b": sides.b,
        **_sources(event),
        **where,
        "event_clarity": 1 if day_precision == 1 else 2,
        "date_prec": day_precision,
        "date_start": event["date_start"],
        "date_end": event["date_end"] or event["date_start"],
        "deaths_a": deaths.a,
        "deaths_b": deaths.b,
        "deaths_civilians": deaths.civilians,
        "deaths_unknown": deaths.unknown,
        "best": deaths.best,
        "high": deaths.high,
        "low": deaths.low,
        "gwnoa": _gw_number(sides.state_a),
        "gwnob": _gw_number(sides.state_b),
    }


def number_of(event_id: str) -> int:
    """A number for an id, as the form has no other: the first 52 bits of what stands behind the hyphen."""
    return int(event_id.rpartition("-")[2][:_ID_DIGITS], 16)


def _date_precision(event: Event) -> int:
    if event["date_precision"] == "year":
        return 5
    days = ((event["date_end"] or event["date_start"]) - event["date_start"]).days + 1
    for code, longest in ((1, 1), (2, _LONGEST_FEW_DAYS), (3, _WEEK), (4, _MONTH)):
        if days <= longest:
            return code
    return 5


def _where(event: Event, notes: Notes) -> dict[str, Any]:
    lat, lon, place, precision = event["lat"], event["lon"], event["place"], event["place_precision"]
    country = country_of(event["country"])
    exactness = _WHERE.get(precision) if precision else None
    if lat is None:
        notes.leave_blank(
            "no coordinates are known: latitude, longitude, geom_wkt and priogrid_gid are blank, and so is where_prec "
            "where it would be 1 or 2, exact or near",
            event["event_id"],
        )
    if exactness is None:
        notes.leave_blank("no place is known, or not how exactly: where_prec is blank", event["event_id"])
    if country is None or country.gw_number is None:
        notes.leave_blank(
            "no country is known, or it is no state in Gleditsch and Ward's list: country_id is blank",
            event["event_id"],
        )
    return {
        "where_prec": None if lat is None and exactness in {1, 2} else exactness,
        "where_coordinates": place if lat is not None else None,
        "where_description": joined((place, event["admin1"], country.name if country else None), by=", "),
        "adm_1": event["admin1"],
        "adm_2": place if precision == "admin2" else None,
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": None if lat is None else f"POINT ({lon} {lat})",
        "priogrid_gid": None if lat is None else priogrid(lat, lon),
        "country": (country.gw_name or country.name) if country else None,
        "country_id": country.gw_number if country else None,
        "region": country.ucdp_region if country else None,
    }


def _sources(event: Event) -> dict[str, Any]:
    told = reports(event)
    return {
        "number_of_sources": event["independent_sources"],
        "source_article": joined(f'"{report.in_words}"' for report in told),
        "source_office": joined(report.publisher for report in told),
        "source_date": joined(report.published_on for report in told),
        "source_headline": joined(report.title for report in told),
        "source_original": joined(claim["source"] for claim in counted(event)),
    }


def _sides(event: Event, notes: Notes) -> Sides:
    """By who attacked and, of the dead combatants, on whose side the quotes put them."""
    attackers = actors(event)
    first = attackers[0] if attackers else None
    sides = _fought(event, first) if first else None
    if sides is None:
        notes.leave_blank("who attacked, or whom, is not known: type_of_violence is blank", event["event_id"])
        return Sides(None, first.name if first else None, None, first.state if first else None)
    if sides.type_of_violence == _ONE_SIDED:
        notes.assume(
            "only people said to be civilians died: coded as one-sided violence (UCDP codes those hit in fighting as "
            "state-based or non-state)",
            event["event_id"],
        )
    return sides


def _fought(event: Event, attacker: Actor) -> Sides | None:
    is_organised = attacker.kind in ORGANISED
    if not (attacker.is_government or is_organised):
        return None
    if event["killed_combatant_low"]:
        return _battle(attacker, dead_side(event))
    # whoever is not told to be a civilian may have fought
    civilians = max(event["killed_civilian_best"] or 0, event["killed_civilian_low"] or 0)
    if civilians and civilians >= max(event["killed_best"] or 0, event["killed_low"] or 0):
        return Sides(_ONE_SIDED, attacker.name, "Civilians", attacker.state)
    return None


def _battle(attacker: Actor, dead: Side | None) -> Sides | None:
    """Between the one who attacked and the other, whom the words for the dead may tell; a state is side A."""
    if attacker.is_government:
        return None if dead == "state" else Sides(1, attacker.name, None, attacker.state)
    if dead == "state":
        return Sides(1, None, attacker.name)
    return Sides(2, attacker.name, None) if dead == "armed" else None


def _deaths(event: Event, sides: Sides, notes: Notes) -> Deaths:
    event_id = event["event_id"]
    low, best, high = (event[f"killed_{bound}"] for bound in ("low", "best", "high"))
    if best is None:
        best = low if low is not None else high
        notes.assume("best: no source gives a figure (dozens, up to ...); its nearest bound is taken", event_id)
    if low is None:
        low = 0
        notes.assume("low: no source sets a lower bound; 0 is written", event_id)
    if high is None:
        high = max(best, low)
        notes.assume("high: no source sets an upper bound, and the form has no open ends; best is written", event_id)
    low, high = min(low, best), max(high, best)
    civilians = _of(event, "civilian")
    combatants = _of(event, "combatant")
    if civilians + combatants > best:
        notes.assume(
            "civilians and combatants by different sources are more than best: who does not fit in is unknown",
            event_id,
        )
        civilians = min(civilians, best)
        combatants = combatants if civilians + combatants <= best else 0
    dead_a, dead_b = _by_side(event, sides, combatants, notes)
    return Deaths(dead_a, dead_b, civilians, best - dead_a - dead_b - civilians, best, low, high)


def _of(event: Event, victim: str) -> int:
    figure = event[f"killed_{victim}_best"]
    return int(figure if figure is not None else event[f"killed_{victim}_low"] or 0)


def _by_side(event: Event, sides: Sides, combatants: int, notes: Notes) -> tuple[int, int]:
    """Dead combatants of A and B; (0, 0) where the quotes do not say on whose side they fought."""
    dead = dead_side(event) if combatants else None
    if sides.type_of_violence == 1 and dead == "state":
        return combatants, 0
    if dead == "armed" and sides.type_of_violence is not None:
        return 0, combatants
    if combatants:
        notes.assume("the side of dead combatants is not known: they are written as deaths_unknown", event["event_id"])
    return 0, 0


def _gw_number(state: str | None) -> int | None:
    country = country_of(state)
    return country.gw_number if country else None
