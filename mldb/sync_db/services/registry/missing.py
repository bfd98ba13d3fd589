# Generated from mldb/async_db/services/registry/missing.py by `make twins`.
"""Errors for missing entities, with a suggestion of an existing one."""

from sqlalchemy.orm import Session

from mldb.errors import NotFoundError
from mldb.sync_db.repositories.registry.likeness import LikenessRepository
from mldb.sync_db.repositories.registry.ml_model import MLModelRepository
from mldb.sync_db.repositories.registry.ml_model_name import MLModelNameRepository
from mldb.values.texts import is_storable


def no_model(session: Session, name: str, where: str = "") -> NotFoundError:
    """There is no live model of this name; it may have been renamed."""
    renamed_to = _renamed_to(session, name)
    if renamed_to is not None:
        return NotFoundError("model", name, where, renamed_to=renamed_to)
    return NotFoundError("model", name, where, LikenessRepository(session).model_like(name))


def no_version(session: Session, model_name: str, number: int) -> NotFoundError:
    """There is no live version of this number, or no model of this name."""
    key, suggestion = f"{model_name}/{number}", None
    if not _has_model(session, model_name):
        renamed_to = _renamed_to(session, model_name)
        if renamed_to is not None:
            return NotFoundError("version", key, renamed_to=renamed_to)
        meant = LikenessRepository(session).model_like(model_name)
        suggestion = meant and f"{meant}/{number}"
    return NotFoundError("version", key, suggestion=suggestion)


def no_alias(session: Session, model_name: str, name: str, *, key: str = "") -> NotFoundError:
    """The model has no such alias, or there is no such model; `key` names the alias."""
    likeness, key = LikenessRepository(session), key or f"{model_name}@{name}"
    if _has_model(session, model_name):
        return NotFoundError("alias", key, suggestion=likeness.alias_like(model_name, name))
    renamed_to = _renamed_to(session, model_name)
    if renamed_to is not None:
        return NotFoundError("alias", key, renamed_to=renamed_to)
    meant = likeness.model_like(model_name)
    return NotFoundError("alias", key, suggestion=meant and f"{meant}@{name}")


def _has_model(session: Session, name: str) -> bool:
    if not is_storable(name):
        return False
    row = MLModelRepository(session).get_by_name(name)
    return row is not None and row.is_live


def _renamed_to(session: Session, name: str) -> str | None:
    """The current name of the model that had this name, if it is another one."""
    if not is_storable(name):
        return None
    current = MLModelNameRepository(session).get_current(name)
    return current if current != name else None
