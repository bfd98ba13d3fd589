"""The tool that writes the sync twins, and its check."""

import shutil
import sys
from pathlib import Path

import pytest

from tools import twins

SOURCE = '''"""Rows."""

from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession) -> int:
    """How many."""
    async with session:
        return await session.scalar("SELECT 1")
'''
TWIN = '''# Generated from mldb/async_db/rows.py by `make twins`.
"""Rows."""

from sqlalchemy.orm import Session


def count(session: Session) -> int:
    """How many."""
    with session:
        return session.scalar("SELECT 1")
'''
USED = [r"\basync def\b", r"\basync with\b", r"\bawait ", r"\bAsyncSession\b"]
USED += [r"\bsqlalchemy\.ext\.asyncio\b"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project whose twins are up to date."""
    shutil.copy(twins.ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(twins, "ROOT", tmp_path)
    monkeypatch.setattr(twins, "RULES", {rule: twins.RULES[rule] for rule in USED})
    for folder in (
        "mldb/async_db",
        "mldb/sync_db",
        "tests/mldb/async_db",
        "tests/mldb/sync_db",
    ):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "mldb/async_db/rows.py").write_text(SOURCE)
    (tmp_path / "mldb/async_db/_engine.py").write_text('"""Await this."""\n')
    (tmp_path / "mldb/sync_db/_engine.py").write_text('"""By hand."""\n')
    twins.write(twins.generate())
    return tmp_path


def check(monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    """Exit status of the command."""
    monkeypatch.setattr(sys, "argv", ["twins", *options])
    return twins.main()


def test_the_twins_of_this_project_are_up_to_date() -> None:
    generated = twins.generate()

    assert list(twins.differences(generated)) == []
    assert list(twins.leftovers(generated)) == []
    assert list(twins.unused_rules()) == []


def test_tests_have_twins_too() -> None:
    assert any(path.startswith("tests/mldb/sync_db/") for path in twins.generate())


def test_a_twin_is_the_source_without_waiting(root: Path) -> None:
    assert (root / "mldb/sync_db/rows.py").read_text() == TWIN
    assert (root / "mldb/sync_db/_engine.py").read_text() == '"""By hand."""\n'


def test_twins_that_are_up_to_date_pass(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(monkeypatch, "--check") == 0
    assert capsys.readouterr().out == "1 twins are up to date.\n"


def make_changed(root: Path) -> str:
    (root / "mldb/sync_db/rows.py").write_text(TWIN + "\n\nx = 1\n")
    return "mldb/sync_db/rows.py is out of date. Run `make twins`."


def make_shortened(root: Path) -> str:
    """What a comparison line by line, up to the shorter one, would not see."""
    (root / "mldb/sync_db/rows.py").write_text(TWIN[: TWIN.index("    with session")])
    return "mldb/sync_db/rows.py is out of date. Run `make twins`."


def make_missing(root: Path) -> str:
    (root / "mldb/sync_db/rows.py").unlink()
    return "mldb/sync_db/rows.py is out of date. Run `make twins`."


def make_stray(root: Path) -> str:
    (root / "tests/mldb/sync_db/test_old.py").write_text('"""Its source is gone."""\n')
    return "tests/mldb/sync_db/test_old.py has no source. Run `make twins`."


def make_source_changed(root: Path) -> str:
    (root / "mldb/async_db/rows.py").write_text(SOURCE.replace("How many", "How few"))
    return "mldb/sync_db/rows.py is out of date. Run `make twins`."


def make_leftover(root: Path) -> str:
    (root / "mldb/async_db/rows.py").write_text(SOURCE + "\n\nasync_sleep = asyncio.sleep\n")
    return "mldb/sync_db/rows.py:13 still says 'asyncio'. Reword it, or add a rule."


FAULTS = [
    make_changed,
    make_shortened,
    make_missing,
    make_stray,
    make_source_changed,
    make_leftover,
]


@pytest.mark.parametrize("make_fault", FAULTS)
def test_a_fault_fails_the_check_and_changes_nothing(
    make_fault: object,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert callable(make_fault)
    sentence = make_fault(root)
    before = {path: path.read_text() for path in root.rglob("*.py")}

    assert check(monkeypatch, "--check") == 1
    assert sentence in capsys.readouterr().out.splitlines()
    assert {path: path.read_text() for path in root.rglob("*.py")} == before


@pytest.mark.parametrize("make_fault", FAULTS[:-1])
def test_writing_cures_a_fault(
    make_fault: object, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(make_fault)
    make_fault(root)

    assert check(monkeypatch) == 0
    assert check(monkeypatch, "--check") == 0
    assert not (root / "tests/mldb/sync_db/test_old.py").exists()


def test_a_rule_that_nothing_needs_fails_the_check(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(twins.RULES, r"\baclose\b", "close")

    assert check(monkeypatch, "--check") == 1
    assert r"The rule '\\baclose\\b' in tools/twins.py is never used" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        "async for row in rows:",
        "return await_(row) or await row",
        "import asyncio",
        "class AsyncThing:",
        "connection.aclose()",
        "def __init__(self, engine: AsyncEngine) -> None:",
    ],
)
def test_what_waits_is_found(line: str) -> None:
    (sentence,) = twins.leftovers({"mldb/sync_db/rows.py": f"# Generated.\n{line}\n"})

    assert sentence.startswith("mldb/sync_db/rows.py:2 still says '")


def test_the_line_that_names_the_source_is_no_leftover() -> None:
    twin = {"mldb/sync_db/rows.py": "# Generated from async code: await it.\nx = 1\n"}

    assert list(twins.leftovers(twin)) == []
