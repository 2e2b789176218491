"""Towns that an article does not name and that a careful reader infers, marked as such.

Two grounds only, and only where the text names no town for the incident:
- it names one US county of a known state: the county's largest town stands for it, as of "Floyd County, Georgia" Rome;
- it names nothing wider than streets, districts and sites: local news of an outlet whose town is known.
Nothing is inferred for an article that speaks of another state or country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.model import Inference, Place
from extractors.casualties.places.home import OutletHome
from extractors.gazetteer import Entry, Gazetteer

_LEADING = 3  # places that tell where the main incident is
_FINER = frozenset({"site", "district"})


def with_inferred(ranked: Sequence[Place], home: OutletHome, gazetteer: Gazetteer) -> list[Place]:
    """The ranked places, with the town that they and the outlet point to among the first three where none is named."""
    places = [_unless_namesake(place, ranked, home, gazetteer) for place in ranked]
    found = _inferred(places, home, gazetteer)
    if found is None:
        return places
    finer = sum(place.precision in _FINER for place in places[: _LEADING - 1])
    places.insert(finer, found)
    return places


def _inferred(places: Sequence[Place], home: OutletHome, gazetteer: Gazetteer) -> Place | None:
    lead = places[:_LEADING]
    if any(place.precision == "town" for place in lead):
        return None
    county = next((place for place in lead if place.precision == "admin2"), None)
    if county is not None:
        return _of_county(county, gazetteer)
    town = home.town
    if town is None or any(_is_elsewhere(place, town) for place in lead):
        return None
    return _as_place(town, "outlet")


def _of_county(county: Place, gazetteer: Gazetteer) -> Place | None:
    entries = (hit.entry for hit in gazetteer.find(county.name) if hit.entry.kind == "admin2")
    entry = next((e for e in entries if e.admin1 == county.admin1), None)
    seat = gazetteer.seat_of(entry) if entry else None
    return _as_place(seat, "county") if seat else None


def _unless_namesake(county: Place, places: Sequence[Place], home: OutletHome, gazetteer: Gazetteer) -> Place:
    """A county without its state, where several states have one of the name and nothing says which is meant."""
    if county.precision != "admin2" or county.admin1 is None:
        return county
    states = {hit.entry.admin1 for hit in gazetteer.find(county.name) if hit.entry.kind == "admin2"}
    is_told = any(p is not county and p.admin1 == county.admin1 for p in places)
    is_home = home.town is not None and home.town.admin1 == county.admin1
    if len(states) == 1 or is_told or is_home:
        return county
    return replace(county, admin1=None, lat=None, lon=None, geoname_id=None)


def _is_elsewhere(place: Place, town: Entry) -> bool:
    """Whether a place lies in another state or country than the town; a region without a country lies anywhere."""
    if place.country != town.country:
        return place.country is not None
    return place.admin1 not in (None, town.admin1)


def _as_place(town: Entry, ground: Inference) -> Place:
    return Place(
        name=town.name,
        admin1=town.admin1,
        country=town.country,
        lat=town.lat,
        lon=town.lon,
        precision="town" if ground == "outlet" else "admin2",
        geoname_id=town.geoname_id,
        inferred_from=ground,
    )
