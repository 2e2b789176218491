"""The typed sequence that the clause patterns run over: groups, effect words, auxiliaries, barriers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of tokens `first`..`last` of one kind; `group` or `trigger` says which one it is."""

    kind: str
    first: int
    last: int
    low: str
    group: Group | None = None
    trigger: Trigger | None = None


def _kind_of(token: Token) -> str:  # noqa: PLR0911 - a decision list
    if token.kind == "p":
        return _MARKS.get(token.text, "QUOTE" if token.text in "\"“”'‘’" else "WORD")
    if token.kind == "s":
        return "POSS"
    if token.low == "by":
        return "BY"
    if token.low == "of":
        return "OF"
    if token.low == "to":
        return "TO"
    if token.text in ("IS", "US"):
        return "WORD"
    known = lexicon()
    for name, kind in _CLASSES:
        if known.has(name, token.low):
            return kind
    return "PREP" if known.has("preposition", token.low) else "WORD"


def _confirms(tokens: Sequence[Token], at: int) -> bool:
    """As in "five people are confirmed dead", where "confirmed" is no verb of saying."""
    if tokens[at].low not in ("confirmed", "reported") or at + 1 >= len(tokens):
        return False
    trigger = lexicon().triggers.get(tokens[at + 1].low)
    return trigger is not None and (trigger.frame == "adjective" or "participle" in trigger.forms)


def chunk(tokens: Sequence[Token], groups: Sequence[Group]) -> list[Chunk]:
    """The sentence as chunks: each group one chunk, each other token one; quotation marks are left out."""
    known = lexicon()
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
        pair = token.low + " " + tokens[at + 1].low if at + 1 < len(tokens) else ""
        phrase = known.phrase_at([t.low for t in tokens[at : at + LONGEST_PHRASE]])
        if phrase is not None:
            length, told = phrase
            words = " ".join(t.low for t in tokens[at : at + length])
            chunks.append(Chunk("TRIGGER", at, at + length - 1, words, trigger=told))
            at += length
            continue
        trigger = known.triggers.get(token.low)
        if token.low in ("mostly", "mainly", "largely", "predominantly") or " ".join(
            t.low for t in tokens[at : at + 3]
        ) in ("most of them", "many of them", "most of whom", "many of whom"):
            last = at + 2 if token.low in ("most", "many") else at
            chunks.append(Chunk("MOST", at, last, token.low))
            at = last + 1
            continue
        if pair in ("among them", "among whom", "amongst them", "of whom", "as including"):
            chunks.append(Chunk("INCL", at, at + 1, pair))
            at += 2
            continue
        if pair in ("as well", "along with", "together with", "in addition"):
            last = at + 1 + (at + 2 < len(tokens) and tokens[at + 2].low in ("as", "to"))
            chunks.append(Chunk("AND", at, last, pair))
            at = last + 1
            continue
        if token.text in ("'", "’") and at and tokens[at - 1].end == token.start and tokens[at - 1].low.endswith("s"):
            chunks.append(Chunk("POSS", at, at, "'s"))  # "the soldiers' deaths"
        elif trigger is not None:
            chunks.append(Chunk("TRIGGER", at, at, token.low, trigger=trigger))
        else:
            kind = "ADV" if _confirms(tokens, at) else _kind_of(token)
            if kind != "QUOTE":
                chunks.append(Chunk(kind, at, at, token.low))
        at += 1
    return chunks
