# Generated from mldb/async_db/services/missing.py by `make twins`.
"""Errors for what isn't there, which name what was probably meant."""

from sqlalchemy.orm import Session

from mldb.errors import NotFoundError
from mldb.sync_db.repositories.likeness import LikenessRepository
from mldb.sync_db.repositories.ml_model import MLModelRepository
from mldb.types import is_storable


def no_model(session: Session, name: str, where: str = "") -> NotFoundError:
    """There is no live model of this name."""
    return NotFoundError("model", name, where, LikenessRepository(session).model_like(name))


def no_version(session: Session, model_name: str, number: int) -> NotFoundError:
    """There is no live version of this number; the name of the model may be what is wrong."""
    suggestion = None
    if not _has_model(session, model_name):
        meant = LikenessRepository(session).model_like(model_name)
        suggestion = meant and f"{meant}/{number}"
    return NotFoundError("version", f"{model_name}/{number}", suggestion=suggestion)


def no_alias(session: Session, model_name: str, name: str, *, key: str = "") -> NotFoundError:
    """The model has no such alias, called `key`; or the name of the model is what is wrong."""
    likeness = LikenessRepository(session)
    if _has_model(session, model_name):
        suggestion = likeness.alias_like(model_name, name)
    else:
        meant = likeness.model_like(model_name)
        suggestion = meant and f"{meant}@{name}"
    return NotFoundError("alias", key or f"{model_name}@{name}", suggestion=suggestion)


def _has_model(session: Session, name: str) -> bool:
    if not is_storable(name):
        return False
    row = MLModelRepository(session).get_by_name(name)
    return row is not None and row.is_live
