from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.casualties import default_extractor
from extractors.casualties.model import Claim, Extraction, Incident
from extractors.documents import Document
from extractors.errors import DocumentError
from tests.casualties.cases import table


def read(text: str, *, title: str = "", published: str | None = "2018-11-04") -> Extraction:
    return default_extractor(Document("a", title, text, published))


@pytest.fixture(scope="module")
def coalition(shared: Path) -> Extraction:
    line = (shared / "articles" / "middle-east-eye-2018-11-04.jsonl").read_text(encoding="utf-8").splitlines()[0]
    row = json.loads(line)
    return default_extractor(Document(**{k: row.get(k) for k in Document.__dataclass_fields__}))


def claim(extraction: Extraction, quote: str) -> Claim:
    return next(c for c in extraction.claims if c.quote == quote)


class TestMiddleEastEye:
    """The article that the design shows."""

    def test_the_monitor_s_figure(self, coalition: Extraction) -> None:
        found = claim(coalition, "14 civilians")
        assert (found.low, found.high, found.qualifier) == (14, None, "at_least")
        assert (found.victim, found.effect, found.scope) == ("civilian", "killed", "incident")
        assert found.source == "a monitor"

    def test_the_observatory_s_figure_and_its_part(self, coalition: Extraction) -> None:
        whole, part = claim(coalition, "Fourteen civilians"), claim(coalition, "five children")
        assert (whole.low, whole.high, whole.source) == (14, 14, "Syrian Observatory for Human Rights")
        assert (part.low, part.age, part.subset_of) == (5, "child", whole.claim_id)

    def test_militants_are_combatants(self, coalition: Extraction) -> None:
        found = claim(coalition, "9 IS militants")
        assert (found.low, found.high, found.victim) == (9, None, "combatant")

    def test_the_other_source(self, coalition: Extraction) -> None:
        found = claim(coalition, "15 civilians")
        assert (found.low, found.high, found.source) == (15, None, "state-owned Al-Ikhbariya TV")

    @pytest.mark.parametrize(("quote", "low"), [("1,100 civilian deaths", 1100), ("3,300 civilians", 3300)])
    def test_running_totals_stand_apart(self, coalition: Extraction, quote: str, low: int) -> None:
        found = claim(coalition, quote)
        assert (found.low, found.high, found.qualifier) == (low, None, "more_than")
        assert (found.scope, found.incident) == ("cumulative", 0)

    def test_no_other_claims(self, coalition: Extraction) -> None:
        assert not [c for c in coalition.claims if "2,000" in c.quote or "under the age" in c.quote]

    def test_one_incident(self, coalition: Extraction) -> None:
        (incident,) = coalition.incidents
        assert (incident.date_start, incident.date_end, incident.date_precision) == ("2018-11-03", "2018-11-03", "day")
        first = incident.places[0]
        assert (first.name, first.admin1, first.country) == ("Hajin", "Deir ez-Zor", "SY")
        assert first.lat is not None
        assert first.lon is not None
        assert (incident.actors[0], incident.method) == ("US-led coalition", "air_strike")

    def test_its_toll(self, coalition: Extraction) -> None:
        killed = coalition.incidents[0].killed
        assert killed.civilian is not None
        assert (killed.civilian.low, killed.civilian.high) == (14, 15)
        assert killed.children is not None
        assert killed.children.best == 5
        assert killed.combatant is not None
        assert killed.combatant.best == 9


GROUPS = ("civilian", "combatant", "unknown", "children", "women")


def toll(incident: Incident, effect: str) -> dict[str, int | None]:
    """The best figures by group, those that are told."""
    figures = {group: getattr(getattr(incident, effect), group) for group in GROUPS}
    return {group: figure.best for group, figure in figures.items() if figure is not None}


@pytest.mark.parametrize("case", table("tolls"), ids=lambda c: c["text"])
def test_toll(case: dict[str, str]) -> None:
    """Nothing is counted twice: parts, repeats, rivals, running totals."""
    extraction = read(case["text"])
    told = " ".join(
        f"{effect}.{group}={best}"
        for effect in ("killed", "injured")
        for group, best in (toll(extraction.incidents[0], effect).items() if extraction.incidents else ())
    )
    assert told == case["toll"]


@pytest.mark.parametrize("case", table("scopes"), ids=lambda c: c["text"])
def test_scope(case: dict[str, str]) -> None:
    assert [c.scope for c in read(case["text"]).claims] == case["scopes"].split()


@pytest.mark.parametrize("case", table("moods"), ids=lambda c: c["text"])
def test_mood(case: dict[str, str]) -> None:
    """Denied, feared, withdrawn, long past, about nobody who lives."""
    found = ";".join(f"{c.quote}={c.scope}/{c.modality}" for c in read(case["text"]).claims)
    assert found == case["claims"]


def test_ids_outlive_a_new_version() -> None:
    before = read("At least 14 people were killed in Northtown on Saturday.")
    after = read("UPDATE 1. At least 14 people were killed in Northtown on Saturday. Police are investigating.")
    assert [c.claim_id for c in before.claims] == [c.claim_id for c in after.claims]


def test_a_changed_figure_is_another_claim() -> None:
    assert (
        read("14 people were killed.").claims[0].claim_id != read("At least 14 people were killed.").claims[0].claim_id
    )


def test_the_title_is_no_claim_but_tells_the_incident() -> None:
    extraction = read("Follow us for the latest.", title="Three people killed in Northtown blast")
    assert extraction.claims == ()
    assert toll(extraction.incidents[0], "killed") == {"unknown": 3}


@pytest.mark.parametrize(
    ("title", "text", "killed", "injured"),
    [
        ("Brothers to stand trial for quadruple murder", "Subscribe to read.", 4, None),
        ("Two teens charged in killing", "Subscribe to read.", 1, None),
        ("Hunting accident claims life", "He was found in the woods.", 1, None),
        ("Man arrested after attempted murder", "Subscribe to read.", None, None),
        ("Murder mystery returns to the stage", "The play opens on Friday.", None, None),
        ("Teen killed, another wounded in shooting", "The victim died at the scene.", 1, 1),
        ("Three dead in murder-suicide", "He killed his wife and his son, then himself.", 3, None),
    ],
)
def test_the_title_tells_what_the_text_leaves_out(
    title: str, text: str, killed: int | None, injured: int | None
) -> None:
    incidents = read(text, title=title).incidents
    best = [getattr(incidents[0], effect).total if incidents else None for effect in ("killed", "injured")]
    assert [figure.best if figure is not None else None for figure in best] == [killed, injured]


def test_a_title_in_the_text_counts_where_the_body_tells_nothing() -> None:
    title = "Three people killed in Northtown blast"
    assert [c.quote for c in read(f"{title}\nPolice are at the scene.", title=title).claims] == ["Three people"]


def test_a_broken_date_is_an_error() -> None:
    with pytest.raises(DocumentError, match="no ISO date"):
        read("Nothing happened.", published="yesterday")


SENTENCES = st.sampled_from(
    [
        "At least 17 villagers were killed in Northtown on Saturday, a monitor said.",
        "“Twelve villagers, including four girls,” were killed, the Observatory said.",
        "Akira Waters, 16, was shot dead.",
        "A man, his wife and their three children died in the fire",
        "killing dozens and wounding 30 others",
        "The death toll rose to 1,100 since 2014.",
        "الحرب \u202b14 people\u202c were killed",
        "😀 Two people died 😀",
        "No one was killed.",
        "\x00\x07 up to 20 soldiers may have been killed",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(SENTENCES, st.text(max_size=60)), max_size=6), st.sampled_from([" ", "\n", ""]))
def test_whatever_the_text(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    extraction = read(text)
    assert extraction == read(text)
    ids = [c.claim_id for c in extraction.claims]
    assert len(ids) == len(set(ids))
    for found in extraction.claims:
        assert text[found.start : found.end] == found.quote
        assert found.low is not None or found.high is not None
        known = [v for v in (found.low, found.best, found.high) if v is not None]
        assert known == sorted(known)
        assert found.subset_of is None or found.subset_of in ids
    for incident in extraction.incidents:
        for told in (incident.killed, incident.injured):
            for group in ("total", "civilian", "combatant", "unknown", "children", "women"):
                figure = getattr(told, group)
                known = [v for v in (figure.low, figure.best, figure.high) if v is not None] if figure else []
                assert known == sorted(known)
    json.dumps(extraction.to_dict())


HOSTILE = {
    "digits": "1" * 100_000 + " killed",
    "brackets": "(" * 50_000 + " killed",
    "numbers": "killed " + "12 " * 20_000,
    "joined": "14 people and " * 5_000 + "were killed",
    "commas": "a man, " * 8_000 + "were killed",
    "relatives": "the man who " * 5_000 + "was killed",
    "verbs": "killed " * 10_000,
    "parts": "14 people including " * 3_000 + "were killed",
    "since": "14 people who have been killed that had since " * 1_000,
    "denials": "denied reports that 14 people were killed in the film that " * 1_000,
    "anniversaries": "anniversary of the deadliest since when 14 people died " * 1_000,
    "nobody": "none of the not a single one of no 14 people killed " * 1_000,
    "quotes": '"' * 50_000 + " 14 people were killed",
    "spaces": "killed" + " " * 100_000 + "x",
    "names": "Aaa Bbb " * 8_000 + "was killed",
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends(name: str) -> None:
    extraction = read(HOSTILE[name])
    assert all(HOSTILE[name][c.start : c.end] == c.quote for c in extraction.claims)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "Es gab keine Nachrichten.", "لا أخبار اليوم", "\x00\x01\x02", "👍" * 50]
)
def test_nothing_to_read(text: str) -> None:
    found = read(text)
    assert (found.claims, found.incidents) == ((), ())


def test_the_dead_man_of_the_headline_is_not_the_wounded_one() -> None:
    text = "A man was fatally shot by officers, and a sergeant was wounded. The sergeant is in good condition."
    told = [f"{c.quote}={c.effect}" for c in read(text, title="Police: man killed by officers").claims]
    assert told[:2] == ["A man=killed", "a sergeant=injured"]


@pytest.mark.parametrize("case", table("outcomes"), ids=lambda c: c["text"])
def test_outcome(case: dict[str, str]) -> None:
    """The word "shot" takes the outcome that the article gives, wherever it gives it."""
    claims = read(case["text"], title=case["title"] or "").claims
    assert ";".join(f"{c.quote}={c.effect}" for c in claims) == case["effects"]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("Dozens of people were killed in Aleppo on Monday.", (24, None, None)),
        ("The rebels said 12 soldiers were killed and the army said 20 soldiers were killed.", (12, 12, 20)),
        ("A father, mother and their three children were killed in Homs.", (5, 5, 5)),
        ("Up to 20 people were killed in Homs.", (None, 20, 20)),
        ("At least 14 people were killed in Homs.", (14, 14, None)),
        ("At least 12 rebel fighters and six soldiers were killed in Homs.", (18, 18, None)),
        ("At least 14 people died in Homs, police said. Medics said 14 died. Rescuers said 15 died.", (14, 14, 15)),
    ],
)
def test_bounds_are_those_that_the_words_set(text: str, bounds: tuple[int | None, int | None, int | None]) -> None:
    total = default_extractor(Document("x", "", text, "2026-10-08")).incidents[0].killed.total
    assert total is not None
    assert (total.low, total.best, total.high) == bounds


@pytest.mark.parametrize(
    "text",
    [
        "Killed were two men,",
        "The dead were Akira Waters,\n\nLeila Haddad,\n\nOmar Khan",
        "Five people died. The shrine, built 5000 years ago, was hit.",
        "Five people died in the past 99999999 days.",
        "9" * 400 + ".5 million people were killed.",
    ],
)
def test_odd_ends_and_figures_cost_no_article(text: str) -> None:
    assert all(text[c.start : c.end] == c.quote for c in read(text).claims)


@pytest.mark.parametrize("text", ["", " ", "\n\r\t"])
def test_a_headline_over_nothing(text: str) -> None:
    (incident,) = default_extractor(Document("x", "Air strike kills 14 in Syria", text, "2026-10-08")).incidents
    assert incident.killed.total is not None
    assert incident.killed.total.best == 14


@pytest.mark.timeout(30)
def test_a_publisher_without_end_costs_no_time() -> None:
    document = Document("x", "", "Two people were killed in Homs.", "2026-10-08", publisher="a" * 100_000)
    assert default_extractor(document).claims


def test_a_thing_of_another_cause_takes_no_actor_from_before() -> None:
    extraction = read("RSF shelling killed 12 people in Kutum. Separately, a bus accident near Atbara left 18 dead.")
    assert [c.actor for c in extraction.claims] == ["RSF", None]


def test_a_list_of_names_too_long_to_be_read_whole_gives_a_floor() -> None:
    names = [f"{given} {family}" for given in ("Amos", "Dan", "Rita", "Leila", "Omar") for family in _FAMILIES]
    (found,) = read(f"The dead in Homs were identified as {', '.join(names)} and Ann Lee.").claims
    assert (found.qualifier, found.high) == ("at_least", None)
    assert 100 < (found.low or 0) < len(names)


_FAMILIES = [f"{first}{last}" for first in ("Had", "Wat", "Kho", "Dar", "Nas", "Bel", "Tor") for last in
             ("dad", "man", "ry", "wish", "ser", "ton", "ali", "rick")]  # fmt: skip


@pytest.mark.parametrize("case", table("told_places"), ids=lambda c: c["text"])
def test_a_place_of_telling_is_the_scene_only_where_the_harm_has_no_other(case: dict[str, str]) -> None:
    assert " / ".join(c.place or "" for c in read(case["text"]).claims) == case["places"]


def test_nobody_did_an_accident() -> None:
    (claim,) = read(
        "Rebels shelled the town. Nine children were killed when a bus overturned on the road to Taiz."
    ).claims
    assert claim.actor is None


def test_the_entries_of_a_chronicle_are_incidents_of_their_own_days() -> None:
    text = (
        "January 9, 1971: Gunmen killed six civilians at Harl.\n\nJanuary 30, 1972: Troops killed 14 marchers in Novi."
        "\n\nMay 17, 1974: 32 people were killed by bombs in Mora."
    )
    claims = read(text, published="1998-09-01").claims
    assert [(c.scope, str(c.date_start)) for c in claims] == [
        ("incident", "1971-01-09"),
        ("incident", "1972-01-30"),
        ("incident", "1974-05-17"),
    ]
