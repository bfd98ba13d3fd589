"""The README's way into production works as it stands, in a folder of its own."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.repo.test_readme import ROOT, blocks
from tools.live_site import free_port

CODE = ("manage.py", "site_config", "registry_app", "mldb", "migrations", "templates")
PATIENCE_SECONDS = 300


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the code, so that settings and collected files stay out of this one."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    # Other tests may be compiling the code.
    compiled = shutil.ignore_patterns("__pycache__")
    for name in CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=compiled)
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/bin/activate").write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n')
    return folder


def run(script: str, folder: Path) -> str:
    """What the commands print; the first that fails ends it."""
    done = subprocess.run(
        ["bash", "-ec", f". .venv/bin/activate\n{script}"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def served(command: str, folder: Path, port: int) -> Iterator[None]:
    """The site, served by this command."""
    script = f". .venv/bin/activate\nexec {command}".replace("8000", str(port))
    process = subprocess.Popen(
        ["bash", "-ec", script], cwd=folder, env={"PATH": os.environ["PATH"]}
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def answer(port: int, path: str) -> tuple[int, str]:
    """Status and text, as a probe behind the proxy gets them; waits for the server to start."""
    request = urllib.request.Request(  # our own address
        f"http://127.0.0.1:{port}{path}", headers={"Host": "models.example.org"}
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(request) as response:  # noqa: S310  # our own address
                return response.status, response.read().decode()
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def headers(port: int, scheme: str) -> http.client.HTTPMessage:
    """Of the answer to a browser that asks the proxy with this scheme."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    named = {"Host": "models.example.org", "X-Forwarded-Proto": scheme}
    connection.request("GET", "/login", headers=named)
    found = connection.getresponse().headers
    connection.close()
    return found


def test_its_commands_serve_the_site_and_bring_a_back_up_back(checkout: Path) -> None:
    prepare, serve, back_up, move = blocks("bash")
    printed = run(prepare, checkout)
    port = free_port()
    with served(serve.strip(), checkout, port):
        assert answer(port, "/readyz") == (200, "ready\n")
        assert headers(port, "http")["Location"] == "https://models.example.org/login"
        assert "max-age=31536000" in headers(port, "https")["Strict-Transport-Security"]
        assert "Secure" in headers(port, "https")["Set-Cookie"]
        told = run(back_up, checkout)
        moved = run(move, checkout)
        assert answer(port, "/readyz") == (200, "ready\n")

    assert re.search(r"ann can log in as admin\.\nThe password, shown this once: \S+", printed)
    assert "System check identified no issues" in printed
    assert "The registry is as it was in registry.backup" in told
    assert "registry.zip holds the registry in " in moved
    assert "There was nothing new." in moved
