"""Errors for what isn't there, which name what was probably meant."""

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.likeness import LikenessRepository
from mldb.async_db.repositories.ml_model import MLModelRepository
from mldb.errors import NotFoundError
from mldb.types import is_storable


async def no_model(session: AsyncSession, name: str, where: str = "") -> NotFoundError:
    """There is no live model of this name."""
    return NotFoundError("model", name, where, await LikenessRepository(session).model_like(name))


async def no_version(session: AsyncSession, model_name: str, number: int) -> NotFoundError:
    """There is no live version of this number; the name of the model may be what is wrong."""
    suggestion = None
    if not await _has_model(session, model_name):
        meant = await LikenessRepository(session).model_like(model_name)
        suggestion = meant and f"{meant}/{number}"
    return NotFoundError("version", f"{model_name}/{number}", suggestion=suggestion)


async def no_alias(
    session: AsyncSession, model_name: str, name: str, *, key: str = ""
) -> NotFoundError:
    """The model has no such alias, called `key`; or the name of the model is what is wrong."""
    likeness = LikenessRepository(session)
    if await _has_model(session, model_name):
        suggestion = await likeness.alias_like(model_name, name)
    else:
        meant = await likeness.model_like(model_name)
        suggestion = meant and f"{meant}@{name}"
    return NotFoundError("alias", key or f"{model_name}@{name}", suggestion=suggestion)


async def _has_model(session: AsyncSession, name: str) -> bool:
    if not is_storable(name):
        return False
    row = await MLModelRepository(session).get_by_name(name)
    return row is not None and row.is_live
