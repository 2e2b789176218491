"""Text as a reader would see it: markup, character entities and marks in a broken encoding written out.

Every offset stays what it was: what is shorter than its spelling is padded with spaces, so a span of the legible text
is the same span of the text as it came, from which quotes are taken.
"""

from __future__ import annotations

import html
import re
from typing import Final

_BLOCKS: Final = frozenset({"p", "br", "div", "li", "ul", "ol", "td", "tr", "h1", "h2", "h3", "h4", "blockquote"})
_SPELLED: Final = re.compile(
    r"""<[/!]?(?P<tag>[A-Za-z][A-Za-z0-9]{0,9})(?:\s[^<>]{0,400})?/?>
      | &(?:\#\d{1,6}|\#[xX][0-9A-Fa-f]{1,5}|[A-Za-z]{2,8}[0-9]{0,2});
      | (?P<broken>â€.|Â[\xa0-\xbf])
      | (?P<figure>\d[\d,.\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]*\d)
      | (?P<unseen>[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00])""",
    re.VERBOSE,
)
_UNSPACED: Final = re.compile(r"(?<!\S)\S{500,}")  # no word, but an address or what a page left behind
_FIGURE: Final = re.compile(r"[\d,.]+")
_HINTS: Final = (
    "<",
    "&",
    "â€",
    "Â",
    "\x00",
    *"\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
)


def legible(text: str) -> str:
    """The text with tags as space (line breaks, where they end a block) and entities as their character.

    Marks that were written in UTF-8 and read as Windows-1252 are put right; letters so broken stay as they are, since
    padding would tear their word. What runs on for hundreds of characters without a space is space too.

    Returns:
        Text of the same length.
    """
    shown = _SPELLED.sub(_written_out, text) if any(hint in text for hint in _HINTS) else text
    return _UNSPACED.sub(lambda run: " " * len(run.group()), shown)


def _written_out(match: re.Match[str]) -> str:
    spelled = match.group()
    if match["figure"]:
        # With a mark amid it, "1,|200", its halves are no figures, and padding would shift the whole.
        return spelled if _FIGURE.fullmatch(spelled) else " " * len(spelled)
    if match["unseen"]:
        return " "  # direction marks and the like take no room on the page
    if tag := match["tag"]:
        return ("\n" if tag.lower() in _BLOCKS else " ").ljust(len(spelled))
    shown = _mended(spelled) if match["broken"] else html.unescape(spelled)
    if len(shown) != 1 or shown == "\ufffd":
        return spelled
    if shown in "'’" and match.string[match.end() : match.end() + 1].isalpha():
        return shown.rjust(len(spelled))  # "Sudan&#8217;s": the mark belongs to what follows
    return (" " if shown.isspace() else shown).ljust(len(spelled))


def _mended(spelled: str) -> str:
    octets = (bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252", "replace") for c in spelled)  # noqa: PLR2004  # one octet
    return b"".join(octets).decode("utf-8", "replace")
