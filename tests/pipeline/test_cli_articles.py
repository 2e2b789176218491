"""The commands withdraw and changes, on a small warehouse."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from pipeline.cli import articles  # noqa: F401  # registers the commands
from pipeline.cli.app import app
from pipeline.load import load
from pipeline.stage import stage

ARTICLE = {
    "id": "harbour-1",
    "title": "Shells kill 14 people in Mora",
    "text": "Shells killed 14 people in Mora on Friday, the mayor said.",
    "published": "2018-11-10",
    "publisher": "The \u202eHarbour\nPost",
    "url": "https://post.example/mora",
}
CORRECTED = ARTICLE | {
    "text": "Correction: The toll has been put right.\n\nShells killed 12 people in Mora on Friday, the mayor said.",
    "published": "2018-11-11",
}


def asked(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_correction_and_a_withdrawal_in_the_log(tmp_path: Path) -> None:
    source, database = tmp_path / "articles.jsonl", tmp_path / "x.duckdb"
    source.write_text("".join(json.dumps(row) + "\n" for row in (ARTICLE, CORRECTED)), "utf-8")
    load(database, [batch.folder for batch in stage([source], tmp_path / "staged").batches])
    said = asked(
        "withdraw", "harbour-1", "--reason", "a hoax", "--by", "R. Haddad", "--at", "2018-11-12", "--db", str(database)
    )
    assert "0 claims of the article stand" in said
    lines = [json.loads(line) for line in asked("changes", "--db", str(database), "--json").splitlines()]
    assert [(line["what"], line["old_best"], line["new_best"], line["reason"]) for line in lines] == [
        ("opened", None, 14, None),
        ("changed", 14, 12, "corrected"),
        ("closed", 12, None, "withdrawn"),
    ]
    assert {line["publisher"] for line in lines} == {"The Harbour Post"}
    table = asked("changes", "--db", str(database), "--since", "2018-11-11")
    assert {"changed", "14", "12", "corrected"} <= set(table.split())
    said = asked("withdraw", ARTICLE["url"], "--undo", "--reason", "it was none", "--db", str(database))
    assert "1 claim of the article stands" in said
