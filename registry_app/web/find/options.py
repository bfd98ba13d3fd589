"""What the command palette offers: pages and actions of the site, and what a search found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import Resolver404, resolve

from mldb.schemas import FoundByName, FoundType
from mldb.search.pattern import folded
from mldb.values.enums import Role
from mldb.values.names import is_run_id
from registry_app.core.root_path import root_path
from registry_app.web.presentation.links import (
    experiment_url,
    model_url,
    person_url,
    run_url,
    url,
    version_history_url,
    version_url,
)


@dataclass(frozen=True)
class Option:
    """A page to go to; `note` tells those of one name apart."""

    label: str
    url: str
    note: str = ""
    status: str = ""


@dataclass(frozen=True)
class OptionGroup:
    """Options of one type; `note` says if not everything was looked at.

    `all_url` lists all that a search finds, None if these are all or no page can list them.
    """

    heading: str
    options: Sequence[Option]
    note: str = ""
    all_url: str | None = None


_PAGES: Final = (
    ("Start", "start", Role.VIEWER),
    ("Models", "model-list", Role.VIEWER),
    ("Versions", "version-list", Role.VIEWER),
    ("Experiments", "experiment-list", Role.VIEWER),
    ("Runs", "run-list", Role.VIEWER),
    ("Aliases", "alias-matrix", Role.VIEWER),
    ("History", "history", Role.VIEWER),
    ("Saved views", "saved-view-list", Role.VIEWER),
    ("Trash", "trash", Role.VIEWER),
    ("Your account and API tokens", "account", Role.VIEWER),
    ("Search help", "search-help", Role.VIEWER),
    ("API documentation", "api-docs", Role.VIEWER),
    ("Staff", "staff-list", Role.ADMIN),
)
_ACTIONS: Final = (
    ("Register a model", "model-create", Role.EDITOR),
    ("Create an experiment", "experiment-create", Role.EDITOR),
    ("Compare versions", "compare", Role.VIEWER),
    ("Add a person", "staff-create", Role.ADMIN),
)
_OF_MODEL: Final = (
    ("Trend", "trend", Role.VIEWER),
    ("Alias history", "alias-history", Role.VIEWER),
    ("History", "model-history", Role.VIEWER),
    ("Register a version", "version-create", Role.EDITOR),
    ("Point an alias", "alias-move", Role.EDITOR),
    ("Edit", "model-update", Role.EDITOR),
)
_OF_RUN: Final = (
    ("Charts", "run-charts", Role.VIEWER),
    ("Register as a version", "run-register", Role.EDITOR),
    ("Edit", "run-update", Role.EDITOR),
)
_HEADINGS: Final = {
    FoundType.VERSION: "Versions",
    FoundType.ALIAS: "Aliases",
    FoundType.MODEL: "Models",
    FoundType.EXPERIMENT: "Experiments",
    FoundType.RUN: "Runs",
    FoundType.VIEW: "Saved views",
    FoundType.PERSON: "People",
}


def pages_of_site(role: Role, text: str = "") -> list[Option]:
    """The pages that this role may open and whose names have the text."""
    return _with_words(_options(_PAGES, role), text)


def actions_of_site(role: Role, text: str = "") -> list[Option]:
    """The actions that this role may do and whose names have the text."""
    return _with_words(_options(_ACTIONS, role), text)


def actions_of_page(path: str, role: Role, text: str = "") -> list[Option]:
    """What can be done with the model, version, run or experiment of the page at this path."""
    try:
        given = resolve(path.removeprefix(root_path())).kwargs
    except Resolver404:
        return []
    return _with_words(_of_entity(given, role), text)


def _of_entity(given: dict[str, object], role: Role) -> list[Option]:
    name, number, run_id = given.get("name"), given.get("number"), given.get("public_id")
    if isinstance(name, str) and isinstance(number, int):
        return _of_version(name, number, role)
    if isinstance(name, str):
        return _options(_OF_MODEL, role, name, note=name)
    if isinstance(run_id, str) and is_run_id(run_id):
        return _options(_OF_RUN, role, run_id, note=f"run {run_id[:8]}")
    return []


def _of_version(name: str, number: int, role: Role) -> list[Option]:
    label = f"{name}/{number}"
    found = [Option("History", version_history_url(name, number), label)]
    if role.includes(Role.EDITOR):
        move = f"{url('registry:alias-move', name)}?version={number}"
        found.append(Option("Point an alias here", move, label))
        found.append(Option("Edit", url("registry:version-update", name, number), label))
    return [*found, *_options(_OF_MODEL[:4], role, name, note=name)]


def found_groups(found: Sequence[FoundByName], newest: dict[FoundType, int]) -> list[OptionGroup]:
    """What a search found, by type."""
    groups = []
    for found_type, heading in _HEADINGS.items():
        options = [option_of(one) for one in found if one.type is found_type]
        if options:
            limit = newest.get(found_type)
            note = f"of the newest {limit:,}" if limit else ""
            groups.append(OptionGroup(heading, options, note))
    return groups


def option_of(found: FoundByName) -> Option:
    """The page of something that was found."""
    label, note = _LABELS.get(found.type, "{0.name}"), _NOTES.get(found.type, "")
    return Option(
        label.format(found), _URLS[found.type](found), note.format(found), status=found.status
    )


def _version_url(found: FoundByName) -> str:
    return version_url(found.key, found.number or 0)


_LABELS: Final = {
    FoundType.VERSION: "{0.name}/{0.number}",
    FoundType.ALIAS: "{0.key}@{0.name}",
}
_NOTES: Final = {
    FoundType.ALIAS: "version {0.number}",
    FoundType.RUN: "{0.key:.8} of {0.note}",
    FoundType.VIEW: "{0.note}",
    FoundType.PERSON: "{0.note}",
}
_URLS: Final[Mapping[FoundType, Callable[[FoundByName], str]]] = {
    FoundType.MODEL: lambda one: model_url(one.key),
    FoundType.VERSION: _version_url,
    FoundType.ALIAS: _version_url,
    FoundType.EXPERIMENT: lambda one: experiment_url(int(one.key)),
    FoundType.RUN: lambda one: run_url(one.key),
    FoundType.VIEW: lambda one: url("registry:saved-view-open", int(one.key)),
    FoundType.PERSON: lambda one: person_url(one.key),
}


def _options(
    named: Iterable[tuple[str, str, Role]], role: Role, *arguments: object, note: str = ""
) -> list[Option]:
    return [
        Option(label, url(f"registry:{view}", *arguments), note)
        for label, view, needed in named
        if role.includes(needed)
    ]


def _with_words(options: Iterable[Option], text: str) -> list[Option]:
    words = folded(text).split()
    return [one for one in options if all(word in folded(one.label) for word in words)]
