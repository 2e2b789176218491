"""Deaths that a headline tells without people: "Two charged in triple homicide", "Crash claims life".

They are no claims, but all that is known of the incident where the article counts nobody.
"""

from __future__ import annotations

import re

from extractors.casualties.claims import Draft
from extractors.casualties.screened import Screened
from extractors.casualties.text import Sentence

_COUNTS = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5}
_KILLING = (
    r"(?:murder|homicide|killing|slaying|manslaughter|(?:fatal|deadly)\s+(?:shooting|stabbing|crash|beating|attack))"
)
_COUNTED = Screened(
    rf"""\b(?P<count>{"|".join(_COUNTS)})[\s-]+(?:fatal\s+)?(?:{_KILLING}|fatality|(?:shooting|stabbing)\s+deaths?|drowning)s?\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ONE = Screened(
    rf"""\bclaims\s+(?:a\s+)?life\b
    |\b(?:charged|arrested|held|indicted|convicted|sentenced|jailed|guilty|wanted|sought|suspects?|custody|trial|probe|investigat\w+)\b
        [^.;:]{{0,40}}?(?<!attempted\s)\b{_KILLING}\b(?!\s+(?:attempt|plot|threat|mystery|drama))""",
    re.IGNORECASE | re.VERBOSE,
)

_PAIR = Screened(r"\b(?:couple|pair|duo|both|twins)\s+(?:[\w-]+\s+){0,3}?(?:killed|slain|dead|died?)\b", re.IGNORECASE)


def tells_of_several_dead(text: str) -> bool:
    """Whether the text counts several dead without saying who: "a double homicide", "Couple killed"."""
    return _COUNTED.search(text) is not None or _PAIR.search(text) is not None


def nameless_deaths(sentence: Sentence) -> list[Draft]:
    """The deaths that the headline tells so, as one draft; none where it tells none."""
    counted = _COUNTED.search(sentence.text)
    match = counted or _ONE.search(sentence.text)
    if match is None:
        return []
    count = _COUNTS[counted["count"].lower()] if counted else 1
    return [
        Draft(
            match.start(), match.end(), match.group(), "killed", count, count, count, "exact", "unknown", None, None,
            sentence.index, head="people", trigger=match.start(),
        )
    ]  # fmt: skip
