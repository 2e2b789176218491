from __future__ import annotations

import json
from pathlib import Path

from tests.eval.gate import FLOORS, checksum, losses, raised, scores


def test_no_score_falls(shared: Path) -> None:
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert pinned["checksum"] == checksum(shared, pinned["floors"]), "other labelled articles: pin the floors anew"
    assert losses(scores(shared), pinned["floors"]) == []


def test_a_fallen_score_is_named() -> None:
    assert losses({"claims": {"f1": 0.8}}, {"claims": {"f1": 0.9}}) == ["claims f1: 0.8000 is below its floor 0.9000"]


def test_a_missing_score_has_fallen() -> None:
    assert len(losses({}, {"claims": {"f1": 0.9}})) == 1


def test_floors_only_rise() -> None:
    floors = {"claims": {"f1": 0.9, "recall": 0.5}}
    assert raised({"claims": {"f1": 0.8, "recall": 0.7, "new": 0.1234}}, floors) == {
        "claims": {"f1": 0.9, "recall": 0.7, "new": 0.123}
    }
