"""Bytes of a page to characters, also where the page or its server names the wrong encoding."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_IN_PAGE: Final = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PAGE_HEAD_BYTES: Final = 4096  # HTML asks for 1024; content management systems put scripts first
_WIDER: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""Browsers read these labels as the supersets that pages really use (WHATWG Encoding, 4.2)."""


def decode_page(body: bytes, content_type: str | None = None) -> str:
    """The characters of an HTML page; never fails, U+FFFD stands for what cannot be read.

    Tried in turn: a byte order mark; UTF-8, which other encodings do not pass for by chance; what the server's
    header names; what the page names; a guess from the bytes.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for encoding in ("utf-8", *_declared(body, content_type)):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(body)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    labels = [m[1] for m in [_IN_HEADER.search(content_type or "")] if m]
    labels += [m[1].decode("ascii") for m in [_IN_PAGE.search(body[:_PAGE_HEAD_BYTES])] if m]
    names: list[str] = []
    for label in labels:
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        # A page whose head was readable as ASCII is in no 16- or 32-bit encoding, whatever it says.
        if not name.startswith(("utf-16", "utf-32")):
            names.append(_WIDER.get(name, name))
    return names


def _guessed(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    # A cut or spoiled character here and there in a UTF-8 page: better than a guess that turns all others to noise.
    if text.count("\ufffd") * 10 <= sum(character > "\x7f" for character in text):
        return text
    best = from_bytes(body).best()
    return str(best) if best is not None else body.decode("cp1252", "replace")
