"""One article stays one, at whatever addresses and under whatever headlines it was found; two stay two."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly, write_batch
from tests.warehouse.conftest import Load
from tests.warehouse.stories import MARFA
from warehouse.articles.same import Edition, same_article
from warehouse.checksum import table_checksums
from warehouse.connect import writer
from warehouse.derivation import rebuild
from warehouse.load import load_batches

BODY = (
    "Shells hit the market of Hajin on Friday morning, killing {killed} people and wounding dozens, the mayor said. "
    "Rescue workers dug through the ruins of the covered bazaar until late in the evening, with bare hands and "
    "car jacks, as relatives waited behind a line of police. "
    "Nobody claimed the attack, which the provincial council called the worst since the truce was signed in September. "
    "The town lies on the eastern bank of the river, where fishermen and traders have worked for generations. "
    "Schools will stay closed until Monday, and the governor asked families to give blood at the general hospital."
)


def told(key: str, seen: str, killed: int = 12, **changes: object) -> Story:
    quote = f"{killed} people"
    story = Story(
        key,
        BODY.format(killed=killed),
        title="Shells hit the market of Hajin",
        published="2018-11-09",
        seen=seen,
        said=(Said(quote, exactly(killed), source="the mayor"),),
        attacks=(Attack("2018-11-09", (HAJIN,), (), "shelling", killed={"total": exactly(killed)}),),
    )
    return replace(story, **changes)  # type: ignore[arg-type]


FIRST = told("market-shelled", "2018-11-09T10:00:00")
MOVED = told("shells-kill-twelve-in-hajin", "2018-11-09T12:00:00", title="Twelve killed as shells hit Hajin market")
MOBILE = told("m", "2018-11-09T13:00:00", url="https://m.post.example/market-shelled", publisher=None)
RISEN = told("toll-rises-in-hajin", "2018-11-09T18:00:00", 15, title="Toll rises to 15 in Hajin market")
REDATED = told("market-shelled-2", "2018-11-12T08:00:00", published="2018-11-12")


def counts(connection: duckdb.DuckDBPyConnection) -> tuple[int, ...] | None:
    return connection.execute(
        """
        SELECT (SELECT count(*) FROM core.articles), (SELECT count(*) FROM core.claims WHERE is_current),
            (SELECT count(*) FROM core.incidents WHERE is_current), (SELECT count(*) FROM core.article_aliases)
        """
    ).fetchone()


@pytest.mark.parametrize("other", [MOVED, MOBILE, REDATED], ids=["moved", "mobile", "redated"])
def test_the_same_text_at_another_address_is_the_same_article(
    connection: duckdb.DuckDBPyConnection, load: Load, other: Story
) -> None:
    load(FIRST)
    load(other)
    assert counts(connection) == (1, 1, 1, 1)
    assert connection.execute("SELECT alias_id, article_id FROM core.article_aliases").fetchall() == [
        (other.article_id, FIRST.article_id)
    ]
    row = connection.execute("SELECT article_id, title, current_version_id FROM core.articles").fetchone()
    assert row == (FIRST.article_id, other.title, other.version_id)
    claims = connection.execute("SELECT claim_id, article_id, closed_because FROM core.claims").fetchall()
    assert claims == [(FIRST.claim_id(FIRST.said[0]), FIRST.article_id, None)]
    assert connection.execute("SELECT count(*), any_value(articles) FROM core.events").fetchone() == (1, 1)


def test_a_new_toll_under_a_new_slug_replaces_the_old_one(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST)
    event = connection.execute("SELECT event_id FROM core.events").fetchone()
    load(RISEN)
    rows = connection.execute(
        "SELECT quote, closed_because, known_to IS NULL FROM core.claims ORDER BY known_from"
    ).fetchall()
    assert rows == [("12 people", "dropped", False), ("15 people", None, True)]
    assert connection.execute("SELECT event_id, killed_best FROM core.events").fetchall() == [(*(event or ()), 15)]
    assert connection.execute("SELECT count(DISTINCT incident_id) FROM core.incidents").fetchone() == (1,)


def test_another_outlet_is_another_article(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    copied = replace(MOVED, publisher="Daily Copy", url="https://copy.example/hajin")
    load(FIRST, copied)
    assert counts(connection) == (2, 2, 2, 0)
    rows = connection.execute("SELECT article_a, article_b, original, kind, likeness FROM core.reprints").fetchall()
    assert rows == [(FIRST.article_id, copied.article_id, FIRST.article_id, "reprint", 1.0)]


def test_a_whole_text_is_a_reprint_ten_days_later_too(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    whole = replace(
        FIRST, key="whole", publisher="Daily Copy", url="https://copy.example/1", seen="2018-11-19T12:00:00"
    )
    half = replace(whole, key="half", url="https://copy.example/2", text=f"{whole.text[:330]} Own words.")
    load(FIRST, whole, half)
    rows = connection.execute("SELECT article_b, original FROM core.reprints").fetchall()
    assert rows == [(whole.article_id, FIRST.article_id)]


def test_notices_that_many_pages_have_are_no_article(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    notice = (
        "This video can not be played. To play this video you need to enable JavaScript in your browser settings, or "
        "use another browser. More about how to enable it is found on our help pages, where our staff will answer "
        "whatever else you may want to know about watching, listening and reading on every device that you own."
    )
    load(Story("a", notice, title="Nine killed in Hajin raid"), Story("b", notice, title="Ferry sinks, four dead"))
    assert counts(connection) == (2, 0, 0, 0)


def test_a_chain_of_addresses_leads_to_the_first(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(MOVED)
    (old,) = connection.execute("SELECT event_id FROM core.events").fetchone() or ()
    load(MOBILE, RISEN)
    load(FIRST)  # known before them all, though it comes last
    (new,) = connection.execute("SELECT event_id FROM core.events").fetchone() or ()
    assert old != new
    assert connection.execute("SELECT event_id FROM core.event_redirects WHERE old_event_id = ?", [old]).fetchall() == [
        (new,)
    ]
    assert (
        connection.execute(
            "FROM core.event_redirects WHERE old_event_id IN (FROM core.events SELECT event_id)"
        ).fetchall()
        == []
    )
    assert counts(connection) == (1, 1, 1, 3)
    assert connection.execute("SELECT DISTINCT article_id FROM core.article_aliases").fetchall() == [
        (FIRST.article_id,)
    ]


def test_old_names_lead_to_the_attack_that_the_article_tells_first(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    attacks = (*FIRST.attacks, replace(FIRST.attacks[0], day="2018-11-08", places=(MARFA,)))
    load(replace(MOVED, attacks=attacks))
    old = {event for (event,) in connection.execute("SELECT event_id FROM core.events").fetchall()}
    assert len(old) == 2
    load(replace(FIRST, attacks=attacks))
    hajin = connection.execute("SELECT event_id FROM core.events WHERE place = 'Hajin'").fetchall()
    leads = "SELECT DISTINCT event_id FROM core.event_redirects WHERE list_contains(?, old_event_id)"
    assert connection.execute(leads, [sorted(old)]).fetchall() == hajin


def test_any_order_of_addresses_gives_the_same_tables(migrated: Path, tmp_path: Path) -> None:
    copied = replace(MOVED, key="copy", publisher="Daily Copy", url="https://copy.example/hajin")
    stories = [FIRST, MOVED, MOBILE, RISEN, REDATED, copied, replace(copied, key="again", seen="2018-11-10T09:00:00",
               publisher="Evening Copy", url="https://evening.example/1")]  # fmt: skip
    chance = random.Random(11)
    sums = set()
    for round_, size in enumerate((1, 1, 2, 3, 7)):
        chance.shuffle(stories)
        with writer(Path(shutil.copy(migrated, tmp_path / f"{round_}.duckdb"))) as connection:
            for start in range(0, len(stories), size):
                batch = write_batch(tmp_path / f"staged-{round_}", f"{start}", stories[start : start + size])
                load_batches(connection, [batch])
            before = table_checksums(connection)
            sums.add(tuple(before.items()))
            rebuild(connection)
            assert table_checksums(connection) == before
    assert len(sums) == 1


def edition(text: str, title: str = "Shells hit the market of Hajin", day: int = 9) -> Edition:
    return Edition(title, text, dt.date(2018, 11, day))


DAILY = (
    "Russian forces shelled the communities of the region over the past day, the governor said on his channel. "
    "They hit {hit}, killing {killed} and damaging houses, a school and a power line, according to the military "
    "administration, which publishes such reports every morning. Residents were asked to stay in shelters and to heed "
    "the sirens. The administration added that repair crews had begun their work and that water was being brought in. "
    "Investigators opened proceedings under the article of the criminal code on violations of the laws of war."
)
SHOT = (
    "Police were called to the {street} about {hour} at night, where they found a {age}-year-old man with wounds. "
    "He was taken to a hospital, where he was {outcome}. No arrests had been made by the morning, police said. "
    "Detectives asked anyone who saw or heard anything to call the tip line, where callers may remain anonymous. "
    "The city has seen fewer shootings this year than last, according to figures that the department publishes."
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (edition(BODY.format(killed=12)), edition(BODY.format(killed=12)), True),
        (edition(BODY.format(killed=12)), edition(BODY.format(killed=12), day=11), True),
        (edition(BODY.format(killed=12)), edition(BODY.format(killed=15)), True),
        (edition(BODY.format(killed=12)), edition(BODY.format(killed=15), day=11), False),
        (edition(BODY.format(killed=12)), edition(BODY.format(killed=12).replace("Hajin", "Susah")), False),
        (edition(BODY.format(killed=12)), edition(BODY.format(killed=12).replace("Friday", "Sunday")), False),
        (edition(BODY.format(killed=12)), edition(BODY.format(killed=15) + " Three of the wounded later died."),
         True),
        (edition(BODY.format(killed=12)), Edition("Shells hit the market of Hajin",
         BODY.format(killed=12), dt.date(2019, 2, 1)), False),
        (edition(DAILY.format(hit="Nikopol and Marhanets", killed="one person"), "Shelling of Nikopol"),
         edition(DAILY.format(hit="Beryslav and Kizomys", killed="one person"), "Shelling of Beryslav"), False),
        (edition(DAILY.format(hit="Nikopol", killed="three people"), "Past day in the region"),
         edition(DAILY.format(hit="Nikopol", killed="five people"), "Past day in the region", 10), False),
        (edition(SHOT.format(street="Elm Street", hour="ten", age=31, outcome="treated"), "Man shot"),
         edition(SHOT.format(street="Oak Avenue", hour="two", age=19, outcome="dead"), "Man shot"), False),
        (edition("Three killed in Hajin, they said."), edition("Three killed in Hajin, they said."), False),
    ],
)  # fmt: skip
def test_what_is_one_article(one: Edition, other: Edition, same: bool) -> None:
    assert same_article(one, other) is same
