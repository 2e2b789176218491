"""What an answer means: one word for the fetch log, and whether to try again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import httpx

from extractors.errors import FetchError, FetchRefusedError, TollwatchError, TransientError
from extractors.feeds.exchange import Failure, Fetch


class Outcome(StrEnum):
    """How a fetch ended, as the fetch log has it; the last two stand for polls that were not made."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    BLOCKED = "blocked"
    GONE = "gone"
    FAILED = "failed"
    NOT_A_FEED = "not_a_feed"
    REFUSED = "refused"
    NOT_DUE = "not_due"
    BUSY = "busy"


RATE_LIMITED: Final = (429, 503)
"""Statuses whose Retry-After says when to come back."""

_BLOCKED: Final = (401, 402, 403, 407, 451)
_PASSING: Final = (408, 425, 429)
_GONE: Final = 410
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class Verdict:
    """`error` says why it is neither ok nor not modified; a TransientError may pass."""

    outcome: Outcome
    error: TollwatchError | None = None

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed later."""
        return isinstance(self.error, TransientError)


def judge(fetch: Fetch, *, is_feed: bool) -> Verdict:
    """What became of a fetch.

    A page that is not found is gone. A feed that is not found has failed: feeds come back.
    """
    if fetch.error is not None:
        is_ours = not isinstance(fetch.error, TransientError)
        return Verdict(Outcome.REFUSED if is_ours else Outcome.FAILED, fetch.error)
    status = fetch.status or 0
    if status == httpx.codes.OK:
        return Verdict(Outcome.OK)
    if status == httpx.codes.NOT_MODIFIED and fetch.was_conditional:
        return Verdict(Outcome.NOT_MODIFIED)
    said = f"HTTP {status} {httpx.codes.get_reason_phrase(status)}".strip()
    where = fetch.final_url
    if status in _BLOCKED:
        return Verdict(Outcome.BLOCKED, FetchRefusedError(f"{said}: the server does not serve us", where=where))
    if status == _GONE or (status == _NOT_FOUND and not is_feed):
        return Verdict(Outcome.GONE, FetchRefusedError(said, where=where))
    may_pass = is_feed or status in _PASSING or status >= httpx.codes.INTERNAL_SERVER_ERROR
    return Verdict(Outcome.FAILED, (FetchError if may_pass else FetchRefusedError)(said, where=where))


def was_reached(fetch: Fetch) -> bool:
    """Whether some server answered at all."""
    return bool(fetch.exchanges) or fetch.failure in {Failure.TIMEOUT, Failure.RESET, Failure.PROTOCOL}
