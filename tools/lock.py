"""Writes the lock files: exact versions and hashes for every Python and system we support.

They name no registry. Usage: `python -m tools.lock`.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ["--extra=postgres", "--extra=site", "--extra=demo"]
LOCKS = {
    "run": EXTRAS,
    "npm": ["--extra=npm", "--constraint=requirements/run.txt"],
    "dev": [*EXTRAS, "--group=dev", "--constraint=requirements/run.txt"],
    "bench": [*EXTRAS, "--extra=bench", "--group=dev", "--constraint=requirements/dev.txt"],
}
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=make lock",
    "--quiet",
]


def main() -> None:
    """Write all locks, each in keeping with the one before."""
    for name, selection in LOCKS.items():
        target = f"requirements/{name}.txt"
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml"]
        subprocess.run([*command, *selection, *OPTIONS, "-o", target], check=True, cwd=ROOT)
        print(f"{target} written.")


if __name__ == "__main__":
    main()
