"""Looks many records of an import up at once; see `mldb.statements.keys`."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    DateTime,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    cast,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from mldb.models import (
    MLComment,
    MLLoggedModel,
    MLModel,
    MLModelAlias,
    MLModelName,
    MLModelVersion,
    MLRun,
)
from mldb.statements.content import content_of
from mldb.statements.keys import Part, content_columns, key_parts, labelled

_MODEL: Final = (MLModel.id.label("model_id"), MLModel.last_version_number)
_OWNER: Final = (*_MODEL, MLModelVersion.id.label("version_id"))


@cache
def existing_models(dialect: str) -> Select[Any]:
    """Models by name; a former name has `used_number` and `renamed_to`.

    `used_number` is the last version number under the name, `renamed_to` the model's current name.
    """
    table, parts = key_parts(dialect, str)
    former = aliased(MLModel)
    used = (MLModelName.last_version_number.label("used_number"), former.name.label("renamed_to"))
    columns = (MLModel.id, *content_columns(MLModel), MLModel.last_version_number)
    joined = select(*labelled(parts), *columns, *used).select_from(table)
    return (
        joined.outerjoin(MLModel, MLModel.name == parts[0])
        .outerjoin(MLModelName, and_(MLModelName.name == parts[0], MLModel.id.is_(None)))
        .outerjoin(former, former.id == MLModelName.model_id)
    )


@cache
def existing_names(dialect: str) -> Select[Any]:
    """Former names by name and current name of the model that had it last, `owner_id`.

    `model_id` and `last_version_number` are of the model that has the name now.
    """
    table, parts = key_parts(dialect, str, str)
    owner, holder = aliased(MLModel), aliased(MLModel)
    columns = (MLModelName.id, MLModelName.last_version_number.label("used_number"))
    joined = select(
        *labelled(parts),
        *columns,
        owner.id.label("owner_id"),
        holder.id.label("model_id"),
        holder.last_version_number,
    ).select_from(table)
    return (
        joined.outerjoin(MLModelName, MLModelName.name == parts[0])
        .outerjoin(owner, owner.name == parts[1])
        .outerjoin(holder, holder.name == parts[0])
    )


@cache
def add_names() -> Insert:
    """Insert the names of the models with an id above `last_id`, unless the names exist."""
    table: Any = MLModelName.__table__
    known = select(table.c.id).where(table.c.name == MLModel.name)
    new: Any = select(MLModel.name, literal_column("0"), MLModel.id)
    new = new.where(MLModel.id > bindparam("last_id"), ~exists(known)).order_by(MLModel.id)
    return insert(table).from_select(["name", "last_version_number", "model_id"], new)


@cache
def hand_over_names() -> Update:
    """Assign former names to the models with an id above `last_id` that have them now."""
    table: Any = MLModelName.__table__
    model: Any = MLModel.__table__
    holder = select(model.c.id).where(model.c.name == table.c.name).scalar_subquery()
    names = select(model.c.name).where(model.c.id > bindparam("last_id"))
    return (
        update(table).where(table.c.name.in_(names)).values(model_id=holder, last_version_number=0)
    )


@cache
def existing_versions(dialect: str) -> Select[Any]:
    """Versions by model and number, with their origins and the version counter of the model."""
    table, parts = key_parts(dialect, str, int)
    origins = (MLRun.public_id.label("run"), MLLoggedModel.public_id.label("logged_model"))
    columns = (*_MODEL, MLModelVersion.id, *content_columns(MLModelVersion), *origins)
    joined = select(*labelled(parts), *columns).select_from(table)
    return (
        _with_version(joined, *parts)
        .outerjoin(MLRun, MLRun.id == MLModelVersion.run_id)
        .outerjoin(MLLoggedModel, MLLoggedModel.id == MLModelVersion.logged_model_id)
    )


@cache
def set_origin() -> Update:
    """Set where the version `version` comes from, so far as that isn't known.

    The ids are `origin_run` and `origin_logged_model`.
    """
    table: Any = MLModelVersion.__table__
    return (
        update(table)
        .where(table.c.id == bindparam("version"))
        .values(
            run_id=func.coalesce(table.c.run_id, bindparam("origin_run", type_=BigInteger)),
            logged_model_id=func.coalesce(
                table.c.logged_model_id, bindparam("origin_logged_model", type_=BigInteger)
            ),
        )
    )


@cache
def existing_model_items(dialect: str, row_type: Any, name_field: str) -> Select[Any]:
    """Items of models by model and name."""
    table, parts = key_parts(dialect, str, str)
    columns = (*_MODEL, row_type.id, *content_columns(row_type))
    joined = select(*labelled(parts), *columns).select_from(table)
    return joined.outerjoin(MLModel, MLModel.name == parts[0]).outerjoin(
        row_type, and_(row_type.model_id == MLModel.id, getattr(row_type, name_field) == parts[1])
    )


@cache
def existing_version_items(dialect: str, row_type: Any, name_field: str) -> Select[Any]:
    """Items of versions by model, number and name."""
    table, parts = key_parts(dialect, str, int, str)
    columns = (*_OWNER, row_type.id, *content_columns(row_type))
    joined = select(*labelled(parts), *columns).select_from(table)
    named = getattr(row_type, name_field) == parts[2]
    return _with_version(joined, *parts[:2]).outerjoin(
        row_type, and_(row_type.version_id == MLModelVersion.id, named)
    )


@cache
def existing_assignments(dialect: str) -> Select[Any]:
    """Assignments by model, number, key of the alias and start (UTC, as SQLite writes it).

    `same_…` is the assignment with this start, `last_…` the last one of the alias; `is_live` says
    whether model and version are outside the trash.
    """
    table, parts = key_parts(dialect, str, int, str, str)
    _, _, key, start = parts
    started_at: Any = start if dialect == "sqlite" else cast(start, DateTime(timezone=True))
    same, last = aliased(MLModelAlias), aliased(MLModelAlias)
    newest = select(MLModelAlias.id).where(
        MLModelAlias.model_id == MLModel.id, MLModelAlias.name_key == key
    )
    newest = newest.order_by(MLModelAlias.started_at.desc(), MLModelAlias.id.desc()).limit(1)
    joined = select(
        *labelled(parts),
        *_OWNER,
        and_(MLModel.deleted_at.is_(None), MLModelVersion.deleted_at.is_(None)).label("is_live"),
        same.id.label("same_id"),
        *(getattr(same, name).label(f"same_{name}") for name in content_of(MLModelAlias)),
        last.version_number.label("last_number"),
        last.ended_at.label("last_ended_at"),
        last.id.label("last_id"),
    ).select_from(table)
    is_same = and_(same.model_id == MLModel.id, same.name_key == key)
    return (
        _with_version(joined, *parts[:2])
        .outerjoin(same, and_(is_same, same.started_at == started_at))
        .outerjoin(last, last.id == newest.scalar_subquery())
    )


@cache
def existing_comments(dialect: str) -> Select[Any]:
    """Comments by model, number, key of the alias, start (as of aliases) and public id.

    Number 0 and an empty alias stand for none. `assignment_id` is the move that they name, and
    `is_elsewhere` says whether the comment is about something else here.
    """
    table, parts = key_parts(dialect, str, int, str, str, str)
    model, number, key, start, public_id = parts
    started_at: Any = start if dialect == "sqlite" else cast(start, DateTime(timezone=True))
    move = aliased(MLModelAlias)
    here = ((MLComment.version_id, MLModelVersion.id), (MLComment.assignment_id, move.id))
    joined = select(
        *labelled(parts),
        *_OWNER,
        move.id.label("assignment_id"),
        MLComment.id,
        *content_columns(MLComment),
        or_(*(func.coalesce(one, 0) != func.coalesce(other, 0) for one, other in here)).label(
            "is_elsewhere"
        ),
    ).select_from(table)
    is_move = and_(move.model_id == MLModel.id, move.name_key == key, key != "")
    return (
        _with_version(joined, model, number)
        .outerjoin(move, and_(is_move, move.started_at == started_at))
        .outerjoin(MLComment, MLComment.public_id == public_id)
    )


@cache
def set_last_number() -> Update:
    """Set the version counter of the model `model_id` to `number`."""
    table: Any = MLModel.__table__
    return (
        update(table)
        .where(table.c.id == bindparam("model_id"))
        .values(last_version_number=bindparam("number"))
    )


def _with_version(statement: Select[Any], model: Part, number: Part) -> Select[Any]:
    return statement.outerjoin(MLModel, MLModel.name == model).outerjoin(
        MLModelVersion,
        and_(MLModelVersion.model_id == MLModel.id, MLModelVersion.number == number),
    )
