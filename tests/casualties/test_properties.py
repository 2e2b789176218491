"""What holds of every article, however its sentences are put together: sums stay out of tolls, parts within wholes."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.casualties import default_extractor
from extractors.casualties.model import Extraction, Figure, Incident
from extractors.documents import Document

# Figures of totals are larger than all figures of incidents together, so that none of them hides in a toll.
OF_INCIDENTS = st.integers(2, 40)
OF_TOTALS = st.integers(1000, 4000)

INCIDENTS = [
    "A bomb killed {n} people in Aleppo on {day}.",
    "Gunmen shot dead {n} farmers near Maiduguri on {day}.",
    "{n} soldiers were killed in an ambush near Gao on {day}.",
    "A fire in Keld killed {n} people on {day}, including {part} children.",
    "At least {n} civilians died when a drone hit a bus in Kharkiv on {day}, the governor said.",
    "An air strike on {day} killed {n} civilians, {part} of them women, and wounded {m} others in Homs.",
]
TOTALS = [
    "In the first half of 2018, {n} civilians were killed, the UN said.",
    "At least {n} people have been killed since the war began.",
    "Between January and June, {n} civilians were killed, a monitor said.",
    "Cholera has killed {n} people since August, the ministry said.",
    "In July alone, {n} people were killed, the UN said.",
    "More than {n} people have been killed this year.",
    "Militias killed {n} villagers in the first quarter of 2018.",
    "A 2009 quake killed {n} people in the region.",
    "The strikes have killed more than {n} people over the past two months.",
    "Police defused a bomb that could have killed {n} people.",
    "Thirty years after a ferry sank and {n} people died, families met at the harbour.",
]
HEADLINES = ["Cholera kills {n}", "Strikes kill {n} in Syria", "At least {n} dead, UN says", "{n} killed", ""]
DAYS = st.sampled_from(["Saturday", "Friday", "Thursday"])


@st.composite
def sentences_of(draw: st.DrawFn, frames: list[str], figures: st.SearchStrategy[int], most: int) -> list[str]:
    found = []
    for frame in draw(st.lists(st.sampled_from(frames), min_size=1, max_size=most, unique=True)):
        count = draw(figures)
        part = draw(st.integers(1, count - 1))
        found.append(frame.format(n=count, m=draw(OF_INCIDENTS), part=part, day=draw(DAYS)))
    return found


def read(sentences: list[str], title: str = "") -> Extraction:
    return default_extractor(Document("a", title, " ".join(sentences), "2018-11-04"))


def figures(incident: Incident) -> list[Figure]:
    groups = ("total", "civilian", "combatant", "unknown", "children", "women")
    told = [getattr(toll, group) for toll in (incident.killed, incident.injured) for group in groups]
    return [figure for figure in told if figure is not None]


def bounds(figure: Figure) -> list[int]:
    return [bound for bound in (figure.low, figure.best, figure.high) if bound is not None]


ROUNDS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ROUNDS
@given(st.data())
def test_no_total_of_a_period_or_a_war_enters_a_toll(data: st.DataObject) -> None:
    attacks = data.draw(sentences_of(INCIDENTS, OF_INCIDENTS, 3))
    totals = data.draw(sentences_of(TOTALS, OF_TOTALS, 3))
    extraction = read(data.draw(st.permutations(attacks + totals)))
    assert extraction.incidents
    assert all(c.incident == 0 for c in extraction.claims if c.scope != "incident")
    assert all(bound < 1000 for incident in extraction.incidents for f in figures(incident) for bound in bounds(f))


@ROUNDS
@given(st.data())
def test_a_headline_over_totals_alone_makes_no_toll(data: st.DataObject) -> None:
    count = data.draw(OF_TOTALS)
    total = data.draw(st.sampled_from(TOTALS)).format(n=count)
    title = data.draw(st.sampled_from(HEADLINES)).format(n=count)
    extraction = read([total], title)
    assert [f for incident in extraction.incidents for f in figures(incident)] == []


@ROUNDS
@given(sentences_of(INCIDENTS, OF_INCIDENTS, 5))
def test_every_group_is_within_its_whole(sentences: list[str]) -> None:
    for incident in read(sentences).incidents:
        for toll in (incident.killed, incident.injured):
            if toll.total is None:
                continue
            whole = toll.total.best or 0
            groups = (toll.civilian, toll.combatant, toll.unknown, toll.children, toll.women)
            assert all((group.best or 0) <= whole for group in groups if group is not None)
            classes = [f.best or 0 for f in (toll.civilian, toll.combatant, toll.unknown) if f is not None]
            assert sum(classes) == whole


@ROUNDS
@given(st.data())
def test_no_day_is_given_that_no_sentence_names_unless_it_says_so(data: st.DataObject) -> None:
    frames = [frame.replace(" on {day}", "") for frame in INCIDENTS]
    for incident in read(data.draw(sentences_of(frames, OF_INCIDENTS, 3))).incidents:
        assert incident.date_start is None or incident.date_precision == "inferred"
        assert all(p.inferred_from for p in incident.places if p.name not in " ".join(frames))
