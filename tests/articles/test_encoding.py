"""Bytes to characters, whatever the page says of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.articles.encoding import decode_page

ENGLISH = "<html><p>“Fourteen people were killed” — the café’s owner said</p></html>"
ARABIC = "<html><p>" + "قتل ستة أشخاص وأصيب أحد عشر آخرون في قصف على سوق في المدينة مساء الخميس. " * 4 + "</p></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        (ENGLISH, "utf-8", "text/html; charset=utf-8"),
        (ENGLISH, "utf-8", "text/html; charset=iso-8859-1"),  # the server's default, wrong
        (ENGLISH, "utf-8", "text/html; charset=no-such-thing"),
        (ENGLISH, "utf-8", "text/html; charset=utf-16"),
        (ENGLISH, "utf-8", None),
        (ENGLISH, "utf-8-sig", None),
        (ENGLISH, "cp1252", "text/html; charset=iso-8859-1"),  # the label that means Windows
        (ENGLISH, "cp1252", 'text/html; charset="windows-1252"'),
        ("\ufeff" + ENGLISH, "utf-16-le", None),
        (ARABIC, "cp1256", "text/html; charset=windows-1256"),
        (ARABIC, "cp1256", "text/html; charset=utf-8"),  # declared wrongly: guessed from the bytes
        ('<meta charset="windows-1251"><p>Погибли шесть человек</p>', "cp1251", None),
        ('<meta http-equiv="x" content="text/html; charset=gb2312"><p>六人死亡 镕</p>', "gb18030", None),
    ],
)
def test_decoded_whatever_is_declared(text: str, encoding: str, content_type: str | None) -> None:
    assert decode_page(text.encode(encoding), content_type) == text.removeprefix("\ufeff")


def test_one_spoiled_character_does_not_spoil_the_page() -> None:
    body = ARABIC.encode() + b"\xd8"
    found = decode_page(body, "text/html; charset=utf-8")
    assert found.startswith(ARABIC)
    assert found.endswith("\ufffd")


@given(st.binary(max_size=200), st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=big5"]))
def test_never_fails(body: bytes, content_type: str | None) -> None:
    decode_page(body, content_type).encode("utf-8")
