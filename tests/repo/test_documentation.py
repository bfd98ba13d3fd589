"""The documentation names files and pages that exist."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *(ROOT.glob("*.md")),
    *(ROOT / "docs").rglob("*.md"),
]
GUIDES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")
FOLDERS = (
    *("benchmarks", "docs", "migrations", "mldb", "registry_app", "requirements", "site_config"),
    *("templates", "tests", "tools"),
)
PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./<>-]*)`")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
AREAS = ("registry", "accounts", "audit", "delivery")


@pytest.mark.parametrize("name", GUIDES)
def test_every_path_that_a_guide_names_exists(name: str) -> None:
    paths = PATH.findall((ROOT / name).read_text())

    missing = [path for path in paths if not _exists(path)]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = LINK.findall(document.read_text())

    missing = [link for link in links if not (document.parent / link).exists()]
    assert missing == []


def test_every_target_that_a_guide_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for name in (*GUIDES, "README.md"):
        named = set(re.findall(r"`make ([a-z-]+)", (ROOT / name).read_text()))

        assert {target for target in named if f"\n{target}:" not in makefile} == set()


def test_every_folder_of_the_source_is_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    listed = subprocess.run(
        ["git", "ls-files", "mldb", "registry_app"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    parts = {"/".join(path.split("/")[:2]) for path in listed if path.count("/") > 1}

    assert {part for part in parts if f"`{part}/" not in text} <= {"registry_app/static"}


def _exists(path: str) -> bool:
    """Whether it is there; `<area>` stands for any area."""
    if "<area>" not in path:
        return (ROOT / path).exists()
    return any((ROOT / path.replace("<area>", area)).exists() for area in AREAS)
