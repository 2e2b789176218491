"""Pages that stand where an article should be: challenges, logins, consent, errors."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class _Wall:
    kind: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    hints: tuple[str, ...]


def wall_by_title(tree: HtmlElement) -> str | None:
    """What the page's title shows it to be, with the title; null for any other page."""
    title = " ".join((tree.findtext(".//title") or "").split())
    for wall in _walls():
        if any(_begins(title.casefold(), phrase) for phrase in wall.titles):
            return f"{wall.kind} ({title!r})"
    return None


def wall_by_text(tree: HtmlElement, *, is_empty: bool) -> str | None:
    """What the page's words show it to be, with the phrase; for pages that gave little text.

    Args:
        tree: the page, nothing stripped.
        is_empty: no article text was found at all, so that weaker signs explain the page.
    """
    words = " ".join(tree.text_content().split()).casefold()
    for wall in _walls():
        for phrase in (*wall.texts, *(wall.hints if is_empty else ())):
            if phrase in words:
                return f"{wall.kind} ({phrase!r})"
    if is_empty and tree.find(".//input[@type='password']") is not None:
        return "a login form"
    return None


def _begins(title: str, phrase: str) -> bool:
    """The title is the phrase, alone or before a dash, bar, colon or dots: `404 killed in quake` is a headline."""
    rest = title[len(phrase) :].lstrip()
    return title.startswith(phrase) and (not rest or rest[0] in "|-–—:.…!/(")


@cache
def _walls() -> tuple[_Wall, ...]:
    data = tomllib.loads(resources.files(__package__).joinpath("walls.toml").read_text("utf-8"))
    return tuple(
        _Wall(w["kind"], tuple(w["titles"]), tuple(w["texts"]), tuple(w.get("hints", ()))) for w in data["walls"]
    )
