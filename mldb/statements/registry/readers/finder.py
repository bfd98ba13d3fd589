"""Statements that find things of all types by their names, each within bounds."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from mldb.models import (
    MLExperiment,
    MLModel,
    MLModelAlias,
    MLModelVersion,
    MLRun,
    SavedView,
    StaffUser,
)
from mldb.schemas.registry.readers.finder import FoundType
from mldb.statements.search.fold import folded

NEWEST: Final = {FoundType.MODEL: 10_000, FoundType.EXPERIMENT: 5_000, FoundType.RUN: 5_000}
"""So many of the newest are compared with the text; of a large registry not all can be."""
_ALIASES: Final = 10_000
_NONE: Final[Any] = null()
_ESCAPE: Final = "\\"


@cache
def by_name() -> CompoundSelect[Any]:
    """At most `count` of each type with `part` in their names; views are those of `user_id`."""
    parts = (_models(), _experiments(), _runs(), _runs_by_id(), _views(), _people())
    return union_all(*(select(part.subquery()) for part in parts))


@cache
def bounds() -> Select[Any]:
    """For each type of `NEWEST` whether there may be others that are not compared."""
    tables: dict[FoundType, Any] = {
        FoundType.MODEL: MLModel.id,
        FoundType.EXPERIMENT: MLExperiment.id,
        FoundType.RUN: MLRun.id,
    }
    are_more: list[Any] = [
        (func.coalesce(select(func.max(tables[one])).scalar_subquery(), 0) > newest).label(one)
        for one, newest in NEWEST.items()
    ]
    return select(*are_more)


@cache
def versions_of_models(*, has_number: bool) -> Select[Any]:
    """Versions of models with `part` in their names: of this `number`, or the newest ones."""
    model = _newest_models(MLModel.id, MLModel.name)
    is_like = _is_like(model.c.name, "part")
    found = (
        select(
            _type(FoundType.VERSION),
            model.c.name.label("name"),
            model.c.name.label("key"),
            literal("").label("note"),
            MLModelVersion.status.label("status"),
            MLModelVersion.number.label("number"),
        )
        .select_from(model)
        .join(MLModelVersion, MLModelVersion.model_id == model.c.id)
        .join(MLModel, MLModel.id == model.c.id)
        .where(MLModel.deleted_at.is_(None), MLModelVersion.deleted_at.is_(None))
    )
    if has_number:
        of_number = found.where(is_like, MLModelVersion.number == bindparam("number"))
        return of_number.order_by(_begins(model.c.name), model.c.name).limit(bindparam("count"))
    # The newest versions of the likeliest model only, along an index.
    live = _newest_models(MLModel.id, MLModel.name, MLModel.deleted_at)
    likeliest = (
        select(live.c.id)
        .where(_is_like(live.c.name, "part"), live.c.deleted_at.is_(None))
        .order_by(_begins(live.c.name), func.length(live.c.name), live.c.id)
        .limit(1)
        .scalar_subquery()
    )
    newest = found.where(MLModelVersion.model_id == likeliest, model.c.id == likeliest)
    return newest.order_by(MLModelVersion.number.desc()).limit(bindparam("count"))


@cache
def aliases_of_models() -> Select[Any]:
    """Current aliases with `alias` in their names, of models with `part` in theirs."""
    some = (
        select(MLModelAlias.name, MLModelAlias.model_id, MLModelAlias.version_number)
        .where(MLModelAlias.is_current.is_(True))
        .order_by(MLModelAlias.id.desc())
        .limit(_ALIASES)
        .subquery()
    )
    return (
        select(
            _type(FoundType.ALIAS),
            some.c.name.label("name"),
            MLModel.name.label("key"),
            literal("").label("note"),
            literal("").label("status"),
            some.c.version_number.label("number"),
        )
        .select_from(some)
        .join(MLModel, MLModel.id == some.c.model_id)
        .where(
            MLModel.deleted_at.is_(None),
            _is_like(some.c.name, "alias"),
            _is_like(MLModel.name, "part"),
        )
        .order_by(_begins(some.c.name, "alias"), _begins(MLModel.name), MLModel.name, some.c.name)
        .limit(bindparam("count"))
    )


def _models() -> Select[Any]:
    # What says whether it is in the trash stands behind the card: it is read for the found ones.
    some = _newest_models(MLModel.id, MLModel.name)
    found = select(*_columns(FoundType.MODEL, some.c.name, some.c.name)).select_from(some)
    found = found.join(MLModel, MLModel.id == some.c.id).where(MLModel.deleted_at.is_(None))
    return _likeliest(found, some.c.name)


def _newest_models(*columns: Any) -> Any:
    newest = NEWEST[FoundType.MODEL]
    return select(*columns).order_by(MLModel.id.desc()).limit(newest).subquery()


def _experiments() -> Select[Any]:
    newest = NEWEST[FoundType.EXPERIMENT]
    columns = (MLExperiment.id, MLExperiment.name)
    some = select(*columns).order_by(MLExperiment.id.desc()).limit(newest).subquery()
    found = select(*_columns(FoundType.EXPERIMENT, some.c.name, some.c.id))
    found = found.select_from(some).join(MLExperiment, MLExperiment.id == some.c.id)
    return _likeliest(found.where(MLExperiment.deleted_at.is_(None)), some.c.name)


def _runs() -> Select[Any]:
    some = (
        select(MLRun.id, MLRun.name)
        .order_by(MLRun.started_at.desc(), MLRun.id.desc())
        .limit(NEWEST[FoundType.RUN])
        .subquery()
    )
    return _likeliest(_live_runs(some), some.c.name)


def _runs_by_id() -> Select[Any]:
    """Runs whose ids begin with the hex digits `id`; not found by name as well."""
    is_it = (MLRun.public_id >= bindparam("id"), MLRun.public_id < bindparam("id_end"))
    some = select(MLRun.id, MLRun.name).where(*is_it).limit(bindparam("count")).subquery()
    return _live_runs(some)


def _live_runs(some: Any) -> Select[Any]:
    columns = _columns(FoundType.RUN, MLRun.name, MLRun.public_id, MLExperiment.name, MLRun.status)
    return (
        select(*columns)
        .select_from(some)
        .join(MLRun, MLRun.id == some.c.id)
        .join(MLExperiment, MLExperiment.id == MLRun.experiment_id)
        .where(MLRun.deleted_at.is_(None), MLExperiment.deleted_at.is_(None))
    )


def _views() -> Select[Any]:
    is_visible = (SavedView.user_id == bindparam("user_id")) | SavedView.is_shared.is_(True)
    found = select(*_columns(FoundType.VIEW, SavedView.name, SavedView.id, SavedView.kind))
    return _likeliest(found.where(is_visible), SavedView.name)


def _people() -> Select[Any]:
    username, display_name = StaffUser.username, StaffUser.display_name
    found = select(*_columns(FoundType.PERSON, username, username, display_name))
    is_like = or_(_is_like(username, "part"), _is_like(display_name, "part"))
    return found.where(is_like).order_by(_begins(username), username).limit(bindparam("count"))


def _columns(
    found_type: FoundType, name: Any, key: Any, note: Any = None, status: Any = None
) -> tuple[Any, ...]:
    texts = {"name": name, "key": key, "note": note, "status": status}
    return (
        _type(found_type),
        *(_text(value).label(label) for label, value in texts.items()),
        cast(_NONE, Integer).label("number"),
    )


def _text(value: Any) -> Any:
    return literal("") if value is None else cast(value, Text)


def _type(found_type: FoundType) -> Any:
    return literal(found_type.value).label("type")


def _likeliest(found: Select[Any], name: Any) -> Select[Any]:
    """Names that begin with the text, then those that have it, the shortest first."""
    order = (_begins(name), func.length(name), name)
    return found.where(_is_like(name, "part")).order_by(*order).limit(bindparam("count"))


def _begins(name: Any, parameter: str = "part") -> Any:
    """0 for a name that begins with the text; its pattern has a wildcard before the text."""
    begin = func.substr(bindparam(parameter, type_=Text), 2)
    return case((folded(name).like(begin, escape=_ESCAPE), 0), else_=1)


def _is_like(name: Any, parameter: str) -> ColumnElement[bool]:
    return folded(name).like(bindparam(parameter, type_=Text), escape=_ESCAPE)
