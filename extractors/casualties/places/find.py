"""Places: names in the text, resolved over the whole article to coordinates and administrative units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from extractors.casualties.places.addresses import ADDRESS, RESIDENCE, settle_addresses
from extractors.casualties.places.caseless import with_capitals
from extractors.casualties.places.cues import Spot
from extractors.casualties.places.evidence import Evidence
from extractors.casualties.places.home import OutletHome, headline_of, outlet_home
from extractors.casualties.places.neighbours import is_part, settle_parts
from extractors.casualties.places.resolution import resolve
from extractors.casualties.places.sites import find_sites
from extractors.casualties.places.spans import spot
from extractors.casualties.places.weights import AWAY
from extractors.casualties.places.words import place_words
from extractors.casualties.text import PlaceMention, Sentence
from extractors.gazetteer import Gazetteer, default_gazetteer

_PRECISION = {
    "city": "town",
    "site": "site",
    "admin2": "admin2",
    "admin1": "admin1",
    "country": "country",
    "region": "region",
}
_LOCATIVE = frozenset({"settlement", "locative", "relative", "state", "dateline", "site", "street", ADDRESS})
_SURE_SHARE = 0.6
_Key = TypeVar("_Key")


def find_places(  # noqa: PLR0913 - keywords
    sentences: Sequence[Sentence],
    *,
    title: str = "",
    publisher: str | None = None,
    url: str | None = None,
    publisher_country: str | None = None,
    home: OutletHome | None = None,
    gazetteer: Gazetteer | None = None,
) -> list[PlaceMention]:
    """The places that an article names, in the order of the text.

    Args:
        sentences: the whole article; which place a name means is decided over all of it.
        title: the headline. Its places come first, with negative offsets: they tell where the article's incident is,
            and lie in no sentence.
        publisher: the outlet's name or host ("www.toledoblade.com"); a town in it speaks for that town's state.
        url: the page's address, which tells the outlet where `publisher` does not.
        home: what `outlet_home` gives for the outlet, where the caller has it already.
        publisher_country: ISO 3166-1 alpha-2 of the outlet, where it is known.
        gazetteer: another than the embedded one.
    """
    gazetteer = gazetteer or default_gazetteer()
    headline = Sentence(-len(title) - 1, -1, headline_of(title), -1, -1, is_body=False)
    written = sentences
    sentences = with_capitals(sentences, gazetteer)
    headline = with_capitals([headline], gazetteer)[0]
    spotted = spot([headline, *sentences] if title else sentences, gazetteer)
    _join_lists(spotted.spots, sentences)
    home = outlet_home(publisher, url, title, gazetteer) if home is None else home
    evidence = resolve(spotted, gazetteer, country_hint=publisher_country, home=home)
    by_index = {s.index: s for s in sentences}
    settle_parts(spotted.spots, by_index)
    known = [s for s in spotted.spots if s.entry is not None] or _unknown_counties(spotted.spots)
    sites = [s for s in find_sites(sentences, known) if s.cue != "state" or _takes_its_state(s, gazetteer)]
    taken = _by_sentence(sites)
    sites += [
        s
        for s in spotted.spots
        if _is_unknown_town(s) and not any(t.start <= s.start < t.end for t in taken.get(s.sentence, ()))
    ]
    sites += settle_addresses(sites, known, by_index)
    sites += _told_again(sites, [headline, *sentences] if title else sentences)
    streets = _by_sentence([t for t in sites if _is_street(t)])
    known = [s for s in known if not any(t.start <= s.start and s.end <= t.end for t in streets.get(s.sentence, ()))]
    beside = _by_sentence(known)
    for site in sites:
        _inherit(site, known, beside.get(site.sentence, ()), evidence)
        if site.within is None:
            _locate(site, beside.get(site.sentence, ()), by_index.get(site.sentence))
        _name_loosely(site, gazetteer)
    _as_written([*known, *sites], by_index, {s.index: s for s in written})
    return [_mention(s) for s in sorted([*known, *sites], key=lambda s: (s.start, -s.end))]


def _told_again(sites: Sequence[Spot], sentences: Sequence[Sentence]) -> list[Spot]:
    """The other mentions of towns that only one cue tells to be such: "shot in Tarzana ... after Tarzana hike"."""
    towns = {s.name for s in sites if s.unit == "town" and s.cue == "locative" and not s.hits}
    if not towns:
        return []
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, towns)))})\b")
    told = {(s.sentence, s.start) for s in sites}
    found = ((s, m) for s in sentences for m in pattern.finditer(s.text))
    again = [(s, m) for s, m in found if (s.index, s.start + m.start()) not in told]
    return [Spot(s.start + m.start(), s.start + m.end(), m.group(), s.index, (), unit="town") for s, m in again]


def _by_sentence(spots: Sequence[Spot]) -> dict[int, list[Spot]]:
    found: dict[int, list[Spot]] = {}
    for name in spots:
        found.setdefault(name.sentence, []).append(name)
    return found


def _as_written(spots: Sequence[Spot], read: Mapping[int, Sentence], written: Mapping[int, Sentence]) -> None:
    """Give names the text's own letters back where they were read with other capitals."""
    for name in spots:
        own = written.get(name.sentence)
        if own is not None and own is not read[name.sentence]:
            start = name.start - own.start
            name.name = own.text[start : start + len(name.name)]


def _is_unknown_town(spot: Spot) -> bool:
    """A name that is a place by its cue, though the gazetteer only knows others of that name in other countries."""
    if spot.entry is not None or spot.cue not in ("settlement", "locative", "dateline"):
        return False
    if spot.hits and not any(hit.entry.kind == "city" for hit in spot.hits):
        return False
    spot.unit = spot.unit or "town"
    return spot.unit in ("town", "district")


def _unknown_counties(spots: Sequence[Spot]) -> list[Spot]:
    """Counties of which nothing tells in which state they lie, where they are all that an article names."""
    counties = [s for s in spots if s.hits and all(hit.entry.kind == "admin2" for hit in s.hits)]
    for county in counties:
        county.unit = "admin2"
    return counties


def _is_street(site: Spot) -> bool:
    return site.cue in ("street", RESIDENCE)


def _join_lists(spots: Sequence[Spot], sentences: Sequence[Sentence]) -> None:
    """A name in a list takes the cue of the one before it: "the towns of Ariha, Binnish and Harem"."""
    by_index = {s.index: s for s in sentences}
    for before, after in pairwise(spots):
        sentence = by_index.get(after.sentence)
        if sentence is None or before.sentence != after.sentence or after.cue not in ("bare", "loose"):
            continue
        gap = sentence.text[before.end - sentence.start : after.start - sentence.start]
        if before.is_away and re.fullmatch(r"\s+(?:and|to)\s+", gap):
            after.cue, after.is_away = before.cue, True
            continue
        if (
            after.cue == "bare"
            and re.fullmatch(r"\s*(?:,|,? and|,? or|,? as well as)?\s*(?:the\s+)?", gap)
            and before.cue in _LOCATIVE | {"loose"}
        ):
            after.cue = before.cue


def _takes_its_state(site: Spot, gazetteer: Gazetteer) -> bool:
    """Give a town that the gazetteer lacks the state written after it ("Ochopee, Fla."); false where it is none."""
    if site.entry is not None or site.admin1 is not None or site.name.lower() in place_words().common:
        return False
    for hit in gazetteer.find((site.beside or "").strip()):
        if hit.entry.kind == "admin1" and hit.match in ("name", "abbreviation") and hit.entry.country == "US":
            site.admin1, site.country = hit.entry.admin1, hit.entry.country
            return True
    return False


def _inherit(site: Spot, known: Sequence[Spot], beside: Sequence[Spot], evidence: Evidence) -> None:
    """Give an unknown place the admin1 and country of the nearest place in its sentence, else the article's."""
    if site.admin1 is not None:
        return
    outer = [s for s in beside if s.entry and s.entry.country]
    inner = [s for s in outer if s.entry and s.entry.admin1]
    nearest = min(inner or outer, key=lambda s: _distance(site, s), default=None)
    if nearest is not None and nearest.entry is not None:
        site.admin1, site.country = nearest.entry.admin1, nearest.entry.country
    if site.country is None:
        site.country = _sure(evidence.countries)
    if site.admin1 is None and site.country is not None:
        unit = _sure({u: weight for u, weight in evidence.units.items() if u[0] == site.country})
        entries = (s.entry for s in known if s.entry)
        site.admin1 = next((e.admin1 for e in entries if (e.country, e.admin1_code) == unit), None)


def _locate(site: Spot, beside: Sequence[Spot], sentence: Sentence | None) -> None:
    """Coordinates of a place that its name holds ("Torkham border crossing"), or of the town it is part of."""
    held = (s.entry for s in beside if s.entry and s.entry.kind == "site" and site.start <= s.start < site.end)
    site.within = next(held, None)
    if site.within is None and site.unit == "district" and sentence is not None:
        towns = (s for s in beside if s.entry and s.entry.kind == "city")
        site.within = next((s.entry for s in towns if is_part(site, s, sentence)), None)


def _sure(weights: Mapping[_Key, float]) -> _Key | None:
    """The key that holds most of the weight; null where none does."""
    best = max(weights, key=lambda key: weights[key], default=None)
    return best if best is not None and weights[best] >= _SURE_SHARE * sum(weights.values()) else None


def _distance(a: Spot, b: Spot) -> int:
    return max(b.start - a.end, 2 * (a.start - b.end), 0)  # "X in Y province": what follows counts before what precedes


def _name_loosely(site: Spot, gazetteer: Gazetteer) -> None:
    """Look an unknown town up by its consonants, within the admin1 that the text puts it in."""
    if site.unit not in ("town", "district") or site.admin1 is None:
        return
    close = [
        h.entry for h in gazetteer.find_loosely(site.name) if h.entry.kind == "city" and h.entry.admin1 == site.admin1
    ]
    if len(close) == 1:
        site.entry = close[0]


def _mention(spot: Spot) -> PlaceMention:
    entry = spot.entry
    located = entry or spot.within
    precision = _PRECISION[entry.kind] if entry and not spot.is_quarter else spot.unit
    is_away = spot.is_away and precision == "town"
    return PlaceMention(
        start=spot.start,
        end=spot.end,
        name=spot.name,
        admin1=spot.admin1,
        country=spot.country,
        lat=located.lat if located else None,
        lon=located.lon if located else None,
        precision="district" if is_away else precision,
        geoname_id=entry.geoname_id if entry else None,
        is_locative=spot.cue in _LOCATIVE,
        cue=AWAY if is_away else spot.cue,
    )
