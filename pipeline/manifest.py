"""The manifest of a batch in the object store: where its files are, with their sizes and digests."""

from __future__ import annotations

import re
from typing import Final

from pydantic import BaseModel

from pipeline.batch import NOT_READ, PROBLEMS
from warehouse.staging import FILES, STAGED

_NAMES: Final = {*FILES, STAGED, PROBLEMS, NOT_READ}
"""Files that a batch may have."""


class File(BaseModel):
    """What a file has to be."""

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """The files of a batch by name, and the folder of the store in which they lie."""

    parts: str
    files: dict[str, File]


def read_manifest(name: str, text: bytes) -> Manifest:
    """What the manifest of the batch of this name says.

    Raises:
        ValueError: it names anything but files of this batch.
    """
    manifest = Manifest.model_validate_json(text)
    if not manifest.files or not _NAMES.issuperset(manifest.files):
        raise ValueError("its files are not those of a batch")
    if not re.fullmatch(rf"parts/{re.escape(name)}/\w+", manifest.parts):
        raise ValueError("its files do not lie where those of the batch do")
    return manifest
