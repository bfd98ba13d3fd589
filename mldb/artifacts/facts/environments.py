"""What `requirements.txt` and `conda.yaml` state: the packages that a model needs."""

import re
from dataclasses import dataclass
from typing import Any, Final

from mldb.artifacts.facts.ranges import UnreadableError
from mldb.artifacts.facts.yaml_text import loaded_yaml

PACKAGES_LIMIT: Final = 1_000
"""Packages that are listed."""
_LINE: Final = 300
_PIP: Final = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[A-Za-z0-9._, -]{0,100}\])?)\s{0,9}"
    r"(?P<version>(?:[=<>!~@(][^;#]{0,200})?)(?:;(?P<condition>[^#]{0,200}))?(?:#.*)?"
)
_CONDA: Final = re.compile(r"(?P<name>[A-Za-z0-9][\w.:/-]*?)(?P<version>\s*[=<>!].*|\s.*)?")


@dataclass(frozen=True)
class Package:
    """A package, the versions that will do, and when it is needed; both empty: any, always."""

    name: str
    version: str = ""
    condition: str = ""


@dataclass(frozen=True)
class EnvironmentFacts:
    """Packages by installer, in the order of the file.

    `others` are lines that name no package, such as options of pip. If it `is_cut`, there are more
    packages than are listed.
    """

    pip: list[Package]
    conda: list[Package]
    channels: list[str]
    others: list[str]
    is_cut: bool = False


def requirements_facts(text: str) -> EnvironmentFacts:
    """The packages of a `requirements.txt`."""
    packages, others = _pip(text.splitlines())
    return _facts(packages, [], [], others)


def conda_facts(text: str) -> EnvironmentFacts:
    """The packages of a `conda.yaml`.

    Raises:
        UnreadableError: it is none.
    """
    document = loaded_yaml(text)
    listed = document.get("dependencies") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise UnreadableError("It lists no dependencies, as a file of conda would.")
    conda: list[Package] = []
    pip: list[Any] = []
    for one in listed:
        if isinstance(one, dict):
            pip += one["pip"] if isinstance(one.get("pip"), list) else []
        elif isinstance(one, str) and (found := _CONDA.fullmatch(one[:_LINE].strip())):
            conda.append(Package(found["name"], (found["version"] or "").strip()))
    packages, others = _pip([one for one in pip if isinstance(one, str)])
    channels = document.get("channels")
    names = channels if isinstance(channels, list) else []
    return _facts(packages, conda, [one[:_LINE] for one in names if isinstance(one, str)], others)


def _pip(lines: list[str]) -> tuple[list[Package], list[str]]:
    packages, others = [], []
    for line in lines:
        shown = line[:_LINE].strip()
        if not shown or shown.startswith("#"):
            continue
        found = _PIP.fullmatch(shown)
        if found is None:
            others.append(shown)
        else:
            condition = (found["condition"] or "").strip()
            packages.append(Package(found["name"], found["version"].strip(), condition))
    return packages, others


def _facts(
    pip: list[Package], conda: list[Package], channels: list[str], others: list[str]
) -> EnvironmentFacts:
    parts = (pip, conda, channels, others)
    is_cut = any(len(part) > PACKAGES_LIMIT for part in parts)
    return EnvironmentFacts(
        pip[:PACKAGES_LIMIT],
        conda[:PACKAGES_LIMIT],
        channels[:PACKAGES_LIMIT],
        others[:PACKAGES_LIMIT],
        is_cut,
    )
