"""Kills programs that upload, and looks whether what they acknowledged is there, and whole."""

import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from random import Random
from time import sleep

from sqlalchemy import select

from mldb.config import DatabaseConfig
from mldb.models import MLArtifact, MLContent
from mldb.schemas import MLRunCreate
from mldb.sync_db import Registry

ROOT = Path(__file__).parents[3]
PROGRAMS = 2


def name_of(config: DatabaseConfig) -> str:
    """The database, as an argument of the program."""
    return str(config.db_path) if config.dialect == "sqlite" else config.database


def kill_while_uploading(registry: Registry, rounds: int, random: Random) -> int:
    """The number of files that were acknowledged; everything is checked after each round."""
    run = registry.runs.begin(MLRunCreate(experiment="crashes")).public_id
    acknowledged = 0
    for turn in range(rounds):
        found = one_round(registry, run, turn, random)
        check(registry, found)
        acknowledged += len(found)
    return acknowledged


def one_round(registry: Registry, run: str, turn: int, random: Random) -> dict[str, str]:
    """Digests by path, as two programs printed them until they were killed."""
    url, database = registry.database.artifacts.url, name_of(registry.database.config)
    module = "tests.mldb.artifacts.uploading"
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", module, url, run, f"{turn}-{number}", database],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROGRAMS)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    sleep(random.uniform(0, 0.5))
    for program in programs:
        program.kill()
    lines = [line for program in programs for line in program.communicate()[0].splitlines()]
    return digests(lines)


def digests(lines: Iterable[str]) -> dict[str, str]:
    """Digests by path. The last line may be cut; files that several programs replace are left out."""
    pairs = [line.split(" ") for line in lines]
    return {
        pair[0]: pair[1]
        for pair in pairs
        if len(pair) == 2 and len(pair[1]) == 64 and not pair[0].startswith("same/")
    }


def check(registry: Registry, acknowledged: dict[str, str]) -> None:
    """No row without its bytes, no wrong digest, nothing acknowledged is lost."""
    with registry.database.writing() as session:
        artifacts = session.execute(
            select(MLArtifact.path, MLArtifact.size_bytes, MLContent.sha256).join(
                MLContent, MLContent.id == MLArtifact.content_id
            )
        ).all()
        contents = session.execute(
            select(MLContent.sha256, MLContent.size_bytes, MLContent.storage_key)
        ).all()
    stored = {row.path: row.sha256 for row in artifacts}
    assert {path: stored.get(path) for path in acknowledged} == acknowledged
    root = Path(registry.database.artifacts.url.removeprefix("file://"))
    for row in contents:
        data = (root / row.storage_key).read_bytes()
        assert (sha256(data).hexdigest(), len(data)) == (row.sha256, row.size_bytes)
    sizes = {row.sha256: row.size_bytes for row in contents}
    assert all(row.size_bytes == sizes[row.sha256] for row in artifacts)
