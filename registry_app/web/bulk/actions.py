"""The bulk actions."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

from mldb.schemas import BulkOutcome
from registry_app.core.registry import Registry
from registry_app.web.bulk.forms import TagManyForm, UntagManyForm
from registry_app.web.kit.forms import SchemaForm
from registry_app.web.kit.reason import ReasonForm


class Act(Protocol):
    """Acts on the models or versions with these ids; a dry run changes nothing."""

    def __call__(
        self, registry: Registry, entities: str, ids: list[int], form: Any, *, dry_run: bool
    ) -> BulkOutcome:
        """The outcome, real or expected."""


@dataclass(frozen=True)
class Action:
    """A bulk action: its name, its title, its form and its implementation.

    `done` completes the sentence "3 versions …".
    """

    name: str
    title: str
    done: str
    form: type[SchemaForm[Any]]
    act: Act
    is_dangerous: bool = False

    @property
    def asks(self) -> bool:
        """Whether the form has more fields than the reason, so that a preview needs input."""
        return self.form is not ReasonForm


def _trash(
    registry: Registry, entities: str, ids: list[int], form: Any, *, dry_run: bool
) -> BulkOutcome:
    service = registry.models if entities == "models" else registry.versions
    return service.delete_many(ids, reason=_why(form, dry_run=dry_run), dry_run=dry_run)


def _tag(
    registry: Registry, entities: str, ids: list[int], form: Any, *, dry_run: bool
) -> BulkOutcome:
    service = registry.model_tags if entities == "models" else registry.version_tags
    return service.set_on_many(
        ids, form.payload, reason=_why(form, dry_run=dry_run), dry_run=dry_run
    )


def _untag(
    registry: Registry, entities: str, ids: list[int], form: Any, *, dry_run: bool
) -> BulkOutcome:
    service = registry.model_tags if entities == "models" else registry.version_tags
    return service.remove_from_many(
        ids, form.payload.key, reason=_why(form, dry_run=dry_run), dry_run=dry_run
    )


def _why(form: Any, *, dry_run: bool) -> str | None:
    """The reason; a dry run has none, because the form may be empty."""
    return None if dry_run else form.why


ACTIONS: Final = {
    action.name: action
    for action in (
        Action("trash", "Move to the trash", "moved to the trash", ReasonForm, _trash, True),  # noqa: FBT003  # the last field
        Action("tag", "Set a tag", "tagged", TagManyForm, _tag),
        Action("untag", "Remove a tag", "without the tag now", UntagManyForm, _untag),
    )
}
