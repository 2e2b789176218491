"""The error browser on a small labelled set of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.casualties import default_extractor
from extractors.documents import Document
from extractors.errors import DocumentError
from pipeline.evaluation.agreement import Figure, figures, pairs, scores
from pipeline.evaluation.labels import is_held_out, read_set
from tests.pipeline.test_cli import tollwatch

TEXT = "A bomb killed 12 people in Mosul on Monday, police said. Thirty others were wounded."


def label(quote: str, effect: str, figure: int, **fields: object) -> dict[str, object]:
    return {
        "quote": quote, "nth": 1, "effect": effect, "low": figure, "high": figure, "qualifier": "exact",
        "victim": "unknown", "age": None, "gender": None, "subset": False, "scope": "incident", "modality": "asserted",
        "source": None, "incident": 1, "date": "2016-05-02", "place": "Mosul", "actor": None, **fields,
    }  # fmt: skip


def document(name: str, text: str = TEXT) -> dict[str, object]:
    return {"id": name, "title": "Mosul bomb", "text": text, "published": "2016-05-03", "language": "en"}


def write(folder: Path, documents: list[dict[str, Any]], gold: list[dict[str, Any]]) -> Path:
    for part, rows in (("docs", documents), ("gold", gold)):
        (folder / f"own.{part}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder / "own"


def read_id(*, held_out: bool) -> str:
    return next(f"a{n}" for n in range(100) if is_held_out(f"a{n}") is held_out)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """One article read rightly but for a figure that its label gives otherwise, and one claim that nobody wrote."""
    claims = [
        label("12 people", "killed", 13, source="police"),
        label("Thirty others", "injured", 30),
        label("Mosul", "missing", 1),
    ]
    ids = [read_id(held_out=False), read_id(held_out=True)]
    return write(tmp_path, [document(i) for i in ids], [{"id": i, "claims": claims} for i in ids])


def test_the_table_has_a_column_for_the_held_out_third(labelled: Path) -> None:
    result = tollwatch("eval", labelled, home=labelled.parent)
    assert result.returncode == 0, result.stderr
    assert "held out" in result.stdout
    assert "errors: figures 2, missed 2" in result.stdout


def test_errors_show_the_passage_and_both_readings_of_what_may_be_read(labelled: Path) -> None:
    result = tollwatch("eval", labelled, "--errors", home=labelled.parent)
    assert result.returncode == 0, result.stderr
    assert "A bomb killed 12 people in Mosul" in result.stdout
    assert read_id(held_out=False) in result.stdout
    assert read_id(held_out=True) not in result.stdout
    figures_line = next(line for line in result.stdout.splitlines() if line.strip().startswith("low"))
    assert figures_line.split() == ["low", "13", "12"]


def test_errors_as_json_and_by_kind(labelled: Path) -> None:
    result = tollwatch("eval", labelled, "--errors", "--json", "--held-out", "--kind", "missed", home=labelled.parent)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["kinds"] for row in found] == [["missed"], ["missed"]]
    assert found[0]["gold"]["quote"] == "Mosul"


def test_an_unknown_kind_names_those_known(labelled: Path) -> None:
    result = tollwatch("eval", labelled, "--errors", "--kind", "wrong", home=labelled.parent)
    assert result.returncode == 2
    assert "missed" in result.stderr


def test_scores_of_a_perfect_and_of_an_empty_reading(tmp_path: Path) -> None:
    claims = [label("12 people", "killed", 12, source="police"), label("Thirty others", "injured", 30)]
    row = read_set(write(tmp_path, [document("a")], [{"id": "a", "claims": claims}]))[0]
    right = scores([pairs(row, default_extractor(row.document))])
    assert (right["F1"], right["figures"], right["source"]) == (1.0, 1.0, 1.0)
    nothing = pairs(row, default_extractor(Document("a", "", "")))
    assert scores([nothing])["recall"] == 0.0
    assert [pair.kinds for pair in nothing] == [("missed",), ("missed",)]


def test_headline_labels_in_their_three_forms(tmp_path: Path) -> None:
    labels: list[dict[str, Any]] = [
        {"killed": 12, "injured": 30, "date": "2016-05-02", "city": "Mosul", "admin1": "Nineveh"},
        {"killed_civilian": 12, "killed_combatant": 0, "killed_children": 0, "killed_women": 0, "admin1": "nowhere"},
        {
            "civ_killed_min": 10, "civ_killed_max": 14, "civ_injured_min": None, "civ_injured_max": None,
            "militants_killed_min": 1, "militants_killed_max": None, "date": "2016-05-01", "date_end": "2016-05-02",
        },
    ]  # fmt: skip
    ids = ["a", "b", "c"]
    prefix = write(tmp_path, [document(i) for i in ids], [{"id": i, **x} for i, x in zip(ids, labels, strict=True)])
    told = [list(figures(row, default_extractor(row.document))) for row in read_set(prefix)]
    wrong = [[figure.name for figure in article if not figure.agrees] for article in told]
    assert wrong[1:] == [["admin1"], ["killed militants"]]
    assert Figure("killed", 12, 12, agrees=True) in told[0]
    assert {"killed", "injured", "day", "city"}.isdisjoint(wrong[0])


@pytest.mark.parametrize(
    ("docs", "gold", "told"),
    [
        ("{not json", "{}", "own.docs.jsonl:1"),
        ('{"text": "no id"}', "{}", "an object with an id"),
        (json.dumps(document("a")), '{"id": "b", "claims": []}', "documents without a label"),
(json.dumps(document("a")), '{"id": "a", "claims": [{"quote": "ninety"}]}', "a claim lacks effect"),
        (json.dumps(document("a")), '{"id": "a", "claims": "none"}', "a list of objects"),
        (json.dumps({**document("a"), "published": 5}), '{"id": "a", "claims": []}', "not text: published"),
        (json.dumps(document("a")), json.dumps({"id": "a", "claims": [label("ninety", "killed", 9)]}), "stand in"),
        (json.dumps(document("a")), json.dumps({"id": "a", "claims": [label("12", "killed", 9, nth=-1)]}), "from 1"),
    ],
)  # fmt: skip
def test_a_broken_set_is_named(tmp_path: Path, docs: str, gold: str, told: str) -> None:
    (tmp_path / "own.docs.jsonl").write_text(docs + "\n", encoding="utf-8")
    (tmp_path / "own.gold.jsonl").write_text(gold + "\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=told):
        read_set(tmp_path / "own")


def test_a_missing_set_says_how_it_is_named(tmp_path: Path) -> None:
    result = tollwatch("eval", tmp_path / "none", home=tmp_path)
    assert result.returncode == 1
    assert "PREFIX.docs.jsonl" in result.stderr
