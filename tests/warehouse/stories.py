"""A handful of invented articles: one attack told by several outlets, a rising toll, a reprint, a running total."""

from __future__ import annotations

from dataclasses import replace

from tests.warehouse.builders import HAJIN, Attack, Said, Story, at_least, exactly, place

COALITION = "US-led coalition"
MARFA = place("Marfa al-Qasab", "SY", "Aleppo", 36.2, 37.16)

FIRST = Story(
    "strike-first",
    "At least 14 civilians died on Saturday when planes bombed Hajin, a monitor said. "
    "The Valley Observatory said fourteen civilians, including five children, were killed in the raids near Hajin. "
    "At least nine militants were killed too, it added. State television spoke of 15 civilians dead in Hajin town. "
    "Since 2014 such raids have killed more than 1,100 civilians, it says.",
    title="Air strikes on Hajin kill civilians",
    publisher="The Harbour Post",
    published="2018-11-04T08:00:00",
    said=(
        Said("14 civilians", at_least(14), victim="civilian", source="a monitor", qualifier="at_least"),
        Said("fourteen civilians", exactly(14), victim="civilian", source="Valley Observatory"),
        Said("five children", exactly(5), victim="civilian", age="child", subset_of="fourteen civilians"),
        Said("nine militants", at_least(9), victim="combatant", source="Valley Observatory", qualifier="at_least"),
        Said("15 civilians", exactly(15), victim="civilian", source="State television"),
        Said(
            "1,100 civilians", {"low": 1100, "best": 1100, "high": None}, victim="civilian", scope="cumulative",
            qualifier="more_than",
        ),
    ),
    attacks=(
        Attack(
            "2018-11-03",
            (HAJIN,),
            (COALITION,),
            "air_strike",
            killed={
                "total": {"low": 23, "best": 23, "high": 24},
                "civilian": {"low": 14, "best": 14, "high": 15},
                "combatant": {"low": 9, "best": 9, "high": None},
                "children": exactly(5),
            },
        ),
    ),
)  # fmt: skip

SECOND = Story(
    "strike-second",
    "Air raids on the town of Hajin killed 16 civilians on Saturday, local doctors told the Meridian. "
    "Rescuers were still digging through the ruins of the market of Hajin.",
    title="Sixteen dead in raids on Hajin",
    publisher="Meridian",
    published="2018-11-05",
    said=(Said("16 civilians", exactly(16), victim="civilian", source="local doctors"),),
    attacks=(
        Attack(
            "2018-11-03",
            (HAJIN,),
            (COALITION,),
            "air_strike",
            killed={"total": exactly(16), "civilian": exactly(16)},
        ),
    ),
)

REPRINT = replace(FIRST, key="strike-reprint", publisher="Daily Copy", published="2018-11-04T12:00:00")

ELSEWHERE = Story(
    "market",
    "A car bomb killed three people in the market of Marfa al-Qasab on Saturday, police said. Seven were wounded.",
    title="Car bomb in Marfa al-Qasab",
    publisher="Meridian",
    published="2018-11-04",
    said=(
        Said("three people", exactly(3), source="police"),
        Said("Seven", exactly(7), effect="injured", source="police"),
    ),
    attacks=(
        Attack(
            "2018-11-03",
            (MARFA,),
            (),
            "explosion",
            killed={"total": exactly(3), "unknown": exactly(3)},
            injured={"total": exactly(7), "unknown": exactly(7)},
        ),
    ),
)

QUIET = Story(
    "harvest", "The harvest was good this year, farmers said.", title="A good harvest", published="2018-11-06"
)


def toll(key: str, seen: str, killed: int) -> Story:
    """A version of one article that counts so many dead."""
    return Story(
        key,
        f"Shells hit the old quarter of Marfa al-Qasab on Friday, killing {killed} people, the mayor said.",
        title="Shells hit Marfa al-Qasab",
        published="2018-11-09",
        seen=seen,
        said=(Said(f"{killed} people", exactly(killed), source="the mayor"),),
        attacks=(
            Attack(
                "2018-11-09", (MARFA,), (), "shelling", killed={"total": exactly(killed), "unknown": exactly(killed)}
            ),
        ),
    )


ALL = (FIRST, SECOND, REPRINT, ELSEWHERE, QUIET, toll("shells", "2018-11-09T10:00:00", 12))
