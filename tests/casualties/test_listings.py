from __future__ import annotations

from extractors.casualties.cascade import extract
from extractors.casualties.model import Claim
from extractors.documents import Document


def claims(text: str) -> list[Claim]:
    return list(extract(Document("listing", "", text, "2026-05-12")).claims)


def test_items_count_shares_of_the_total_over_them() -> None:
    total, civilians, child, guards = claims(
        "The monitor documented 84 attacks since early 2025. These attacks left 57 people dead:\n\n"
        "• Ten civilians, including a child.\n\n• 47 guards working for the council.\n\nNobody claimed them."
    )
    assert [c.best for c in (total, civilians, child, guards)] == [57, 10, 1, 47]
    assert [c.subset_of for c in (civilians, guards)] == [total.claim_id] * 2
    assert child.subset_of == civilians.claim_id
    assert {c.scope for c in (total, civilians, child, guards)} == {"cumulative"}


def test_a_second_list_takes_up_the_total_of_the_first() -> None:
    found = claims(
        "The monitor documented 84 attacks since early 2025. These attacks left 17 people dead:\n• Ten civilians\n"
        "• Seven guards\nThey are distributed as follows:\n• Tano: 11 attacks left nine guards and a civilian dead.\n"
        "• Mora: three attacks left seven guards dead."
    )
    assert [c.best for c in found] == [17, 10, 7, 9, 1, 7]
    assert all(c.subset_of == found[0].claim_id and c.scope == "cumulative" for c in found[1:])


def test_items_of_people_who_came_to_no_harm_count_nobody() -> None:
    found = claims(
        "The raid killed three people on Monday:\n- Two suspects were arrested\n- Five men, detained\n- a car"
    )
    assert [c.quote for c in found] == ["three people"]


def test_items_of_people_who_act_or_are_too_many_count_nobody() -> None:
    found = claims(
        "Twelve people were killed on Monday in Quetta:\n- 40 vendors fled the market\n- 200 families\n"
        "- Nine others remain in intensive care\n- Keld: 14 residents evacuated\n- Ten civilians, including a child\n"
        "- Two guards of the market"
    )
    assert [c.quote for c in found] == ["Twelve people", "Ten civilians", "a child", "Two guards"]
