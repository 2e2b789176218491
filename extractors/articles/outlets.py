"""What is peculiar to one outlet's pages: small files that only declare, one for each outlet (outlets/*.toml).

hosts = ["harbour-post.example"]     # these and their subdomains; "*" means every outlet
publisher = "Harbour Post"           # where the pages name themselves wrongly
strip_classes = ["read-more"]        # elements with one of these classes are not the article
strip_ids = ["newsletter"]
strip_xpath = ["//div[@data-ad]"]    # for what classes and ids cannot say
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Outlet:
    """One declaration, compiled."""

    name: str
    hosts: tuple[str, ...]
    publisher: str | None
    classes: frozenset[str]
    ids: frozenset[str]
    paths: tuple[XPath, ...]

    def covers(self, host: str) -> bool:
        """Whether the declaration speaks of this host."""
        return any(known in ("*", host) or host.endswith(f".{known}") for known in self.hosts)

    def boxes(self, tree: HtmlElement) -> list[HtmlElement]:
        """The elements that are not the article."""
        named = [
            element
            for element in tree.iter("*")
            if element.get("id") in self.ids or not self.classes.isdisjoint(element.get("class", "").split())
        ]
        return [*named, *(element for path in self.paths for element in path(tree))]


def outlets_of(url: str) -> tuple[Outlet, ...]:
    """The declarations for a page: what holds everywhere, and the outlet's own."""
    host = (urlsplit(url).hostname or "").lower()
    return tuple(outlet for outlet in _outlets() if outlet.covers(host))


def strip_boxes(tree: HtmlElement, url: str) -> None:
    """Removes from the tree, in place, what the declarations say is not the article.

    An element that holds the headline is never removed: there the name means something else.
    """
    for outlet in outlets_of(url):
        for element in outlet.boxes(tree):
            if element.getparent() is not None and element.find(".//h1") is None:
                element.drop_tree()


@cache
def _outlets() -> tuple[Outlet, ...]:
    folder = resources.files(__package__).joinpath("outlets")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(_read(file.name, tomllib.loads(file.read_text("utf-8"))) for file in files)


def _read(name: str, data: dict[str, Any]) -> Outlet:
    outlet = Outlet(
        name=name,
        hosts=tuple(data.pop("hosts")),
        publisher=data.pop("publisher", None),
        classes=frozenset(data.pop("strip_classes", [])),
        ids=frozenset(data.pop("strip_ids", [])),
        paths=tuple(XPath(path) for path in data.pop("strip_xpath", [])),
    )
    if data:
        raise ValueError(f"{name}: unknown keys {sorted(data)}")
    return outlet
