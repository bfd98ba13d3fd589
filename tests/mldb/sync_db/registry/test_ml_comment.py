# Generated from tests/mldb/async_db/registry/test_ml_comment.py by `make twins`.
"""Comments on versions and on moves of aliases."""

import pytest
from pydantic import ValidationError

from mldb.errors import ConflictError, NotFoundError
from mldb.schemas import (
    MLCommentCreate,
    MLCommentUpdate,
    MLModelAliasMove,
    MLModelRead,
    MLModelVersionRead,
)
from mldb.sync_db import Database, Registry
from mldb.values.enums import AuditAction


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice")


def _on(version: MLModelVersionRead, text: str = "Good.") -> MLCommentCreate:
    return MLCommentCreate(model_name=version.model_name, version=version.number, text=text)


def test_a_comment_is_kept_and_part_of_the_history_of_its_version(
    registry: Registry, version: MLModelVersionRead
) -> None:
    said = registry.comments.create(_on(version, "<script>alert(1)</script>"))
    registry.comments.update(said.id, MLCommentUpdate(row_version=1, text="Better."))
    registry.comments.delete(said.id, reason="Wrong")

    events = registry.audit.get_of_entity("version", version.id)
    field = f"comments.{said.public_id}"
    assert [(event.action, event.changes.get(field)) for event in events[:3]] == [
        (AuditAction.DELETE_COMMENT, ("Better.", None)),
        (AuditAction.EDIT_COMMENT, ("<script>alert(1)</script>", "Better.")),
        (AuditAction.ADD_COMMENT, (None, "<script>alert(1)</script>")),
    ]
    assert (events[0].label, events[0].model_id) == (f"{version.model_name}/1", version.model_id)
    assert registry.comments.get_of_version(version.id) == []


def test_comments_are_listed_by_subject_the_newest_first(
    registry: Registry, version: MLModelVersionRead
) -> None:
    move = registry.aliases.move(
        MLModelAliasMove(model_name=version.model_name, name="champion", version=1)
    )
    first = registry.comments.create(_on(version, "First"))
    second = registry.comments.create(_on(version, "Second"))
    on_move = registry.comments.create(
        MLCommentCreate(model_name=version.model_name, assignment_id=move.id, text="Why?")
    )
    comments = registry.comments

    assert comments.get_of_version(version.id) == [second, first]
    assert comments.get_of_version(version.id, skip=1, limit=1) == [first]
    assert comments.get_of_assignment(move.id) == [on_move]
    assert comments.get_of_model(version.model_id) == [on_move, second, first]
    assert comments.count_of_versions([version.id, 77]) == {version.id: 2}
    assert comments.count_of_assignments([move.id]) == {move.id: 1}
    assert (on_move.alias, on_move.version_number) == ("champion", 1)
    assert comments.get_by_public_id(first.public_id) == first


def test_a_comment_needs_a_subject_that_is_there(
    registry: Registry, version: MLModelVersionRead
) -> None:
    for subject in ({"version": 7}, {"assignment_id": 7}):
        with pytest.raises(NotFoundError):
            registry.comments.create(
                MLCommentCreate(model_name=version.model_name, text="Hm.", **subject)
            )
    with pytest.raises(NotFoundError):
        registry.comments.create(MLCommentCreate(model_name="other", version=1, text="Hm."))
    registry.versions.delete(version.id)
    with pytest.raises(NotFoundError):
        registry.comments.create(_on(version))


def test_a_move_is_looked_for_in_its_model_only(
    registry: Registry, version: MLModelVersionRead
) -> None:
    move = registry.aliases.move(
        MLModelAliasMove(model_name=version.model_name, name="champion", version=1)
    )

    assert registry.comments.get_assignment(version.model_name, move.id) == move
    with pytest.raises(NotFoundError):
        registry.comments.get_assignment("other", move.id)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 10_001, "a\0b"])
def test_a_text_that_says_nothing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MLCommentCreate(model_name="fraud", version=1, text=text)


@pytest.mark.parametrize("subject", [{}, {"version": 1, "assignment_id": 1}])
def test_a_comment_is_about_one_thing(subject: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        MLCommentCreate(model_name="fraud", text="Hm.", **subject)


def test_a_stale_copy_is_refused(registry: Registry, version: MLModelVersionRead) -> None:
    said = registry.comments.create(_on(version))
    registry.comments.update(said.id, MLCommentUpdate(row_version=1, text="One"))

    with pytest.raises(ConflictError):
        registry.comments.update(said.id, MLCommentUpdate(row_version=1, text="Two"))


def test_comments_in_the_trash_are_not_there_and_come_back(
    registry: Registry, version: MLModelVersionRead
) -> None:
    said = registry.comments.create(_on(version))
    registry.versions.delete(version.id)
    with pytest.raises(NotFoundError):
        registry.comments.get(said.id)

    registry.versions.restore(version.id)
    assert registry.comments.get(said.id) == said


def test_comments_go_with_their_version(
    registry: Registry, version: MLModelVersionRead, model: MLModelRead
) -> None:
    registry.comments.create(_on(version))
    registry.versions.delete(version.id)
    registry.versions.purge(version.id, f"{model.name}/1")

    assert registry.comments.get_of_model(model.id) == []
