"""Make warehouse/linkage/background.tsv: how little it says that two texts share a word.

    python -m scripts.make_background ../shared/eval/dev/*.docs.jsonl

needs the package wordfreq (3.1.1), whose data are under CC BY-SA 4.0. A word's weight is the lesser of what general
English and what reports of casualties say: "gunshot" is rare in English and common here. The weights are fixed, so the
score of two incidents never depends on what else a warehouse holds.
"""

from __future__ import annotations

import json
import math
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Final

from wordfreq import get_frequency_dict

WORDS_OF_AN_ARTICLE: Final = 400
"""Running words in a report of usual length: from a word's frequency to the share of reports that hold it."""

LEAST_COMMON: Final = 2.5
"""Zipf frequency (log10 of occurrences in a billion words) under which all words weigh alike."""

STEPS_OF_A_BIT: Final = 3
OFTEN: Final = 0.02
"""A word in fewer of the reports than that says nothing of how common it is there."""

FEW: Final = 20
"""Reports that are added to each count, so that a few articles prove little."""


def main(paths: list[str]) -> None:
    """Print the table: word, weight in thirds of a bit."""
    bits = {
        _folded(word): -math.log2(min(1.0, WORDS_OF_AN_ARTICLE * frequency))
        for word, frequency in get_frequency_dict("en", "best").items()
        if math.log10(frequency) + 9 >= LEAST_COMMON
    }
    for path in paths:
        for word, share in _shares(Path(path)).items():
            bits[word] = min(bits.get(word, math.inf), -math.log2(share))
    for word in sorted(bits):
        if re.fullmatch(r"[^\W\d_]{3,}", word):
            print(word, max(0, round(bits[word] * STEPS_OF_A_BIT)), sep="\t")


def _shares(path: Path) -> dict[str, float]:
    """The share of the documents of a file that hold each word which many of them hold."""
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    counts = Counter(
        word
        for document in documents
        for word in set(re.findall(r"[^\W\d_]{3,}", _folded(f"{document.get('title') or ''} {document['text']}")))
    )
    return {
        word: (count + 1) / (len(documents) + FEW) for word, count in counts.items() if count >= OFTEN * len(documents)
    }


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


if __name__ == "__main__":
    main(sys.argv[1:])
