"""How DuckDB gets at a DuckLake: its extensions, access to S3, and the catalogue under the name `lake`."""

from __future__ import annotations

import importlib.util
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from extractors.errors import FetchError, LockedError, WarehouseError
from warehouse.lake_errors import masked, unread
from warehouse.migrate import transaction

KEPT_DAYS: Final = 30
"""Older states of the lake are dropped, with the files that only they use."""


@dataclass(frozen=True, slots=True)
class Lake:
    """Where a DuckLake is: `catalogue` as DuckDB attaches it (`postgres:dbname=...`), `data` a folder or URL."""

    catalogue: str
    data: str


class Head(NamedTuple):
    """Which lake, how many loads have written it, and the last migration of its tables."""

    lake_id: str
    number: int
    reached: int | None


def no_lake(lake: Lake) -> WarehouseError:
    """What is said where a catalogue holds no lake, and none is to be made."""
    return WarehouseError(
        "there is no lake of Tollwatch in this catalogue",
        where=lake.data,
        hint="TOLLWATCH_WAREHOUSE names it; `tollwatch load` makes one, where the file here is no copy of another lake",
    )


@contextmanager
def attached(connection: duckdb.DuckDBPyConnection, lake: Lake, *, is_made: bool = False) -> Iterator[None]:
    """Have the lake under the name `lake`; `is_made` where it is missing, else that is an error.

    Raises:
        FetchError: the lake does not answer.
        WarehouseError: there is none.
    """
    extensions = ["ducklake"]
    extensions += ["postgres_scanner"] if lake.catalogue.startswith("postgres:") else []
    extensions += ["httpfs"] if "://" in lake.data else []
    for extension in extensions:
        _load_extension(connection, extension)
    if lake.data.startswith("s3://"):
        _give_access(connection)
    try:
        _attach(connection, lake, is_made=is_made)
    except duckdb.Error as error:  # its message has the password
        if "creating a new DuckLake is explicitly disabled" in str(error):
            raise no_lake(lake) from None
        raise FetchError(
            f"the lake cannot be opened: {masked(error)}",
            where=lake.data,
            hint="TOLLWATCH_WAREHOUSE names its catalogue; PGPASSWORD and AWS_... in the environment give access",
        ) from None
    try:
        yield
    except duckdb.Error as error:
        if told := unread(error, lake.data):
            raise told from error
        raise
    finally:
        connection.execute("DETACH lake")


def _attach(connection: duckdb.DuckDBPyConnection, lake: Lake, *, is_made: bool) -> None:
    """With its folder in the one form in which files are listed, or as a lake knows it that was made with another."""
    for data in (_plain(lake.data), lake.data):
        catalogue, place = (text.replace("'", "''") for text in (lake.catalogue, data))  # ATTACH takes no parameters
        try:
            connection.execute(
                f"ATTACH 'ducklake:{catalogue}' AS lake "
                f"(DATA_PATH '{place}', METADATA_SCHEMA 'tollwatch', DATA_INLINING_ROW_LIMIT 0, "
                f"CREATE_IF_NOT_EXISTS {str(is_made).lower()})"
            )
        except duckdb.Error as error:
            if data == lake.data or "does not match existing data path" not in str(error):
                raise
        else:
            return


def _plain(data: str) -> str:
    """A folder as a path without a protocol and doubled slashes; a URL of anything else as it is."""
    path = re.sub(r"^(?:file|local):(?://)?", "", data)
    return data if "://" in path else re.sub(r"/{2,}", "/", path)


def head_of(connection: duckdb.DuckDBPyConnection) -> Head | None:
    """The present state of the attached lake; null where it is no lake of ours, or was never finished."""
    asked = (
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'lake' AND table_name = 'head'"
    )
    if not connection.execute(asked).fetchone():
        return None
    row = connection.execute("SELECT lake_id, number FROM lake.lake.head").fetchone()
    assert row is not None  # noqa: S101  # it is made with its one row
    reached = connection.execute("SELECT max(number) FROM lake.raw.migrations").fetchone() if row[1] else None
    return Head(row[0], row[1], reached[0] if reached else None)


def make_head(connection: duckdb.DuckDBPyConnection, lake: Lake) -> Head:
    """Begin a lake.

    Raises:
        LockedError: another loader does at this moment.
    """
    head = Head(str(uuid.uuid4()), 0, None)
    try:
        with transaction(connection):
            connection.execute("CREATE SCHEMA lake.lake")
            connection.execute("CREATE TABLE lake.lake.head (lake_id VARCHAR, number BIGINT)")
            connection.execute("INSERT INTO lake.lake.head VALUES (?, 0)", [head.lake_id])
        connection.execute(f"CALL lake.set_option('expire_older_than', '{KEPT_DAYS} days')")
    except duckdb.Error as error:
        raise LockedError(
            f"another loader makes the lake: {masked(error)}", where=lake.data, hint="load again"
        ) from None
    return head


def _load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """From its wheel, where one of this release of DuckDB is installed; else as DuckDB fetches it itself."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    for folder in spec.submodule_search_locations or () if spec else ():
        file = Path(folder, "extensions", f"v{duckdb.__version__}", f"{name}.duckdb_extension")
        if file.exists():
            connection.execute(f"LOAD '{file}'")
            return
    try:
        connection.execute(f"INSTALL {name}; LOAD {name}")
    except duckdb.Error as error:
        raise WarehouseError(
            f"DuckDB {duckdb.__version__} has no extension {name} here: {str(error).splitlines()[0]}",
            hint="pip install 'tollwatch[cluster]'",
        ) from error


def _give_access(connection: duckdb.DuckDBPyConnection) -> None:
    """The access to S3 that every other client of this machine has, from the environment, a profile or a role."""
    import botocore.session  # noqa: PLC0415 - of the extra `cluster`

    session = botocore.session.get_session()
    found = session.get_credentials()
    if found is None:
        raise WarehouseError("there is no access to S3", hint="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    keys = found.get_frozen_credentials()
    options = {"KEY_ID": keys.access_key, "SECRET": keys.secret_key, "SESSION_TOKEN": keys.token}
    options["REGION"] = session.get_config_variable("region")
    if endpoint := os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"):
        scheme, _, host = endpoint.partition("://")
        options |= {"ENDPOINT": host, "USE_SSL": str(scheme == "https").lower(), "URL_STYLE": "path"}
    told = ", ".join(f"{name} '{str(value).replace(chr(39), chr(39) * 2)}'" for name, value in options.items() if value)
    connection.execute(f"CREATE OR REPLACE SECRET (TYPE s3, {told})")
