"""Figures told again in other words: "police put it at 40", "gave a figure of 265", "up from 97", "compared with 178".

They have no noun and no verb of harm of their own: what they count is what was counted before them.
"""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.model import Effect

_PUT = frozenset(["put", "puts", "putting", "place", "places", "placed"])
_MAKING = frozenset(["making", "makes", "made"])
_FIGURES = frozenset(["it", "figure", "number", "tally", "count", "total", "estimate"])
_ESTIMATES = frozenset(["estimates", "counts"])
_RUN = frozenset(["run", "ran", "go", "range", "reach", "say", "suggest", "put"])
_REACH = 6  # chunks from "estimates" to the figure
_COMPARED = frozenset([("compared", "with"), ("compared", "to"), ("up", "from"), ("down", "from"), ("as", "against")])


def read_restated(s: Reading) -> None:
    """Gives every figure of that kind the effect of what was told last before it."""
    for at in range(len(s.chunks)):
        if s.low(at) in _FIGURES and s.kind(at) in ("PRON", "WORD"):
            _read_figure(s, at)
        elif s.low(at) in _ESTIMATES:
            _read_estimate(s, at)
        elif s.kind(at) == "GROUP" and (s.low(at - 2), s.low(at - 1)) in _COMPARED:
            _read_compared(s, at)


def _effect(s: Reading, at: int) -> Effect | None:
    """What befell those who were counted last before chunk `at`."""
    token = s.chunks[at].first
    before = [h for h in s.harms if h.group.last < token]
    last = max(before, key=lambda h: h.group.last, default=None)
    return last.effect if last is not None else s.told


def _is_bare(s: Reading, at: int) -> bool:
    """Whether a figure without a noun and without a fate stands there."""
    is_figure = s.kind(at) == "GROUP" and s.group(at).kind == "elided" and not s.group(at).is_part
    return is_figure and s.group(at).value > 1 and s.harm_of(at) is None


def _read_figure(s: Reading, at: int) -> None:
    """As in "put it at 40", "put the figure at 25", "gave a figure of 265"."""
    is_put = any(s.low(k) in _PUT for k in range(max(0, at - 3), at)) and s.low(at + 1) == "at"
    if (
        s.low(at) == "it"
        and s.low(at - 1) in _MAKING
        and _is_bare(s, at + 1)
        and (effect := _effect(s, at)) is not None
    ):
        s.add(at + 1, Fate(effect, at, rank=0))  # "one more has died, making it six"
        s.mark_toll(at + 1, is_rising=True)
        return
    is_given = s.low(at) in ("figure", "tally", "count") and s.kind(at + 1) == "OF"
    if (is_put or is_given) and _is_bare(s, at + 2) and (effect := _effect(s, at)) is not None:
        s.add(at + 2, Fate(effect, at, rank=0))


def _read_estimate(s: Reading, at: int) -> None:
    """As in "some estimates run to 150,000", "other counts go as high as 400"."""
    verb = at + 1 + s.is_adverb(at + 1)
    if s.low(verb) not in _RUN or (effect := _effect(s, at)) is None:
        return
    for here in range(verb + 1, min(verb + _REACH, len(s.chunks))):
        if s.kind(here) == "GROUP":
            if _is_bare(s, here):
                s.add(here, Fate(effect, at, rank=0))
            return
        if s.kind(here) in ("STOP", "SAY", "TRIGGER", "COMMA"):
            return


def _read_compared(s: Reading, at: int) -> None:
    """As in "118 dead, up from 97", "212 died, compared with 178 last year"."""
    toll = next((h.effect for h in s.harms if h.is_toll), None)  # "the toll hit 40, with 90 hurt, up from 31"
    if _is_bare(s, at) and s.harms and (effect := toll or _effect(s, at)) is not None:
        s.add(at, Fate(effect, at, rank=0), is_update=s.low(at - 2) in ("up", "down"))
