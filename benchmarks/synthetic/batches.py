"""Staged batches of invented news, and beside them the truth: which incident is of which attack."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.synthetic.lists import noise_levels
from benchmarks.synthetic.news import Edition, digest, editions
from benchmarks.synthetic.reports import Count, Report
from benchmarks.synthetic.rewrites import Rewrite
from warehouse.staging import FILES

TRUTH: Final = pa.schema(
    [("incident_id", pa.string()), ("article_id", pa.string()), ("event", pa.string()), ("original", pa.string())]
)
"""original: the article whose text this one has; its own id, where the text is its own."""

_EXTRACTOR: Final = "synthetic-1"
_CLASSES: Final = {
    "civilian": ("civilian", "civilians", "resident", "residents"),
    "combatant": ("soldier", "soldiers", "fighter", "fighters", "militant", "militants"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A batch and the truth of its incidents (Parquet, TRUTH)."""

    batch: Path
    truth: Path
    incidents: int


def write_batches(
    root: Path, sizes: Iterable[int], *, seed: int, noise: str, rewrite: Rewrite | None = None
) -> Iterator[Written]:
    """Write one batch for each size, in incidents, on from where the last one ended; articles stay whole.

    Memory holds one batch. The same seed and level give the same news, however it is divided into batches.
    """
    stream = editions(seed, noise_levels()[noise], rewrite)
    for number, size in enumerate(sizes):
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        left = size
        while left > 0:
            edition = next(stream)
            _add(rows, edition)
            left -= len(edition.reports) if edition.is_first else 0
        name = f"synthetic-{noise}-{seed}-{number:04d}"
        folder = root / f".open-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file, schema in FILES.items():
            pq.write_table(pa.Table.from_pylist(rows[file], schema=schema), folder / file, compression="zstd")
        truth = root / f"{name}.truth.parquet"
        pq.write_table(pa.Table.from_pylist(rows["truth"], schema=TRUTH), truth)
        yield Written(folder.rename(root / name), truth, size - left)


def _add(rows: dict[str, list[dict[str, Any]]], edition: Edition) -> None:
    read_by = {
        "article_id": edition.article_id,
        "version_id": edition.version_id,
        "extractor_version": _EXTRACTOR,
    }
    rows["articles.parquet"].append(
        read_by
        | {
            "url": f"https://news.example/{edition.article_id}",
            "publisher": edition.publisher,
            "title": edition.article.title,
            "text": edition.article.text,
            "language": "en",
            "authors": list(edition.authors),
            "published_on": edition.published.date(),
            "published_at": edition.published,
            "seen_at": edition.seen,
        }
    )
    for ordinal, told in enumerate(edition.reports, start=1):
        incident_id = edition.incident_id(ordinal)
        rows["incidents.parquet"].append(read_by | _incident(incident_id, ordinal, told))
        if edition.is_first:
            rows["truth"].append(
                {
                    "incident_id": incident_id,
                    "article_id": edition.article_id,
                    "event": str(told.attack.key),
                    "original": edition.original or edition.article_id,
                }
            )
    rows["claims.parquet"] += [read_by | claim for claim in _claims(edition)]


def _incident(incident_id: str, ordinal: int, told: Report) -> dict[str, Any]:
    return {
        "incident_id": incident_id,
        "ordinal": ordinal,
        "date_start": told.first_day,
        "date_end": told.last_day,
        "date_precision": told.precision,
        "places": list(told.places),
        "actors": [told.actor] if told.actor else [],
        "method": told.method,
        "killed": _toll(told.killed, told.children),
        "injured": _toll(told.injured, None),
    }


def _toll(total: Count | None, children: Count | None) -> dict[str, Any]:
    if total is None:
        return dict.fromkeys(("total", "civilian", "combatant", "unknown", "children", "women"))
    return {"total": total.figure, _victim(total): total.figure, "children": children.figure if children else None}


def _victim(count: Count) -> str:
    word = count.quote.rsplit(" ", 1)[-1]
    return next((victim for victim, words in _CLASSES.items() if word in words), "unknown")


def _claims(edition: Edition) -> Iterator[dict[str, Any]]:
    ids = {
        (mention.ordinal, mention.effect, mention.group): digest(
            edition.article_id, mention.ordinal, mention.effect, mention.group, mention.count
        )
        for mention in edition.article.mentions
    }
    for mention in edition.article.mentions:
        told = edition.reports[mention.ordinal - 1]
        is_part = mention.group == "children"
        yield {
            "claim_id": ids[mention.ordinal, mention.effect, mention.group],
            "span_start": mention.start,
            "span_end": mention.end,
            "quote": edition.article.text[mention.start : mention.end],
            "effect": mention.effect,
            **mention.count.figure,
            "qualifier": mention.count.qualifier,
            "victim": "civilian" if is_part else _victim(mention.count),
            "age": "child" if is_part else None,
            "subset_of": ids[mention.ordinal, mention.effect, "total"] if is_part else None,
            "scope": "incident",
            "modality": "asserted",
            "incident_id": edition.incident_id(mention.ordinal),
            "date_start": told.first_day if told.precision != "inferred" else None,
            "date_end": told.last_day if told.precision != "inferred" else None,
            "date_precision": told.precision if told.precision != "inferred" else None,
            "place": told.place_name,
            "actor": told.actor,
            "method": told.method,
            "confidence": 0.9,
        }
