"""The whole error tree. What may succeed later is retried; what never will is put aside with its reason.

TollwatchError
|-- TransientError        may succeed later: retried with backoff, never quarantined
|   |-- FetchError          the network or the server failed (timeout, reset, 429, 5xx)
|   `-- LockedError         another process holds the warehouse
`-- PermanentError        never succeeds on the same input: put aside with the reason, counted, the batch goes on
    |-- FetchRefusedError   the server or our own rules say no (403, 404, 410, robots.txt, size limit, scheme)
    |-- FeedError           the document is no feed (HTML page, empty body, unreadable)
    |-- ArticleError        the page holds no article text
    |-- DocumentError       an input file or line is unreadable (bad JSON, missing field, broken date)
    |-- WarcError           a WARC file is damaged (digest, truncation)
    |-- StagingError        a staged batch does not have the schema that the warehouse expects
    `-- WarehouseError      the database is missing, older than the code, or not ours
"""

from __future__ import annotations


class TollwatchError(Exception):
    """Anything that goes wrong here and is understood.

    Args:
        what: what happened, in one sentence.
        where: the place: a URL, a file, `file:line`, a feed id.
        hint: the user's next step, where there is one.
    """

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        step = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.what}{step}"

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword arguments do not pickle by default; worker processes send ours back.
        return (_rebuild, (type(self), self.what, self.where, self.hint))


def _rebuild(kind: type[TollwatchError], what: str, where: str | None, hint: str | None) -> TollwatchError:
    return kind(what, where=where, hint=hint)


class TransientError(TollwatchError):
    """May succeed later."""


class FetchError(TransientError):
    """The network or the server failed."""


class LockedError(TransientError):
    """Another process holds the warehouse."""


class PermanentError(TollwatchError):
    """Never succeeds on the same input."""


class FetchRefusedError(PermanentError):
    """The server, or one of our own rules, says no."""


class FeedError(PermanentError):
    """The document is no feed."""


class ArticleError(PermanentError):
    """The page holds no article text."""


class DocumentError(PermanentError):
    """An input file or line is unreadable."""


class WarcError(PermanentError):
    """A WARC file is damaged."""


class StagingError(PermanentError):
    """A staged batch does not have the expected schema."""


class WarehouseError(PermanentError):
    """The database is missing, too old, too new, or not ours."""
