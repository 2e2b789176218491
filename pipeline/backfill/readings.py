"""What a backfill read of a source, kept to say what the next reading of the same changed, and why."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from extractors.documents import stable_id

COUNTS: Final = ("articles", "claims", "incidents")


@dataclass(frozen=True, slots=True)
class Reading:
    """One source, read to as far as could be: what went in (a digest), which code read it, what came out."""

    input: str
    version: str
    articles: int
    claims: int
    incidents: int


def kept_at(folder: Path, *wish: str | None) -> Path:
    """Where the last reading of the same wish is kept: one source, for the same days, hosts and options."""
    return folder / f"reading-{stable_id(*wish)}.json"


def changed(path: Path, now: Reading) -> str:
    """Keep this reading in the place of the last one, and say in a sentence what it changed."""
    before = _last(path)
    fresh = path.with_suffix(".tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_text(json.dumps(asdict(now)), "utf-8")
    fresh.replace(path)
    return _difference(before, now)


def _last(path: Path) -> Reading | None:
    try:
        return Reading(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return None  # not whole, or of an older form: then this reading counts as the first


def _difference(before: Reading | None, now: Reading) -> str:
    counts = ", ".join(f"{getattr(now, name):,} {name}" for name in COUNTS)
    if before is None:
        return f"read for the first time: {counts}"
    if before == now:
        return f"nothing changed: {counts}, as before"
    why = []
    if before.version != now.version:
        why.append(f"other code ({before.version} -> {now.version})")
    if before.input != now.input:
        why.append("other input")
    moved = [
        f"{name} {getattr(before, name):,} -> {getattr(now, name):,}"
        for name in COUNTS
        if getattr(before, name) != getattr(now, name)
    ]
    return f"{' and '.join(why) or 'the same code and input'}: {', '.join(moved) or f'{counts}, as before'}"
