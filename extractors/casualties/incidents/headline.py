"""What of a headline counts the people of one event, and what only repeats a total of the text.

"Cholera kills 40" stands over "has killed 40 since August" as over the news of a day; only the text tells which.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from extractors.casualties.claims import Draft
from extractors.casualties.scopes import scope_of
from extractors.casualties.screened import Screened
from extractors.casualties.text import Sentence

# One event is named, whose dead no total of the text counts with others: "40 killed in latest offensive".
_OF_ONE_EVENT = Screened(
    r"""\b(?:in|by|after|as|when)\s+(?:(?!and\b|of\b)[\w’'-]+\s+){0,4}?(?:attack|bombing|air\s?strike|strike|raid|shooting|stabbing|assault
    |ambush|clash|battle|massacre|crash|collision|accident|fire|blaze|collapse|derailment|explosion|blast|offensive
    |stampede|shipwreck|sinking|eruption|(?:earth)?quake|landslide|avalanche|storm)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ROUNDED = 10  # a headline's figure is a total's within a tenth of it: "nearly 2,000" of 1,953


def of_events(headline: Sequence[Draft], title: str, claims: Sequence[Draft], published: dt.date | None) -> list[Draft]:
    """The drafts of the headline that may stand in an incident's toll.

    Those may not whose figure the text gives to a period, a running total or an event long past, and to no incident;
    nor those which the headline's own words call so. A figure of one event that the headline names may always.
    """
    of_incidents = [c for c in claims if c.scope == "incident"]
    totals = [c for c in claims if c.scope != "incident"]
    sentence = Sentence(0, len(title), title, -1, -1)
    return [
        h
        for h in headline
        if any(_is_same(h, c) for c in of_incidents)
        or _OF_ONE_EVENT.search(title)
        or not (any(_is_about(h, c) for c in totals) or scope_of(h, sentence, (), published) != "incident")
    ]


def _is_same(draft: Draft, claim: Draft) -> bool:
    return draft.effect == claim.effect and draft.value == claim.value


def _is_about(draft: Draft, claim: Draft) -> bool:
    return draft.effect == claim.effect and abs(draft.value - claim.value) * _ROUNDED <= claim.value
