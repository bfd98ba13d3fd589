"""Settings of the database, from the environment or a `.env` file."""

import os
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_LAST_PORT: Final = 65535
_STORE_SCHEMES: Final = ("file", "s3", "gs", "az")


def _on_disk(path: Path) -> Path:
    if str(path) in {"", ".", ":memory:"}:
        message = "must name a file: every connection to an in-memory database would see its own"
        raise ValueError(message)
    return path


def _sendable(text: str) -> str:
    """The text, if it can be passed to a program and a server."""
    if "\0" in text or (not text.isascii() and text.encode(errors="replace").decode() != text):
        raise ValueError("must be text without null characters, in UTF-8")
    return text


def _sendable_path(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("must be text without null characters")
    return path


def _sendable_secret(secret: SecretStr) -> SecretStr:
    _sendable(secret.get_secret_value())
    return secret


def _ports(ports: Any) -> Any:
    """One port as a number, several as text."""
    listed = [port.strip() for port in str(ports).split(",")]
    if not all(
        port.isascii() and port.isdecimal() and 0 < int(port) <= _LAST_PORT for port in listed
    ):
        raise ValueError("must be a number from 1 to 65535, or one for each host: 5432,5433")
    return int(listed[0]) if len(listed) == 1 else ",".join(listed)


def _nothing_if_empty(value: Any) -> Any:
    return value or None


def _store_url(url: str) -> str:
    if url and urlsplit(url).scheme not in _STORE_SCHEMES:
        schemes = ", ".join(f"{scheme}://" for scheme in _STORE_SCHEMES)
        raise ValueError(f"must begin with one of {schemes}")
    if url.startswith("file:") and not url.startswith("file:///"):
        raise ValueError("must name a directory from the root on, as file:///data/artifacts does")
    return url


_Text = Annotated[str, AfterValidator(_sendable)]
_SessionAttrs = Literal["any", "read-write", "read-only", "primary", "standby", "prefer-standby"]


class SQLiteConfig(BaseSettings):
    """Settings of a SQLite file, the default database."""

    model_config = SettingsConfigDict(
        env_prefix="SQLITE_",
        env_file=".env",
        extra="ignore",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )
    dialect: ClassVar[Literal["sqlite"]] = "sqlite"

    db_path: Annotated[Path, AfterValidator(_on_disk), AfterValidator(_sendable_path)] = Path(
        "modelbook.db"
    )
    """The database file; relative to the working directory."""
    echo: bool = False
    """Log every SQL statement."""
    busy_timeout_seconds: float = Field(default=30.0, gt=0, le=3600)
    """How long a writer waits for other writers."""
    synchronous: Literal["EXTRA", "FULL", "NORMAL"] = "FULL"
    """NORMAL is faster and may lose the last commits at a power cut, never at a crash."""

    def unhurried(self) -> Self:
        """These settings unchanged: operations on SQLite have no time limit."""
        return self


class PostgresConfig(BaseSettings):
    """Settings of a database on a PostgreSQL server."""

    model_config = SettingsConfigDict(
        env_prefix="POSTGRES_",
        env_file=".env",
        extra="ignore",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )
    dialect: ClassVar[Literal["postgresql"]] = "postgresql"

    host: _Text = Field(min_length=1)
    """Host name, IP address or socket directory; setting it selects PostgreSQL. Several: a,b"""
    port: Annotated[int | str, BeforeValidator(_ports)] = 5432
    """The server's port; of several hosts one for all, or one for each: 5432,5433"""
    target_session_attrs: Annotated[_SessionAttrs | None, BeforeValidator(_nothing_if_empty)] = None
    """Which of several hosts to use; read-write if there are several, else any."""
    user: _Text = "modelbook"
    """Role to log in as."""
    password: Annotated[SecretStr, AfterValidator(_sendable_secret)] | None = None
    """Its password, if the server asks for one."""
    database: _Text = "modelbook"
    """Name of the database; it has to exist."""
    pool_size: int = Field(default=5, ge=2, le=1000)
    """Connections kept by one process for pages and commands, and as many again for the API."""
    sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = "prefer"
    """How far the connection is encrypted and the server verified."""
    connect_timeout_seconds: int = Field(default=5, ge=1, le=3600)
    """How long to wait for a response of the server when connecting."""
    operation_timeout_seconds: float = Field(default=30.0, ge=0, le=86400)
    """How long one operation may take; 0: without limit, as for imports and exports."""
    lock_timeout_seconds: float = Field(default=10.0, ge=0, le=86400)
    """How long to wait for another transaction's change of the same row; 0: without limit."""
    idle_transaction_timeout_seconds: float = Field(default=60.0, ge=0, le=86400)
    """How long a transaction may be open without a statement; 0: without limit."""
    network_timeout_seconds: int = Field(default=20, ge=3, le=86400)
    """How long the network may be silent before a connection is closed."""
    echo: bool = False
    """Log every SQL statement."""

    @model_validator(mode="after")
    def _check_ports(self) -> Self:
        count = len(str(self.port).split(","))
        if count not in {1, len(self.hosts())}:
            raise ValueError(
                f"POSTGRES_PORT has {count} ports for {len(self.hosts())} hosts: give one for all, "
                "or one for each"
            )
        return self

    def hosts(self) -> list[str]:
        """The hosts one by one."""
        return [host.strip() for host in self.host.split(",")]

    def servers(self) -> list[tuple[str, int]]:
        """Host and port of each server."""
        hosts, ports = self.hosts(), [int(port) for port in str(self.port).split(",")]
        return list(zip(hosts, ports if len(ports) > 1 else ports * len(hosts), strict=True))

    def session_attrs(self) -> str | None:
        """The required server state; None leaves it to libpq and its environment."""
        if self.target_session_attrs is None and "PGTARGETSESSIONATTRS" not in os.environ:
            return "read-write" if len(self.hosts()) > 1 else None
        return self.target_session_attrs

    def unhurried(self) -> Self:
        """These settings without time limits for operations, locks and idle transactions."""
        limits = ("operation", "lock", "idle_transaction")
        return self.model_copy(update={f"{limit}_timeout_seconds": 0.0 for limit in limits})


DatabaseConfig = SQLiteConfig | PostgresConfig


class ArtifactsConfig(BaseSettings):
    """Settings of the artifact store, which keeps the bytes of files."""

    model_config = SettingsConfigDict(
        env_prefix="ARTIFACTS_",
        env_file=".env",
        extra="ignore",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
        frozen=True,
    )

    url: Annotated[str, AfterValidator(_sendable), AfterValidator(_store_url)] = ""
    """file:///directory, s3://bucket/prefix, gs://… or az://…; empty: beside the database file."""
    file_bytes: int = Field(default=10 * 2**30, ge=0)
    """Size of the largest file; 0: without limit."""
    experiment_bytes: int = Field(default=0, ge=0)
    """Space for the files of one experiment; 0: without limit."""
    redirect: bool = False
    """Downloads are redirected to signed URLs of stores that have them."""

    def location(self, database: DatabaseConfig) -> str:
        """URL of the store for this database: without a setting, a directory beside its file."""
        if self.url:
            return self.url
        file = database.db_path if database.dialect == "sqlite" else Path("modelbook.db")
        return file.absolute().with_name(f"{file.stem}-artifacts").as_uri()


class _Backend(BaseSettings):
    """The setting that decides between SQLite and PostgreSQL."""

    model_config = SettingsConfigDict(env_prefix="POSTGRES_", env_file=".env", extra="ignore")

    host: str = ""


def database_config() -> DatabaseConfig:
    """Settings of the database in use: PostgreSQL if `POSTGRES_HOST` is set, else SQLite."""
    if _Backend().host:
        return PostgresConfig()
    return SQLiteConfig()
