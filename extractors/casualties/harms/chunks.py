"""The typed sequence that the clause patterns run over: groups, effect words, auxiliaries, barriers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.casualties.lexicon import LONGEST_PHRASE, Trigger, lexicon
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

# Kinds of chunk: GROUP, TRIGGER, BE, HAVE, MODAL, NEG, BY, OF, TO, PREP, AND, COMMA, STOP, INCL, REL, SAY, PRON, SELF,
# POSS, ADV, OPEN/CLOSE (brackets), QUOTE, WORD
_MARKS = {
    ",": "COMMA", ";": "STOP", ":": "STOP", ".": "STOP", "!": "STOP", "?": "STOP", "–": "STOP", "—": "STOP",
    "(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE", "-": "DASH", "&": "AND",
}  # fmt: skip
_CLASSES = (
    ("reflexive", "SELF"),
    ("including", "INCL"),
    ("relative", "REL"),
    ("be", "BE"),
    ("have", "HAVE"),
    ("modal", "MODAL"),
    ("negation", "NEG"),
    ("conjunction", "AND"),
    ("subject_barrier", "SAY"),
    ("adverb", "ADV"),
    ("pronoun", "PRON"),
)


@dataclass(slots=True)
class Chunk:
    """A stretch of tokens `first`..`last` of one kind; `group` or `trigger` says which one it is.

    Not frozen, as a Token is not.
    """

    kind: str
    first: int
    last: int
    low: str
    group: Group | None = None
    trigger: Trigger | None = None


def _kind_of(token: Token) -> str:
    if token.kind == "p":
        return _MARKS.get(token.text, "QUOTE" if token.text in "\"“”'‘’" else "WORD")
    if token.kind == "s":
        return "POSS"
    if token.text in ("IS", "US"):
        return "WORD"
    return _kinds().get(token.low, "WORD")


@cache
def _kinds() -> dict[str, str]:
    """The kind of every function word; of two classes the first counts."""
    words = lexicon().words
    classes = (*_CLASSES, ("preposition", "PREP"))
    kinds = {word: kind for name, kind in reversed(classes) for word in words[name]}
    return {**kinds, "by": "BY", "of": "OF", "to": "TO"}


def _confirms(tokens: Sequence[Token], at: int) -> bool:
    """As in "five people are confirmed dead", where "confirmed" is no verb of saying."""
    if tokens[at].low not in ("confirmed", "reported") or at + 1 >= len(tokens):
        return False
    if at and tokens[at - 1].low == "ever":
        return True  # "the worst crash ever reported there"
    trigger = lexicon().triggers.get(tokens[at + 1].low)
    return trigger is not None and (trigger.frame == "adjective" or "participle" in trigger.forms)


def _is_month(tokens: Sequence[Token], at: int) -> bool:
    """As in "the number killed in | May | has reached 236", where it is no "may"."""
    return tokens[at].text == "May" and at > 0 and _kinds().get(tokens[at - 1].low) in ("PREP", "OF", "BY")


_MOSTLY = frozenset(["mostly", "mainly", "largely", "predominantly"])
_MOST_OF = frozenset(["most of them", "many of them", "most of whom", "many of whom"])
_PAIRS = {
    **dict.fromkeys(["among them", "among whom", "amongst them", "of whom", "of which", "as including"], "INCL"),
    **dict.fromkeys(["as well", "along with", "together with", "in addition"], "AND"),
}


@cache
def _joint() -> frozenset[str]:
    """The words with which a chunk of several words, or of "mostly", may start."""
    return _MOSTLY | lexicon().phrases.keys() | {words.split()[0] for words in (*_MOST_OF, *_PAIRS)}


def _several(tokens: Sequence[Token], at: int) -> Chunk | None:
    """The chunk of several words that starts at `at`: an effect phrase, "most of them", "along with"."""
    words = [t.low for t in tokens[at : at + LONGEST_PHRASE]]
    phrase = lexicon().phrase_at(words)
    if phrase is not None:
        length, told = phrase
        kind = "WORD" if told.frame == "none" else "TRIGGER"
        if kind == "WORD" and _kinds().get(words[length - 1]) in ("BY", "PREP"):
            length -= 1  # "were shot at | by | deputies": the preposition governs what follows
        return Chunk(kind, at, at + length - 1, " ".join(words[:length]), trigger=told if kind == "TRIGGER" else None)
    if words[0] in _MOSTLY:
        return Chunk("MOST", at, at, words[0])
    if " ".join(words[:3]) in _MOST_OF:
        return Chunk("MOST", at, at + 2, words[0])
    pair = " ".join(words[:2])
    joint = _PAIRS.get(pair)
    if joint is None:
        return None
    goes_on = joint == "AND" and words[2:3] in (["as"], ["to"])
    return Chunk(joint, at, at + 1 + goes_on, pair)


def chunk(tokens: Sequence[Token], groups: Sequence[Group]) -> list[Chunk]:
    """The sentence as chunks: each group one chunk, each other token one; quotation marks are left out."""
    known = lexicon()
    joint = _joint()
    starts = {g.outer: g for g in groups}
    chunks: list[Chunk] = []
    at = 0
    while at < len(tokens):
        group = starts.get(at)
        if group is not None:
            last = max(group.outer_last, group.last)
            chunks.append(Chunk("GROUP", at, last, group.head, group=group))
            at = last + 1
            continue
        token = tokens[at]
        found = _several(tokens, at) if token.low in joint else None
        if found is not None:
            chunks.append(found)
            at = found.last + 1
            continue
        trigger = known.triggers.get(token.low)
        if token.text in ("'", "’") and at and tokens[at - 1].end == token.start and tokens[at - 1].low.endswith("s"):
            chunks.append(Chunk("POSS", at, at, "'s"))  # "the soldiers' deaths"
        elif trigger is not None:
            chunks.append(Chunk("TRIGGER", at, at, token.low, trigger=trigger))
        else:
            kind = "ADV" if _confirms(tokens, at) else "WORD" if _is_month(tokens, at) else _kind_of(token)
            if kind != "QUOTE":
                chunks.append(Chunk(kind, at, at, token.low))
        at += 1
    return chunks
