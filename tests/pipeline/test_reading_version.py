"""The version of what reads: it covers everything that makes a staged row, and differs where that differs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from extractors.casualties import default_extractor
from extractors.casualties.model import Extraction, Method
from extractors.documents import Document
from pipeline.load import load
from pipeline.reading_version import LIBRARIES, code_digest, files, reading_version
from pipeline.stage import stage
from tests.conftest import PROJECT
from warehouse import connect
from warehouse.derivation import rebuild

LOADED = """
import json, sys
from pathlib import Path
import extractors.archives.sources, pipeline.batch
print(json.dumps([str(Path(module.__file__).relative_to(sys.argv[1])) for name, module in sys.modules.items()
                  if name.partition(".")[0] in ("extractors", "pipeline", "warehouse")]))
"""

DIGEST = "from pipeline.reading_version import code_digest; print(code_digest())"


def python(code: str, folder: Path, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}", *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    ).stdout.strip()


def test_every_module_that_makes_a_batch_is_covered() -> None:
    loaded = json.loads(python(LOADED, PROJECT, str(PROJECT)))
    assert len(loaded) > 50
    assert set(loaded) <= set(files())


def test_every_data_file_that_makes_a_batch_is_covered() -> None:
    data = {
        str(path.relative_to(PROJECT))
        for folder in ("articles", "archives", "casualties", "gazetteer")
        for path in (PROJECT / "extractors" / folder).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert len(data) > 15
    assert data <= set(files())


def test_what_only_pulls_or_shows_is_not_covered() -> None:
    assert "extractors/archives/warc_writer.py" not in files()
    assert not [name for name in files() if name.startswith(("extractors/feeds/poll", "pipeline/cli", "dags"))]


def test_the_hand_kept_number_stands_first() -> None:
    version = reading_version(default_extractor)
    assert version == f"{default_extractor.version}+{code_digest()}"
    assert len(code_digest()) == 8
    assert set(code_digest()) <= set("0123456789abcdef")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code in another folder, to be changed."""
    for package in ("extractors", "pipeline", "warehouse"):
        shutil.copytree(PROJECT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_it_is_the_same_anywhere_and_changes_with_any_of_its_files(copy: Path) -> None:
    before = python(DIGEST, copy)
    assert before == python(DIGEST, copy)
    (copy / "extractors" / "feeds" / "poll.py").write_text("# another way to poll\n")
    assert python(DIGEST, copy) == before
    seen = {before}
    for name in ("articles/walls.toml", "articles/outlets/middle_east_eye.toml", "gazetteer/regions.csv", "faults.py"):
        with (copy / "extractors" / name).open("a") as file:
            file.write("\n")
        seen.add(python(DIGEST, copy))
    assert len(seen) == 5


@pytest.mark.parametrize("library", LIBRARIES)
def test_another_release_of_a_library_is_another_version(library: str) -> None:
    pretend = f"""
from importlib import metadata
known = metadata.version
metadata.version = lambda name: "99.0" if name == {library!r} else known(name)
"""
    assert python(pretend + DIGEST, PROJECT) != python(DIGEST, PROJECT)


@dataclass
class Naming:
    """Reads as the cascade does, but for the method, which tells whose reading it is."""

    version: str
    method: Method

    def __call__(self, document: Document) -> Extraction:
        found = default_extractor(document)
        return replace(found, claims=tuple(replace(claim, method=self.method) for claim in found.claims))


@dataclass
class Desk:
    """Stages the same article with one code after another, and loads it."""

    folder: Path
    patch: pytest.MonkeyPatch

    @property
    def database(self) -> Path:
        return self.folder / "tollwatch.duckdb"

    def read(self, number: int, digest: str, method: Method, article: str = "a") -> None:
        row = {
            "id": article,
            "title": "Strike",
            "text": "Three people were killed on Friday in an air strike on Idlib.",
            "published": "2026-10-10",
        }
        source = self.folder / "in.jsonl"
        source.write_text(json.dumps(row) + "\n")
        self.patch.setattr("pipeline.reading_version.code_digest", lambda: digest)
        extractor = Naming(f"cascade-{number}", method)
        report = load(
            self.database, [b.folder for b in stage([source], self.folder / "staged", extractor=extractor).batches]
        )
        assert len(report.loaded) == 1

    def counting(self) -> set[tuple[str, str]]:
        """Version and method of article a's claims that count; the same if all is derived anew."""
        found = []
        for derived_anew in (False, True):
            with connect.writer(self.database) as connection:
                if derived_anew:
                    rebuild(connection)
                rows = connection.execute(
                    "SELECT extractor_version, method FROM core.claims WHERE is_current AND article_id = 'a'"
                )
                found.append(set(rows.fetchall()))
        assert found[0] == found[1]
        return found[0]


@pytest.fixture
def desk(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path, monkeypatch)
    shutil.copy(migrated, desk.database)
    return desk


@pytest.mark.parametrize(("first", "second"), [("00000001", "ffff9999"), ("ffff9999", "00000001")])
def test_of_two_digests_with_one_number_the_later_one_counts(desk: Desk, first: str, second: str) -> None:
    desk.read(1, first, "shelling")
    assert desk.counting() == {(f"cascade-1+{first}", "shelling")}
    desk.read(1, second, "missile")
    assert desk.counting() == {(f"cascade-1+{second}", "missile")}
    desk.read(1, first, "shelling", article="b")  # what the older code staged, and is loaded late, makes it no newer
    desk.read(1, "77777777", "explosion")
    assert desk.counting() == {("cascade-1+77777777", "explosion")}


@pytest.mark.parametrize("order", [(9, 10), (10, 9)])
def test_the_number_outranks_the_order_of_loading_and_the_digest(desk: Desk, order: tuple[int, int]) -> None:
    for number in order:
        desk.read(number, {9: "99999999", 10: "00000000"}[number], "shelling" if number == 9 else "missile")
    assert desk.counting() == {("cascade-10+00000000", "missile")}


def test_a_late_batch_of_older_code_does_not_count(desk: Desk) -> None:
    desk.read(1, "00000001", "shelling", article="b")
    desk.read(1, "00000002", "missile")
    desk.read(1, "00000001", "shelling")
    assert desk.counting() == {("cascade-1+00000002", "missile")}
