"""CPU time of `import mldb.sync_db` in fresh interpreters."""

import compileall
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import mldb
from benchmarks.table import Line, below, slower

ROUNDS = 9
OURS = "import mldb.sync_db"
# What mldb uses of them, with one class, so that Pydantic loads what it loads late.
PARTS = """
import sqlalchemy.orm, sqlalchemy.dialects.sqlite
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, TypeAdapter
from pydantic import model_validator
class One(BaseModel):
    number: int
"""
BARE = """
import sqlalchemy, sqlalchemy.orm, pydantic
pydantic.BaseModel
"""


def measure() -> Iterator[Line]:
    """Lines of the table."""
    package = Path(mldb.__file__).parent
    compileall.compile_dir(package, quiet=1)
    seconds: dict[str, list[float]] = {OURS: [], PARTS: [], BARE: []}
    for _ in range(ROUNDS):
        for code, measured in seconds.items():
            measured.append(_cpu_seconds(code, package.parent))
    ours, parts, bare = (median(measured) for measured in seconds.values())
    yield below(OURS, ours, at_most=0.5)
    yield slower(OURS, ours, "parts used of SQLAlchemy, Pydantic", parts, at_most=1.2)
    yield slower(OURS, ours, "SQLAlchemy ORM, BaseModel", bare)


def _cpu_seconds(code: str, folder: Path) -> float:
    """What the code costs on top of starting Python."""
    program = (
        f"import time\nstart = time.process_time()\n{code}\nprint(time.process_time() - start)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, check=True, capture_output=True, text=True
    )
    return float(run.stdout)
