"""Many attacks told in one form of words, above one footer: each stays an article of its own, and keeps its figure."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.warehouse.builders import Attack, Said, Story, exactly, place, write_batch
from warehouse.connect import writer
from warehouse.load import load_batches

ODESSA = place("Odessa", "US", "Texas", 31.85, -102.37)
FOOTER = (
    "\n\nGet breaking news sent to your phone by our application. Detectives ask anyone who saw or heard anything to "
    "call the tip line, where callers may remain anonymous. Rewards of 5,000 dollars are paid for what leads to an "
    "arrest. Our crime reporters may be reached by mail at the newsroom on Grand Avenue. Copyright Permian Publishing "
    "Company. All rights are reserved, and this material may not be published, broadcast, rewritten or redistributed "
    "without the written consent of the publisher. Subscribers support local journalism in the Permian Basin every day."
)
STREETS = (
    "Elm", "Oak", "Maple", "Cedar", "Walnut", "Juniper", "Laurel", "Poplar", "Sycamore", "Willow", "Hawthorn",
    "Magnolia", "Dogwood", "Spruce", "Chestnut", "Cypress", "Hickory", "Mulberry", "Redwood", "Sequoia",
)  # fmt: skip
NAMES = (
    "Aldo Pruitt", "Bram Kessler", "Cyrus Vandermeer", "Dov Lindqvist", "Emeric Stroud", "Fabian Okoro", "Gideon Marsh",
    "Horace Tillman", "Ivo Castellan", "Jasper Whitlock", "Kaspar Dunleavy", "Lionel Farquhar", "Magnus Oyelaran",
    "Nestor Applegate", "Orrin Blackwood", "Piers Santangelo", "Quentin Rusk", "Rufus Haverford", "Silas Montague",
    "Tobias Eckhart",
)  # fmt: skip
FORMS = (
    # name, street and figure; the name alone, which begins the sentence; the figure alone
    "{count} people were shot dead on {street} Street on {weekday} night, police said. One of them was {name}, 31.",
    "{given}, {age}, was shot dead with {rest} others near a filling station, police said. Nobody was arrested.",
    "{count} people were shot dead at a bus stop in Odessa, police said. No suspects were named by the morning.",
)
A_DAY = 10


def told(number: int) -> Story:
    """Attack number so and so, of 60."""
    count, day = 2 + number // 3, dt.date(2018, 3, 5) + dt.timedelta(days=number // A_DAY)
    text = FORMS[number % len(FORMS)].format(
        count=count, rest=count - 1, street=STREETS[number // 3], name=NAMES[number // 3],
        given=NAMES[number // 3].split()[0], age=19 + number, weekday=f"{day:%A}",
    )  # fmt: skip
    quote = f"{count - 1} others" if "others" in text else f"{count} people"
    return Story(
        f"shooting-{number}",
        text + FOOTER,
        title="Police: shot dead in Odessa",
        published=f"{day}",
        seen=f"{day + dt.timedelta(days=1)}T{number % A_DAY + 8:02}:00:00",
        said=(Said(quote, exactly(int(quote.split(maxsplit=1)[0]))),),
        attacks=(Attack(f"{day}", (ODESSA,), (), "shooting", killed={"total": exactly(count)}),),
    )


@pytest.mark.parametrize("at_once", [60, A_DAY], ids=["one batch", "day by day"])
def test_attacks_told_in_one_form_above_one_footer_are_as_many_articles(
    migrated: Path, tmp_path: Path, at_once: int
) -> None:
    with writer(Path(shutil.copy(migrated, tmp_path / "w.duckdb"))) as connection:
        for number, stories in enumerate(batched_stories([told(each) for each in range(60)], at_once)):
            load_batches(connection, [write_batch(tmp_path / "staged", f"batch-{number}", stories)])
        found = connection.execute(
            """
            SELECT (SELECT count(*) FROM core.articles), (SELECT count(*) FROM core.claims WHERE is_current),
                (SELECT count(*) FROM core.likenesses)
            """
        ).fetchone()
    assert found == (60, 60, 0)


def batched_stories(stories: Sequence[Story], size: int) -> list[Sequence[Story]]:
    return [stories[start : start + size] for start in range(0, len(stories), size)]
