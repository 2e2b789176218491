"""Dates: one phrase a line in CSV, the dateline, and which mention dates a claim."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.casualties import default_extractor
from extractors.casualties.dates.find import Timeline, find_dates, read_head
from extractors.casualties.sentences import split
from extractors.casualties.text import DateMention
from extractors.documents import Document, parse_published

HERE = Path(__file__).parent
ROLES = {"event", "report", "period", "since", "background", "ahead"}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def mentions_in(text: str, published: str | None) -> list[DateMention]:
    return find_dates(split(text), parse_published(published, where="test"))


@pytest.mark.parametrize(
    "row", rows("dates.csv"), ids=lambda row: f"{row['text'][:60]}@{row['published']}:{row['phrase']}"
)
def test_phrase(row: dict[str, str]) -> None:
    found = {row["text"][m.start : m.end]: m for m in mentions_in(row["text"], row["published"])}
    assert row["phrase"] in found
    mention = found[row["phrase"]]
    got = (mention.date_start or "", mention.date_end or "", mention.precision, mention.role)
    assert got == (row["start"], row["end"], row["precision"], row["role"])


@pytest.mark.parametrize("row", rows("no_dates.csv"), ids=lambda row: row["text"][:60])
def test_no_date(row: dict[str, str]) -> None:
    assert [row["text"][m.start : m.end] for m in mentions_in(row["text"], "2021-06-09")] == [], row["why"]


@pytest.mark.parametrize("row", rows("datelines.csv"), ids=lambda row: row["text"][:60])
def test_anchor(row: dict[str, str]) -> None:
    day = read_head(split(row["text"]), parse_published(row["published"], where="test")).day
    assert (day.isoformat() if day else "") == row["anchor"]


def test_a_dateline_behind_a_copy_of_the_title_is_found_and_dates_only_the_report() -> None:
    title = "Car bomb kills six in the old port"
    text = f"{title} AFP Friday 12 Jun 2015 A van full of explosives killed six people on Thursday."
    sentences = split(text, title)
    found = find_dates(sentences, dt.date(2015, 6, 6))
    assert [(text[m.start : m.end], m.date_start, m.role) for m in found] == [
        ("Friday 12 Jun 2015", "2015-06-12", "report"),
        ("Thursday", "2015-06-11", "event"),
    ]


def test_since_the_war_began_takes_the_one_beginning_that_the_article_gives() -> None:
    text = "More than 900 have died since the war began. The war began with street protests in March 2015."
    found = mentions_in(text, "2021-06-09")
    assert {(m.role, m.date_start, m.date_end) for m in found} == {("since", "2015-03-01", "2021-06-09")}


def test_since_the_war_began_stays_open_where_the_article_gives_two_beginnings() -> None:
    text = "Since the war began 900 died. The war began in March 2015. The uprising began in May 2014."
    assert mentions_in(text, "2021-06-09")[0].date_start is None


CLAIMS = [
    ("Twelve people were killed on Monday and [three others] on Tuesday.", "incident", "2021-06-08"),
    ("[Twelve people] were killed on Monday and three others on Tuesday.", "incident", "2021-06-07"),
    ("A strike on Tuesday killed [18 men], the army said on Wednesday.", "incident", "2021-06-08"),
    ("A strike on Tuesday hit a farm. [Eighteen men] died.", "incident", "2021-06-08"),
    ("A strike on Sunday hit a farm. On Monday the army said [two men] had died elsewhere.", "incident", "2021-06-06"),
    ("A strike on Tuesday hit a farm. On Monday the army said raids had killed [two men].", "incident", None),
    ("[Six men] died, police said on Monday.", "incident", None),
    ("A strike on Tuesday killed six. [More than 900] have died since 2014.", "cumulative", "2014-01-01"),
    ("A strike on Tuesday killed six. In the past month [ninety people] have died.", "period", "2021-05-09"),
    ("A strike on Tuesday killed six. [A massacre victim] died there on 4 May 2012.", "other", "2012-05-04"),
    ("A gas attack hit the town in 2013. [Forty people] died in that attack.", "other", "2013-01-01"),
    ("Since 2014 it has owned to ninety deaths.\n\nThe group counts [300 dead].", "cumulative", "2014-01-01"),
    ("A strike on Tuesday killed six. [Ninety people] have died in the war.", "cumulative", None),
]


@pytest.mark.parametrize(("marked", "scope", "expected"), CLAIMS)
def test_the_mention_that_dates_a_claim(marked: str, scope: str, expected: str | None) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    sentences = split(text)
    found = Timeline(find_dates(sentences, dt.date(2021, 6, 9)), sentences).date_for(start, end, scope=scope)
    assert (found.date_start if found else None) == expected


@pytest.mark.parametrize("row", rows("incident_days.csv"), ids=lambda row: row["why"])
def test_the_day_of_the_main_incident(row: dict[str, str]) -> None:
    incident = default_extractor(Document("a", row["title"], row["text"], row["published"] or None)).incidents[0]
    got = (incident.date_start or "", incident.date_end or "", incident.date_precision or "")
    assert got == (row["start"], row["end"], row["precision"])


def test_what_is_only_likely_dates_no_claim() -> None:
    text = "Six people were killed when a bus overturned near Weston."
    extraction = default_extractor(Document("a", "Six killed as bus overturns", text, "2021-06-09"))
    assert [c.date_start for c in extraction.claims] == [None]


def test_a_claim_of_a_week_takes_the_day_that_the_article_names() -> None:
    text = "Two divers died last week. The accident happened Thursday off the cape."
    extraction = default_extractor(Document("a", "", text, "2021-06-09"))
    assert [c.date_start for c in extraction.claims] == ["2021-06-03"]


PIECES = st.sampled_from(
    ["on", "Monday", "May", "3", "31", "2014", "since", "between", "and", "to", "last", "week", "ago", "two", "March",
     "3/4/2015", "2015-02-30", "early", "the", "of", "overnight", "weekend", "said", ",", "-", "99/99/9999", "“", ".",
     "the 1990s"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map(" ".join), st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)) | st.none())
def test_any_words_give_whole_mentions(text: str, published: dt.date | None) -> None:
    sentences = split(text)
    found = find_dates(sentences, published)
    assert found == find_dates(sentences, published)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.role in ROLES
        is_open = mention.role == "since" and published is None
        assert is_open or (mention.date_start is None) == (mention.date_end is None)
        if mention.date_start and mention.date_end:
            assert dt.date.fromisoformat(mention.date_start) <= dt.date.fromisoformat(mention.date_end)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    find_dates(split(text), dt.date(2021, 6, 9))


def test_long_rows_of_date_words_end_quickly() -> None:
    assert find_dates(split("from Monday to May 3 and 4 " * 4000), dt.date(2021, 6, 9))
