"""Which rows the positive links connect: everything else about an event is worked out among these."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]


def connected(rows: Keys, links_a: Keys, links_b: Keys) -> Keys:
    """For each row the least row that links connect it with.

    Args:
        rows: shape (n,), without repetition.
        links_a: shape (m,), one end of each link, each in `rows`.
        links_b: shape (m,), the other end.

    Returns:
        Shape (n,), in the order of `rows`.
    """
    order = np.argsort(rows)
    names = rows[order]
    a, b = np.searchsorted(names, links_a), np.searchsorted(names, links_b)
    least = np.arange(len(names))
    while True:
        lower = np.minimum(least[a], least[b])
        before = least.copy()
        # the least known neighbour, given to the row that stood for it so far as well
        for ends in (a, b):
            np.minimum.at(least, before[ends], lower)
            np.minimum.at(least, ends, lower)
        while not np.array_equal(least, least[least]):
            least = least[least]
        if np.array_equal(least, before):
            break
    found = np.empty_like(rows)
    found[order] = names[least]
    return found
