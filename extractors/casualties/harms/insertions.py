"""Insertions after a group: "36 people, mostly women, died", "16 people - six of them children - were hurt".

They are cut out of the sentence before its clauses are read, so that the group stands next to its verb, and read
afterwards: as parts of the group, or as what all its people are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.casualties.harms.chunks import Chunk
from extractors.casualties.lexicon import is_closed, lexicon
from extractors.casualties.tokens import Token
from extractors.casualties.victims.clause_starts import opens_clause
from extractors.casualties.victims.groups import Group

_LONGEST = 16  # chunks between the marks
_LONGEST_TIME = 9  # chunks of ", in the early hours of Tuesday, reportedly"
_LONGEST_KIND = 3  # words before the noun of "all domestic workers"
_CLOSING = {"COMMA": ("COMMA",), "OPEN": ("CLOSE",), "DASH": ("DASH",)}
_DASHES = ("–", "—")
_FINITE = frozenset(["TRIGGER", "SAY", "STOP", "BE", "HAVE", "MODAL", "REL", "POSS", "SELF", "OPEN", "DASH"])
_ALL = frozenset(["all", "both", "each"])
_MOST = frozenset(["most", "majority", "many", "mostly", "mainly", "largely", "predominantly", "chiefly"])
_SOME = frozenset(["half", "third", "quarter", "some", "several", "few"])
_LEADING = _ALL | _MOST | _SOME | {"nearly", "almost", "about", "a", "an", "the", "vast", "of", "them", "whom", "were"}


@dataclass(frozen=True, slots=True)
class Insertion:
    """What stands in an insertion after the group `host`: parts of it, or the noun that says what all or most are."""

    host: Group
    parts: tuple[Group, ...] = ()
    kind: Group | None = None
    is_all: bool = False


def cut(tokens: Sequence[Token], chunks: list[Chunk]) -> tuple[list[Chunk], list[Insertion]]:
    """The chunks without the insertions, and the insertions."""
    kept: list[Chunk] = []
    found: list[Insertion] = []
    last: Group | None = None
    at = 0
    while at < len(chunks):
        kept.append(chunks[at])
        last = chunks[at].group or last
        # "six dead, | three of them minors", "90 were killed, | half of them women"
        is_told = chunks[at].kind == "TRIGGER" and (_is_of_them(chunks, at + 2) or _is_share_of_them(chunks, at + 2))
        host = last if is_told else chunks[at].group
        at += 1
        if host is None or host.value < 2 or host.is_part:  # noqa: PLR2004 - one person has no parts
            continue
        end = _end(tokens, chunks, at)
        if end is None:
            continue
        inner = chunks[at + 1 : end]
        is_last = _kind(chunks, end + 1) != "AND" or not any(c.group for c in chunks[end:])
        if inner and inner[-1].low in lexicon().words["fatal_adverb"] and is_last:
            continue  # "seven were shot, two of them | fatally": what befell them differs
        insertion = _read(tokens, host, inner, is_comma=chunks[at].kind == "COMMA")
        if insertion is not None:
            found.append(insertion)
            keeps_mark = end < len(chunks) and (_kind(chunks, end) == "STOP" or _kind(chunks, end + 1) == "GROUP")
            at = end if keeps_mark and chunks[end].low not in _DASHES else end + 1
    return kept, found


def without_times(chunks: list[Chunk]) -> list[Chunk]:
    """Without the time that stands inside a verb: "were | on Tuesday night | killed", "were, on Tuesday, killed"."""
    kept: list[Chunk] = []
    at = 0
    while at < len(chunks):
        kept.append(chunks[at])
        at = (chunks[at].kind == "BE" and _past_time(chunks, at + 1)) or at + 1
    return kept


def _past_time(chunks: Sequence[Chunk], at: int) -> int | None:
    """The participle behind the time at `at`; None where no time stands there, or no participle after it."""
    start = at + (_kind(chunks, at) == "COMMA")
    if _kind(chunks, start) != "PREP" and (start >= len(chunks) or chunks[start].low not in ("late", "early")):
        return None
    is_time = False
    for here in range(start, min(start + _LONGEST_TIME, len(chunks))):
        chunk = chunks[here]
        if chunk.trigger is not None and "participle" in chunk.trigger.forms:
            return here if is_time else None
        if chunk.kind not in ("PREP", "WORD", "OF", "ADV", "COMMA", "POSS"):
            return None
        is_time = is_time or lexicon().has("time_word", chunk.low)
    return None


def _is_of_them(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a part such as "three of them" stands at `at`."""
    group = chunks[at].group if at < len(chunks) else None
    return group is not None and group.is_part and group.head in ("them", "whom")


def _is_share_of_them(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether "half of them", "all of whom" stand at `at`, and people after it."""
    near = [c.low for c in chunks[at : at + 4]]
    followed = any(c.group is not None and c.group.kind == "bare" for c in chunks[at + 2 : at + 5])
    return bool(near) and near[0] in (_ALL | _SOME | _MOST) and bool({"them", "whom"} & {*near}) and followed


def _kind(chunks: Sequence[Chunk], at: int) -> str:
    return chunks[at].kind if at < len(chunks) else "END"


def _end(tokens: Sequence[Token], chunks: Sequence[Chunk], opening: int) -> int | None:
    """The chunk that closes the insertion which the mark at `opening` opens."""
    mark = chunks[opening] if opening < len(chunks) else None
    if mark is None or (mark.kind not in _CLOSING and mark.low not in _DASHES):
        return None
    for here in range(opening + 1, min(opening + _LONGEST, len(chunks))):
        chunk = chunks[here]
        if chunk.low == mark.low and mark.kind != "COMMA":
            return here
        if mark.kind == "COMMA":
            if chunk.kind == "STOP" or (chunk.kind == "COMMA" and not _goes_on(tokens, chunks, here)):
                return here
        elif chunk.kind in _CLOSING.get(mark.kind, ()):
            return here
        elif chunk.kind in _FINITE and chunk.low not in ("were", "are", "but"):
            return None
    is_last = mark.kind == "COMMA" and len(chunks) < opening + _LONGEST
    return len(chunks) if is_last else None


def _goes_on(tokens: Sequence[Token], chunks: Sequence[Chunk], comma: int) -> bool:
    """Whether a list goes on after the comma: "mostly women, children and the elderly"."""
    after = chunks[comma + 1] if comma + 1 < len(chunks) else None
    if after is None or after.group is None or after.group.kind not in ("bare", "single"):
        return False
    return _kind(chunks, comma + 2) == "AND" and not opens_clause(tokens, after.first)


def _read(  # noqa: C901, PLR0911 - a decision list
    tokens: Sequence[Token], host: Group, inner: Sequence[Chunk], *, is_comma: bool
) -> Insertion | None:
    """The insertion with that content; None where it is a clause, a list of further victims, or nothing known."""
    groups = [c.group for c in inner if c.group is not None]
    if not groups or any(c.kind in _FINITE and c.low not in ("were", "are", "but") for c in inner):
        return None
    lead = [t.low for c in inner[: _first(inner)] for t in tokens[c.first : c.last + 1]]
    first = groups[0]
    if tokens[first.outer].low == "both" and first.value == host.value and len(groups) == 1:
        return Insertion(host, kind=first, is_all=True)
    is_all_kind = lead[:1] in (["all"], ["both"]) and len(lead) <= _LONGEST_KIND and not is_closed(lead[-1])
    is_all_kind = is_all_kind or (lead[:3] == ["all", "of", "them"] and len(lead) <= 1 + _LONGEST_KIND)
    is_most_kind = lead[:3] == ["most", "of", "them"] and len(lead) <= 1 + _LONGEST_KIND
    if lead and (set(lead) <= _LEADING or is_all_kind or is_most_kind) and first.kind == "bare":
        if set(lead) & _SOME:
            return Insertion(host, parts=_half(tokens, host, inner, first))
        is_all = bool(set(lead) & _ALL) and not {"nearly", "almost"} & set(lead)
        return Insertion(host, kind=first, is_all=is_all) if is_all or set(lead) & (_MOST | _ALL) else None
    tells_age = not lexicon().words["eldest"].isdisjoint(lead)
    if tells_age or (lead == ["all", "but"] and _is_of_them(inner[_first(inner) :], 0)):
        return Insertion(host)  # "the youngest of them 14", "all but six of them women": the others are counted
    if _is_of_them(inner, 0):
        return Insertion(host, parts=tuple(_with_noun(groups)))
    if inner[-1].low in ("among them", "among whom"):
        return Insertion(host, parts=tuple(groups))
    if is_comma:
        if not lead and len(groups) > 1 and _makes_up(host, groups):
            return Insertion(host, parts=tuple(groups))  # "three people, two women and a man, were killed"
        is_one = len(groups) == 2 and first.kind == "elided" and groups[1].kind == "single" and len(inner) == 2  # noqa: PLR2004
        return Insertion(host, parts=(_with_noun(groups)[0],)) if is_one and first.value < host.value else None
    if not lead and all(g.kind == "bare" for g in groups):
        return Insertion(host)  # "more than a hundred people – civilians and soldiers – have died"
    if inner[0].kind == "INCL" and (lead != ["including"] or any(g.kind == "maybe" for g in groups)):
        return Insertion(host)  # "(including the border police and militias of the north)" counts nobody
    fits = lead == ["including"] or (not lead and sum(g.value for g in groups) <= host.value)
    return Insertion(host, parts=tuple(groups)) if fits else None


def _makes_up(host: Group, groups: Sequence[Group]) -> bool:
    """Whether the people of a list are all of the host's."""
    is_told = all(g.kind in ("counted", "single") and not g.has_name for g in groups)
    return is_told and host.kind == "counted" and sum(g.value for g in groups) == host.value


def _half(tokens: Sequence[Token], host: Group, inner: Sequence[Chunk], noun: Group) -> tuple[Group, ...]:
    """As in "half of them children": a figure that the whole gives; other fractions give none."""
    half = next((k for k in range(inner[0].first, noun.first) if tokens[k].low == "half"), None)
    if half is None or host.best is None or (host.best % 2 and host.qualifier == "exact"):
        return ()
    best = (host.best + 1) // 2
    is_open = host.high is None
    return (replace(noun, first=half, outer=half, low=host.low and best, best=best, high=None if is_open else best,
                    qualifier=host.qualifier, kind="counted", is_part=True),)  # fmt: skip


def _first(inner: Sequence[Chunk]) -> int:
    return next(k for k, c in enumerate(inner) if c.group is not None)


def _with_noun(groups: Sequence[Group]) -> list[Group]:
    """As in "five of whom were | nurses", "one | a soldier": the number takes the class of the noun after it."""
    first = groups[0]
    if len(groups) > 1 and groups[1].kind in ("bare", "single") and first.kind == "elided":
        noun = groups[1]
        last = noun.last if noun.kind == "single" else first.last
        told = replace(
            first, last=last, victim=noun.victim, age=noun.age, gender=noun.gender, has_class=True, is_part=True
        )
        return [told, *groups[2:]]
    return list(groups)
