"""Settings: every one has an environment variable `TOLLWATCH_<NAME>` and a default that works in a checkout."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from extractors.errors import WarehouseError
from warehouse.lake_access import Lake

_LAKE: Final = "ducklake:"

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Where things lie and how we behave on the network."""

    model_config = SettingsConfigDict(env_prefix="TOLLWATCH_", env_ignore_empty=True, frozen=True)

    home: Path = Field(PROJECT / "var", description="everything that the pipeline writes lies below this folder")
    store: str | None = Field(
        None,
        description="object store through which machines share raw zone, batches and snapshot, as an fsspec URL "
        "(s3://bucket/folder); null where one machine does everything",
    )
    warehouse: str | None = Field(
        None,
        description="the live warehouse: a file, or a DuckLake by its catalogue, as `ducklake:postgres:dbname=...`, "
        "with its tables below `store`; null is tollwatch.duckdb below `home`",
    )
    feeds: Path = Field(PROJECT / "feeds.toml", description="the feed list")
    proxy: str | None = Field(None, description="HTTP proxy for all requests, as http://host:port")
    allow_private: bool = Field(
        default=False,
        description="whether feeds and pages may lie at private addresses; a proxy decides that for itself",
    )
    contact: str = Field(
        "https://github.com/tollwatch/tollwatch", description="URL or address of who runs this, sent in the User-Agent"
    )
    connect_timeout_s: float = Field(10.0, gt=0, description="seconds to wait for a connection")
    read_timeout_s: float = Field(30.0, gt=0, description="seconds to wait for the next bytes")
    total_timeout_s: float = Field(120.0, gt=0, description="seconds that one request may take in all")
    max_feed_bytes: int = Field(10_000_000, gt=0, description="largest feed, after decompression")
    max_page_bytes: int = Field(10_000_000, gt=0, description="largest article page, after decompression")
    max_redirects: int = Field(5, ge=0, description="redirects followed for one request")
    host_interval_s: float = Field(2.0, ge=0, description="seconds between the starts of two requests to one host")
    max_articles_per_feed: int = Field(200, gt=0, description="article pages fetched from one feed in one pull")

    max_sitemaps: int = Field(500, gt=0, description="sitemaps read of one outlet in one backfill")
    max_sitemap_bytes: int = Field(60_000_000, gt=0, description="largest sitemap, after decompression")
    raw_keep_days: int | None = Field(
        None, ge=1, description="days after which `tollwatch tidy` may drop WARC files that are loaded; null keeps all"
    )
    raw_max_gb: float | None = Field(
        None, gt=0, description="size of the raw zone down to which it drops the oldest loaded files; null for no bound"
    )
    stale_after_h: float = Field(
        6.0, gt=0, description="hours without any feed's answer after which an alarm is raised"
    )
    alarm_url: str | None = Field(
        None, description="where failures are told: a URL that takes a JSON object with `text`"
    )

    jobs: int = Field(
        default_factory=lambda: os.cpu_count() or 1, gt=0, description="processes that extract many files side by side"
    )

    tasks: int = Field(
        default_factory=lambda: min(os.cpu_count() or 1, 200),
        gt=0,
        le=200,
        description="tasks that Airflow deals hosts to poll out to, and files to extract up to 200 files a task; as "
        "many as the machine has processors, by default",
    )

    @property
    def raw(self) -> Path:
        """WARC files, immutable."""
        return self.home / "raw"

    @property
    def state(self) -> Path:
        """What `pull` remembers of each feed between polls."""
        return self.home / "state"

    @property
    def payloads(self) -> Path:
        """Which answers the raw zone holds already; a cache."""
        return self.state / "payloads.sqlite"

    @property
    def backfills(self) -> Path:
        """What each backfill has done so far."""
        return self.state / "backfills"

    @property
    def staged(self) -> Path:
        """Staged Parquet batches."""
        return self.home / "staged"

    @property
    def database(self) -> Path:
        """The live warehouse, or the copy of the lake that the loader works in: one writer."""
        if self.warehouse and not self.warehouse.startswith(_LAKE):
            return Path(self.warehouse)
        return self.home / "tollwatch.duckdb"

    @property
    def lake(self) -> Lake | None:
        """The DuckLake that is the warehouse; null where a file is."""
        if not (self.warehouse and self.warehouse.startswith(_LAKE)):
            return None
        data = f"{self.store.rstrip('/')}/lake/" if self.store else f"{self.home / 'lake'}/"
        return Lake(self.warehouse.removeprefix(_LAKE), data)

    @property
    def snapshot(self) -> Path:
        """The published read-only copy that analysts open."""
        return self.home / "published" / "tollwatch.duckdb"

    @property
    def newsroom(self) -> Path:
        """The home of the bundled newsroom, apart from that of real feeds."""
        return self.home / "newsroom"

    def asked(self, database: Path | None = None) -> Path:
        """The database that questions go to: the one that the user names, else the published snapshot.

        Raises:
            WarehouseError: there is no snapshot, but one of the bundled newsroom: says where.
        """
        if database or self.snapshot.exists():
            return database or self.snapshot
        bundled = self.model_copy(update={"home": self.newsroom}).snapshot
        if bundled.exists():
            raise WarehouseError(
                "no real feed has been read yet, so there is no warehouse",
                where=str(self.snapshot),
                hint=f"that of the bundled newsroom is there, with --db: {bundled}",
            )
        return self.snapshot
