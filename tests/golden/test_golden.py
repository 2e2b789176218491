"""Page in, article out: a change of what is read from a page must be looked at and written down."""

from __future__ import annotations

import pytest

from tests.golden.regenerate import FOLDER, cases, expected, read_case


@pytest.mark.parametrize("name", cases())
def test_page_gives_the_expected_article(name: str) -> None:
    assert read_case(name) == expected(name).read_text("utf-8"), (
        "look at the difference with `python -m tests.golden.regenerate`; where it is right, add --update"
    )


def test_every_page_is_a_case_and_every_case_has_a_page() -> None:
    pages = {page.stem for page in (FOLDER / "pages").iterdir()}
    answers = {answer.stem for answer in (FOLDER / "expected").iterdir()}
    assert pages == answers == set(cases())
