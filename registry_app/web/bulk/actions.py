"""The bulk actions."""

from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from mldb.schemas import BulkOutcome
from registry_app.core.registry import Registry
from registry_app.web.bulk import runs
from registry_app.web.bulk.forms import TagManyForm, TagRunsForm, UntagManyForm
from registry_app.web.bulk.selection import Selection
from registry_app.web.kit.forms import SchemaForm
from registry_app.web.kit.reason import ReasonForm


class Act(Protocol):
    """Acts on the selected entities; a dry run changes nothing."""

    def __call__(
        self, registry: Registry, selection: Selection, form: Any, *, dry_run: bool
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


def _trash(service: str) -> Action:
    """Move to the trash, by a service of the registry."""

    def act(registry: Registry, selection: Selection, form: Any, *, dry_run: bool) -> BulkOutcome:
        outcome: BulkOutcome = getattr(registry, service).delete_many(
            selection.ids, reason=_why(form, dry_run=dry_run), dry_run=dry_run
        )
        return outcome

    return Action(
        "trash", "Move to the trash", "moved to the trash", ReasonForm, act, is_dangerous=True
    )


def _tag(service: str) -> Action:
    """Set a tag, by a service of the registry."""

    def act(registry: Registry, selection: Selection, form: Any, *, dry_run: bool) -> BulkOutcome:
        outcome: BulkOutcome = getattr(registry, service).set_on_many(
            selection.ids, form.payload, reason=_why(form, dry_run=dry_run), dry_run=dry_run
        )
        return outcome

    return Action("tag", "Set a tag", "tagged", TagManyForm, act)


def _untag(service: str) -> Action:
    """Remove a tag, by a service of the registry."""

    def act(registry: Registry, selection: Selection, form: Any, *, dry_run: bool) -> BulkOutcome:
        outcome: BulkOutcome = getattr(registry, service).remove_from_many(
            selection.ids, form.payload.key, reason=_why(form, dry_run=dry_run), dry_run=dry_run
        )
        return outcome

    return Action("untag", "Remove a tag", "without the tag now", UntagManyForm, act)


def _why(form: Any, *, dry_run: bool) -> str | None:
    """The reason; a dry run has none, because the form may be empty."""
    return None if dry_run else form.why


def _named(*actions: Action) -> dict[str, Action]:
    return {action.name: action for action in actions}


ACTIONS: Final = {
    "models": _named(_trash("models"), _tag("model_tags"), _untag("model_tags")),
    "versions": _named(_trash("versions"), _tag("version_tags"), _untag("version_tags")),
    "experiments": _named(
        _trash("experiments"), _tag("experiment_tags"), _untag("experiment_tags")
    ),
    "runs": _named(
        _trash("runs"),
        # What a run logs has no reason to record.
        replace(_tag(""), form=TagRunsForm, act=runs.tag),
        replace(_untag(""), act=runs.untag),
    ),
}
"""The actions by the entities that they are for."""
