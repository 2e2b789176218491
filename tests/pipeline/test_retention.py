"""What of the raw zone is dropped: old, loaded, and referred to by nothing that is kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.health import examine
from pipeline.load import load_pending
from pipeline.retention import tidy
from pipeline.settings import Settings
from pipeline.stage import stage
from tests.archives.build import WarcBuilder, article_html, fetch_notes

TODAY = dt.date(2026, 11, 22)


def zone(settings: Settings, *days: str) -> list[Path]:
    """A file of the raw zone for each day."""
    paths = []
    for number, day in enumerate(days):
        url = f"http://harbour-post.example/{number}"
        warc = WarcBuilder()
        warc.metadata(url, fetch_notes(url), warc.response(url, article_html(number + 2)))
        path = settings.raw / day / f"harbour-post-{day.replace('-', '')}T000000Z-0000000{number}.warc.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        paths.append(warc.save(path))
    return paths


def test_only_what_is_loaded_and_old_enough_goes(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, raw_keep_days=10)
    # Ten days, and thirty more that later files may refer back to: until 13 October.
    old, unloaded, young, new = zone(settings, "2026-09-01", "2026-09-02", "2026-10-13", "2026-11-20")
    stage([old, young, new], settings.staged, raw_zone=settings.raw)
    assert tidy(settings, today=TODAY).dropped == []  # nothing is loaded yet
    load_pending(settings)
    assert tidy(Settings(home=tmp_path), today=TODAY).dropped == []  # no retention is set
    seen = tidy(settings, today=TODAY, is_dry=True)
    assert (seen.dropped, seen.not_loaded, old.exists()) == ([old], [unloaded], True)
    size = old.stat().st_size
    report = tidy(settings, today=TODAY)
    assert (report.dropped, report.bytes, report.kept) == ([old], size, 3)
    assert [path.exists() for path in (old, old.parent, unloaded, young, new)] == [False, False, True, True, True]
    assert tidy(settings, today=TODAY).dropped == []


def test_no_more_goes_than_the_size_asks_for(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, raw_keep_days=1)
    files = zone(settings, "2026-09-01", "2026-09-02", "2026-09-03")
    stage(files, settings.staged, raw_zone=settings.raw)
    load_pending(settings)
    most = (files[1].stat().st_size + files[2].stat().st_size) / 1e9
    bounded = settings.model_copy(update={"raw_max_gb": most})
    assert [finding.hint for finding in examine(bounded) if "RAW_MAX_GB" in finding.what] == ["tollwatch tidy"]
    assert tidy(bounded, today=TODAY).dropped == files[:1]
    assert not [finding for finding in examine(bounded) if "RAW_MAX_GB" in finding.what]
    assert tidy(settings, today=TODAY).dropped == files[1:]


def test_a_size_alone_bounds_the_zone_as_far_as_nothing_kept_refers_back(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, raw_max_gb=1e-9)
    files = zone(settings, "2026-10-01", "2026-10-22", "2026-10-24", "2026-11-20")
    stage(files, settings.staged, raw_zone=settings.raw)
    load_pending(settings)
    seen = tidy(settings, today=TODAY, is_dry=True)
    assert (seen.dropped, seen.over) == (files[:2], sum(path.stat().st_size for path in files[2:]) - 1)
    enough = settings.model_copy(update={"raw_max_gb": sum(path.stat().st_size for path in files[1:]) / 1e9})
    report = tidy(enough, today=TODAY)
    assert (report.dropped, report.over) == (files[:1], 0)
    assert tidy(enough, today=TODAY).dropped == []
