"""What an article's outlet says of its places, and towns inferred from it or from a county: marked, and never alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractors.casualties import default_extractor
from extractors.casualties.places.home import headline_of
from extractors.documents import Document
from extractors.gazetteer.outlets import Home, home_of

HERE = Path(__file__).parent


def rows() -> list[dict[str, str]]:
    with (HERE / "outlets.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="|"))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['publisher']} :: {row['text']}")
def test_an_outlet_tells_where_its_news_is(row: dict[str, str]) -> None:
    document = Document("a", row["title"], row["text"], "2020-01-07", publisher=row["publisher"] or None)
    places = default_extractor(document).incidents[0].places
    found = {", ".join(filter(None, (p.name, p.admin1))): p for p in places[:3]}
    if not row["places"]:
        assert not found
        return
    assert row["places"] in found
    assert (found[row["places"]].inferred_from or "") == row["inferred"]
    assert [p for p in places if p.inferred_from] == [p for p in [found[row["places"]]] if row["inferred"]]


def test_only_what_is_inferred_says_so() -> None:
    named = Document("a", "", "A boy was shot dead in Lima, Ohio, on Friday.", "2020-01-07")
    guessed = Document("a", "", "A boy was shot dead on Friday.", "2020-01-07", publisher="khou.com")
    rows = [default_extractor(d).to_dict()["incidents"][0]["places"] for d in (named, guessed)]
    assert [p.get("inferred_from") for places in rows for p in places[:1]] == [None, "outlet"]
    assert all("inferred_from" not in p for p in rows[0])


@pytest.mark.parametrize(
    ("publisher", "home"),
    [
        ("www.khou.com:80", Home("US", "TX", "Houston")),
        ("KHOU-TV", Home("US", "TX", "Houston")),
        ("wistv.com", Home("US", "SC", "Columbia")),
        ("https://www.dawn.com/news/1", Home("PK")),
        ("inquirer.net", Home("PH")),
        ("www.independent.co.uk", Home("GB")),
        ("example.com", None),
        ("bit.ly", None),
        ("", None),
    ],
)
def test_where_an_outlet_is_at_home(publisher: str, home: Home | None) -> None:
    assert home_of(publisher) == home


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Boy shot in Gary - Harl9News.com | Salem, OR | News, Weather, Sports", "Boy shot in Gary"),
        ("Boy shot in Gary - KSLA News 12 Shreveport, Louisiana", "Boy shot in Gary"),
        ("Clashes in Aleppo - monitor", "Clashes in Aleppo - monitor"),
        ("", ""),
    ],
)
def test_the_outlet_at_a_titles_end_is_no_headline(title: str, headline: str) -> None:
    assert headline_of(title) == headline
