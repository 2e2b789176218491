"""The staged Parquet files: the one place where the extractors' output and the warehouse's input are described.

A batch is a folder `<batch_id>/` with these files. It is renamed into place when all are complete, so a folder that
exists is whole. Times are UTC; dates are the days of the place where the outlet or the incident is. Null means not
known, never zero.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

_TEXT: Final = pa.string()
_DAY: Final = pa.date32()
_TIME: Final = pa.timestamp("us", tz="UTC")
_COUNT: Final = pa.int64()


def _column(name: str, kind: pa.DataType, *, required: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=not required)


_FIGURE: Final = pa.struct([("low", _COUNT), ("best", _COUNT), ("high", _COUNT)])
GROUPS: Final = ("total", "civilian", "combatant", "unknown", "children", "women")
_TOLL: Final = pa.struct([(group, _FIGURE) for group in GROUPS])
_PLACE: Final = pa.struct(
    [
        ("name", _TEXT),
        ("admin1", _TEXT),
        ("country", _TEXT),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("precision", _TEXT),
        ("geoname_id", _COUNT),
    ]
)

ARTICLES: Final = pa.schema(
    [
        _column("article_id", _TEXT, required=True),
        _column("version_id", _TEXT, required=True),
        _column("url", _TEXT),
        _column("publisher", _TEXT),
        _column("feed_id", _TEXT),
        _column("title", _TEXT, required=True),
        _column("text", _TEXT, required=True),
        _column("language", _TEXT),
        _column("authors", pa.list_(_TEXT)),
        _column("published_on", _DAY),  # the day in the outlet's zone
        _column("published_at", _TIME),  # null where only the day is known
        _column("modified_at", _TIME),
        _column("seen_at", _TIME),  # when the bytes were fetched; null for files that do not say
        _column("raw_uri", _TEXT),
        _column("payload_digest", _TEXT),
        _column("extractor_version", _TEXT, required=True),
    ]
)
"""One row for each article version that the batch read, whether or not it holds claims."""

CLAIMS: Final = pa.schema(
    [
        _column("claim_id", _TEXT, required=True),
        _column("article_id", _TEXT, required=True),
        _column("version_id", _TEXT, required=True),
        _column("extractor_version", _TEXT, required=True),
        _column("span_start", _COUNT, required=True),  # characters of the version's text
        _column("span_end", _COUNT, required=True),
        _column("quote", _TEXT, required=True),
        _column("effect", _TEXT, required=True),
        _column("low", _COUNT),
        _column("best", _COUNT),
        _column("high", _COUNT),
        _column("qualifier", _TEXT, required=True),
        _column("victim", _TEXT, required=True),
        _column("age", _TEXT),
        _column("gender", _TEXT),
        _column("subset_of", _TEXT),
        _column("scope", _TEXT, required=True),
        _column("modality", _TEXT, required=True),
        _column("incident_id", _TEXT),  # null for period, cumulative and other
        _column("date_start", _DAY),
        _column("date_end", _DAY),
        _column("date_precision", _TEXT),
        _column("place", _TEXT),
        _column("actor", _TEXT),
        _column("method", _TEXT, required=True),
        _column("source", _TEXT),
        _column("via", _TEXT),
        _column("confidence", pa.float64(), required=True),
    ]
)
"""One row for each claim. `claim_id` depends on what is claimed and in which article, not on the version or the
offsets, so a version that repeats a claim repeats its id."""

INCIDENTS: Final = pa.schema(
    [
        _column("incident_id", _TEXT, required=True),
        _column("article_id", _TEXT, required=True),
        _column("version_id", _TEXT, required=True),
        _column("extractor_version", _TEXT, required=True),
        _column("ordinal", _COUNT, required=True),  # 1 is the article's main incident
        _column("date_start", _DAY),
        _column("date_end", _DAY),
        _column("date_precision", _TEXT),
        _column("places", pa.list_(_PLACE)),  # most exact first
        _column("actors", pa.list_(_TEXT)),
        _column("method", _TEXT, required=True),
        _column("killed", _TOLL),
        _column("injured", _TOLL),
    ]
)
"""One row for each incident of each version. `incident_id` names it within one reading (article and ordinal); the
warehouse gives it a name that lasts over the versions of its article."""

FETCHES: Final = pa.schema(
    [
        _column("fetch_id", _TEXT, required=True),
        _column("feed_id", _TEXT),
        _column("kind", _TEXT, required=True),  # feed, article
        _column("url", _TEXT, required=True),
        _column("final_url", _TEXT),
        _column("fetched_at", _TIME, required=True),
        _column("http_status", _COUNT),  # null where no answer came
        _column(
            "outcome", _TEXT, required=True
        ),  # ok, not_modified, blocked, gone, failed, not_a_feed, no_text, refused
        _column("detail", _TEXT),
        _column("body_bytes", _COUNT),
        _column("entries", _COUNT),  # feeds: entries listed
        _column("new_entries", _COUNT),  # feeds: entries never seen before
        _column("new_pages", _COUNT),  # feeds: those of them whose page is to be fetched; null where nobody counted
    ]
)
"""One row for each request that `pull` made, or chose not to make."""

SINCE: Final = {("fetches.parquet", "new_pages")}
"""Columns that batches of earlier releases lack: null in them."""

FILES: Final = {
    "articles.parquet": ARTICLES,
    "claims.parquet": CLAIMS,
    "incidents.parquet": INCIDENTS,
    "fetches.parquet": FETCHES,
}

STAGED: Final = "staged.json"
"""Beside them, `{"staged_at": <ISO time with offset>}`: when the reading began. Of two readings of one article version
by one extractor number the one put in use later counts."""
