"""Clusters that grow in the order of knowledge: average linkage under constraints, whatever the order of loading.

At each moment at which anything became known or ceased to hold, the rows that leave are taken out, those that come in
stand alone, and then the closest two clusters merge, again and again, while the mean score of their pairs stays above
the threshold. What a cluster was at any time therefore depends on what was known until then, and on nothing else.
Single links chain: one vague report would tie two attacks together. The mean over all pairs does not.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Final

from warehouse.linkage.days import are_of_two_days
from warehouse.linkage.rows import Grown, Judgement, Row, Stay

UNCOMPARED_MILLIBITS: Final = -4000
"""Score of a pair that was never compared, or scored too little to be kept: evidence against, but often of a report
that names no town or day and so met few others. Set by hand on invented news of moderate noise (B-cubed F1 0.951 at
-4000 and -4500, 0.950 at -6000)."""


@dataclass(slots=True)
class Clusters:
    """The clusters of rows that links connect, grown moment by moment."""

    links: Iterable[tuple[int, int, int]]
    threshold: int = 0
    _scores: dict[int, dict[int, int]] = field(init=False, repr=False)
    _live: dict[int, Row] = field(default_factory=dict, init=False)
    _of: dict[int, int] = field(default_factory=dict, init=False)  # row -> its cluster, named after its least row
    _members: dict[int, list[int]] = field(default_factory=dict, init=False)
    # cluster -> cluster -> sum and number of the scores between them
    _near: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict, init=False)
    _judged: dict[frozenset[str], Judgement] = field(default_factory=dict, init=False)
    # cluster -> those, itself among them, that a person said are of one attack: one event, but scored each by itself
    _tied: dict[int, frozenset[int]] = field(default_factory=dict, init=False)
    _met: dict[int, int] = field(
        default_factory=dict, init=False
    )  # row -> a lesser one that it has to do with, or itself

    def __post_init__(self) -> None:
        """Spread the links over both of their ends."""
        self._scores = defaultdict(dict)
        for a, b, score in self.links:
            self._scores[a][b] = self._scores[b][a] = score

    def step(self, leaving: Sequence[Row], coming: Sequence[Row], judgements: Sequence[Judgement] = ()) -> set[int]:
        """Go to the next moment; the rows whose cluster may have changed."""
        loose = {row.key for row in leaving}
        for judgement in judgements:
            self._judged[frozenset((judgement.a, judgement.b))] = judgement
            loose |= {key for key, row in self._live.items() if row.incident in (judgement.a, judgement.b)}
        # what stays of an event that loses a row must hold together anew
        loose |= self._dissolve({self._of[key] for key in loose})
        for row in leaving:
            del self._live[row.key]
        loose -= {row.key for row in leaving}
        for row in coming:
            self._live[row.key] = row
            self._met.setdefault(row.key, row.key)
            loose.add(row.key)
        for key in sorted(loose):
            self._stand_alone(key)
        changed = self._grow(loose)
        if torn := [name for name in {self._of[key] for key in changed} if self._tells_of_two_days(name)]:
            loose = self._dissolve(torn)
            for key in sorted(loose):
                self._stand_alone(key)
            changed |= self._grow(loose)
        return changed

    def _grow(self, loose: set[int]) -> set[int]:
        """Merge from these rows on what is closest; the rows whose cluster may have changed."""
        changed = loose | self._follow_judgements()
        heap = [entry for name in {self._of[key] for key in changed} for entry in self._mergers(name)]
        heapq.heapify(heap)
        while heap:
            _, negative, a, b = heapq.heappop(heap)
            if b not in self._near.get(a, ()) or self._mean(a, b) != -negative or self._are_kept_apart(a, b):
                continue  # an older state of these clusters, or two incidents that one article tells apart
            self._merge(a, b)
            changed |= self._keys(a)
            for entry in self._mergers(a):
                heapq.heappush(heap, entry)
        return changed

    def founders(self, keys: Iterable[int]) -> dict[int, int]:
        """For each row the one that names its event."""
        events: dict[int, int] = {}
        for name in {self._of[key] for key in keys}:
            events[name] = min(self._keys(name), key=lambda member: self._live[member].rank)
        return {key: events[self._of[key]] for key in keys}

    def component(self, key: int) -> int:
        """The least row that this one has had to do with so far."""
        while (lesser := self._met[key]) != key:
            self._met[key] = key = self._met[lesser]
        return key

    def _event(self, name: int) -> frozenset[int]:
        """This cluster and those tied to it."""
        return self._tied.get(name) or frozenset((name,))

    def _keys(self, name: int) -> set[int]:
        """The rows of the event that this cluster is of."""
        return {key for part in self._event(name) for key in self._members[part]}

    def _tie(self, parts: frozenset[int]) -> None:
        self._tied.update(dict.fromkeys(parts, parts))

    def _meet(self, a: int, b: int) -> None:
        lesser, greater = sorted((self.component(a), self.component(b)))
        self._met[greater] = lesser

    def _dissolve(self, names: Iterable[int]) -> set[int]:
        """Take the events of these clusters apart; their rows, which are in no cluster then."""
        loose: set[int] = set()
        for name in {part for each in names for part in self._event(each)}:
            loose.update(self._members.pop(name))
            for other in self._near.pop(name):
                del self._near[other][name]
        for key in loose:
            del self._of[key]
        return loose

    def _stand_alone(self, key: int) -> None:
        self._of[key] = key
        self._members[key] = [key]
        near: dict[int, tuple[int, int]] = {}
        for other, score in self._scores.get(key, {}).items():
            name = self._of.get(other)
            if name is not None and other != key:
                total, count = near.get(name, (0, 0))
                near[name] = (total + score, count + 1)
        self._near[key] = near
        for name, sums in near.items():
            self._near[name][key] = sums

    def _mean(self, a: int, b: int) -> int:
        total, count = self._near[a][b]
        size = len(self._members[a]) * len(self._members[b])
        return (total + UNCOMPARED_MILLIBITS * (size - count)) // size

    def _mergers(self, name: int) -> list[tuple[bool, int, int, int]]:
        """Whom this cluster could merge with. What articles are about comes first, before what they tell in passing.

        Else an aside of an article could take the place of its main incident, as the two never share an event.
        """
        found = [
            (not (self._is_main(name) and self._is_main(other)), -mean, min(name, other), max(name, other))
            for other in self._near[name]
            if (mean := self._mean(name, other)) > self.threshold
        ]
        for _, _, a, b in found:
            self._meet(a, b)
        return found

    def _is_main(self, name: int) -> bool:
        return any(self._live[key].is_main for key in self._members[name])

    def _are_kept_apart(self, a: int, b: int) -> bool:
        """Whether two clusters may not be one. What is tied to them counts too, but not for the days."""
        if are_of_two_days(*([self._live[key] for key in self._members[name]] for name in (a, b))):
            return True
        if b in self._event(a):
            left, right = self._members[a], self._members[b]
        else:
            left, right = list(self._keys(a)), list(self._keys(b))
        if {self._live[key].article for key in left} & {self._live[key].article for key in right}:
            return True
        return self._are_judged_different(left, right)

    def _are_judged_different(self, left: Iterable[int], right: Iterable[int]) -> bool:
        return bool(self._judged) and any(
            self._verdict(self._live[x], self._live[y]) is False for x, y in product(left, right)
        )

    def _tells_of_two_days(self, name: int) -> bool:
        """Whether a report that came late shows that this cluster holds the attacks of two days."""
        by_day: dict[int | None, list[Row]] = defaultdict(list)
        for key in self._members[name]:
            by_day[self._live[key].day].append(self._live[key])
        by_day.pop(None, None)
        return any(are_of_two_days(one, other) for one, other in combinations(by_day.values(), 2))

    def _verdict(self, a: Row, b: Row) -> bool | None:
        judgement = self._judged.get(frozenset((a.incident, b.incident)))
        return judgement.is_same if judgement else None

    def _follow_judgements(self) -> set[int]:
        """Tie what people said is one attack, the latest judgement first, but never what one said are two.

        The clusters stay two: a report of the one need not resemble the other.

        Returns:
            The rows of the events that are put together otherwise than before.
        """
        before, self._tied = self._tied, {}
        rows = {row.incident: key for key, row in self._live.items()} if self._judged else {}
        for judgement in sorted(self._judged.values(), key=lambda each: (-each.at, each.a, each.b)):
            if judgement.a not in rows or judgement.b not in rows:
                continue
            self._meet(rows[judgement.a], rows[judgement.b])
            a, b = (self._of[rows[incident]] for incident in (judgement.a, judgement.b))
            if judgement.is_same and not self._are_judged_different(self._keys(a), self._keys(b)):
                self._tie(self._event(a) | self._event(b))
        return {
            key
            for name in before.keys() | self._tied.keys()
            if name in self._members and before.get(name) != self._tied.get(name)
            for key in self._keys(name)
        }

    def _merge(self, a: int, b: int) -> None:
        """Make one cluster of two, named after the lesser, a."""
        if a in self._tied or b in self._tied:
            self._tie((self._event(a) | self._event(b)) - {b})
            self._tied.pop(b, None)
        moved = self._members.pop(b)
        self._members[a] += moved
        self._of.update(dict.fromkeys(moved, a))
        self._near[a].pop(b, None)
        for other, (total, count) in self._near.pop(b).items():
            if other == a:
                continue
            del self._near[other][b]
            held_total, held_count = self._near[a].get(other, (0, 0))
            self._near[a][other] = self._near[other][a] = (held_total + total, held_count + count)


def _order(judgement: Judgement) -> tuple[int, str, str, int]:
    return judgement.at, judgement.a, judgement.b, (None, True, False).index(judgement.is_same)


def grow(
    rows: Sequence[Row],
    links: Iterable[tuple[int, int, int]],
    judgements: Iterable[Judgement] = (),
    *,
    threshold: int = 0,
) -> Grown:
    """Who was in which cluster, from when to when, and who had to do with whom.

    Args:
        rows: whole components.
        links: pairs of row keys and their score in thousandths of a bit.
        judgements: by people, of pairs of incidents; of two on one pair at one moment `different` holds, then `same`.
        threshold: least mean score for two clusters to become one, in thousandths of a bit.

    Returns:
        For each row its stays, one after the other, and its component.
    """
    clusters = Clusters(links, threshold)
    moments: dict[int, tuple[list[Row], list[Row], list[Judgement]]] = defaultdict(lambda: ([], [], []))
    for row in rows:
        moments[row.start][1].append(row)
        moments[row.end][0].append(row)
    for judgement in sorted(judgements, key=_order):
        moments[judgement.at][2].append(judgement)
    found: list[Stay] = []
    begun: dict[int, tuple[int, int]] = {}  # row -> founder, since when
    for moment in sorted(moments):
        leaving, coming, judged = moments[moment]
        changed = clusters.step(leaving, coming, judged)
        for key in sorted({row.key for row in leaving}):
            founder, since = begun.pop(key)
            found.append(Stay(key, founder, since, moment))
        for key, founder in clusters.founders(sorted(changed)).items():
            before = begun.get(key)
            if before and before[0] != founder:
                found.append(Stay(key, before[0], before[1], moment))
            if not before or before[0] != founder:
                begun[key] = (founder, moment)
    return Grown(found, {row.key: clusters.component(row.key) for row in rows})
