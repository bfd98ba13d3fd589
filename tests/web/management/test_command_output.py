"""No command prints what a terminal would obey."""

import io
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command, load_command_class

from mldb.config import SQLiteConfig
from registry_app.management import commands
from registry_app.management.command import RegistryCommand

ROOT = Path(__file__).parents[3]
NAMES = sorted(each.name for each in pkgutil.iter_modules(commands.__path__))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "runserver"])
def test_every_command_escapes_what_it_prints(name: str) -> None:
    """`runserver` is Django's, and prints only what it was given."""
    assert isinstance(load_command_class("registry_app", name), RegistryCommand)


def test_what_it_says_is_escaped(served: SQLiteConfig, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("back_up", str(tmp_path / "a\x1b[31mb"), stdout=out)

    assert r"a\x1b[31mb holds the whole registry" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_a_refusal_is_escaped_and_keeps_its_lines(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "restore", "missing\x1b[2J\n.backup"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert b"\x1b[2J" not in done.stderr
    assert rb"missing\x1b[2J" in done.stderr
