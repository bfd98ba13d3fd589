"""What is installed is whole, and stands without the web side."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WITHOUT_DJANGO = """
import sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "sklearn", "psycopg"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, NoDjango())
"""
USE_IT = """
import asyncio
from mldb.migrate import migrate
from mldb import async_db, sync_db
from mldb.schemas import MLModelCreate

migrate()
with sync_db.Database() as database:
    sync_db.MLModelService(database, actor="alice").create(MLModelCreate(name="resnet50"))

async def main():
    async with async_db.Database() as database:
        print((await async_db.MLModelService(database).get_by_name("resnet50")).name)

asyncio.run(main())
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("modelbook-*.whl"))


def test_the_wheel_holds_code_types_migrations_and_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert "mldb/py.typed" in names
    assert "mldb/migrations/env.py" in names
    assert "mldb/migrations/versions/0001_first_schema.py" in names
    assert "registry_app/jinja2/error.html" in names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_unpacked_wheel_works_without_django(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")

    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_DJANGO + USE_IT],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.stderr == ""
    assert finished.stdout == "resnet50\n"


def test_postgresql_without_its_driver_says_what_to_install(tmp_path: Path) -> None:
    finished = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{WITHOUT_DJANGO}\nfrom mldb.migrate import main\nsys.exit(main())",
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "POSTGRES_HOST": "localhost"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 1
    assert finished.stderr == "PostgreSQL needs its driver: pip install 'modelbook[postgres]'.\n"


@pytest.mark.parametrize("module", ["mldb.migrate", "mldb.demo"])
def test_a_bad_setting_is_told_in_words(module: str, tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", module],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "POSTGRES_HOST": "localhost", "POSTGRES_PORT": "abc"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 1
    assert "port" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_importing_opens_and_reads_nothing(tmp_path: Path) -> None:
    """Not even the settings: a bad one must not break a program that only imports."""
    code = "import mldb.sync_db, mldb.async_db, sys; print('pydantic_settings' in sys.modules)"

    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "SQLITE_BUSY_TIMEOUT_SECONDS": "nonsense"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert finished.stdout == "False\n"
    assert list(tmp_path.iterdir()) == []


def test_the_lock_files_name_versions_and_hashes_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()

        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text


def test_the_locks_hold_all_direct_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = (ROOT / "requirements/dev.txt").read_text()

    for requirement in wanted:
        name = requirement.partition(">=")[0].partition("[")[0]
        assert f"\n{name}==" in locked


def test_no_committed_file_speaks_of_this_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("Not a git checkout: there is no list of committed files.")

    home = os.path.expanduser("~")  # noqa: PTH111  # the text is searched for, not the path
    for name in filter(None, listed.stdout.split("\0")):
        text = (ROOT / name).read_text(errors="ignore")
        assert str(ROOT) not in text, name
        assert f"{home}/" not in text, name
