"""Reads the golden pages and compares with the expected articles, or writes those anew with --update."""

from __future__ import annotations

import argparse
import datetime as dt
import difflib
import json
import sys
import tomllib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from extractors.articles.page import PageHints, read_page

FOLDER = Path(__file__).resolve().parent
SEEN_AT = dt.datetime(2026, 10, 20, 12, 0, tzinfo=dt.UTC)


@cache
def cases() -> dict[str, dict[str, Any]]:
    """The declared cases by name."""
    return tomllib.loads((FOLDER / "cases.toml").read_text("utf-8"))


def read_case(name: str) -> str:
    """What is read from a case's page, as the expected file writes it."""
    case = cases()[name]
    hints = {**case.get("hints", {})}
    article = read_page(
        (FOLDER / "pages" / f"{name}.html").read_bytes(),
        url=case["url"],
        content_type=case["content_type"],
        hints=PageHints(**{**hints, "authors": tuple(hints.get("authors", ()))}),
        seen_at=SEEN_AT,
    )
    row = asdict(article)
    row["document"]["text"] = article.document.text.split("\n\n")  # a paragraph a line, so that a change can be read
    return json.dumps(row, ensure_ascii=False, indent=2, default=str) + "\n"


def expected(name: str) -> Path:
    """The file with a case's expected article."""
    return FOLDER / "expected" / f"{name}.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.golden.regenerate", description=__doc__)
    parser.add_argument("--update", action="store_true", help="write the expected files anew")
    is_update = parser.parse_args().update
    changed = 0
    for name in cases():
        found = read_case(name)
        file = expected(name)
        known = file.read_text("utf-8") if file.exists() else ""
        if found == known:
            continue
        changed += 1
        sys.stdout.writelines(
            difflib.unified_diff(known.splitlines(keepends=True), found.splitlines(keepends=True), name, name)
        )
        if is_update:
            file.parent.mkdir(exist_ok=True)
            file.write_text(found, "utf-8")
    print(f"{changed} of {len(cases())} changed{' and written' if is_update else ''}")
    return 0 if is_update or not changed else 1


if __name__ == "__main__":
    sys.exit(main())
