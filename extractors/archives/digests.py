"""Digests of WARC records: `sha1:<base32>` as most archives write them, or another algorithm, or hexadecimal."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

_ALGORITHMS: Final = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "md5": "md5"}


def payload_digest(payload: bytes) -> str:
    """The digest as WARC-Payload-Digest writes it."""
    return f"sha1:{base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode('ascii')}"


def is_known(stated: str | None) -> bool:
    """Whether the stated digest is of an algorithm that we can check."""
    return bool(stated) and (stated or "").partition(":")[0].strip().lower() in _ALGORITHMS


def agrees(stated: str, *candidates: bytes) -> bool:
    """Whether the stated digest is that of one of the candidates; an algorithm that we do not know proves nothing.

    Several, since archives differ in whether the payload's digest is taken with or without the transfer coding.
    """
    name, _, value = stated.partition(":")
    algorithm = _ALGORITHMS.get(name.strip().lower())
    if algorithm is None:
        return True
    for candidate in candidates:
        digest = hashlib.new(algorithm, candidate, usedforsecurity=False).digest()
        base32 = base64.b32encode(digest).decode("ascii").rstrip("=")
        if value.strip().rstrip("=").upper() == base32 or value.strip().lower() == digest.hex():
            return True
    return False
