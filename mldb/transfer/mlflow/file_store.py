"""Makes a database of MLflow's file store, by MLflow's own command."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import unquote, urlsplit

from mldb.errors import StorageError
from mldb.terminal import printable

_STORE: Final = "meta.yaml"
"""A file that each experiment in a file store has."""


@contextmanager
def with_database(address: str) -> Iterator[str]:
    """The address; of a folder with a file store that of a database made of it, for a while.

    Without MLflow it stays the folder's, which is refused with advice.

    Raises:
        StorageError: MLflow can't make a database of the folder.
    """
    folder = folder_of(address)
    if folder is None or find_spec("mlflow") is None:
        yield address
        return
    with TemporaryDirectory(prefix="modelbook-") as temporary:
        target = f"sqlite:///{Path(temporary) / 'mlflow.db'}"
        _migrate(folder, target)
        yield target


def folder_of(address: str) -> Path | None:
    """The folder that the address names, if it holds a file store."""
    is_url = address.lower().startswith("file:")
    folder = Path(unquote(urlsplit(address).path) if is_url else address)
    try:
        return folder if any(folder.glob(f"*/{_STORE}")) else None
    except (OSError, ValueError):
        # A text that is no path, such as one that is too long.
        return None


def _migrate(folder: Path, target: str) -> None:
    command = [sys.executable, "-m", "mlflow", "migrate-filestore"]
    done = subprocess.run(  # noqa: S603  # without a shell
        [*command, "--source", str(folder), "--target", target],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no message"]
        raise StorageError(
            f"MLflow's migrate-filestore can't read {printable(str(folder))}: {printable(last[0])}"
        )
