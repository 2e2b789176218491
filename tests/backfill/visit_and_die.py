"""A backfill of an outlet in a process of its own, to be killed.

usage: python -m tests.backfill.visit_and_die HOME SITE
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from extractors.sitemaps.choose import Window
from pipeline.backfill.outlet import fetch_outlet
from pipeline.backfill.plan import Errand, OutletReport
from pipeline.settings import Settings
from tests.feeds.documents import feed

NOVEMBER = Window(dt.date(2018, 11, 1), dt.date(2018, 11, 30))


def visit(home: Path, site: str, **options: bool | int) -> OutletReport:
    """One visit, without pauses."""
    again, is_dry = bool(options.pop("again", False)), bool(options.pop("is_dry", False))
    return fetch_outlet(quick(home), errand(site, **options), again=again, is_dry=is_dry)


def quick(home: Path) -> Settings:
    """Without pauses."""
    return Settings(home=home, host_interval_s=0, allow_private=True, read_timeout_s=30, max_sitemaps=20)


def errand(site: str, **options: bool | int) -> Errand:
    """November of a site."""
    return Errand(feed(f"{site}/feed.xml"), NOVEMBER, **options)  # type: ignore[arg-type]


if __name__ == "__main__":
    visit(Path(sys.argv[1]), sys.argv[2])
