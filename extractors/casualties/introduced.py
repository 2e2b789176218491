"""Victims whom one sentence introduces and the next tells of by a pronoun alone.

"Officers found a man in the street. He was pronounced dead at the scene": no word of harm stands beside the man, and he
is the one who died. Only somebody newly introduced is taken so, who is the only one whom the pronoun may mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.claims import Draft, is_self_inflicted
from extractors.casualties.harms.harms import Harm
from extractors.casualties.lexicon import lexicon
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_NEW = frozenset(["a", "an", "another", "one"])
_SAYING = 3  # tokens after a name in which "said" stands


def introduced(
    tokens: Sequence[Token],
    groups: Sequence[Group],
    asides: Sequence[Harm],
    after: Sequence[Token],
    told: Sequence[Draft],
) -> list[Harm]:
    """The harm of the person whom a sentence introduces and the pronouns of the next one mean.

    Args:
        tokens: a sentence that tells no harm.
        groups: its groups of people.
        asides: what the next sentence tells of pronouns.
        after: that sentence.
        told: the claims so far, whose persons are not introduced anew.
    """
    fates = [a for a in asides if a.group.head in ("he", "she") and a.effect != "casualties" and not a.is_own]
    fate = next((a for a in fates if a.effect == "killed"), next(iter(fates), None))
    if fate is None or fate.modality != "asserted":
        return []
    known = {id(c.person) for c in told if c.person is not None}
    meant = [g for g in groups if g.low == g.high == 1 and g.gender in (None, fate.group.gender)]
    if len(meant) != 1 or id(meant[0].person) in known or not _is_new(tokens, meant[0]):
        return []
    is_own = is_self_inflicted(after, fate)
    return [replace(fate, group=meant[0], trigger=meant[0].first, rank=0, is_own=is_own)]


def _is_new(tokens: Sequence[Token], group: Group) -> bool:
    """Whether the words introduce a person, and no speaker, no official, nobody's father."""
    says = reporting_words().say
    first, after = tokens[group.first], tokens[group.outer_last + 1 : group.outer_last + 1 + _SAYING]
    is_named = group.has_name or group.years is not None
    if group.kind not in ("single", "named", "maybe") or not (is_named or first.low in _NEW):
        return False
    if (
        lexicon().has("possessive", first.low)
        or first.low in lexicon().words["title"]
        or any(t.kind == "s" for t in after[:1])
    ):
        return False
    before = tokens[group.outer - 1].low if group.outer else ""
    return before not in says and not any(t.low in says for t in after)
