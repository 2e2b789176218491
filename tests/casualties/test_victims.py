from __future__ import annotations

from itertools import pairwise

import pytest

from extractors.casualties.tokens import Token, tokenize
from extractors.casualties.victims import find
from extractors.casualties.victims.find import find_groups
from extractors.casualties.victims.groups import Group
from extractors.casualties.victims.names import find_persons
from tests.casualties.cases import table


def write(text: str, tokens: list[Token], group: Group) -> str:
    quote = text[tokens[group.first].start : tokens[group.last].end]
    figures = f"{group.low or ''}-{'' if group.high is None else group.high}"
    return ":".join([quote, figures, group.victim, group.age or "", group.gender or ""]).rstrip(":")


@pytest.mark.parametrize("case", table("victims"), ids=lambda c: c["text"])
def test_groups(case: dict[str, str]) -> None:
    text = case["text"]
    tokens = tokenize(text)
    groups = find_groups(tokens, find_persons([tokens]))
    assert ";".join(write(text, tokens, g) for g in groups) == case["groups"]


def test_groups_never_overlap() -> None:
    tokens = tokenize("a man, his wife and their three children, two of them girls, and 14 others were killed")
    groups = find_groups(tokens)
    assert [(g.outer, g.outer_last) for g in groups] == sorted((g.outer, g.outer_last) for g in groups)
    assert all(a.outer_last < b.outer for a, b in pairwise(groups))


class Everything:
    def __contains__(self, word: object) -> bool:
        return True


def test_no_group_starts_where_none_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens at which no group can start are passed over; trying all of them finds no more."""
    texts = [row["text"] for name in ("victims", "clauses") for row in table(name)]
    sentences = [tokenize(text) for text in texts]
    tried = [find_groups(tokens) for tokens in sentences]
    monkeypatch.setattr(find, "_opening", Everything)
    assert [find_groups(tokens) for tokens in sentences] == tried
