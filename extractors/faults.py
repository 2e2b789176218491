"""The boundary around one input: what our own code or a library fails on is put aside like any other bad input."""

from __future__ import annotations

import logging
from typing import Final

from extractors.errors import DocumentError, TollwatchError

log = logging.getLogger(__name__)

_LONGEST_REASON: Final = 300


def put_aside(error: Exception, doing: str, *, where: str) -> TollwatchError:
    """The error that stands in the place of one input; an error of ours as it is, any other one told with its kind.

    The traceback goes to the log, since nobody foresaw it.

    Args:
        error: what was raised.
        doing: what could not be done ("the page cannot be read").
        where: the place of the input.

    Raises:
        OSError, MemoryError: `error` is one. The trouble is the machine's, not the input's, and may be over later.
    """
    if isinstance(error, TollwatchError):
        return error
    if isinstance(error, OSError | MemoryError):
        raise error
    log.error("%s: %s", where, doing, exc_info=error)
    reason = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
    return DocumentError(f"{doing}: {reason}", where=where, hint="a fault in Tollwatch: please report it")
