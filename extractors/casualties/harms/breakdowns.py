"""Breakdowns: "35 killed (20 civilians, 15 soldiers)", "21 people died: 17 worshippers, three guards and a boy".

A list of people behind the harm that counts them all, which adds up to no more than it.
"""

from __future__ import annotations

from extractors.casualties.harms.harms import Reading
from extractors.casualties.lexicon import lexicon

_MARKS = frozenset([":", "(", "[", "–", "—", "-", "namely", "comprising"])
_CLOSING = ("CLOSE", "STOP", "END", "DASH")
_JOINTS = ("COMMA", "AND")
_WHERE = frozenset(["in", "at", "near", "outside", "from", "on", "inside", "off", "across", "of"])
_REACH = 12  # chunks from the whole to the mark: "21 people lost their lives in the attack on Friday:"


_SOURCE = 8  # chunks of ", the regional health ministry said"


def read_breakdowns(s: Reading) -> None:
    """Ties each list of people behind a whole to it."""
    for at, item in enumerate(s.chunks):
        if item.low in _MARKS or item.kind == "COMMA":
            parts, is_closed = _listed(s, at + 1)
            are_placed = len(parts) > 1 and all(_is_placed_share(s, part) for part in parts)
            are_placed = are_placed and not (item.kind == "COMMA" and _is_place_told(s, at, parts[0]))
            if are_placed or (parts and item.low in _MARKS):
                _tie(s, at, parts, is_closed=is_closed or are_placed)


def _listed(s: Reading, at: int) -> tuple[list[int], bool]:
    """The chunks of the groups of a list that begins at `at`, each perhaps with a place, and whether it ends there."""
    found: list[int] = []
    while s.kind(at) == "GROUP":
        found.append(at)
        at = _past_relative(s, _past_place(s, at + 1 + (s.low(at + 1) == "each")))
        while s.kind(at) in _JOINTS:
            at += 1
    is_list = len(found) > 1 or (len(found) == 1 and s.group(found[0]).kind == "list")
    return (found if is_list else []), s.kind(at) in _CLOSING


def _is_placed_share(s: Reading, at: int) -> bool:
    """As in "13 deaths are confirmed, | four from Harl and | three each from Novi and Mora"."""
    where = at + 1 + (s.low(at + 1) == "each")
    return s.group(at).kind == "elided" and s.low(where) in _WHERE and _past_place(s, where) > where + 1


def _is_place_told(s: Reading, mark: int, first: int) -> bool:
    """As in "killed 50 in Harl, | 15 in Novi": the figure before is of a place of its own."""
    preposition = s.low(first + 1 + (s.low(first + 1) == "each"))
    return any(s.low(k) == preposition for k in range(max(0, mark - _REACH), mark))


def _past_place(s: Reading, at: int) -> int:
    """The chunk after "in Mora", "from the northern district of Tano"; `at` where no place stands there."""
    if s.low(at) not in _WHERE:
        return at
    end = at + 1
    while s.kind(end) in ("WORD", "PREP") and (
        s.tokens[s.chunks[end].first].is_capitalised
        or s.low(end) in lexicon().words["place_noun"]
        or s.low(end) in _WHERE
        or s.low(end) == "the"
    ):
        end += 1
    return end


def _past_relative(s: Reading, at: int) -> int:
    """The comma that closes ", where 20 others are missing,"; `at` where no such clause stands there."""
    if s.kind(at) == "REL" and s.low(at) == "whose":  # "and two persons | whose identity is unknown"
        return next((k for k in range(at + 1, at + _REACH) if s.kind(k) in _CLOSING), at)
    if s.kind(at) != "COMMA" or s.low(at + 1) not in ("where", "which"):
        return at
    return next((k for k in range(at + 2, min(at + _REACH, len(s.chunks))) if s.kind(k) == "COMMA"), at)


def _tie(s: Reading, mark: int, parts: list[int], *, is_closed: bool) -> None:
    """Ties the parts to the whole before the mark; a list that goes on ("24 people described as ...") adds up to it."""
    told = sum(s.group(part).value for part in parts)
    for at in range(_before_source(s, mark) - 1, max(-1, mark - _REACH - _SOURCE), -1):
        whole = s.harm_of(at)
        if s.kind(at) == "STOP" or (
            s.kind(at) == "SAY" and s.kind(at - 1) != "BE"
        ):  # "13 deaths have | been confirmed"
            return  # what stands before the mark there is another clause
        if whole is None:
            continue
        is_whole = s.group(at).kind in ("counted", "elided") and told <= s.group(at).value
        is_whole = is_whole and (is_closed or told == s.group(at).value)
        if is_whole and not s.harms[whole].is_part and all(_is_free(s, part, whole) for part in parts):
            for part in parts:
                s.add_part(part, whole)
        return


def _before_source(s: Reading, mark: int) -> int:
    """The comma before ", the agency said" that ends at the mark; the mark where nobody is said to say it."""
    if s.kind(mark - 1) != "SAY":
        return mark
    return next((k for k in range(mark - 2, max(-1, mark - _SOURCE), -1) if s.kind(k) == "COMMA"), mark)


def _is_free(s: Reading, part: int, whole: int) -> bool:
    """Whether the words give the people of the part no fate of their own."""
    known = s.harm_of(part)
    return known is None or s.harms[known].effect == s.harms[whole].effect
