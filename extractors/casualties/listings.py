"""Lists under a line that ends in a colon: "left 57 people dead:", and below it, an item a line, "• Ten civilians".

An item without a verb of harm counts a share of those whom the line counts. What the items count runs over the same
time as the line, and is no attack of its own where the line sums up a year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.casualties.claims import Draft, draft
from extractors.casualties.harms.items import read_item
from extractors.casualties.text import Sentence
from extractors.casualties.victims.find import find_groups
from extractors.casualties.victims.names import Registry

_BULLET = re.compile(r"(?:[•●▪◦‣·*⁃–—-]|\(?\d{1,2}[.)])\s*(?=[^\W_])")
_SLACK = 50  # of a total so many hundredths' half may be lost between its shares: they may have been counted apart


@dataclass(slots=True)
class Listing:
    """A list of an article: what its line totals, as soon as that is read, and what its items tell."""

    before: Listing | None = None  # the list that ends just before it, whose total its line may take up
    total: Draft | None = None
    items: list[Draft] = field(default_factory=list)


class Listings:
    """The lists of an article, by the sentences of their lines and of their items."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._heads: dict[int, Listing] = {}
        self._listings: dict[int, Listing] = {}
        before: Listing | None = None  # the list that ended just before
        for at, sentence in enumerate(sentences):
            known = self._listings.get(sentences[at - 1].index) if at else None
            goes_on = known is not None and sentence.paragraph == sentences[at - 1].paragraph
            if known is not None and (goes_on or _BULLET.match(sentence.text)):
                self._listings[sentence.index] = known
                continue
            before = known
            follows = sentences[at + 1] if at + 1 < len(sentences) else None
            if follows is not None and sentence.text.endswith(":") and _BULLET.match(follows.text):
                listing = Listing(before)
                self._heads[sentence.index] = self._listings[follows.index] = listing

    def of(self, sentence: Sentence) -> Listing | None:
        """The list of which the sentence is an item."""
        return self._listings.get(sentence.index)

    def told(self, sentence: Sentence, claims: Sequence[Draft]) -> None:
        """Takes note of what a sentence counts, whether it is a list's line or one of its items."""
        if (listing := self._heads.get(sentence.index)) is not None:
            taken_up = listing.before.total if listing.before is not None else None
            listing.total = next((c for c in reversed(claims) if c.value > 1 and not c.is_part), taken_up)
        if (listing := self._listings.get(sentence.index)) is not None and sentence.index not in self._heads:
            listing.items += claims
            for claim in claims:
                claim.listed = listing.total

    def tie(self) -> None:
        """Makes the items' figures parts of the totals that can hold them all."""
        for listing in {id(known): known for known in self._listings.values()}.values():
            total = listing.total
            if total is None or total.best is None:
                continue
            shares = [
                c for c in listing.items if c.effect == total.effect and c.host is None and c.modality == "asserted"
            ]
            if sum(c.value for c in shares) <= _room(total):
                for claim in shares:
                    claim.host, claim.is_part, claim.is_told_part = total, True, True


def read_share(sentence: Sentence, listing: Listing, registry: Registry) -> list[Draft]:
    """The claims of an item that tells of no harm itself: of the people of the list's total."""
    bullet = _BULLET.match(sentence.text)
    if listing.total is None or bullet is None:
        return []
    tokens = [t for t in sentence.tokens if t.start >= sentence.start + bullet.end()]
    harms = read_item(tokens, find_groups(tokens, registry), listing.total.effect)
    told = sum(c.value for c in listing.items if c.effect == listing.total.effect and c.host is None)
    claims = draft(sentence, tokens, harms)
    own = sum(c.value for c in claims if c.host is None)
    return claims if told + own <= _room(listing.total) else []  # more than all: they are others


def _room(total: Draft) -> int:
    return total.value + total.value // _SLACK
