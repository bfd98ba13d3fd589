"""Kills servers and clients in the middle of uploads: `python -m benchmarks.artifact_kills 200`.

After each kill every file that the registry knows must have its bytes, and the bytes their digest;
what a client was told to be stored must be there; nothing else may be.
"""

import hashlib
import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.measured_registry import ACTOR, empty_registry
from benchmarks.servers import Server, modelbook
from benchmarks.tokens import admin_token
from mldb.config import SQLiteConfig
from mldb.schemas import ArtifactRead, MLRunCreate, Owner
from mldb.sync_db import Database, Registry
from tools.live_site import ROOT

CLIENTS: Final = 3
LONGEST_SECONDS: Final = 1.5
_CHANCE: Final = random.Random()  # noqa: S311  # no secret


@dataclass
class Sent:
    """Digests of what clients sent to each path, and the last one that was stored for certain."""

    possible: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stored: dict[str, str] = field(default_factory=dict)

    def note(self, lines: Sequence[str]) -> None:
        """Read what a client said; its last line may be cut off."""
        for line in lines:
            with suppress(json.JSONDecodeError):
                upload = json.loads(line)
                self._note(upload["path"], upload["sha256"], is_stored=upload["is_stored"])

    def _note(self, path: str, sha256: str, *, is_stored: bool) -> None:
        if is_stored:
            self.possible[path] = {sha256}
            self.stored[path] = sha256
        else:
            self.possible[path].add(sha256)


def main() -> None:
    """Run so many rounds, on one registry."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with empty_registry() as config:
        result = run(config, rounds)
    print(", ".join(f"{count:,} {what}" for what, count in result.items()))


def run(config: SQLiteConfig, rounds: int) -> Mapping[str, int]:
    """How much was done.

    Raises:
        AssertionError: a file is not what it has to be.
    """
    token, counts = admin_token(config), dict.fromkeys(("servers", "clients", "checked"), 0)
    with Database(config) as database, ExitStack() as stack:
        registry = Registry(database, actor=ACTOR)
        server: Server | None = None
        for number in range(rounds):
            owner = Owner.run(registry.runs.create(MLRunCreate()).public_id)
            if server is None:
                server = stack.enter_context(_served(config, token))
            server, sent = _round(server, owner, token, counts)
            counts["checked"] += _check(registry, owner, sent)
            if number % 10 == 0:
                print(f"{number + 1} rounds", file=sys.stderr)
        known = _check_store(registry, config)
        counts["objects without a row"] = known
    return counts


@contextmanager
def _served(config: SQLiteConfig, token: str) -> Iterator[Server]:
    environment = {"SQLITE_DB_PATH": str(config.db_path), "POSTGRES_HOST": ""}
    with modelbook(environment, token) as server:
        yield server


def _round(
    server: Server, owner: Owner, token: str, counts: dict[str, int]
) -> tuple[Server | None, Sent]:
    """Kill the server, the clients or both; the server is None if it was killed."""
    sent, is_server_killed = Sent(), _CHANCE.random() < 2 / 3
    with TemporaryDirectory() as folder:
        outputs = [Path(folder) / str(number) for number in range(CLIENTS)]
        clients = [_client(server, owner, token, output) for output in outputs]
        while not all(output.stat().st_size for output in outputs):
            time.sleep(0.01)
        time.sleep(_CHANCE.uniform(0, LONGEST_SECONDS))
        if is_server_killed:
            server.process.kill()
            counts["servers"] += 1
        for client in clients:
            client.kill()
        counts["clients"] += len(clients)
        for process in (*clients, *([server.process] if is_server_killed else [])):
            process.wait()
        for output in outputs:
            sent.note(output.read_text().splitlines())
    return None if is_server_killed else server, sent


def _client(server: Server, owner: Owner, token: str, output: Path) -> subprocess.Popen[bytes]:
    url = f"/api/v1/runs/{owner.name}"
    arguments = [str(server.port), url, output.name, token]
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.artifact_client", *arguments], cwd=ROOT, stdout=file
        )


def _check(registry: Registry, owner: Owner, sent: Sent) -> int:
    """How many files were read back."""
    found = {one.path: one for page in registry.artifacts.all_files(owner) for one in page}
    assert set(sent.stored) <= set(found), "A stored file is gone."
    for path, artifact in found.items():
        # A client that was killed may have been served to the end meanwhile.
        assert artifact.sha256 in sent.possible[path], f"{path} is what nobody sent."
        _check_bytes(registry, owner, artifact)
    return len(found)


def _check_bytes(registry: Registry, owner: Owner, artifact: ArtifactRead) -> None:
    digest, size = hashlib.sha256(), 0
    with registry.artifacts.reading(owner, artifact.path) as reader:
        # It may have been replaced meanwhile, if the server lives.
        expected: Any = reader.artifact
        for data in reader.stream():
            digest.update(data)
            size += len(data)
    assert (digest.hexdigest(), size) == (expected.sha256, expected.size_bytes), "Wrong bytes."


def _check_store(registry: Registry, config: SQLiteConfig) -> int:
    """How many objects no row names: interrupted uploads, for housekeeping."""
    contents = list(registry.artifact_care.verify())
    assert {one.verification.value for one in contents} <= {"intact"}, "A content is not intact."
    root = config.db_path.with_name("modelbook-artifacts")
    return sum(path.is_file() for path in root.rglob("*")) - len(contents)


if __name__ == "__main__":
    main()
