"""From a Vega-Lite chart to an SVG that lives in a page: the colours of its style sheet, no scripts."""

from __future__ import annotations

import re
from html import escape
from typing import Any, Final

import vl_convert

COLOURS: Final = {
    "ink": "#010101",
    "muted": "#020202",
    "line": "#030303",
    "killed": "#040404",
    "range": "#050505",
    "unread": "#060606",
    "land": "#070707",
    "border": "#080808",
    "paper": "#090909",
    "injured": "#0a0a0a",
}
"""Stand-ins by which a chart names the colours of the page; light and dark give them different values."""

FONT: Final = "system-ui, sans-serif"

CONFIG: Final[dict[str, Any]] = {
    "background": None,
    "font": "sans-serif",
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": COLOURS["muted"],
        "titleColor": COLOURS["muted"],
        "domainColor": COLOURS["line"],
        "tickColor": COLOURS["line"],
        "gridColor": COLOURS["line"],
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
}


_LINK: Final = re.compile(r'<a xlink:href="[^"#]*(#[^"]*)"><path aria-label="([^"]*)"')
"""Vega takes where a link leads for an address of its own site."""


def svg(spec: dict[str, Any], *, name: str, label: str, kind: str) -> str:
    """The chart as an SVG element: to a screen reader a picture with this label, and the links in it.

    A mark with the channels `href` and `description` becomes a link with that name. The key that goes from link to link
    leaves them out: the table beside a picture has the same.

    Args:
        spec: a Vega-Lite specification that uses COLOURS.
        name: goes before every id in it, as ids hold for the whole page.
        label: what the picture shows, in a sentence.
        kind: class of the element: wide or narrow.
    """
    text = str(vl_convert.vegalite_to_svg({**spec, "config": CONFIG}))
    text = text[text.index("<svg") :]
    text = _LINK.sub(r'<a href="\1" tabindex="-1"><title>\2</title><path', text)
    text = re.sub(r'\s(?:role|aria-[a-z]+|xmlns:xlink|version)="[^"]*"', "", text)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r"url\(#", f"url(#{name}-", text)
    text = re.sub(r'font-family="[^"]*"', f'font-family="{FONT}"', text)
    for colour, stand_in in COLOURS.items():
        text = text.replace(f'"{stand_in}"', f'"var(--{colour})"')
    # a tenth of a pixel is exact enough, and half as long
    text = re.sub(r'\bd="[^"]*"', lambda path: re.sub(r"\d+\.\d+", _tenth, path[0]), text)
    text = text.replace(' class="marks"', "", 1)
    text = text.replace('<g class="mark-group role-axis"', '<g aria-hidden="true" class="mark-group role-axis"')
    role = "group" if "<a " in text else "img"
    return text.replace("<svg", f'<svg class="{kind}" role="{role}" aria-label="{escape(label)}"', 1)


def _tenth(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
