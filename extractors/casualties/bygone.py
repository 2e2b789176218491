"""What is told of the past beside the news: an offender's old deed, an event of years ago."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractors.casualties.claims import Draft
from extractors.casualties.lexicon import lexicon
from extractors.casualties.screened import Screened
from extractors.casualties.text import DateMention, Sentence

_DID = (
    r"(?:killed|murdered|massacred|slaughtered|shot|stabbed|gunned\s+down|strangled|poisoned|drowned|beheaded|wounded"
    r"|injured|raped\s+and\s+\w+)"
)
_DOING = (
    r"(?:killing|murdering|massacring|shooting|stabbing|strangling|poisoning|drowning|beheading"
    r"|the\s+(?:\w+\s+)?(?:murders?|killings?|deaths?|slayings?)\s+of)"
)
_ABOARD = 4  # characters from "224 people" to "on board the plane"
_REACH = 60  # characters from the deed to the figure of its victims
# A relative clause tells who someone is: "Sam Pike, who killed five people, asked a court".
_WHO_DID = Screened(
    rf"(?:(?P<comma>,)\s+)?\bwho\s+(?:(?:has|had|have|once|also|then|later|\w+ly)\s+){{0,3}}{_DID}\b",
    re.IGNORECASE,
)
# Whoever is punished for a deed did it long before.
_FOR_DOING = Screened(rf"\b(?:convicted\s+of|found\s+guilty\s+of|for|over|condemned\s+for)\s+{_DOING}\b", re.IGNORECASE)
_COURT = Screened(
    r"""\b(?:court|tribunal|judges?|jury|trial|parole[ds]?|appeal(?:s|ed|ing)?|executed|execution|hanged|beheaded\s+on|lethal\s+injection|death\s+row
    |firing\s+squad|electric\s+chair|clemency|pardon(?:s|ed)?|amnesty|resentenc\w+|sentenc(?:e|ed|es|ing)|convict(?:ed|ion)|pleaded|jailed|imprison\w+
    |prison|released\s+from|freed\s+from|extradit\w+|acquitt\w+)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SERVED = Screened(
    r"""\b(?:was|were|be|been|is|being)\s+(?:executed|hanged)\b|\b(?:executed|hanged)\s+(?:a|an|two|three|\d+)\b|\bparole[ds]?\b|\bdeath\s+row\b
    |\blethal\s+injection\b|\bclemency\b|\bpardon(?:s|ed)?\b|\bfiring\s+squad\b|\breleased\s+from\s+(?:jail|prison)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AGES = r"(?:years|decades|centur(?:y|ies)|(?:a|one)\s+(?:year|decade|generation))"
_AFTER = Screened(rf"\b{_AGES}\s+(?:after|since|from)\b[^,;.]*", re.IGNORECASE)
_LATER = Screened(rf"\b{_AGES}\s+(?:later|on)\b(?!\s+from)", re.IGNORECASE)


def is_bygone(claim: Draft, sentence: Sentence, dates: Sequence[DateMention]) -> bool:
    """Whether the sentence tells the claim as past beside its news.

    So it does in a clause that says who an offender before a court is, or how long ago something was. A day of these
    weeks that dates the deed itself ("who killed two on Monday appeared in court") tells news.
    """
    start = claim.start - sentence.start
    years_after, years_later = _ages(sentence.text)
    if any(first <= start < last for first, last in years_after):
        return True
    if years_later and claim.value > 1 and not any(d.role == "event" for d in dates):
        return True
    return any(
        deed <= start <= deed_end + _REACH and not _dated(dates, sentence.start + deed, sentence.start + end)
        for deed, deed_end, end in _deeds(sentence.text)
    )


_THAT = Screened(
    r"""\b(?:that|the\s+same|the\s+latter)\s+(?:\w+\s+)?(?:attacks?|assault|strikes?|airstrike|raid|massacre|bombing|blast|explosion|shooting
    |shelling|incident|accident|crash|disaster|quake|earthquake|flood|floods|fire|storm|stampede|riot|clash|battle)\b
    |\b(?:on\s+board|aboard)\s+(?:the\s+(?:plane|airliner|aircraft|jet|ship|ferry|boat|bus|train)|were|died)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def told_before(
    claim: Draft, sentence: Sentence, own: Sequence[DateMention], before: Sequence[DateMention]
) -> DateMention | None:
    """The past time of "that attack", of which the sentence before told.

    As in "Sarin was used in Tano in 2013. The inspectors blame the army for that attack, which killed 1,400 people".
    """
    near = claim.end - sentence.start + _ABOARD
    if any(d.role != "report" for d in own) or not any(m.start() < near for m in _THAT.finditer(sentence.text)):
        return None
    told = [d for d in before if d.role != "report"]
    return told[-1] if told and told[-1].role == "background" else None


def names_victim_of(claim: Draft, before: Draft) -> bool:
    """Whether a claim names the victim of an old event that the sentence before told, or tells of who did it.

    As in "... a 2014 shooting that left a girl dead. Ana Roe was killed as she rode her bicycle. The gunman died".
    """
    if before.scope != "other" or claim.sentence != before.sentence + 1 or claim.has_own_date:
        return False
    if claim.head in lexicon().words["doer"] and claim.is_definite and claim.value == 1:
        return True
    is_one = claim.value == before.value == 1 and claim.person is not None and before.person is None
    is_gender = claim.gender is None or before.gender is None or claim.gender == before.gender
    return is_one and is_gender and (claim.effect == before.effect or claim.is_weak)


def _dated(dates: Sequence[DateMention], first: int, last: int) -> bool:
    return any(d.role in ("event", "report") and d.precision == "day" and first <= d.start < last for d in dates)


@lru_cache(maxsize=8)  # the claims of a sentence ask in turn
def _ages(text: str) -> tuple[tuple[tuple[int, int], ...], bool]:
    return tuple(m.span() for m in _AFTER.finditer(text)), _LATER.search(text) is not None


@lru_cache(maxsize=8)
def _deeds(text: str) -> tuple[tuple[int, int, int], ...]:
    """Where old deeds begin, where their verb ends, and where their clause does."""
    found: list[tuple[int, int, int]] = []
    for deed in _WHO_DID.finditer(text):
        comma = text.find(",", deed.end()) if deed["comma"] else -1
        told = _COURT.search(text, comma if comma >= 0 else deed.end())
        earlier = _COURT.search(text, 0, deed.start())
        if told or earlier:
            end = comma if comma >= 0 else (told.start() if told else len(text))
            found.append((deed.start(), deed.end(), end))
    if _SERVED.search(text):
        found += [(deed.start(), deed.end(), deed.end() + _REACH) for deed in _FOR_DOING.finditer(text)]
    return tuple(found)
