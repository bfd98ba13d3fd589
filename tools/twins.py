"""Writes the sync twins of the async code, or checks that they are up to date.

`async_db` is written by hand, `sync_db` is what the rules below make of it, formatted by ruff.
Usage: `python -m tools.twins` or `python -m tools.twins --check`.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TREES = {
    "mldb/async_db": "mldb/sync_db",
    "tests/mldb/async_db": "tests/mldb/sync_db",
}
# One pair that holds what SQLAlchemy and the drivers name differently.
WRITTEN_BY_HAND = {"mldb/async_db/_engine.py", "mldb/sync_db/_engine.py"}

RULES = {
    r"\basync def\b": "def",
    r"\basync with\b": "with",
    r"\basync for\b": "for",
    r"\bawait ": "",
    r"\bAsyncSession\b": "Session",
    r"\bAsyncConnection\b": "Connection",
    r"\bAsyncIterator\b": "Iterator",
    r"\bAsyncGenerator\b": "Generator",
    r"\baclose\b": "close",
    r"\baclosing\b": "closing",
    r"\bAbstractAsyncContextManager\b": "AbstractContextManager",
    r"\basynccontextmanager\b": "contextmanager",
    r"\b__aenter__\b": "__enter__",
    r"\b__aexit__\b": "__exit__",
    r"\basync_db\b": "sync_db",
    r"\bsqlalchemy\.ext\.asyncio\.engine\b": "sqlalchemy.engine",
    r"\bsqlalchemy\.ext\.asyncio\b": "sqlalchemy.orm",
    r"\bwith asyncio\b": "without asyncio",
}
LEFTOVER = re.compile(r"\b(async|await|(?<!without )asyncio|Async\w+|a(?:enter|exit|close)\w*)\b")


def main() -> int:
    """Exit status: 0 if the twins are written or up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on a difference")
    twins = generate()
    if parser.parse_args().check:
        faults = [*differences(twins), *leftovers(twins), *unused_rules()]
        print("\n".join(faults) or f"{len(twins)} twins are up to date.")
        return 1 if faults else 0
    write(twins)
    faults = [*leftovers(twins), *unused_rules()]
    print("\n".join([*faults, f"{len(twins)} twins written."]))
    return 1 if faults else 0


def sources() -> Iterator[Path]:
    """The files that have a generated twin, relative to the project."""
    for tree in TREES:
        for path in sorted((ROOT / tree).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if relative.as_posix() not in WRITTEN_BY_HAND:
                yield relative


def generate() -> dict[str, str]:
    """Text of every twin by its path."""
    with tempfile.TemporaryDirectory() as folder:
        for source in sources():
            twin = Path(folder) / twin_of(source)
            twin.parent.mkdir(parents=True, exist_ok=True)
            twin.write_text(converted(source))
        ruff("check", "--fix-only", "--select=I", folder)
        ruff("format", folder)
        return {
            path.relative_to(folder).as_posix(): path.read_text()
            for path in sorted(Path(folder).rglob("*.py"))
        }


def twin_of(source: Path) -> Path:
    """Where the twin of this source lies."""
    for tree, twin_tree in TREES.items():
        if source.is_relative_to(tree):
            return Path(twin_tree) / source.relative_to(tree)
    raise ValueError(source)


def converted(source: Path) -> str:
    """The source with all rules applied, and a line that says where it comes from."""
    text = (ROOT / source).read_text()
    for pattern, replacement in RULES.items():
        text = re.sub(pattern, replacement, text)
    return f"# Generated from {source.as_posix()} by `make twins`.\n{text}"


def ruff(*arguments: str) -> None:
    """Run ruff with the project's configuration."""
    command = [sys.executable, "-m", "ruff", *arguments, "--quiet"]
    subprocess.run([*command, "--config", str(ROOT / "pyproject.toml")], check=True)


def write(twins: dict[str, str]) -> None:
    """Write the twins and remove files that are none."""
    for path in stray_files(twins):
        (ROOT / path).unlink()
    for path, text in twins.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text)


def stray_files(twins: dict[str, str]) -> list[str]:
    """Files in the twins' folders that are neither generated nor written by hand."""
    present = {
        path.relative_to(ROOT).as_posix()
        for tree in TREES.values()
        for path in (ROOT / tree).rglob("*.py")
    }
    return sorted(present - twins.keys() - WRITTEN_BY_HAND)


def differences(twins: dict[str, str]) -> Iterator[str]:
    """A sentence for every file that `write` would change or remove."""
    for path in stray_files(twins):
        yield f"{path} has no source. Run `make twins`."
    for path, text in twins.items():
        file = ROOT / path
        if not file.exists() or file.read_text() != text:
            yield f"{path} is out of date. Run `make twins`."


def leftovers(twins: dict[str, str]) -> Iterator[str]:
    """A sentence for every line of a twin in which something asynchronous is left."""
    for path, text in twins.items():
        for number, line in enumerate(text.splitlines()[1:], start=2):
            if match := LEFTOVER.search(line):
                yield f"{path}:{number} still says {match[0]!r}. Reword it, or add a rule."


def unused_rules() -> Iterator[str]:
    """A sentence for every rule that nothing needs."""
    text = "".join((ROOT / source).read_text() for source in sources())
    for pattern in RULES:
        if not re.search(pattern, text):
            yield f"The rule {pattern!r} in tools/twins.py is never used. Remove it."


if __name__ == "__main__":
    sys.exit(main())
