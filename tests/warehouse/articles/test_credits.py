"""Whose text an article says that it is."""

from __future__ import annotations

import duckdb
import pytest

from tests.warehouse.builders import Story
from tests.warehouse.conftest import Load
from warehouse.linkage.credits import credited_agency

BODY = "Shells hit the market of Hajin on Friday, killing 12 people, the mayor said. " * 6


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(AFP)", "afp"), ("- AFP", "afp"), ("Source: Reuters", "reuters"), ("[Source: AFP]", "afp"),
        ("Reuters contributed to this report.", "reuters"), ("The Associated Press contributed to this story", "ap"),
        ("Reuters contributed reporting.", "reuters"), ("With reporting by AFP", "afp"), ("(With AFP)", "afp"),
        ("With inputs from PTI", "pti"), ("(With additional reporting from Reuters)", "reuters"), ("Avec AFP", "afp"),
        ("Con EFE", "efe"), ("Via Anadolu", "anadolu"), ("With AFP", "afp"),
        ("With agencies", "agencies"), ("A doctor told AFP.", None), ("He spoke to Reuters by telephone.", None),
        ("The army denied it, Anadolu said.", None), ("Officials told the Associated Press.", None),
    ],
)  # fmt: skip
def test_credits_at_the_end(line: str, agency: str | None) -> None:
    assert credited_agency(None, (), f"{BODY}\n\n{line}") == agency


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("BEIRUT (Reuters) - ", "reuters"), ("By AFP\n", "afp"), ("By AFP and staff\n", "afp"), ("AFP\n", "afp"),
        ("By Staff with Reuters\n", "reuters"), ("By R. Haddad and AFP\n", "afp"), ("via Anadolu\n", "anadolu"),
        ("A doctor told AFP that\n", None), ("By Rana Haddad\n", None),
    ],
)  # fmt: skip
def test_credits_at_the_head(line: str, agency: str | None) -> None:
    assert credited_agency(None, (), line + BODY) == agency


@pytest.mark.parametrize(
    ("outlet", "agency"),
    [
        ("Reuters", "reuters"),
        ("afp", "afp"),
        ("reuters.com", "reuters"),
        ("Agencies", None),
        ("The Reuters Reader", None),
    ],
)
def test_what_an_agency_publishes_itself_is_its_own(outlet: str, agency: str | None) -> None:
    assert credited_agency(outlet, (), BODY) == agency


def test_of_a_page_that_names_no_outlet_the_host_counts(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(Story("a", BODY, publisher=None, url="https://www.reuters.com/world/hajin"))
    assert connection.execute("SELECT agency FROM core.articles").fetchall() == [("reuters",)]
