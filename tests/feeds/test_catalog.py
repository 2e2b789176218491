from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from extractors.errors import DocumentError
from extractors.feeds.catalog import FIELDS, KINDS, OPTIONAL, load_feeds

PROJECT = Path(__file__).resolve().parents[2]
GOOD = {
    "id": "harbour-post",
    "publisher": "Harbour Post",
    "url": "https://harbour-post.example/rss.xml",
    "country": "GB",
    "language": "en",
    "zone": "Europe/London",
    "kind": "outlet",
    "region": "levant",
}


def _write(path: Path, *entries: Mapping[str, object]) -> Path:
    lines = []
    for entry in entries:
        lines += ["[[feeds]]", *(f"{key} = {_toml(value)}" for key, value in entry.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _toml(value: object) -> str:
    return json.dumps(value)


def test_the_projects_own_list_is_valid_and_begins_with_middle_east_eye() -> None:
    feeds = load_feeds(PROJECT / "feeds.toml")
    assert feeds[0].url == "https://www.middleeasteye.net/rss"
    assert len(feeds) >= 30
    assert {feed.kind for feed in feeds} == set(KINDS)
    assert len({feed.region for feed in feeds}) >= 8
    assert {feed.party for feed in feeds if feed.state_run} >= {"Syria", "Iran", "Turkey", "Ukraine"}


def test_the_rules_for_pages_are_those_of_the_entry(tmp_path: Path) -> None:
    rules = {"state_run": True, "party": "Harbour guard", "skip": ["/sport/*"], "interval_s": 5}
    (feed,) = load_feeds(_write(tmp_path / "feeds.toml", GOOD | rules))
    assert (feed.state_run, feed.party, feed.interval_s) == (True, "Harbour guard", 5)
    assert feed.wants("https://harbour-post.example/news/1?sport=1")
    assert not feed.wants("https://harbour-post.example/sport/1")
    (feed,) = load_feeds(_write(tmp_path / "feeds.toml", GOOD | {"pages": False}))
    assert not feed.wants("https://harbour-post.example/news/1")


def test_an_entry_becomes_a_feed(tmp_path: Path) -> None:
    (feed,) = load_feeds(_write(tmp_path / "feeds.toml", GOOD))
    assert {name: getattr(feed, name) for name in GOOD} == GOOD


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("zone", "Europe/Londn", "zone 'Europe/Londn' is unknown"),
        ("zone", "", "'zone' must be text"),
        ("url", "ftp://harbour-post.example/", "neither http nor https"),
        ("url", "https:///rss.xml", "names no host"),
        ("url", "https://[harbour/rss.xml", "cannot be read"),
        ("url", "https://harbour.example:99999/rss.xml", "cannot be read"),
        ("url", "https://..harbour.example/rss.xml", "cannot be read"),
        ("url", "https://harbour.example/rss evil = 1", "write a space as %20"),
        ("id", "Harbour Post", "is no slug"),
        ("id", "../etc", "is no slug"),
        ("country", "gb", "two capital letters"),
        ("language", "English", "no language tag"),
        ("kind", "blog", "none of outlet"),
        ("publisher", 5, "must be text"),
        ("publisher", "Bay \u202eTimes", "holds marks of direction"),
        ("colour", "red", "'colour' is not a field"),
        ("region", "The Levant", "region 'The Levant' is no slug"),
        ("state_run", "yes", "'state_run' must be true or false"),
        ("party", 3, "'party' must be text"),
        ("skip", "/sport/*", "'skip' must be a list of paths"),
        ("skip", ["sport"], "each of 'skip' must be text such as"),
        ("interval_s", -1, "'interval_s' must lie between"),
    ],
)
def test_a_wrong_field_is_named_with_its_entry(tmp_path: Path, field: str, value: object, said: str) -> None:
    path = _write(tmp_path / "feeds.toml", {**GOOD, "id": "first", "url": "https://a.example/"}, {**GOOD, field: value})
    with pytest.raises(DocumentError) as caught:
        load_feeds(path)
    assert said in str(caught.value)
    assert "feed 2" in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_a_missing_field_is_named(tmp_path: Path, missing: str) -> None:
    entry = {key: value for key, value in GOOD.items() if key != missing}
    with pytest.raises(DocumentError, match=f"'{missing}' is missing"):
        load_feeds(_write(tmp_path / "feeds.toml", entry))


def test_double_ids_and_addresses_are_found_and_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = _write(tmp_path / "feeds.toml", dict(GOOD), dict(GOOD), {**GOOD, "id": "c", "url": "x", "zone": "Nowhere"})
    with pytest.raises(DocumentError) as caught:
        load_feeds(path)
    said = str(caught.value)
    assert "the id 'harbour-post' is also that of feed 1" in said
    assert "the url 'https://harbour-post.example/rss.xml' is also that of feed 1" in said
    assert "feed 3 (c): the url 'x'" in said
    assert "feed 3 (c): the zone 'Nowhere'" in said


def test_addresses_that_differ_in_a_parameter_are_two_feeds(tmp_path: Path) -> None:
    urls = [f"https://harbour-post.example/rss.php{query}" for query in ("", "?rss_id=1", "?rss_id=2")]
    path = _write(tmp_path / "feeds.toml", *({**GOOD, "id": f"f{n}", "url": url} for n, url in enumerate(urls)))
    assert [feed.url for feed in load_feeds(path)] == urls


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no [[feeds]] entries"), ("feeds = 3", "no [[feeds]]"), ("[[feeds", "no TOML"), ("feeds = [1]", "no table")],
)
def test_a_list_that_is_none_says_so(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        load_feeds(path)
    assert said in str(caught.value)


def test_a_missing_list_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="there is no feed list here"):
        load_feeds(tmp_path / "none.toml")


def test_the_entry_in_the_documentation_is_one(tmp_path: Path) -> None:
    guide = (PROJECT / "docs" / "how-to-add-a-feed.md").read_text(encoding="utf-8")
    example = guide.split("```toml")[1].split("```")[0]
    path = tmp_path / "feeds.toml"
    path.write_text(textwrap.dedent(example), encoding="utf-8")
    assert [feed.id for feed in load_feeds(path)] == ["harbour-post"]
    assert all(f"| `{field}` |" in guide for field in (*FIELDS, *OPTIONAL))
    assert all(f"`{kind}`" in guide for kind in KINDS)
