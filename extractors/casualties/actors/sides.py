"""On whose side an actor fights: nobody's dead are laid at their own side's door unless the clause says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.casualties.actors.names import nation
from extractors.casualties.text import ActorMention, Sentence

_STATE = frozenset({"state", "police"})
_ARMED = frozenset({"jihadist", "rebel", "militia", "unknown"})
# What a report calls the people of whatever armed group it has just named; "fighters" may be anybody's.
_ANY_GROUP = frozenset({"militant", "gunm", "terrorist", "attacker", "assailant", "bomber", "insurgent", "jihadist"})
_BELONGING = re.compile(r"\s+(?:of|from|belonging\s+to)\s+(?:the\s+)?\Z")
_BELONGING_REACH = 24  # characters
_ANOTHER_CLAUSE = re.compile(r"[;:,.]|\b(?:and|but|while|when|as|after|before|where|who|which)\b", re.IGNORECASE)


def victims_side(
    start: int, end: int, mentions: Sequence[ActorMention], sentence: Sentence
) -> tuple[ActorMention, ...]:
    """The names that the words for the victims at `start:end` hold, or say that they belong to.

    As in "45 rebels", "nine members of the regime troops".
    """
    return tuple(m for m in mentions if m.start < end + _BELONGING_REACH and _names(start, end, m, sentence))


def _names(start: int, end: int, mention: ActorMention, sentence: Sentence) -> bool:
    if mention.start < end:
        return start < mention.end
    return _BELONGING.fullmatch(sentence.text[end - sentence.start : mention.start - sentence.start]) is not None


def is_direct(start: int, end: int, mention: ActorMention, sentence: Sentence) -> bool:
    """Whether one clause holds the actor and its victims: "the army killed two soldiers by mistake"."""
    if not sentence.start <= mention.start < sentence.end:
        return False
    first, last = (mention.end, start) if mention.end <= start else (end, mention.start)
    return _ANOTHER_CLAUSE.search(sentence.text[first - sentence.start : last - sentence.start]) is None


def is_same(victim: ActorMention, actor: ActorMention, of_victim: Sentence, of_actor: Sentence) -> bool:
    """Whether the victims so named and the actor fight on one side."""
    if victim.actor_id is not None and victim.actor_id == actor.actor_id:
        return True
    nations = _nation(victim, of_victim), _nation(actor, of_actor)
    if nations != (None, None):
        return nations[0] == nations[1] and {victim.kind, actor.kind} <= _STATE
    if victim.actor_id is not None or actor.actor_id is not None:
        unlisted = [m for m in (victim, actor) if m.actor_id is None]
        return {victim.kind, actor.kind} <= _ARMED and any(_is_any_group(m) for m in unlisted)
    if victim.name == actor.name or {victim.kind, actor.kind} <= _STATE:
        return True
    return _is_any_group(victim) and _is_any_group(actor)


def _is_any_group(mention: ActorMention) -> bool:
    words = mention.name.lower().split()
    return bool(words) and any(words[-1].startswith(stem) for stem in _ANY_GROUP)


def _nation(mention: ActorMention, sentence: Sentence) -> str | None:
    """The state whose the actor is: "state:IL", "an Israeli soldier"."""
    if mention.kind not in _STATE:
        return None
    kind, _, code = (mention.actor_id or "").partition(":")
    if kind == "state" and code:
        return code
    words = sentence.text[mention.start - sentence.start : mention.end - sentence.start].lower().split()
    found = nation(words[0]) or (nation(" ".join(words[:2])) if len(words) > 1 else None) if words else None
    return found[0] if found else None
