"""The object store: what one machine writes and another one reads, where there is more than one.

    raw/<day>/<name>.warc.gz          as the raw zone of the machine that pulled it
    parts/<batch>/<attempt>/<file>    the files of a staged batch
    staged/<batch>.json               its manifest: where its files are, with their sizes and digests; written last
    refused/<batch>.json              what stood among the manifests and is none
    published/tollwatch.duckdb        the snapshot

An object appears whole or not at all (a file of a shared folder, too: it is written aside and renamed), but a store
cannot rename, and a batch is several objects. So a batch counts when its manifest is there, and not before. Each
attempt at one writes below a name of its own: of two workers that stage the same source the manifest of the later
one holds, and the files of the two never mix.

Steps work on local files, as on one machine: what a step reads is brought, what it wrote is sent.
"""

from __future__ import annotations

import datetime as dt
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

import fsspec

from extractors.archives.revisits import files_referred_to
from extractors.errors import DocumentError, FetchError, StagingError, TollwatchError
from pipeline.manifest import File, Manifest, file_of, read_manifest
from pipeline.settings import Settings

_MANIFEST: Final = ".json"

_LEFT_FOR: Final = dt.timedelta(days=1)
"""Nobody sends a batch for so long."""

_LOOKED_AFTER_S: Final = 600
"""Seconds after which a pull looks again for WARC files that a killed one has not sent."""


def open_store(settings: Settings) -> Store | None:
    """The object store of the settings; null where one machine does everything."""
    return Store(settings.store) if settings.store else None


class Store:
    """An object store, or any other file system that fsspec knows.

    What it raises where the store does not answer, or refuses, is a FetchError, which is tried again.

    Args:
        url: where everything lies, as `s3://bucket/tollwatch`. Access comes from the environment, as the store's
            client reads it (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL`, ...).
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        with _asked(self.url):
            # Other machines write, too: a listing that was kept would hide it. Only folders have to be made.
            self._is_folder = fsspec.utils.get_protocol(self.url) in {"file", "local"}
            options = {"auto_mkdir": True} if self._is_folder else {}
            self._fs, self._root = fsspec.url_to_fs(self.url, use_listings_cache=False, **options)

    def send_raw(self, warcs: Iterable[Path]) -> None:
        """Send WARC files of a raw zone; one that is there already is the same."""
        for path in warcs:
            self._put(path, f"raw/{path.parent.name}/{path.name}")

    def send_forgotten(self, raw: Path, marker: Path) -> None:
        """Send what a killed pull left unsent, where nobody has looked for ten minutes.

        Args:
            raw: the local raw zone; only days that changed since the last look are compared.
            marker: a local file whose time says when that was.
        """
        last, begun = marker.stat().st_mtime if marker.exists() else 0.0, time.time()
        if begun - last < _LOOKED_AFTER_S or not raw.exists():
            return
        for day in sorted(raw.iterdir()):
            if day.is_dir() and day.stat().st_mtime >= last - _LOOKED_AFTER_S:
                there = {PurePosixPath(name).name for name in self._files(f"raw/{day.name}")}
                self.send_raw(sorted(path for path in day.glob("*.warc.gz") if path.name not in there))
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
        os.utime(marker, (begun, begun))  # all that was there when the look began is sent

    def raw_names(self) -> list[str]:
        """All WARC files, as `<day>/<name>`, oldest first."""
        return sorted(self.raw_sizes())

    def raw_sizes(self) -> dict[str, int]:
        """Bytes of all WARC files, by `<day>/<name>`."""
        files = self._files("raw")
        return {"/".join(PurePosixPath(name).parts[-2:]): files[name] for name in files if name.endswith(".warc.gz")}

    def bring_raw(self, source: Path, zone: Path) -> Path:
        """Bring a WARC file into a local zone, with the files that its revisits refer to, and return its path there.

        Args:
            source: its last two parts, day and name, say which.
            zone: a folder.

        Raises:
            DocumentError: the store does not have it.
        """
        name = f"{source.parent.name}/{source.name}"
        path = self._get(f"raw/{name}", zone / name)
        if path is None:
            raise DocumentError("is not in the object store", where=f"{self.url}/raw/{name}")
        for days, other in files_referred_to(path):
            # one that is nowhere is told where the revisit is read
            any((zone / day / other).exists() or self._get(f"raw/{day}/{other}", zone / day / other) for day in days)
        return path

    def batches(self) -> set[str]:
        """Names of all whole batches. What else lies beside their manifests is left alone."""
        found = map(PurePosixPath, self._files("staged"))
        folder = PurePosixPath(self._path("staged"))
        whole = (path for path in found if path.suffix == _MANIFEST and path.parent == folder)
        return {path.stem for path in whole if not path.name.startswith(".")}

    def send_batch(self, folder: Path, *, again: bool = False) -> None:
        """Send a whole batch; one that is there already is left alone, or replaced where that is asked."""
        manifest = f"staged/{folder.name}{_MANIFEST}"
        with _asked(f"{self.url}/{manifest}"):
            if not again and self._fs.exists(self._path(manifest)):
                return
        parts = f"parts/{folder.name}/{uuid.uuid4().hex}"
        files: dict[str, File] = {}
        for path in sorted(folder.iterdir()):
            self._put(path, f"{parts}/{path.name}")
            files[path.name] = file_of(path)
        with _asked(f"{self.url}/{manifest}"):
            told = Manifest(parts=parts, files=files).model_dump_json().encode()
            self._write(manifest, lambda place: self._fs.pipe_file(place, told))

    def bring_batch(self, name: str, into: Path) -> Path:
        """Bring a batch into a folder below `into`, and return that.

        Raises:
            StagingError: its files are not those of the manifest; or that is none, and was moved to `refused/`, so that
                the source of the batch is staged again.
        """
        try:
            manifest = self._manifest(name)
        except StagingError:
            self._refuse(name)
            raise
        folder = into / name
        folder.mkdir(parents=True)
        for file, told in manifest.files.items():
            path = self._get(f"{manifest.parts}/{file}", folder / file)
            if path is None or file_of(path) != told:
                raise StagingError(
                    "the file is not the one that the manifest names",
                    where=f"{self.url}/{manifest.parts}/{file}",
                    hint=f"remove {self.url}/staged/{name}{_MANIFEST}: the next extract stages its source again",
                )
        return folder

    def drop_leftovers(self, *, is_dry: bool = False) -> tuple[int, int]:
        """Drop the files of attempts at batches that no manifest names: of killed workers, and of the slower of two.

        What is younger than a day stays, since its manifest may be on its way. A lifecycle rule of the bucket cannot do
        this: it knows ages, and no manifests.

        Args:
            is_dry: only count.

        Returns:
            How many files, and their bytes.
        """
        files = self._files("parts")  # before the manifests: one that comes meanwhile counts
        attempts: dict[str, dict[str, list[str]]] = {}
        for name in files:
            batch, attempt = PurePosixPath(name).parts[-3:-1]
            attempts.setdefault(batch, {}).setdefault(attempt, []).append(name)
        whole, leftovers = self.batches(), list[str]()
        for batch, found in attempts.items():
            named = None
            if batch in whole:
                try:
                    named = PurePosixPath(self._manifest(batch).parts).name if len(found) > 1 else next(iter(found))
                except StagingError:  # the next load refuses it
                    continue
            leftovers += [name for attempt, names in found.items() if attempt != named for name in names]
        with _asked(f"{self.url}/parts"):
            before = dt.datetime.now(dt.UTC) - _LEFT_FOR
            leftovers = [name for name in leftovers if self._fs.modified(name) < before]
            if leftovers and not is_dry:
                self._fs.rm(leftovers)
        return len(leftovers), sum(files[name] for name in leftovers)

    def send_snapshot(self, snapshot: Path) -> str:
        """Replace the published snapshot and return its address; who has begun to read the old one reads on."""
        self._put(snapshot, f"published/{snapshot.name}")
        return f"{self.url}/published/{snapshot.name}"

    def _manifest(self, name: str) -> Manifest:
        place = f"staged/{name}{_MANIFEST}"
        with _asked(f"{self.url}/{place}"):
            text = self._fs.cat_file(self._path(place))
        try:
            return read_manifest(name, text)
        except ValueError as error:
            raise StagingError(
                f"this is no manifest of a batch: {error}",
                where=f"{self.url}/{place}",
                hint="the load that refuses it moves it to refused/; the next extract stages its source again",
            ) from error

    def _refuse(self, name: str) -> None:
        place, aside = (f"{folder}/{name}{_MANIFEST}" for folder in ("staged", "refused"))
        with _asked(f"{self.url}/{aside}"):
            text = self._fs.cat_file(self._path(place))
            self._write(aside, lambda to: self._fs.pipe_file(to, text))
            self._fs.rm_file(self._path(place))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _put(self, path: Path, name: str) -> None:
        with _asked(f"{self.url}/{name}"):
            self._write(name, lambda place: self._fs.put_file(str(path), place))

    def _write(self, name: str, write: Callable[[str], object]) -> None:
        """Whole or not at all: an object store sees to that itself, in a folder the file is written aside first."""
        place = self._path(name)
        if not self._is_folder:
            write(place)
            return
        path = PurePosixPath(place)
        aside = f"{path.parent}/.{path.name}.{uuid.uuid4().hex}.open"
        write(aside)
        self._fs.mv(aside, place)

    def _get(self, name: str, path: Path) -> Path | None:
        """A local copy, there when it is whole; null where the store has no such object."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".open-{path.name}")
        with _asked(f"{self.url}/{name}"):
            try:
                self._fs.get_file(self._path(name), str(unfinished))
            except FileNotFoundError:
                return None
        return unfinished.replace(path)

    def _files(self, name: str) -> dict[str, int]:
        """All files below a folder, with their bytes."""
        with _asked(f"{self.url}/{name}"):
            return {str(path): told["size"] for path, told in self._fs.find(self._path(name), detail=True).items()}


@contextmanager
def _asked(where: str) -> Iterator[None]:
    """Each kind of store fails in its own way: all of it may pass."""
    try:
        yield
    except TollwatchError:
        raise
    except Exception as error:
        raise FetchError(
            f"the object store does not answer as it should: {str(error) or type(error).__name__}",
            where=where,
            hint="TOLLWATCH_STORE names it; access comes from the environment, as AWS_ACCESS_KEY_ID",
        ) from error
