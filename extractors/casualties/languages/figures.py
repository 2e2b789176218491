"""Groups of people: counts with the noun behind them, duals, and single nouns where a language has no articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.casualties.languages.counts import HYPHENS, Count, CountReader, qualified
from extractors.casualties.languages.vocabulary import Marks, Noun, Vocabulary
from extractors.casualties.languages.words import Word
from extractors.casualties.model import Age, Effect, Gender, Qualifier, VictimClass

_YEARS = range(1900, 2101)


@dataclass(slots=True)
class Group:
    """People counted: tokens `first` to `last`; `lead` is where their qualifier starts.

    `is_bare`: no noun tells that people are counted. `is_single`: a noun alone, in a language without articles.
    """

    first: int
    last: int
    lead: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    victim: VictimClass = "unknown"
    age: Age | None = None
    gender: Gender | None = None
    head: str = "people"
    effect: Effect | None = None
    is_bare: bool = False
    is_single: bool = False
    is_more: bool = False
    is_agent: bool = False


class FigureReader(CountReader):
    """Finds the groups of one sentence."""

    def __init__(self, known: Vocabulary, words: Sequence[Word], marks: Marks) -> None:
        super().__init__(known, words, marks)
        adjective = known.settings.get("adjective")
        self._adjective = re.compile(adjective) if adjective else None

    def groups(self) -> list[Group]:
        """The groups in order, none over another."""
        found: list[Group] = []
        at = 0
        while at < len(self.words):
            group = self._group(at)
            if group is None:
                at += 1
                continue
            found.append(group)
            at = group.last + 1
        return found

    def _group(self, at: int) -> Group | None:
        lead, qualifier = at, None
        while self.has(at, "qualifier") and at < len(self.words):
            mark = self.marks[at]["qualifier"]
            qualifier, at = qualifier or mark.value, mark.end
            at = self.skip(at, "link")
        if at >= len(self.words):
            return None
        figure = self.count(at)
        if figure is None:
            is_counted = at > 0 and self.words[at - 1].kind == "n"  # by a figure that was not read
            return self._single(at) if qualifier is None and not is_counted else None
        if self.has(figure.end, "qualifier_after"):
            mark = self.marks[figure.end]["qualifier_after"]
            qualifier, figure = qualifier or mark.value, replace(figure, end=mark.end)
        if qualifier and figure.qualifier in ("exact", "about"):
            figure = qualified(figure, qualifier)
        if figure.first > at and figure.qualifier != "range":
            lead = figure.first  # "from 15 to 20": what rose is no part of it
        group = self._with_noun(figure, lead)
        if group is not None and qualifier is None and self.has(group.last + 1, "qualifier_after"):
            _requalify(group, self.marks[group.last + 1]["qualifier_after"].value)
        if group is not None and lead > 0:
            group.is_agent = self._is_after(lead, "agent") and not self._is_after(lead, "harm")
        return group

    def _is_after(self, at: int, category: str) -> bool:
        return any(self.has(b, category) and self.marks[b][category].end == at for b in range(max(0, at - 3), at))

    def _with_noun(self, figure: Count, lead: int) -> Group | None:
        """The figure with the noun behind it; null where it counts something else, or nobody knows what."""
        at, is_more = figure.end, False
        if self.has(at, "others"):
            at, is_more = self.marks[at]["others"].end, True
        at = self.age(at) or at  # "ein 12-jähriger Junge"
        of = self.skip(at, "of", "the")
        noun_at = self._noun_at(at) if of == at or not figure.needs_of else self._noun_at(of)
        if noun_at is None and of > at:
            noun_at = self._noun_at(of)
        group = Group(
            figure.first, at - 1, lead, figure.low, figure.best, figure.high, figure.qualifier, is_more=is_more
        )
        if noun_at is None:
            return self._bare(group, figure)
        category = "counted" if "counted" in self.marks[noun_at] else "people"
        if category == "counted" and of > at and self.has(of - 1, "the") and figure.best is not None:
            return None  # "three of the wounded" were counted before
        if category == "counted" and self.has(lead - 1, "the") and figure.qualifier == "exact":
            return None  # "the 14 wounded" were counted before
        mark = self.marks[noun_at][category]
        noun: Noun = mark.value
        if figure.best == 1 and noun.count == 0 and figure.is_article and not self.has(noun_at, "number"):
            return None  # an article before a plural is no figure
        group.last = mark.end - 1
        self._describe(group, noun)
        if category == "counted" and not self._is_joined(group, mark.end):
            self._class_behind(group, mark.end)
        if self.has(mark.end, "others"):
            group.is_more = True
        return group

    def _is_joined(self, group: Group, at: int) -> bool:
        """As in "decenas de muertos y heridos": one figure for both, told apart by nobody."""
        if not self.has(at, "and"):
            return False
        behind = self.skip(self.marks[at]["and"].end, "of", "the")
        if not self.has(behind, "counted"):
            return False
        mark = self.marks[behind]["counted"]
        if mark.value.count != 0 or {group.effect, mark.value.effect} != {"killed", "injured"}:
            return False
        group.effect, group.last = "casualties", mark.end - 1
        return True

    def _noun_at(self, at: int) -> int | None:
        """Where the noun starts, behind one adjective at most."""
        for step in (at, at + 1):
            if step >= len(self.words):
                return None
            if self.has(step, "counted") or self.has(step, "people"):
                return step
            if not (self.has(step, "adjective") or self._is_adjective(step)):
                return None
        return None

    def _is_adjective(self, at: int) -> bool:
        word = self.words[at]
        return self._adjective is not None and word.kind == "w" and bool(self._adjective.fullmatch(word.key))

    def _describe(self, group: Group, noun: Noun) -> None:
        group.victim, group.age, group.gender, group.effect = noun.victim, noun.age, noun.gender, noun.effect
        group.head = noun.kind

    def _class_behind(self, group: Group, at: int) -> None:
        """As in "14 muertos civiles", "12 dead among the soldiers": the class that follows a noun of harm."""
        behind = self.skip(at, "of", "the")
        for step in (at, behind):
            if self.has(step, "people"):
                noun: Noun = self.marks[step]["people"].value
                if noun.count != 1 and noun.victim != "unknown":
                    group.victim, group.age, group.gender = noun.victim, noun.age, noun.gender
                return

    def _bare(self, group: Group, figure: Count) -> Group | None:
        """A figure without a noun counts people where a word of harm stands beside it, and never before a measure."""
        behind = group.last + 1
        is_vague = figure.qualifier == "vague" and not group.is_more
        if figure.is_article or is_vague or group.best in _YEARS:
            return None
        if behind < len(self.words):
            word = self.words[behind]
            if self.has(behind, "unit") or self.has(behind, "month") or word.text in "%€$£°":
                return None
            if word.text in HYPHENS and behind + 1 < len(self.words) and word.end == self.words[behind + 1].start:
                return None
            is_closed = word.kind == "p" or any(
                self.has(behind, c)
                for c in ("and", "harm", "others", "passive", "active", "at", "of", "that", "the", "subset", "link",
                          "weekday", "relative", "scope", "agent", "function")
            )  # fmt: skip
            if not is_closed and not group.is_more:
                return None
            of = self.skip(behind, "of", "ordinal")
            if of > behind and (self.has(of, "unit") or self.has(of, "month") or self.words[of : of + 1] == []):
                return None
        group.is_bare, group.head = True, "bare"
        return group

    def _single(self, at: int) -> Group | None:
        """A dual anywhere; a single noun only in a language without articles, where harm governs it."""
        mark = self.marks[at].get("counted") or self.marks[at].get("people")
        if mark is None:
            return None
        noun: Noun = mark.value
        if noun.count == 2:  # noqa: PLR2004 - the dual
            group = Group(at, mark.end - 1, at, 2, 2, 2, "exact")
        elif noun.count == 1 and self.known.settings.get("bare_singular") and not self.words[at].is_definite:
            group = Group(at, mark.end - 1, at, 1, 1, 1, "exact", is_single=True)
        else:
            return None
        self._describe(group, noun)
        if self.has(mark.end, "others"):
            group.is_more = True
        if mark.category == "counted":
            self._class_behind(group, mark.end)
        group.is_agent = self._is_after(at, "agent")
        return group


def _requalify(group: Group, qualifier: Qualifier) -> None:
    """As in "14 شخصا على الأقل": the qualifier behind the noun."""
    if group.qualifier != "exact" or group.best is None:
        return
    group.qualifier = qualifier
    if qualifier in ("at_least", "more_than"):
        group.high = None
    elif qualifier == "at_most":
        group.low = None
