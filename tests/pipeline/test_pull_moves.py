"""Feeds that move: which redirects are remembered, for how long, and what makes them forgotten."""

from __future__ import annotations

import pytest

from extractors.feeds.outcome import Outcome
from tests.feeds.documents import item, rss
from tests.pipeline.desk import Desk
from tests.webserver import Answer


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_move_is_remembered(desk: Desk, status: int) -> None:
    desk.serve(ETag='"1"')
    desk.server.routes["/moved.xml"] = desk.server.routes["/feed.xml"]
    desk.answer(Answer(status, headers={"Location": "/moved.xml"}))
    assert "moved for good to" in desk.pull().detail
    desk.pull(force=True)
    assert desk.asked() == 1
    assert desk.server.asked("/moved.xml")[-1].headers["if-none-match"] == '"1"'
    assert desk.asked("/moved.xml") == 2


@pytest.mark.parametrize("status", [302, 307])
def test_a_temporary_move_is_not(desk: Desk, status: int) -> None:
    desk.serve()
    desk.server.routes["/moved.xml"] = desk.server.routes["/feed.xml"]
    desk.answer(Answer(status, headers={"Location": "/moved.xml"}))
    desk.pull()
    desk.pull(force=True)
    assert (desk.asked(), desk.asked("/moved.xml")) == (2, 2)


def test_a_move_to_what_is_no_feed_is_not_remembered_and_a_dead_new_address_is_left(desk: Desk) -> None:
    desk.answer(Answer(301, headers={"Location": "/login"}))
    desk.server.routes["/login"] = Answer(body=b"<html><title>Sign in</title></html>")
    result = desk.pull()
    assert result.outcome is Outcome.NOT_A_FEED
    assert "'Sign in'" in result.detail
    assert desk.state().moved_to is None
    desk.server.routes["/moved.xml"] = Answer(body=rss([item("/news/1")]))
    desk.answer(Answer(301, headers={"Location": "/moved.xml"}))
    desk.pull(force=True)
    assert desk.state().moved_to == desk.server.url("/moved.xml")
    desk.server.routes["/moved.xml"] = Answer(410)
    desk.pull(force=True)
    assert (desk.state().moved_to, desk.state().is_stopped) == (None, False)


def _move(desk: Desk) -> str:
    """A feed that moved for good, and was read at its new address; gives that address."""
    desk.server.routes["/moved.xml"] = Answer(body=rss([item("/news/1")]))
    desk.answer(Answer(301, headers={"Location": "/moved.xml"}))
    desk.pull()
    return desk.server.url("/moved.xml")


@pytest.mark.parametrize(
    "answer", [Answer(503), Answer(403), Answer(body=b"<rss", length="500", cut=True)], ids=["503", "403", "cut off"]
)
def test_a_move_is_remembered_over_a_failure_that_says_nothing_of_it(desk: Desk, answer: Answer) -> None:
    moved = _move(desk)
    desk.server.routes["/moved.xml"] = answer
    for _ in range(4):
        assert not desk.pull(force=True).is_well
        assert desk.state().moved_to == moved
    assert desk.asked() == 1
    desk.pull(force=True)
    assert desk.state().moved_to is None  # silent so long: the list's own address may know more
    desk.pull(force=True)
    assert desk.asked() == 2


@pytest.mark.parametrize(
    "answer", [Answer(404), Answer(410), Answer(body=b"<html>no</html>")], ids=["404", "410", "page"]
)
def test_a_move_is_forgotten_where_the_feed_is_no_longer_there(desk: Desk, answer: Answer) -> None:
    _move(desk)
    desk.server.routes["/moved.xml"] = answer
    desk.pull(force=True)
    assert (desk.state().moved_to, desk.state().is_stopped) == (None, False)
