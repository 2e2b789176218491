"""A sentence as groups, words of harm and what stands between them; what is told of parts is set apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.casualties.languages.counts import Phrase
from extractors.casualties.languages.figures import Group
from extractors.casualties.languages.vocabulary import Harm, Marks, Vocabulary
from extractors.casualties.languages.words import Word

_SHORT_GAP = 2  # words between a marker of parts and the first of them
_SILENT = frozenset("\"'«»“”„‘’()[]״׳*")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the sentence: g(roup), h(arm), c(omma), a(nd), b(arrier), x (any other word)."""

    kind: str
    at: int
    end: int
    group: Group | None = None
    harm: Harm | None = None


@dataclass(slots=True)
class Region:
    """Groups told as parts of another."""

    parts: list[Group]
    host: Group | None


class Items(Phrase):
    """The items of one sentence, `regions` beside them."""

    def __init__(self, known: Vocabulary, words: Sequence[Word], marks: Marks, groups: Sequence[Group]) -> None:
        super().__init__(known, words, marks)
        self.regions: list[Region] = []
        self.items = self._without_parts(self._itemise(groups))

    def _itemise(self, groups: Sequence[Group]) -> list[Item]:
        starts = {g.lead: g for g in groups}
        inside = {at for g in groups for at in range(g.lead, g.last + 1)}
        items: list[Item] = []
        at = 0
        while at < len(self.words):
            group = starts.get(at)
            if group is not None:
                items.append(Item("g", at, group.last + 1, group=group))
                at = group.last + 1
                continue
            if age_end := self._age(at):
                at = age_end
                continue
            scope = self.marks[at].get("scope")
            if scope is not None and not inside.intersection(range(at, scope.end)):
                at = scope.end  # a period is no distance between a verb and its victims
                continue
            item = self._item(at)
            end = item.end
            while any(step in inside for step in range(at + 1, end)):
                end -= 1
            if item.kind != "-":
                items.append(item)
            at = max(end, at + 1)
        return items

    def _age(self, at: int) -> int | None:
        """As in ", de 22 años,": words that only say how old somebody is."""
        step = at + 1 if self.words[at].text in ",،" else at
        while self.has(step, "of"):
            step = self.marks[step]["of"].end
        end = self.age(step)
        if end is None:
            return None
        is_closed = self.words[at].text in ",،" and end < len(self.words) and self.words[end].text in ",،"
        return end + 1 if is_closed else end if self.words[at].text not in ",،" else None

    def _item(self, at: int) -> Item:
        here, word = self.marks[at], self.words[at]
        if "among" in here:
            return Item("m", at, here["among"].end)
        if "harm" in here:
            return Item("h", at, here["harm"].end, harm=here["harm"].value)
        for category, kind in (("subset", "s"), ("that", "b"), ("report", "b"), ("and", "a")):
            if category in here:
                return Item(kind, at, here[category].end)
        if word.kind == "p":
            if word.text in ",،":
                return Item("c", at, at + 1)
            is_ordinal = "ordinal" in here and at > 0 and self.words[at - 1].kind == "n"
            return Item("-" if word.text in _SILENT or is_ordinal else "b", at, at + 1)
        return Item("x", at, at + 1)

    def _without_parts(self, items: list[Item]) -> list[Item]:
        """The items without what is told of parts ("entre ellos cinco niños"), which is kept apart."""
        kept: list[Item] = []
        at = 0
        while at < len(items):
            end = self._region(items, at, kept) if items[at].kind == "s" else at
            if end == at:
                kept.append(items[at])
                at += 1
            else:
                at = end
        return kept

    def _region(self, items: list[Item], at: int, kept: list[Item]) -> int:
        """Takes the list of parts behind a marker; gives where it ends, or `at` where there is none."""
        parts, end = self._listed(items, at)
        if not parts:
            return at
        follows = end < len(items) and any(self.has(i.at, "whole_follows") for i in items[end : end + _SHORT_GAP + 1])
        before = next((i.group for i in reversed(kept) if i.group is not None), None)
        host = None if follows else before
        while kept and kept[-1].kind == "c" and (follows or end < len(items)):
            kept.pop()
        if follows:
            while end < len(items) and items[end].kind == "x":
                end += 1
        elif end < len(items) and items[end].kind == "c" and (end + 1 >= len(items) or items[end + 1].kind != "a"):
            end += 1  # the comma that closes an insertion
        after = next((i.group for i in items[end:] if i.group is not None), None)
        self.regions.append(Region(parts, host or after))
        return end

    def _listed(self, items: list[Item], at: int) -> tuple[list[Group], int]:
        """The groups listed behind a marker, and where they end."""
        step = at + 1
        while step < len(items) and step <= at + _SHORT_GAP + 1 and items[step].kind == "x":
            step += 1
        parts: list[Group] = []
        end = at
        while step < len(items) and (group := items[step].group) is not None and not group.is_bare:
            if parts and self._is_governed(items, step):
                break
            parts.append(group)
            end = step = step + 1
            if step + 1 < len(items) and items[step].kind in "ac":
                step += 1
                if step < len(items) and items[step].kind in "a":
                    step += 1
        return parts, end

    def _is_governed(self, items: Sequence[Item], at: int) -> bool:
        """Whether a word of harm of its own follows the group: it opens a clause, and is no part of the list before."""
        for item in items[at + 1 : at + 1 + _SHORT_GAP]:
            if item.harm is not None:
                return item.harm.frame not in ("after", "of")
            if item.kind != "x":
                return False
        return False
