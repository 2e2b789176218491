"""Actors: armed groups, forces and states named in the text, and which of them did what a claim tells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from extractors.casualties.actors.agency import role_of
from extractors.casualties.actors.names import ActorName, actor_names
from extractors.casualties.text import ActorMention, Role, Sentence, Span
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


def actor_for(
    start: int,
    end: int,
    actors: Sequence[ActorMention],
    sentences: Sequence[Sentence],
    *,
    is_incident: bool = True,
) -> ActorPhrase | None:
    """Who did what the text says from `start` to `end`; null where the text does not tell.

    It is whom its clause makes the one who acts ("by X", "X air strikes", "X killed"), then the sentences around it;
    after it only a claim of responsibility counts. Victims ("9 IS militants") never are. For a total over a period or a
    war (`is_incident` false) only its own sentence counts.
    """
    at = max(bisect_right(sentences, start, key=attrgetter("start")) - 1, 0)
    best: tuple[float, ActorMention, Sentence] | None = None
    first, last = (max(0, at - _BEFORE), at + _AFTER) if is_incident else (at, at)
    opens, closes = sentences[first].start, sentences[min(last, len(sentences) - 1)].end
    here = first
    for mention in actors:
        if mention.role is None or not opens <= mention.start < closes or (mention.start < end and start < mention.end):
            continue
        while mention.start >= sentences[here].end:
            here += 1
        sentence = sentences[here]
        score = _score(mention, sentence, start, end, sentence.index - sentences[at].index)
        if score is not None and (best is None or score > best[0]):
            best = (score, mention, sentence)
    return _phrase(best[1], actors, best[2], start, end) if best else None


def _score(mention: ActorMention, sentence: Sentence, start: int, end: int, away: int) -> float | None:
    role = mention.role
    if role is None or (away > 0 and role is not Role.BLAME):
        return None
    if role is Role.SUBJECT and away == 0 and mention.start > start:
        first, last = end - sentence.start, mention.start - sentence.start
        if not _CAUSE.search(sentence.text[max(first, last - _CAUSE_REACH) : last]):
            return None  # "14 people died, rebels killed": another clause
    distance = min(abs(mention.start - end), abs(start - mention.end)) / _CHARACTERS_A_POINT if away == 0 else 0.0
    return role.value - _SENTENCE_COST * abs(away) - distance + (0.3 if mention.actor_id else 0.0)


def _phrase(
    mention: ActorMention, actors: Sequence[ActorMention], sentence: Sentence, start: int, end: int
) -> ActorPhrase:
    inside = [m for m in actors if sentence.start <= m.start < sentence.end and not (m.start < end and start < m.end)]
    first = last = inside.index(mention)

    def joined(left: ActorMention, right: ActorMention) -> bool:
        gap = sentence.text[left.end - sentence.start : right.start - sentence.start]
        return _LISTED.fullmatch(gap) is not None

    while first > 0 and joined(inside[first - 1], inside[first]):
        first -= 1
    while last + 1 < len(inside) and joined(inside[last], inside[last + 1]):
        last += 1
    a, b = inside[first].start, inside[last].end
    return ActorPhrase(a, b, sentence.text[a - sentence.start : b - sentence.start], tuple(inside[first : last + 1]))


def _read(sentence: Sentence) -> Iterator[ActorMention]:
    text = sentence.text
    spans = [m.span() for m in _TOKEN.finditer(text)]
    words = [_folded(text[start:end]) for start, end in spans]
    at = 0
    while at < len(spans):
        found = _longest(text, spans, words, at)
        if found is None:
            at += 1
            continue
        stop, name = found
        start, end = spans[at][0], spans[stop - 1][1]
        raw = text[start:end]
        end -= len(raw) - len(re.sub(r"['’]s?\Z", "", raw))
        role = role_of(sentence, start, end)
        yield ActorMention(sentence.start + start, sentence.start + end, name.name, name.kind, name.actor_id, role)
        at = stop


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
