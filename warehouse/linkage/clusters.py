"""Clusters from scored pairs: average linkage under constraints, the same whatever the order of the input."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

UNCOMPARED_MILLIBITS: Final = -8000
"""Score of a pair that never came near enough to be compared: evidence against, as strong as another day and place."""


def cluster(
    pairs: Iterable[tuple[str, str, int]], owners: Mapping[str, str], *, threshold: int = 0
) -> dict[str, frozenset[str]]:
    """Merge the closest two clusters, again and again, while their mean score stays above the threshold.

    Single links chain: one vague report would tie two attacks together. The mean over all pairs does not.

    Args:
        pairs: two members and their score in thousandths of a bit (whole numbers: sums do not depend on order).
        owners: for each member its article; two members of one article never share a cluster.
        threshold: least mean score, in thousandths of a bit.

    Returns:
        For each member of `owners` the cluster that holds it.
    """
    members: dict[str, list[str]] = {name: [name] for name in owners}
    articles: dict[str, set[str]] = {name: {owner} for name, owner in owners.items()}
    near: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)  # cluster -> cluster -> (sum, pairs) of scores
    for a, b, score in pairs:
        near[a][b] = near[b][a] = (score, 1)

    def mean(a: str, b: str) -> int:
        total, count = near[a][b]
        size = len(members[a]) * len(members[b])
        return (total + UNCOMPARED_MILLIBITS * (size - count)) // size

    # A cluster is named after its smallest member, so the heap's order is that of the names alone.
    heap = [(-score, a, b) for a in near for b, (score, _) in near[a].items() if a < b and score > threshold]
    heapq.heapify(heap)
    while heap:
        negative, a, b = heapq.heappop(heap)
        if b not in near.get(a, ()) or mean(a, b) != -negative or articles[a] & articles[b]:
            continue  # an older state of these clusters, or two incidents that one article tells apart
        members[a] += members.pop(b)
        articles[a] |= articles.pop(b)
        del near[a][b]
        for other, (total, count) in near.pop(b).items():
            if other == a:
                continue
            del near[other][b]
            held_total, held_count = near[a].get(other, (0, 0))
            near[a][other] = near[other][a] = (held_total + total, held_count + count)
        for other in near[a]:
            if (score := mean(a, other)) > threshold:
                heapq.heappush(heap, (-score, min(a, other), max(a, other)))
    found = {}
    for group in members.values():
        whole = frozenset(group)
        found.update(dict.fromkeys(group, whole))
    return found
