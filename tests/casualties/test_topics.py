from __future__ import annotations

import pytest

from extractors.casualties.topics import tells_no_harm


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Review",
            "In the second season the detective hunts a man who has killed nine nurses. Viewers will guess the plot.",
        ),
        (
            "A new thriller",
            "The novel opens with twelve villagers dead. By the third chapter its heroine has shot two guards.",
        ),
        (
            "Update 2.1",
            "Players who kill 40 guards now get more loot. Fixed a bug in which two soldiers died while spawning.",
        ),
        (
            "Town rehearses a flood",
            "In the scenario 14 people died. Volunteers played the dead; the exercise ends on Friday.",
        ),
        (
            "Injury list grows",
            "The squad has three players injured. The midfielder suffered a hamstring injury before the final fixture.",
        ),
        (
            "Ana Roe dies at 90",
            "The actor Ana Roe, best known for the stage, died peacefully after a long illness. Roe died on Monday.",
        ),
    ],
)
def test_stories_games_and_drills_kill_nobody(title: str, text: str) -> None:
    assert tells_no_harm(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Actor shot on film set",
            "A director was wounded and an actress killed while the film was rehearsed, police said.",
        ),
        (
            "Blast at cinema kills nine",
            "A bomb killed nine people in the audience of a film, the interior ministry said.",
        ),
        (
            "Four soldiers die in exercise",
            "Four soldiers were killed in a training exercise on Monday, officials said.",
        ),
        ("Shots at a match", "A man opened fire on players at the game, killing two of the squad."),
        ("Bus crash kills squad", "Four players of the squad died in a bus crash after the league fixture."),
        ("Singer shot dead", "The singer, best known for one album, was shot dead after a long career."),
        ("Twelve die in flood", "Twelve people died in a flood on Monday."),
    ],
)
def test_news_of_such_trades_is_news(title: str, text: str) -> None:
    assert not tells_no_harm(title, text)
