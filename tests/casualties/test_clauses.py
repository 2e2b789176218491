from __future__ import annotations

import pytest

from extractors.casualties.harms.find import read_harms
from extractors.casualties.harms.harms import Harm
from extractors.casualties.tokens import Token, tokenize
from extractors.casualties.victims.find import find_groups
from extractors.casualties.victims.names import find_persons
from tests.casualties.cases import table

SIGNS = {"feared": "?", "denied": "!", "asserted": ""}


def write(text: str, tokens: list[Token], harm: Harm) -> str:
    """`quote=effect`, then * where the outcome is open, ~ for a part, ? feared, ! denied, ^ forecast."""
    quote = text[tokens[harm.group.first].start : tokens[harm.group.last].end]
    signs = ("*" if harm.is_weak else "") + ("~" if harm.is_part else "") + ("^" if harm.is_forecast else "")
    return f"{quote}={harm.effect}{signs}{SIGNS[harm.modality]}"


@pytest.mark.parametrize("case", table("clauses"), ids=lambda c: c["text"])
def test_harms(case: dict[str, str]) -> None:
    text = case["text"]
    tokens = tokenize(text)
    harms, _ = read_harms(tokens, find_groups(tokens, find_persons([tokens])))
    assert ";".join(write(text, tokens, h) for h in harms) == case["harms"]
