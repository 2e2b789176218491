"""A GeoNames dump beside the embedded places: added once, found by name, refused where it is none."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from extractors.errors import DocumentError
from extractors.gazetteer import Gazetteer, NamedEntry, embedded
from extractors.gazetteer.dump import forget, import_dumps, index_in_use
from extractors.gazetteer.entries import Entry


def line(number: int, name: str, kind: str = "P", code: str = "PPL", alternates: str = "") -> str:
    fields = [str(number), name, name, alternates, "35.1", "36.7", kind, code, "SY", "", "10", "", "", "", "0"]
    return "\t".join([*fields, "", "", "Asia/Damascus", "2024-01-01"])


@pytest.fixture(autouse=True)
def _few_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Entry(1, "Hajin", "city", "SY", "07", "Deir ez-Zor", 34.7, 40.8, 30_000)
    monkeypatch.setattr(embedded, "places", lambda: iter([NamedEntry(town, ("Hajin",))]))


def dump(folder: Path, *lines: str, name: str = "SY.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_dump_adds_villages_and_camps_alone(tmp_path: Path) -> None:
    lines = [line(1, "Hajin"), line(2, "Tall Zarqā", alternates="Tel Zarqa,Tell Zarka"), line(3, "Wadi Z", "H", "WAD")]
    lines += [line(4, "Qah Camp", "S", "CMPRF"), "broken"]
    ticks: list[int] = []
    done = import_dumps([dump(tmp_path, *lines)], folder=tmp_path / "cache", tick=ticks.append)
    assert (done.added, done.put_aside, done.is_new) == (2, 1, True)
    assert ticks == sorted(ticks)
    found = Gazetteer(done.index)
    assert [h.entry.admin1 for h in found.find("Tel Zarqa")] == ["Hama"]
    assert [h.entry.admin1 for h in found.find("Hajin")] == ["Deir ez-Zor"]
    assert found.find("Qah Camp")
    assert not found.find("Wadi Z")


def test_the_same_dump_again_changes_nothing(tmp_path: Path) -> None:
    path, folder = dump(tmp_path, line(2, "Tall Zarqa")), tmp_path / "cache"
    first = import_dumps([path], folder=folder)
    written = first.index.stat().st_mtime_ns
    again = import_dumps([path], folder=folder)
    assert (again.index, again.added, again.is_new) == (first.index, 1, False)
    assert first.index.stat().st_mtime_ns == written
    assert index_in_use(folder) == first.index


def test_an_archive_is_read_as_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "what the columns are")
        archive.writestr("SY.txt", line(2, "Tall Zarqa") + "\n")
    assert import_dumps([path], folder=tmp_path / "cache").added == 1


@pytest.mark.parametrize("text", ["name,lat,lon\nx,1,2\n", "<html>\n"])
def test_what_is_no_dump_is_refused_and_nothing_is_put_in_use(tmp_path: Path, text: str) -> None:
    path = tmp_path / "SY.txt"
    path.write_text(text)
    with pytest.raises(DocumentError, match="no GeoNames dump"):
        import_dumps([path], folder=tmp_path / "cache")
    assert index_in_use(tmp_path / "cache") is None
    with pytest.raises(DocumentError, match="cannot be read"):
        import_dumps([tmp_path / "none.txt"], folder=tmp_path / "cache")


def test_back_to_the_embedded_places(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    import_dumps([dump(tmp_path, line(2, "Tall Zarqa"))], folder=folder)
    assert forget(folder)
    assert not forget(folder)
    assert index_in_use(folder) is None


def test_a_damaged_pointer_leaves_the_embedded_places_in_use(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for told in ("{}", "[]", "xx", "", '{"index": 5}'):
        (tmp_path / "gazetteer-in-use.json").write_text(told, encoding="utf-8")
        assert index_in_use(tmp_path) is None
    assert "tollwatch gazetteer reset" in caplog.text


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", "\n".join(line(n, f"Tall {n}") for n in range(2, 400)))
    content = bytearray(path.read_bytes())
    content[200:240] = b"\xff" * 40
    path.write_bytes(content)
    with pytest.raises(DocumentError, match="broken"):
        import_dumps([path], folder=tmp_path / "cache")
    assert index_in_use(tmp_path / "cache") is None


def test_numbers_that_no_place_has_are_put_aside_alone(tmp_path: Path) -> None:
    wild = line(2, "Tall Zarqa").replace("35.1", "nan")
    done = import_dumps([dump(tmp_path, wild, line(10**30, "Tall B"), line(3, "Tall C"))], folder=tmp_path / "cache")
    assert done.added == 1
