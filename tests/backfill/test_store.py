"""Backfills of a machine that shares an object store: what they staged another one loads, and it is what one makes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pipeline import newsroom
from pipeline.backfill.order import Order, portions
from pipeline.backfill.portion import stage_portion
from pipeline.batch_folder import batches_below
from pipeline.load import load_pending
from pipeline.settings import Settings
from pipeline.stage import pending_sources, stage_zone
from pipeline.store import Store
from scripts.rows import rows
from tests.backfill.test_order import FORM, documents
from tests.servers import machine

NOWHERE = "http://127.0.0.1:9"


def backfill(settings: Settings, **fields: Any) -> list[dict[str, Any]]:
    order = Order.of_form(FORM | {"first": "2026-10-06", "last": "2026-10-09"} | fields)
    return [stage_portion(settings, portion) for portion in portions(settings, order)]


def test_what_one_machine_backfills_another_one_loads(tmp_path: Path, store: Store) -> None:
    archive = tmp_path / "news.jsonl"
    documents(archive, "A blast in Aleppo killed five people on Tuesday.", "A mine killed two farmers near Hama.")
    files = {"source": "files", "paths": [str(archive)]}
    with newsroom.serve() as proxy:
        filler = machine(tmp_path / "filler", store, proxy)
        sites = backfill(filler, outlets=["northwire", "harbour-post"])
        again = backfill(filler, outlets=["northwire", "harbour-post"])
    archived = backfill(filler, **files)
    assert all(result["batches"] and not result["problems"] for result in [*sites, *archived])
    assert all(result["changed"].startswith("nothing changed") for result in again)
    names = {Path(batch).name for result in [*sites, *archived] for batch in result["batches"]}
    assert store.batches() == names
    assert batches_below(filler.staged) == []  # nothing stays that another machine would have to know of

    other = machine(tmp_path / "other", store, NOWHERE)  # the raw zone, of which it has no file
    assert backfill(other, source="raw", first="2026-01-01", last="2100-01-01")[0]["batches"] == []
    store._fs.rm([store._path(f"staged/{name}.json") for name in names if name.startswith("backfill-")])
    assert pending_sources(other) != []
    backfill(other, source="raw", first="2026-01-01", last="2100-01-01")
    assert store.batches() == names

    loader = machine(tmp_path / "loader", store, NOWHERE)
    assert load_pending(loader).refused == []
    alone = machine(tmp_path / "alone", None, NOWHERE)
    shutil.copytree(filler.raw, alone.raw)
    stage_zone(alone, pending_sources(alone))
    backfill(alone, **files)
    load_pending(alone)
    expected = rows(alone.database)
    assert len(expected["core.claims"]) > 5
    assert rows(loader.database) == expected
