"""A field that takes files of a run for a version: none, all, or those of a directory."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from mldb.schemas import Owner
from registry_app.core.registry import Registry

ENTRIES_OFFERED: Final = 200
"""Files and directories at the root of the run."""
_NOTHING: Final = ""
_AT: Final = "at:"
"""Before a path, so that the root, whose path is empty, is not the same as nothing."""


class FilesChoiceField(forms.ChoiceField):
    """The files that a version keeps; cleaned to a path, of which the root is the empty one.

    Without files, or if none are chosen, it is cleaned to None.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[(_NOTHING, "none")], **options)

    def offer(self, paths: Sequence[str], *, has_models: bool) -> None:
        """Offer all files, and each of these files and directories, which end with a slash."""
        of_run = "none of the run; of a logged model all" if has_models else "none"
        choices = [(_NOTHING, of_run)]
        if paths or has_models:
            choices.append((_AT, "all"))
        self.choices = choices + [(f"{_AT}{path.rstrip('/')}", path) for path in paths]
        self.help_text = (
            "Of the run. The version keeps them as they are now, each by its SHA-256."
            if paths
            else "No file of the run is kept here."
        )
        if len(choices) == 1:
            self.widget = forms.HiddenInput()

    def prepare_value(self, value: Any) -> Any:
        """The choice of a path; None is that of no files."""
        return _NOTHING if value is None else value

    def clean(self, value: Any) -> Any:
        """The path, or None."""
        chosen = super().clean(value)
        return chosen.removeprefix(_AT) if chosen else None


def paths_of(registry: Registry, public_id: str, preset: str | None) -> list[str]:
    """Files and directories at the root of a run, and the one that the URL of the form names."""
    page = registry.artifacts.list_directory(Owner.run(public_id), limit=ENTRIES_OFFERED)
    paths = [f"{one.path}/" if one.is_directory else one.path for one in page.rows]
    if preset and preset not in {path.rstrip("/") for path in paths}:
        paths.append(f"{preset}/")
    return paths


def choice_of(preset: str | None) -> str:
    """The value of the field that stands for a path; None stands for no files."""
    return _NOTHING if preset is None else f"{_AT}{preset}"
