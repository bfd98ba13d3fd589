"""Kills processes that upload, and looks whether what they acknowledged is there, and whole."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import sleep

from sqlalchemy import select

from mldb.config import ArtifactsConfig
from mldb.models import MLArtifact, MLContent
from mldb.schemas import MLRunCreate
from mldb.sync_db import Registry
from tests.mldb.artifacts.uploading import upload_for_ever

# Modules are imported once; each process is forked from one without threads.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.mldb.artifacts.uploading"])
PROCESSES = 2
MOST_LINES = 25
LONGEST_SECONDS = 0.1


def kill_while_uploading(
    registry: Registry, artifacts: ArtifactsConfig, rounds: int, random: Random
) -> Iterator[int]:
    """The number of files that were acknowledged in each round, after which all is checked."""
    run = registry.runs.begin(MLRunCreate(experiment="crashes")).public_id
    config = registry.database.config
    for turn in range(rounds):
        with TemporaryDirectory() as folder:
            logs = [Path(folder, f"{turn}-{number}") for number in range(PROCESSES)]
            processes = [
                _CONTEXT.Process(
                    target=upload_for_ever, args=(config, artifacts, run, log.name, log)
                )
                for log in logs
            ]
            kill_at_a_random_moment(processes, logs, random)
            found = digests(lines_of(logs))
        check(registry, found)
        yield len(found)


def kill_at_a_random_moment(
    processes: Sequence[BaseProcess], logs: Sequence[Path], random: Random
) -> None:
    """Start the processes, let them upload some files, and kill them a moment later."""
    for process in processes:
        process.start()
    wanted = random.randint(1, MOST_LINES)
    while not all(log.exists() for log in logs) or len(lines_of(logs)) < wanted:
        assert all(process.is_alive() for process in processes)
        sleep(0.01)
    sleep(random.uniform(0, LONGEST_SECONDS))
    for process in processes:
        assert process.is_alive()
        process.kill()
    for process in processes:
        process.join()


def lines_of(logs: Sequence[Path]) -> list[str]:
    """The lines that all processes have written."""
    return [line for log in logs for line in log.read_text().splitlines()]


def digests(lines: Iterable[str]) -> dict[str, str]:
    """Digests by path. The last line may be cut; what several programs replace is left out."""
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
