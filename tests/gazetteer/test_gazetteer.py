"""The gazetteer: look-ups in the embedded places, and the index on disk."""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.gazetteer import Entry, Gazetteer, NamedEntry, default_gazetteer
from extractors.gazetteer.index import build, cache_folder, ensure_index

HERE = Path(__file__).parent
_BUILD_FOREVER = """
import itertools, sys
from pathlib import Path
from extractors.gazetteer import Entry, NamedEntry
from extractors.gazetteer.index import ensure_index

def endless():
    for number in itertools.count(1):
        if number == 2000:
            print("building", flush=True)
        yield NamedEntry(Entry(number, f"Place {number}", "city", "SY", None, None, 1.0, 2.0, 0), (f"Place {number}",))

ensure_index("endless", endless, Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return default_gazetteer()


def spellings() -> list[dict[str, str]]:
    with (HERE / "spellings.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", spellings(), ids=lambda row: row["spelling"])
def test_every_spelling_finds_the_town(row: dict[str, str], gazetteer: Gazetteer) -> None:
    hits = gazetteer.find(row["spelling"]) + gazetteer.find_loosely(row["spelling"])
    towns = [hit.entry for hit in hits if hit.entry.kind == "city" and hit.entry.country == row["country"]]
    assert (row["name"], row["admin1"]) in [(town.name, town.admin1) for town in towns]


def test_a_town_has_all_its_fields(gazetteer: Gazetteer) -> None:
    town = next(h.entry for h in gazetteer.find("Hajin") if h.entry.country == "SY")
    assert (town.kind, town.admin1, town.admin1_code, town.geoname_id) == ("city", "Deir ez-Zor", "07", 174506)
    assert (town.lat, town.lon) == pytest.approx((34.695, 40.831), abs=0.01)


def test_abbreviations_need_their_capitals_and_dots(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Ill.")[0].entry.name == "Illinois"
    assert gazetteer.find("US")[0].entry.country == "US"
    assert gazetteer.find("U.S.")[0].entry.country == "US"
    assert gazetteer.find("IN")[0].entry.name == "Indiana"
    assert [h.entry.kind for h in gazetteer.find("us") if h.entry.kind == "country"] == []
    assert [h.entry.kind for h in gazetteer.find("ill") if h.entry.kind == "admin1"] == []


def test_demonyms_lead_to_the_country(gazetteer: Gazetteer) -> None:
    assert {
        w: (e.country if (e := gazetteer.demonym(w)) else None) for w in ("Syrian", "Iraqis", "Gazan", "Purple")
    } == {
        "Syrian": "SY",
        "Iraqis": "IQ",
        "Gazan": "PS",
        "Purple": None,
    }


def test_the_west_bank_is_one_place(gazetteer: Gazetteer) -> None:
    units = [h.entry for h in gazetteer.find("West Bank") if h.entry.kind == "admin1"]
    assert [unit.country for unit in units] == ["PS"]


@pytest.mark.parametrize(
    "name", ["", " ", "'", "Zzyzx of nowhere at all", "x" * 5000, "a'; DROP TABLE places; --", "\x00"]
)
def test_nonsense_finds_nothing(name: str, gazetteer: Gazetteer) -> None:
    assert gazetteer.find(name) == ()


def test_every_admin1_of_the_cities_of_conflict_countries_has_a_name(gazetteer: Gazetteer) -> None:
    connection = sqlite3.connect(gazetteer.index)
    query = (
        "SELECT count(*), count(admin1) FROM places "
        "WHERE kind = 'city' AND country IN ('SY', 'IQ', 'YE', 'LY', 'SD', 'UA', 'PS', 'AF')"
    )
    every, named = connection.execute(query).fetchone()
    connection.close()
    assert every > 7000
    assert named > 0.99 * every


def test_the_index_is_small(gazetteer: Gazetteer) -> None:
    assert gazetteer.index.stat().st_size < 60_000_000


def some_places() -> Iterator[NamedEntry]:
    entry = Entry(7, "Tel Zarqa", "city", "SY", "10", "Hama", 35.1, 36.7, 1200)
    yield NamedEntry(entry, ("Tel Zarqa", "Tall az-Zarqā", "تل الزرقاء"), ())


def test_another_source_of_places(tmp_path: Path) -> None:
    gazetteer = Gazetteer(ensure_index("few", some_places, tmp_path))
    for spelling in ("Tel Zarqa", "Tall az Zarqa", "tel al-zarqa", "تل الزرقاء"):
        assert [hit.entry.entry_id for hit in gazetteer.find(spelling)] == [7], spelling
    assert [hit.entry.entry_id for hit in gazetteer.find_loosely("Tell Zerqa")] == [7]
    assert gazetteer.find("Aleppo") == ()


def test_an_index_is_built_once(tmp_path: Path) -> None:
    first = ensure_index("few", some_places, tmp_path)
    written = first.stat().st_mtime_ns

    def never() -> Iterator[NamedEntry]:
        raise AssertionError("built again")

    assert ensure_index("few", never, tmp_path) == first
    assert first.stat().st_mtime_ns == written
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[NamedEntry]:
        yield from some_places()
        raise ValueError("the source broke off")

    with pytest.raises(ValueError, match="broke off"):
        ensure_index("few", broken, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert Gazetteer(ensure_index("few", some_places, tmp_path)).find("Tel Zarqa")


def test_a_build_that_is_killed_leaves_no_index_under_its_name(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _BUILD_FOREVER, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"building\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert [p for p in tmp_path.iterdir() if p.suffix == ".sqlite"] == []
    left = next(tmp_path.iterdir())
    os.utime(left, (0, 0))
    assert Gazetteer(ensure_index("endless", some_places, tmp_path)).find("Tel Zarqa")
    assert not left.exists(), "what the killed build left was not swept away"


def test_two_builders_at_once_both_get_a_whole_index(tmp_path: Path) -> None:
    found: list[int] = []

    def work() -> None:
        found.append(len(Gazetteer(ensure_index("few", some_places, tmp_path)).find("Tel Zarqa")))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1, 1]
    assert len(list(tmp_path.iterdir())) == 1


def _look_up(index: Path) -> int:
    return len(Gazetteer(index).find("Tel Zarqa"))


def test_a_forked_or_spawned_worker_reads_it_too(tmp_path: Path) -> None:
    index = ensure_index("few", some_places, tmp_path)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_look_up, [index]) == [1]


def test_a_home_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert cache_folder().is_dir()


def test_building_again_gives_the_same_rows(tmp_path: Path) -> None:
    dumps = []
    for name in ("a", "b"):
        build(tmp_path / name, some_places())
        connection = sqlite3.connect(tmp_path / name)
        dumps.append(list(connection.iterdump()))
        connection.close()
    assert dumps[0] == dumps[1]
