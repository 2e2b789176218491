"""What a figure totals because the text before it says so: shares of a period's total, what "these attacks" cost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.cues import is_apart, is_beside
from extractors.casualties.model import Scope
from extractors.casualties.periods import tells_event, tells_period
from extractors.casualties.scopes import CUMULATIVE, SINCE
from extractors.casualties.screened import Screened
from extractors.casualties.text import PlaceMention, Sentence

_WORST = Screened(
    r"\b(?:worst|hardest)[- ](?:hit|affected)\b|\baccount(?:s|ed|ing)\s+for\b|\bhit\s+(?:worst|hardest)\b",
    re.IGNORECASE,
)
_OF_THEM = Screened(
    r"\b(?:of|among)\s+(?:them|those|these|whom|the\s+(?:dead|victims|wounded|injured|total|deaths|killed))\b",
    re.IGNORECASE,
)
# How a report of figures goes on: "A total of 394 police were killed", "Ninewa 42 killed and 55 injured, Kirkuk ...".
_BOOKED = Screened(
    r"""\A\W*(?:a\s+(?:further\s+)?total\s+of|the\s+(?:total\s+)?number\s+of|a\s+further\s+\d)|\bsuffered\s+a\s+total\s+of\b
    |\d\s+(?:killed|dead)\s+and\s+\d+\s+(?:injured|wounded)\b.*?\d\s+(?:killed|dead)\s+and\b""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_OF_REPORT = Screened(
    r"\b(?:weekly|monthly|quarterly)\s+(?:(?-i:[A-Z])\w+\s+)?report\b|\breport\b[^.]{0,90}?\bfor\s+the\s+(?:week|month)\s+of\b",
    re.IGNORECASE,
)
_SHARE_REACH = 2  # sentences
_OPENING = 4  # sentences in which a report says what it sums up
_WEEK = 5  # days from the first to the last of a week's work
# Many deeds that the sentence before counts over a time: "documented 84 attacks since May. These attacks killed 57".
_THESE_DEEDS = re.compile(r"\b(?:the|these|those|such)\s+(\w{4,}s)\b", re.IGNORECASE)


def takes_scope(claim: Draft, total: Draft, sentences: Sequence[Sentence]) -> bool:
    """Whether a figure without a time of its own is a share of the period that the total before it covers.

    So are "171 of them were children" and "Keld was worst hit with 209 deaths"; and what goes on in the total's
    paragraph, unless it tells of one attack ("a strike killed 12").
    """
    if total.scope == "incident" or claim.scope != "incident" or claim.has_own_date:
        return False
    here, there = sentences[claim.sentence], sentences[total.sentence]
    if _BOOKED.search(here.text) and 0 <= claim.sentence - total.sentence <= _SHARE_REACH:
        return total.scope == "period"
    if claim.effect != total.effect and not _WORST.search(here.text):
        return False
    if not 0 <= claim.sentence - total.sentence <= _SHARE_REACH or claim.value > total.value:
        return False
    is_share = claim.is_told_part and bool(_OF_THEM.search(here.text))
    if claim.sentence == total.sentence or total.scope == "other":
        return claim.is_told_part and claim.start > total.end and (is_share or total.scope != "other")
    return is_share or (here.paragraph == there.paragraph and bool(_WORST.search(here.text)))


def opens_report(claim: Draft) -> bool:
    """Whether an article's early figure sums up a week or more: what follows without a time of its own is of it too."""
    date = claim.date
    if claim.scope != "period" or claim.value <= 1 or claim.is_told_part or claim.sentence >= _OPENING:
        return False
    if date is None or date.date_start is None or date.date_end is None:
        return False
    return (dt.date.fromisoformat(date.date_end) - dt.date.fromisoformat(date.date_start)).days >= _WEEK


def goes_on_reporting(
    claim: Draft, report: Draft, sentences: Sequence[Sentence], places: Mapping[int, Sequence[PlaceMention]]
) -> bool:
    """Whether a figure of a monthly or weekly report, told of no one attack, day or town, is of all its time."""
    if claim.scope != "incident" or claim.has_own_date or claim.value <= 1 or claim.person is not None:
        return False
    sentence = sentences[claim.sentence]
    before = sentence.text[: claim.start - sentence.start]
    if is_apart(before) or is_beside(before):
        return False  # "Meanwhile, troops killed | 50 in Aleppo"
    is_room = claim.effect not in (report.effect, "killed") or claim.value <= report.value
    reported = {m.name for m in places.get(report.sentence, ())}
    is_of_town = any(
        m.is_locative and m.precision == "town" and m.name not in reported for m in places.get(claim.sentence, ())
    )
    return is_room and not is_of_town and not tells_event(sentence.text)


def scope_of_deeds(claim: Draft, sentences: Sequence[Sentence]) -> Scope:
    """What a figure of "these attacks" totals, of which the sentence before counts many over a time.

    So do figures right behind the words of a weekly report.
    """
    sentence, before = sentences[claim.sentence], sentences[claim.sentence - 1]
    near = sentences[max(0, claim.sentence - _SHARE_REACH) : claim.sentence]
    if claim.value > 1 and any(_OF_REPORT.search(s.text) for s in near):
        return "period"
    if claim.value <= 1 or not (deeds := _THESE_DEEDS.search(sentence.text[: claim.start - sentence.start])):
        return "incident"
    if not re.search(rf"\b\d[\d,]*\s+(?:[\w’'-]+\s+){{0,2}}{re.escape(deeds[1])}\b", before.text, re.IGNORECASE):
        return "incident"
    if CUMULATIVE.search(before.text):
        return "cumulative"
    return "period" if tells_period(before.text) or SINCE.search(before.text) else "incident"
