"""Reads the database URL that somebody typed, and advises on a wrong one.

Messages never repeat anything that may be a password.
"""

import os
import re
import shlex
from typing import Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from mldb.errors import StorageError
from mldb.terminal import printable

HOW: Final = (
    "Give the address of MLflow's own database (its --backend-store-uri), such as "
    "sqlite:///mlflow.db or postgresql://user:password@host/database."
)
_SERVER: Final = (
    "This is the address of a server or a page, and Modelbook reads the database behind it. "
)
ENCODE: Final = (
    "A character that has a meaning in addresses is written as a code where it belongs to the user "
    "or the password: @ as %40, : as %3A, / as %2F, # as %23, ? as %3F, % as %25."
)
_AT: Final = f"This address has more than one @. {ENCODE}"
_HOST: Final = (
    "The host of this address can't be read: behind it a : and the number of a port may stand, as "
    f"in host:5432, and one of IPv6 stands in brackets, as in [::1]:5432. {ENCODE}"
)
_UNREADABLE: Final = (
    "This address holds a control character or bytes that are no text in UTF-8. Write it anew."
)
_SQLITE_FILE: Final = re.compile(r".*\.(db|sqlite|sqlite3)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")


def url_of(address: str) -> URL:
    """The URL of a SQLite or PostgreSQL database.

    Raises:
        StorageError: it is wrong; the message advises.
    """
    address = address.strip()
    if printable(address) != address:
        raise StorageError(_UNREADABLE)
    scheme, separator, rest = address.partition("://")
    mistake = _mistake(scheme, rest) if separator else _mistake_in_path(address)
    if mistake is not None:
        raise StorageError(mistake)
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        # Its message repeats the text, which may hold a password.
        raise StorageError(f"This is no address of a database. {HOW}") from None


def folder_advice(path: str) -> str:
    """Advice for a file store."""
    source = shlex.quote(path)
    return (
        f"{path} is a folder, not a database. If it is MLflow's file store, make a database of it: "
        f"`mlflow migrate-filestore --source {source} --target sqlite:///mlflow.db`. Then import "
        "sqlite:///mlflow.db."
    )


def _mistake(scheme: str, rest: str) -> str | None:
    """The mistake in a URL with a scheme; None: it is right."""
    name = scheme.lower().partition("+")[0]
    if name == "file":
        return _mistake_in_path(f"file://{rest}")
    if name in {"http", "https"}:
        return _SERVER + HOW
    if name == "postgres":
        return "Write postgresql:// at the start of this address, not postgres://."
    if name == "sqlite":
        is_path = rest.startswith("/")
        return None if is_path else f"An address of SQLite has three slashes or four. {HOW}"
    return _mistake_in_host(rest) if name == "postgresql" else _other(scheme, name)


def _other(scheme: str, name: str) -> str:
    if not _SCHEME.fullmatch(scheme):
        return f"This is no address of a database. {HOW}"
    advice = "Copy this one into PostgreSQL first (pgloader does), then import that. "
    copy = advice if name in {"mysql", "mariadb", "mssql"} else ""
    return f"{scheme!r} can't be read, only SQLite and PostgreSQL can. {copy}{HOW}"


def _mistake_in_host(rest: str) -> str | None:
    if rest.count("@") > 1:
        return _AT
    location = re.split(r"[/?]", rest.rpartition("@")[2], maxsplit=1)[0]
    is_host = re.fullmatch(r"(\[[^\[\]@]+\]|[^\[\]:]*)(:[0-9]+)?", location)
    return None if is_host else _HOST


def _mistake_in_path(address: str) -> str:
    """Advice for a path or another text without a scheme."""
    scheme = address.partition(":")[0].lower()
    if scheme in {"sqlite", "postgres", "postgresql"}:
        return f"Behind {scheme}: slashes are missing. {HOW}"
    path = unquote(urlsplit(address).path) if scheme == "file" else address
    # A text with these characters may be a URL without its scheme.
    is_shown = os.path.exists(path) or not re.search("[@:]", path)  # noqa: PTH110  # never raises
    if is_shown and (os.path.isdir(path) or re.fullmatch(r"(.*/)?mlruns/?", path)):  # noqa: PTH112
        return folder_advice(path)
    if is_shown and (os.path.isfile(path) or _SQLITE_FILE.fullmatch(path)):  # noqa: PTH113
        return f"Write sqlite:/// before the path: sqlite:///{path}"
    return f"This is no address of a database. {HOW}"
