"""Staged batches for the tests: articles, claims and incidents told in a few words, written by the real schema."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.staging import FILES

EXTRACTOR = "1.0.0"
UTC = dt.UTC


def digest(*parts: object) -> str:
    return hashlib.blake2b(json.dumps(parts, default=str).encode(), digest_size=8).hexdigest()


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


def place(
    name: str,
    country: str | None = None,
    admin1: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    *,
    precision: str | None = "town",
) -> dict[str, Any]:
    return {
        "name": name,
        "admin1": admin1,
        "country": country,
        "lat": lat,
        "lon": lon,
        "precision": precision,
        "geoname_id": None,
    }


HAJIN = place("Hajin", "SY", "Deir ez-Zor", 34.689, 40.831)


def exactly(number: int) -> dict[str, int | None]:
    return {"low": number, "best": number, "high": number}


def at_least(number: int) -> dict[str, int | None]:
    return {"low": number, "best": number, "high": None}


@dataclass
class Said:
    """One claim: the quote must occur in the text."""

    quote: str
    figure: dict[str, int | None]
    effect: str = "killed"
    victim: str = "unknown"
    age: str | None = None
    gender: str | None = None
    subset_of: str | None = None  # quote of the whole
    scope: str = "incident"
    modality: str = "asserted"
    source: str | None = None
    incident: int = 1
    qualifier: str = "exact"


@dataclass
class Attack:
    """One incident of an article."""

    day: str | None = None
    places: Sequence[dict[str, Any]] = ()
    actors: Sequence[str] = ()
    method: str = "unknown"
    killed: dict[str, dict[str, int | None]] = field(default_factory=dict)
    injured: dict[str, dict[str, int | None]] = field(default_factory=dict)
    last_day: str | None = None
    precision: str = "day"


@dataclass
class Story:
    """One version of one article."""

    key: str
    text: str
    title: str = "A title"
    publisher: str | None = "The Harbour Post"
    published: str | None = "2018-11-04"
    seen: str | None = None
    said: Sequence[Said] = ()
    attacks: Sequence[Attack] = ()
    authors: Sequence[str] = ()
    extractor: str = EXTRACTOR
    raw_uri: str | None = "fixture.warc.gz#0"
    url: str | None = None
    modified: str | None = None

    @property
    def article_id(self) -> str:
        return digest("article", self.key)

    @property
    def version_id(self) -> str:
        return digest(self.article_id, self.title, self.text)

    def incident_id(self, ordinal: int) -> str:
        return digest("incident", self.article_id, ordinal)

    def claim_id(self, said: Said) -> str:
        return digest("claim", self.article_id, said.effect, said.quote, said.figure, said.victim, said.scope)


def write_batch(root: Path, name: str, stories: Iterable[Story], fetches: Sequence[dict[str, Any]] = ()) -> Path:
    """Write `<root>/<name>/` with the four staged files."""
    stories = list(stories)
    rows = {
        "articles.parquet": [_article(story) for story in stories],
        "claims.parquet": [claim for story in stories for claim in _claims(story)],
        "incidents.parquet": [incident for story in stories for incident in _incidents(story)],
        "fetches.parquet": [_whole(fetch, "fetches.parquet") for fetch in fetches],
    }
    folder = root / name
    folder.mkdir(parents=True)
    for file, schema in FILES.items():
        pq.write_table(pa.Table.from_pylist(rows[file], schema=schema), folder / file)
    return folder


def _whole(row: dict[str, Any], file: str) -> dict[str, Any]:
    return {name: row.get(name) for name in FILES[file].names}


def _read(story: Story) -> dict[str, Any]:
    return {
        "article_id": story.article_id,
        "version_id": story.version_id,
        "extractor_version": story.extractor,
    }


def _article(story: Story) -> dict[str, Any]:
    published = story.published or ""
    return _whole(
        _read(story)
        | {
            "url": story.url or f"https://post.example/{story.key}",
            "publisher": story.publisher,
            "title": story.title,
            "text": story.text,
            "language": "en",
            "authors": list(story.authors),
            "published_on": dt.date.fromisoformat(published[:10]) if published else None,
            "published_at": at(published) if len(published) > 10 else None,
            "modified_at": at(story.modified) if story.modified else None,
            "seen_at": at(story.seen) if story.seen else None,
            "raw_uri": story.raw_uri,
        },
        "articles.parquet",
    )


def _claims(story: Story) -> list[dict[str, Any]]:
    by_quote = {said.quote: story.claim_id(said) for said in story.said}
    rows = []
    for said in story.said:
        start = story.text.index(said.quote)
        rows.append(
            _whole(
                _read(story)
                | {
                    "claim_id": story.claim_id(said),
                    "span_start": start,
                    "span_end": start + len(said.quote),
                    "quote": said.quote,
                    "effect": said.effect,
                    **said.figure,
                    "qualifier": said.qualifier,
                    "victim": said.victim,
                    "age": said.age,
                    "gender": said.gender,
                    "subset_of": by_quote[said.subset_of] if said.subset_of else None,
                    "scope": said.scope,
                    "modality": said.modality,
                    "incident_id": story.incident_id(said.incident) if said.scope == "incident" else None,
                    "method": "unknown",
                    "source": said.source,
                    "confidence": 0.9,
                },
                "claims.parquet",
            )
        )
    return rows


def _toll(groups: dict[str, dict[str, int | None]]) -> dict[str, Any]:
    return {g: groups.get(g) for g in ("total", "civilian", "combatant", "unknown", "children", "women")}


def _incidents(story: Story) -> list[dict[str, Any]]:
    return [
        _whole(
            _read(story)
            | {
                "incident_id": story.incident_id(ordinal),
                "ordinal": ordinal,
                "date_start": dt.date.fromisoformat(attack.day) if attack.day else None,
                "date_end": dt.date.fromisoformat(attack.last_day or attack.day) if attack.day else None,
                "date_precision": attack.precision if attack.day else None,
                "places": list(attack.places),
                "actors": list(attack.actors),
                "method": attack.method,
                "killed": _toll(attack.killed),
                "injured": _toll(attack.injured),
            },
            "incidents.parquet",
        )
        for ordinal, attack in enumerate(story.attacks, start=1)
    ]
