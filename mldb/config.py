"""Where the database is and how to talk to it, from the environment or a `.env` file."""

from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _on_disk(path: Path) -> Path:
    if str(path) in {"", ".", ":memory:"}:
        message = "must name a file: every connection to an in-memory database would see its own"
        raise ValueError(message)
    return path


class SQLiteConfig(BaseSettings):
    """One SQLite file, the default home of a registry."""

    model_config = SettingsConfigDict(
        env_prefix="SQLITE_",
        env_file=".env",
        extra="ignore",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )
    dialect: ClassVar[Literal["sqlite"]] = "sqlite"

    db_path: Annotated[Path, AfterValidator(_on_disk)] = Path("modelbook.db")
    """The database file; relative to the working directory."""
    echo: bool = False
    """Log every SQL statement."""
    busy_timeout_seconds: float = Field(default=30.0, gt=0, le=3600)
    """How long a writer waits for the writers before it."""
    synchronous: Literal["EXTRA", "FULL", "NORMAL"] = "FULL"
    """NORMAL is faster and may lose the last commits at a power cut, never at a crash."""


class PostgresConfig(BaseSettings):
    """A database on a PostgreSQL server."""

    model_config = SettingsConfigDict(
        env_prefix="POSTGRES_",
        env_file=".env",
        extra="ignore",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )
    dialect: ClassVar[Literal["postgresql"]] = "postgresql"

    host: str = Field(min_length=1)
    """Host name, address or socket directory; setting it chooses PostgreSQL."""
    port: int = Field(default=5432, ge=1, le=65535)
    """The server's port."""
    user: str = "modelbook"
    """Role to log in as."""
    password: SecretStr | None = None
    """Its password, if the server asks for one."""
    database: str = "modelbook"
    """Name of the database; it has to exist."""
    pool_size: int = Field(default=5, ge=1, le=1000)
    """Connections kept by one process."""
    sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = "prefer"
    """How far the connection is encrypted and the server verified."""
    connect_timeout_seconds: int = Field(default=5, ge=1, le=3600)
    """How long to wait for the server to answer."""
    echo: bool = False
    """Log every SQL statement."""


DatabaseConfig = SQLiteConfig | PostgresConfig


class _Backend(BaseSettings):
    """The one setting that chooses between the two."""

    model_config = SettingsConfigDict(env_prefix="POSTGRES_", env_file=".env", extra="ignore")

    host: str = ""


def database_config() -> DatabaseConfig:
    """Settings of the database in use: PostgreSQL if `POSTGRES_HOST` is set, else SQLite."""
    if _Backend().host:
        return PostgresConfig()
    return SQLiteConfig()
