"""Whom a pronoun or a repeated noun stands for, among the people of an attack."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.roster import RECENT, Victim, mentions
from extractors.casualties.lexicon import lexicon

_NEAR = 6  # sentences back to whom a pronoun stands for
_NEAR_OPEN = 3  # the same for one whose gender the words do not tell: "a third", "a driver"


class Antecedents:
    """Whom pronouns stand for: the last person told before them of their gender."""

    def __init__(self, victims: Sequence[Victim]) -> None:
        told = [(m.claim.start, m, v) for v in victims for m in v.mentions if m.claim.sentence >= 0]
        self._told = sorted(told, key=lambda entry: entry[0])
        self._starts = [start for start, _, _ in self._told]

    def named(self, told: Draft) -> Victim | None:
        """The victim told before it whom its noun or name means: "the officer", "Officer Dan Reyes", "the boy"."""
        (mention,) = mentions(told)[:1] or (None,)
        if mention is None:
            return None
        last = bisect_right(self._starts, told.start)
        before = [v for _, _, v in self._told[max(0, last - RECENT) : last]][::-1]
        fitting = [v for v in before if v.may_be(mention)]
        same = [v for v in fitting if mention.person is not None and v.person is mention.person]
        alike = [v for v in fitting if any(m.head == mention.head for m in v.mentions)]
        kin = [v for v in fitting if any(m.gender == mention.gender is not None for m in v.mentions)]
        is_anybody = mention.head == "victim" or mention.head in lexicon().words["anybody"]
        return next(iter((*same, *alike, *kin, *(fitting if is_anybody else ()))), None)

    def find(self, pronoun: Draft) -> Victim | None:
        """The victim for whom it stands; None where nobody near is of that gender."""
        last = bisect_right(self._starts, pronoun.start)
        for _, mention, victim in reversed(self._told[max(0, last - RECENT) : last]):
            if pronoun.sentence - mention.claim.sentence > _NEAR:
                return None
            is_open = None in (mention.gender, pronoun.gender)
            if is_open and pronoun.sentence - mention.claim.sentence > _NEAR_OPEN:
                continue
            if is_open or mention.gender == pronoun.gender:
                return victim
        return None
