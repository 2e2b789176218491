"""Places of the given articles: the governorate and the state of the main incident among the first three places."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extractors.casualties.places.find import find_places
from extractors.casualties.places.ranking import rank_places
from extractors.casualties.sentences import split

# Written otherwise in the labels than in the news.
GOVERNORATES = {
    "hasakeh": "hasak",
    "lattakia": "latakia",
    "damascus": "damascus|dimashq|ghouta|douma",
    "deir ezzor": "deir",
}


@pytest.fixture(scope="module")
def score(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def names(document: dict[str, Any], score: ModuleType) -> str:
    sentences = split(document["text"], document["title"])
    found = find_places(sentences, title=document["title"], publisher=document["publisher"])
    return str(score.place_names({"places": [asdict(place) for place in rank_places(found, sentences)]}))


def share(prefix: Path, pattern: Any, score: ModuleType, every: int) -> float:
    documents = {row["id"]: row for row in read(prefix.with_suffix(".docs.jsonl"))[::every]}
    labels = [row for row in read(prefix.with_suffix(".gold.jsonl")) if row["id"] in documents]
    hits = [bool(re.search(pattern(label), names(documents[label["id"]], score))) for label in labels]
    assert len(hits) > 50
    return sum(hits) / len(hits)


def test_the_governorate_is_found(shared: Path, score: ModuleType) -> None:
    found = share(shared / "eval/dev/fakes", lambda row: GOVERNORATES.get(row["admin1"], row["admin1"]), score, 1)
    assert found >= 0.93


def test_the_state_is_found(shared: Path, score: ModuleType) -> None:
    found = share(shared / "eval/dev/gva", lambda row: re.escape(score.words(row["admin1"])), score, 4)
    assert found >= 0.88
