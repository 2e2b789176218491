"""Towns that stand with an address: "the 1100 block of Mill Road in Buckner", "60 Elm Street, Orange, Indiana".

Where a street is told, the town beside it is where the deed was; and a name there is a town's, though no gazetteer has
it. An address that only says who somebody is ("Ana Roe, of Elm Street in Buckner") is where they live.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from extractors.casualties.places.cues import Spot
from extractors.casualties.places.words import place_words
from extractors.casualties.text import Sentence

ADDRESS = "address"
"""The cue of a town that stands with the street where something happened."""
RESIDENCE = "residence"
"""The cue of a street where somebody lives."""
_GAP = re.compile(
    r"""\s*(?:(?:NE|NW|SE|SW|[NSEW]|\d{1,4})\b\.?)?\s*(?:,\s+(?:in\s+)?|\s(?:in|near|outside(?:\s+of)?|just\s+outside(?:\s+of)?)\s+)
    (?:(?:the|rural|nearby|downtown|unincorporated|(?:north|south|east|west)(?:east|west)?(?:ern)?)\s+|(?:town|city|village)\s+of\s+)*""",
    re.VERBOSE,
)
_NAME = re.compile(r"(?!I\b)[A-Z][\w’'-]{2,30}(?:\s[A-Z][a-z][\w’'-]{0,30}){0,2}(?![\w-])")
_LIVES = re.compile(
    r"(?:,\s+(?:both\s+|also\s+|all\s+)?of|\b(?:lives?|lived|living|resides?|resided|residing|residents?))\s+(?:(?:at|on|in|of)\s+)?(?:the\s+)?\Z"
)
_STREET_AFTER = re.compile(r"\s+(?:and|at|near|&)\s+(?=[A-Z])|\s+[\w.]+")
_BORDER = re.compile(r"\s+(?:(?:city|town|county|state|village)\s+)?(?:line|limits|border)s?\b")
_OTHERS = frozenset({"body", "clinic", "metonym", "origin"})  # whose name it is besides: "near Jefferson High School"
_LOOK_BACK = 40  # characters


def settle_addresses(sites: Sequence[Spot], known: Sequence[Spot], sentences: Mapping[int, Sentence]) -> list[Spot]:
    """Marks the towns that stand with streets, in place, and gives those that the gazetteer lacks."""
    unknown: list[Spot] = []
    beside: defaultdict[int, list[Spot]] = defaultdict(list)
    for spot in (*sites, *known):
        beside[spot.sentence].append(spot)
    for site in sites:
        sentence = sentences.get(site.sentence)
        if site.cue != "street" or sentence is None:
            continue
        if _LIVES.search(sentence.text[max(0, site.start - sentence.start - _LOOK_BACK) : site.start - sentence.start]):
            site.cue = RESIDENCE
            continue
        gap = _GAP.match(sentence.text, site.end - sentence.start)
        if gap is None:
            continue
        town = next((s for s in beside[site.sentence] if s.start == sentence.start + gap.end()), None)
        if town is None:
            unknown += _unknown(gap.end(), sentence, beside[site.sentence])
        elif _is_town(town) and not _BORDER.match(sentence.text, town.end - sentence.start):
            town.cue = ADDRESS
    return unknown


def _is_town(spot: Spot) -> bool:
    return (
        not spot.is_quarter
        and spot.cue not in _OTHERS
        and (spot.unit == "town" if spot.entry is None else spot.entry.kind == "city")
    )


def _unknown(at: int, sentence: Sentence, others: Sequence[Spot]) -> Iterator[Spot]:
    """A town that the gazetteer lacks, where a name stands at that offset of the sentence that is nothing else."""
    match = _NAME.match(sentence.text, at)
    if match is None:
        return
    start, end = sentence.start + match.start(), sentence.start + match.end()
    is_bare = sentence.text[:at].endswith(", ")  # "on Elm Street, Tom Reed said"
    if any(s.start < end and start < s.end for s in others) or (is_bare and sentence.text[match.end() :][:1].isspace()):
        return
    words = {word.lower().strip("’'") for word in match.group().split()}
    lists = place_words()
    following = _STREET_AFTER.match(sentence.text, match.end())
    is_street = following is not None and following.group().strip().lower() in lists.street
    if not words & (lists.noise | lists.never | lists.organisation | lists.street) and not is_street:
        yield Spot(start, end, match.group(), sentence.index, (), ADDRESS, "town")
