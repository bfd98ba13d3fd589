"""Names of models and their version numbers: for new, renamed and purged models."""

from dataclasses import replace
from itertools import islice
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_name import MLModelNameRepository
from mldb.async_db.services.change import Change
from mldb.audit import Subject, changes_between
from mldb.models import MLModel
from mldb.rules.model_name import check_free, check_never_used
from mldb.values.enums import AuditAction
from mldb.values.limits import NAME_LENGTH
from mldb.values.spelling import numbered

_AT_ONCE: Final = 20
_STEPPED_ASIDE: Final = "A new model took its name."


async def claim(change: Change, name: str) -> int | None:
    """The last version number given under a name that a new model is about to get.

    None: the name is new. A model of this name in the trash is given another name first.

    Raises:
        DuplicateError: a model outside the trash has the name.
    """
    names = MLModelNameRepository(change.session)
    if not await names.used_among([name]):
        return None
    # The model first, as whoever renames or purges one does it in this order.
    models = MLModelRepository(change.session)
    model = await models.get_by_name(name, lock=True)
    number = await names.lock(name)
    # While this waited, the name can have been given up and taken by another model.
    model = model or await models.get_by_name(name, lock=True)
    check_free(name, model)
    if model is not None and not model.is_live:
        number = max(number, model.last_version_number)
        await _step_aside(change, model)
    return number


async def keep(change: Change, name: str, model_id: int, claimed: int | None) -> None:
    """Record that the new model has the name; `claimed` is the result of `claim`."""
    names = MLModelNameRepository(change.session)
    if claimed is None:
        await names.add_many({name: model_id})
    else:
        await names.hand_over(name, model_id)


async def validate_rename(session: AsyncSession, name: str) -> None:
    """A model can be given a name that none ever had.

    Raises:
        DuplicateError: one had it, or has it.
    """
    used = await MLModelNameRepository(session).used_among([name])
    check_never_used(name, used[0] if used else None)


async def rename(change: Change, model: MLModel, name: str) -> None:
    """Record that the model gives up its name for a new one."""
    names = MLModelNameRepository(change.session)
    await names.give_up(model.name, model.last_version_number)
    await names.add_many({name: model.id})


async def _step_aside(change: Change, model: MLModel) -> None:
    name = await _free_name(change.session, model.name)
    await rename(change, model, name)
    before = {"name": model.name}
    await MLModelRepository(change.session).update(model, {"name": name} | change.updated())
    subject = Subject("model", model.id, model.label, model.id)
    step = replace(change, reason=change.reason or _STEPPED_ASIDE)
    await step.record(AuditAction.UPDATE, subject, changes_between(before, {"name": name}))


async def _free_name(session: AsyncSession, name: str) -> str:
    """The name with the lowest number behind it that nothing was called yet."""
    names, candidates = MLModelNameRepository(session), numbered(name, NAME_LENGTH)
    while True:
        some = list(islice(candidates, _AT_ONCE))
        used = {row.name for row in await names.used_among(some)}
        free = next((candidate for candidate in some if candidate not in used), None)
        if free is not None:
            return free
