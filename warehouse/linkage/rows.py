"""What grows into clusters, what people judged of it, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """An incident as its article told of it from `start` until before `end`.

    `rank` orders rows by when their incident became known: the first of a cluster names it. `is_main`: it is what the
    article is about, not told in passing.
    """

    key: int
    incident: str
    article: str
    rank: int
    start: int
    end: int
    is_main: bool = True
    day: int | None = None  # the one day that a fresh report names
    reported: int | None = None  # day of the report
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said of two incidents. `is_same` is null where they took an earlier judgement back."""

    at: int
    a: str
    b: str
    is_same: bool | None


@dataclass(frozen=True, slots=True)
class Stay:
    """`key` was in the cluster that `founder` names, from `start` until before `end`."""

    key: int
    founder: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grown:
    """What became of the rows: their stays, and for each row the least row that it has to do with.

    Two rows have to do with each other where they were in clusters that could have merged, or were judged together, or
    both have to do with a third. What is of two such components grows alike whether the other is there or not.
    """

    stays: list[Stay]
    components: dict[int, int]
