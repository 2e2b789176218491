"""What stands below every article of an outlet joins nothing, and its many attacks of one town and day stay apart."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly, write_batch
from tests.warehouse.conftest import Load
from warehouse.checksum import checksum
from warehouse.connect import writer
from warehouse.load import load_batches

FOOTER = (
    "\n\nFollow our correspondents Jonathan Smith-Ferguson and Alexandra Petrossian from the front. All rights are "
    "reserved by the Harbour Publishing House of Latakia. Letters to our ombudsman Khaled Barzani on Corniche Avenue "
    "are answered within the week."
)
ATTACKS = (
    (1, "shooting", "Masked men fired at the tannery", "Haddad", "A quarrel over wells had gone on since spring."),
    (3, "shooting", "A lone rider emptied his pistol in the cinema", "Khoury", "Instruments lay among orange peel."),
    (6, "shooting", "Snipers shot at those who queued for flour", "Qasim", "Bales smouldered until rain came."),
    (10, "air_strike", "A warplane struck a pigeon loft", "Shamsi", "Neighbours gathered feathers in buckets."),
    (16, "air_strike", "Two jets bombed the ferry landing", "Darwish", "Divers searched beneath a capsized barge."),
    (26, "explosion", "A lorry blew up beside an ice factory", "Farran", "Ammonia drove the bearers back."),
)


def story(key: str, title: str, text: str, seen: str, *attacks: Attack, said: Sequence[Said] = ()) -> Story:
    return Story(key, text + FOOTER, title=title, published=seen, seen=seen, said=said, attacks=attacks)


def earlier() -> list[Story]:
    """Five articles about something else: from them on the footer is known."""
    return [
        story(
            f"match {day}", f"Match {day}", f"The harbour team drew its match number {day}.", f"2018-01-0{day}T09:00:00"
        )
        for day in range(1, 6)
    ]


def attacks() -> list[Story]:
    """One outlet's day in one town: everything about these attacks differs."""
    stories = []
    for number, (toll, method, deed, name, aftermath) in enumerate(ATTACKS):
        words = f"{toll} people" if toll > 1 else "one man"
        attack = Attack("2018-01-06", (HAJIN,), (), method, killed={"total": exactly(toll)})
        text = f"{deed}, killing {words}. The {name} family buried its son. {aftermath}"
        seen = f"2018-01-07T1{number}:00:00"
        stories.append(story(name, f"{name} family in mourning", text, seen, attack, said=[Said(words, exactly(toll))]))
    return stories


def test_one_outlets_attacks_of_a_day_in_one_town_stay_apart_under_one_footer(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    load(*earlier(), *attacks())
    found = connection.execute("SELECT count(*), max(articles) FROM core.events").fetchone()
    assert found == (len(ATTACKS), 1)


def test_what_counts_of_a_text_does_not_depend_on_the_order_of_loading(migrated: Path, tmp_path: Path) -> None:
    told = [*earlier(), *attacks()[:4]]
    sums = set()
    for name, order in (("at once", [told]), ("backwards", [told[6:], told[3:6], told[:3]])):
        with writer(Path(shutil.copy(migrated, tmp_path / f"{name}.duckdb"))) as connection:
            for number, stories in enumerate(order):
                load_batches(connection, [write_batch(tmp_path / name, f"batch-{number}", stories)])
            words = connection.execute("SELECT sum(len(terms)) FROM core.incident_facts").fetchone()
            sums.add((checksum(connection), words))
    assert len(sums) == 1


FORM = (
    "Gunmen on a motorcycle opened fire on {people} in the old town of Hajin on Saturday, killing {toll}, police "
    "officer {officer} said. {witness}, who sells bread there, saw the riders flee. {hurt} was taken to a hospital. "
    "An inquiry was opened."
)
CITIZENS = (
    "Petrossian Aramayis", "Vanterpool Edgar", "Okonjo Ifeanyi", "Lindqvist Torsten", "Barzilai Menachem",
    "Quispe Wayra", "Zhelyazkov Borislav", "Nakahara Shigeru", "Fitzgibbon Declan", "Mbatha Sipho",
    "Achterberg Joost", "Villanueva Crisanto",
)  # fmt: skip


def in_one_form(key: str, citizens: Sequence[str], hour: int) -> Story:
    officer, witness, hurt = citizens
    text = FORM.format(people="passers-by", toll="two people", officer=officer, witness=witness, hurt=hurt)
    return replace(
        story(key, "Two killed in Hajin", text, f"2018-01-07T{hour:02}:00:00",
            Attack("2018-01-06", (HAJIN,), (), "shooting", killed={"total": exactly(2)}),
            said=[Said("two people", exactly(2))]),
        text=text,
    )  # fmt: skip


def test_one_outlets_attacks_in_one_form_of_words_stay_apart_and_a_report_told_twice_does_not(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    stories = [in_one_form(f"attack {at}", CITIZENS[at : at + 3], 8 + at) for at in range(0, len(CITIZENS), 3)]
    again = in_one_form("attack 0, again", CITIZENS[:3], 20)
    load(
        *stories,
        replace(again, text=f"{again.text} The market stays closed, the mayor said.", publisher=stories[0].publisher),
    )
    sizes = connection.execute("SELECT list(articles ORDER BY articles DESC) FROM core.events").fetchone()
    assert sizes == ([2, 1, 1, 1],)
