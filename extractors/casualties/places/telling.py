"""Places where somebody only tells of it: "state media in Cairo reported", "the minister said in Moscow".

Of a sentence that names another town, or another country, such a place is not where it happened.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from extractors.casualties.claims import Draft
from extractors.casualties.places.own_clause import is_beside_harm
from extractors.casualties.text import Attribution, PlaceMention, Sentence

_SAID = re.compile(
    r"\b(?:said|says|announced|declared|warned|reported|speaking|(?:told|tell|telling)\s+(?:\w+\s+){1,3}?|reporters|statement)"
    r"\s*(?:on\s+\w+day\s+)?in\s+(?:the\s+)?\Z"
)
_BEFORE = 60  # characters of "told a news conference on Monday in"
_SPEECH = 2  # sentences around a speech abroad in which its scene is named
_TOWNS = ("town", "admin2")


def without_telling(
    mentions: Sequence[PlaceMention],
    told: Sequence[Attribution],
    sentences: Sequence[Sentence],
    claims: Sequence[Draft],
) -> list[PlaceMention]:
    """The mentions; those of a place of telling are no longer locative, where the harm's own clause has a scene."""
    if not sentences:
        return list(mentions)  # a headline over nothing
    spans = sorted((a.start, a.end) for a in told)
    reaches = [0 if _is_in(m, spans) else _SPEECH if _is_said_there(m, sentences) else None for m in mentions]
    if all(reach is None for reach in reaches):
        return list(mentions)
    by_sentence: dict[int, list[Draft]] = {}
    for claim in claims:
        by_sentence.setdefault(claim.sentence, []).append(claim)
    scenes = [
        (_at(m, sentences), m) for m, reach in zip(mentions, reaches, strict=True) if m.is_locative and reach is None
    ]
    return [
        replace(m, is_locative=False, cue="bare")
        if reach is not None and _has_scene(m, reach, scenes, sentences, by_sentence)
        else m
        for m, reach in zip(mentions, reaches, strict=True)
    ]


def _has_scene(
    told: PlaceMention,
    reach: int,
    scenes: Sequence[tuple[int, PlaceMention]],
    sentences: Sequence[Sentence],
    claims: Mapping[int, Sequence[Draft]],
) -> bool:
    """Whether a place of its own, and no state or country that the other is told with, stands within the reach."""
    own = _at(told, sentences)
    for at, scene in scenes if told.is_locative else ():
        is_abroad = scene.country != told.country and None not in (scene.country, told.country)
        if not is_abroad and (scene.precision not in _TOWNS or scene.name == told.name):
            continue
        if abs(at - own) > (reach if is_abroad else 0) or (at > own and at in claims):
            continue  # the next claims have scenes of their own
        if at < 0 or is_beside_harm(scene, sentences[at], claims.get(at, ())):
            return True
    return False


def _at(mention: PlaceMention, sentences: Sequence[Sentence]) -> int:
    return bisect_right(sentences, mention.start, key=attrgetter("start")) - 1


def _is_in(mention: PlaceMention, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(spans, (mention.start, mention.end + 1)) - 1
    return at >= 0 and spans[at][0] <= mention.start and mention.end <= spans[at][1]


def _is_said_there(mention: PlaceMention, sentences: Sequence[Sentence]) -> bool:
    sentence = sentences[max(_at(mention, sentences), 0)]
    end = mention.start - sentence.start
    before = sentence.text[max(0, end - _BEFORE) : max(0, end)]
    return before.rstrip().endswith(("in", "the")) and _SAID.search(before) is not None
