"""Actors: armed groups, forces and states named in the text, and which of them did what a claim tells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from extractors.casualties.actors.agency import role_of
from extractors.casualties.actors.names import ActorName, actor_names
from extractors.casualties.actors.sides import is_direct, is_same, victims_side
from extractors.casualties.text import ActorMention, Role, Sentence, Span, joined_around
from extractors.gazetteer import fold

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GAP = re.compile(r"[\s\-.()\[\]/'’]{1,4}\Z")
_LONGEST = 9
_LISTED = re.compile(
    r"\s*(?:,|and|or|alongside|and (?:its|his|their) (?:allies|ally)|,? and (?:its|their) ally)\s+(?:the\s+|a\s+)?"
)
_CAUSE = re.compile(r"\b(?:as|when|after|while)\s+(?:[\w'’-]+\s+){0,3}\Z")  # "killed when rebels shelled"
_CAUSE_REACH = 80  # characters from "when" to the name
_BEFORE, _AFTER = 2, 2  # sentences looked at on either side of the claim's own
_NEAREST = 8  # actors of one sentence looked at on either side of the claim
_SENTENCE_COST = 0.9
_CHARACTERS_A_POINT = 150


@dataclass(frozen=True, slots=True)
class ActorPhrase(Span):
    """Who did it, as the text names them, and the entries of the list behind the words."""

    text: str
    mentions: tuple[ActorMention, ...]


def find_actors(sentences: Sequence[Sentence]) -> list[ActorMention]:
    """Every actor that the text names, in order: those of the list, arms of a state, and actors without a name.

    A name says nothing yet of who did what: "9 IS militants were killed" names an actor too.
    """
    found: list[ActorMention] = []
    coalition: ActorMention | None = None
    for mention in (mention for sentence in sentences for mention in _read(sentence)):
        if mention.kind == "coalition" and mention.actor_id is not None:
            coalition = mention
        elif mention.kind == "coalition" and coalition is not None:
            # "The coalition" is the one named before.
            found.append(replace(mention, name=coalition.name, actor_id=coalition.actor_id))
            continue
        found.append(mention)
    return found


class Actors:
    """The actors of one article by sentence, those that act apart: a claim looks at few of them."""

    def __init__(self, mentions: Sequence[ActorMention], sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._starts = [s.start for s in sentences]
        self._named: defaultdict[int, list[ActorMention]] = defaultdict(list)
        self._acting: defaultdict[int, list[ActorMention]] = defaultdict(list)
        for mention in mentions:
            at = self._sentence_at(mention.start)
            self._named[at].append(mention)
            if mention.role is not None:
                self._acting[at].append(mention)

    def of(self, start: int, end: int, *, is_incident: bool = True, looks_back: bool = True) -> ActorPhrase | None:
        """Who did what the text says from `start` to `end`; null where the text does not tell.

        It is whom its clause makes the one who acts ("by X", "X air strikes", "X killed"), then the sentences around
        it; after it only a claim of responsibility counts. Victims ("9 IS militants") never are, nor is their own side
        outside their clause. For a total over a period or a war (`is_incident` false) only its own sentence counts;
        none before it where `looks_back` is false.
        """
        at = self._sentence_at(start)
        own = self._sentences[at]
        dead = victims_side(start, end, _nearest(self._named[at], start), own)
        best: tuple[float, ActorMention, int] | None = None
        first = max(0, at - _BEFORE) if looks_back else at
        for there in range(first, at + _AFTER + 1) if is_incident else (at,):
            for mention in _nearest(self._acting.get(there, ()), start):
                sentence = self._sentences[there]
                score = _score(mention, sentence, start, end, sentence.index - own.index)
                if score is None or mention in dead or (best is not None and score <= best[0]):
                    continue
                if any(is_same(m, mention, own, sentence) for m in dead) and not is_direct(start, end, mention, own):
                    continue
                best = (score, mention, there)
        return self._phrase(best[1], best[2], start, end) if best else None

    def _sentence_at(self, start: int) -> int:
        return max(bisect_right(self._starts, start) - 1, 0)

    def _phrase(self, mention: ActorMention, at: int, start: int, end: int) -> ActorPhrase:
        sentence, around = self._sentences[at], _nearest(self._named[at], mention.start)
        inside = [m for m in around if not (m.start < end and start < m.end)]

        def joined(left: ActorMention, right: ActorMention) -> bool:
            gap = sentence.text[left.end - sentence.start : right.start - sentence.start]
            return _LISTED.fullmatch(gap) is not None

        listed = joined_around(inside, inside.index(mention), joined)
        a, b = listed[0].start, listed[-1].end
        told = sentence.text[a - sentence.start : b - sentence.start]
        return ActorPhrase(a, b, told, tuple(listed))


def _nearest(mentions: Sequence[ActorMention], start: int) -> Sequence[ActorMention]:
    """Those next to that character, on either side."""
    at = bisect_right(mentions, start, key=attrgetter("start"))
    return mentions[max(0, at - _NEAREST) : at + _NEAREST]


def _score(mention: ActorMention, sentence: Sentence, start: int, end: int, away: int) -> float | None:
    role = mention.role
    if role is None or (mention.start < end and start < mention.end) or (away > 0 and role is not Role.BLAME):
        return None
    if role is Role.SUBJECT and away == 0 and mention.start > start:
        first, last = end - sentence.start, mention.start - sentence.start
        if not _CAUSE.search(sentence.text[max(first, last - _CAUSE_REACH) : last]):
            return None  # "14 people died, rebels killed": another clause
    distance = min(abs(mention.start - end), abs(start - mention.end)) / _CHARACTERS_A_POINT if away == 0 else 0.0
    return role.value - _SENTENCE_COST * abs(away) - distance + (0.3 if mention.actor_id else 0.0)


def _read(sentence: Sentence) -> Iterator[ActorMention]:
    text = sentence.text
    words = [_folded(word) for word in _TOKEN.findall(text)]
    begins = [at for at, word in enumerate(words) if actor_names().may_begin(word)]
    spans = [m.span() for m in _TOKEN.finditer(text)] if begins else []
    stop = 0
    for at in begins:
        found = _longest(text, spans, words, at) if at >= stop else None
        if found is None:
            continue
        stop, name = found
        start, end = spans[at][0], spans[stop - 1][1]
        raw = text[start:end]
        end -= len(raw) - len(re.sub(r"['’]s?\Z", "", raw))
        role = role_of(sentence, start, end)
        yield ActorMention(sentence.start + start, sentence.start + end, name.name, name.kind, name.actor_id, role)


_folded = lru_cache(maxsize=20_000)(fold)


def _longest(
    text: str, spans: Sequence[tuple[int, int]], words: Sequence[str], at: int
) -> tuple[int, ActorName] | None:
    names = actor_names()
    stop = at + names.longest_from(words[at : at + _LONGEST])
    if stop == at or (spans[at][0] > 0 and text[spans[at][0] - 1] == "-"):
        return None  # no name starts so; or "pro-government", "anti-regime"
    last = at + 1
    while last < stop and _GAP.match(text[spans[last - 1][1] : spans[last][0]]):
        last += 1
    for here in range(last, at, -1):
        end = spans[here - 1][1]
        name = names.get(" ".join(words[at:here]), text[spans[at][0] : end], text, end)
        if name is not None:
            return here, name
    return None
