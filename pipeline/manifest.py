"""What a batch in the object store consists of: where its files are, with their sizes and digests.

Whoever may write to the store may write anything there: only what is a manifest of that very batch is one.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from pipeline.batch import NOT_READ, PROBLEMS
from warehouse.staging import FILES, STAGED

_NAMES: Final = {*FILES, STAGED, PROBLEMS, NOT_READ}
"""Files that a batch may have."""


class File(BaseModel):
    """One file of a batch, as it was sent."""

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """Of one attempt at a batch: the place of its files, and each by its name."""

    parts: str
    files: dict[str, File]


def read_manifest(name: str, text: bytes) -> Manifest:
    """The manifest of the batch of this name.

    Raises:
        ValueError: the text is none.
    """
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"]) from error
    if not manifest.files or not _NAMES.issuperset(manifest.files):
        raise ValueError("its files are not those of a batch")
    if not re.fullmatch(rf"parts/{re.escape(name)}/\w+", manifest.parts):
        raise ValueError("its files do not lie where those of the batch do")
    return manifest


def file_of(path: Path) -> File:
    """A local file as a manifest tells of it."""
    with path.open("rb") as stream:
        return File(bytes=path.stat().st_size, sha256=hashlib.file_digest(stream, "sha256").hexdigest())
