"""Stories that are hard to put into other people's forms."""

from __future__ import annotations

from tests.warehouse.builders import HAJIN, Attack, Said, Story, at_least, exactly, place

VAGUE = {"low": 24, "best": None, "high": None}
AT_MOST = {"low": None, "best": 20, "high": 20}

HARD = (
    Story(
        "no-place", "Dozens died, people said.", title="=HYPERLINK(\"http://evil.example\")", publisher="+The Post",
        published="2020-01-02", said=(Said("Dozens", VAGUE, qualifier="vague", source="@people"),),
        attacks=(Attack("2020-01-01", killed={"total": VAGUE}),),
    ),
    Story(
        "no-day", "Four people were shot in Hajin.", published="2020-01-05", said=(Said("Four people", exactly(4)),),
        attacks=(Attack(None, (HAJIN,), method="shooting", killed={"total": exactly(4)}),),
    ),
    Story(
        "wounded-alone", "Seven people were hurt in Oldport in March.", published="2020-04-02",
        said=(Said("Seven people", exactly(7), effect="injured"),),
        attacks=(
            Attack(
                "2020-03-01", (place("Oldport", "XX", "-Coast", precision="admin1"),), method="explosion",
                injured={"total": exactly(7)}, last_day="2020-03-31", precision="month",
            ),
        ),
    ),
    Story(
        "soldiers", "Islamic State killed six soldiers and two civilians in Kirkuk.", published="2020-02-02",
        said=(
            Said("six soldiers", exactly(6), victim="combatant"),
            Said("two civilians", exactly(2), victim="civilian"),
        ),
        attacks=(
            Attack(
                "2020-02-01", (place("Kirkuk", "IQ", "Kirkuk", 35.468, 44.392),), ("Islamic State",), "clashes",
                killed={"total": exactly(8), "combatant": exactly(6), "civilian": exactly(2)},
            ),
        ),
    ),
    Story(
        "civilians", "Boko Haram killed at least 11 villagers near Damboa.", published="2020-02-06",
        said=(Said("11 villagers", at_least(11), victim="civilian", qualifier="at_least"),),
        attacks=(
            Attack(
                "2020-02-05", (place("Damboa", "NG", "Borno", 11.155, 12.756, precision="district"),), ("Boko Haram",),
                "shooting", killed={"total": at_least(11), "civilian": at_least(11)},
            ),
        ),
    ),
    Story(
        "up-to", "Up to 20 people died in the west, in the year 2020.", published="2020-12-30",
        said=(Said("20 people", AT_MOST, qualifier="at_most"),),
        attacks=(Attack("2020-01-01", killed={"total": AT_MOST}, last_day="2020-12-31", precision="year"),),
    ),
)  # fmt: skip
"""No place, no day, no dead, soldiers and civilians, civilians alone, no lower bound and a whole year."""
