"""What can be done to many at once."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

from mldb.schemas import BulkOutcome
from registry_app.core.registry import Registry
from registry_app.web.bulk.forms import TagManyForm, UntagManyForm
from registry_app.web.kit.forms import SchemaForm
from registry_app.web.trash.forms import ReasonForm


class Act(Protocol):
    """Does it to the models or versions with these ids, or only tries it."""

    def __call__(
        self, registry: Registry, kind: str, ids: list[int], form: Any, *, dry_run: bool
    ) -> BulkOutcome:
        """What was done, or would be."""


@dataclass(frozen=True)
class Action:
    """An action: what it is called, what it asks for, and how it is done (or only tried).

    `done` completes the sentence "3 versions …". What asks for nothing but a reason can be tried
    before anything is typed.
    """

    name: str
    title: str
    done: str
    form: type[SchemaForm[Any]]
    act: Act
    is_dangerous: bool = False

    @property
    def asks(self) -> bool:
        """Whether it has to be told more than the reason."""
        return self.form is not ReasonForm


def _trash(
    registry: Registry, kind: str, ids: list[int], form: Any, *, dry_run: bool
) -> BulkOutcome:
    service = registry.models if kind == "models" else registry.versions
    return service.delete_many(ids, reason=_why(form, dry_run=dry_run), dry_run=dry_run)


def _tag(registry: Registry, kind: str, ids: list[int], form: Any, *, dry_run: bool) -> BulkOutcome:
    service = registry.model_tags if kind == "models" else registry.version_tags
    return service.set_on_many(
        ids, form.payload, reason=_why(form, dry_run=dry_run), dry_run=dry_run
    )


def _untag(
    registry: Registry, kind: str, ids: list[int], form: Any, *, dry_run: bool
) -> BulkOutcome:
    service = registry.model_tags if kind == "models" else registry.version_tags
    return service.remove_from_many(
        ids, form.payload.key, reason=_why(form, dry_run=dry_run), dry_run=dry_run
    )


def _why(form: Any, *, dry_run: bool) -> str | None:
    """Nothing is written at a trial, and nothing need be typed before it."""
    return None if dry_run else form.why


ACTIONS: Final = {
    action.name: action
    for action in (
        Action("trash", "Move to the trash", "moved to the trash", ReasonForm, _trash, True),  # noqa: FBT003  # the last field
        Action("tag", "Set a tag", "tagged", TagManyForm, _tag),
        Action("untag", "Remove a tag", "without the tag now", UntagManyForm, _untag),
    )
}
