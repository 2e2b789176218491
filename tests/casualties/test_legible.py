from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.casualties.cascade import extract
from extractors.casualties.legible import legible
from extractors.documents import Document


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Ten died.</p><p>Six were hurt.</p>", ["Ten died.", "Six were hurt."]),
        ("ten &quot;fighters&quot; &amp; a boy", ['ten " fighters" & a boy']),
        ("Sudan&#8217;s army", ["Sudan ’s army"]),
        ("Sudanâ€™s army â€“ 12 men", ["Sudan ’s army – 12 men"]),
        ("12&nbsp;men", ["12 men"]),
        ("Ten were killed https://" + "a/" * 500 + " in Homs", ["Ten were killed in Homs"]),
        ("a < b & c > d; AT&T; x &unknownthing; y", ["a < b & c > d; AT&T; x &unknownthing; y"]),
        ('<a href="https://example.org/?a=1&b=2">Ten</a> died', ["Ten died"]),
        ("MÃ©xico", ["MÃ©xico"]),
        ("<b>1,200</b> died", ["1,200 died"]),
        ("\u200e12\u200e died, 1,\u200b200 fled, 3\u00ad4 hid, 1\u2060,\u2060345 ran", ["12 died, fled, hid, ran"]),
    ],
)
def test_what_a_reader_sees(text: str, words: list[str]) -> None:
    assert [" ".join(line.split()) for line in legible(text).split("\n") if line.strip()] == words
    assert len(legible(text)) == len(text)


@given(st.text(alphabet=st.sampled_from(list("<>&;#xp/ âÂ€™“\x9d\xa0a1' \n")), max_size=80))
def test_no_offset_moves(text: str) -> None:
    assert len(legible(text)) == len(text)


def test_quotes_are_taken_from_the_text_as_it_came() -> None:
    text = "<p>Fourteen &quot;militants&quot; were killed.</p><p>Two&nbsp;soldiers died.</p>"
    claims = extract(Document("a", "", text, "2018-11-04")).claims
    assert [(c.quote, c.low, c.victim) for c in claims] == [
        ("Fourteen &quot;militants", 14, "combatant"),
        ("Two&nbsp;soldiers", 2, "combatant"),
    ]
    assert all(text[c.start : c.end] == c.quote for c in claims)
