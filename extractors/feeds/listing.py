"""What a feed document says of one item, before any of it is believed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One item as listed: the address may be relative or missing, the texts may hold markup, the time is as written."""

    url: str
    title: str | None = None
    published: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
