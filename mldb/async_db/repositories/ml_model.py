"""Rows of ml_models."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, update

from mldb.async_db.repositories.trash import TrashRepository
from mldb.models import MLModel
from mldb.statements.ml_model import insert_model, model_by_name


class MLModelRepository(TrashRepository[MLModel]):
    """Rows of ml_models."""

    row_type = MLModel

    def order(self) -> tuple[ColumnElement[Any], ...]:
        """Order of lists: by name."""
        return (MLModel.name.asc(),)

    async def add(self, values: Mapping[str, Any]) -> MLModel:
        """New row, with its id; as a plain insert, which costs a third of the ORM's."""
        columns = {"last_version_number": 0, "row_version": 1, **values}
        result: Any = await self.session.execute(insert_model(), columns)
        return MLModel(id=result.inserted_primary_key[0], **columns)

    async def get_by_name(self, name: str, *, lock: bool = False) -> MLModel | None:
        """Row by exact name, trash included, or None; locked against other writers if asked for."""
        return await self.first(model_by_name(), {"model_name": name}, lock=lock)

    async def get_matching(self, text: str, skip: int, limit: int) -> Sequence[MLModel]:
        """Live rows whose name contains the text, whatever its case, by name, at most `limit`."""
        return await self.get_live(skip, limit, MLModel.name.icontains(text, autoescape=True))

    async def next_version_number(self, model_id: int) -> int:
        """Number for a new version, counted for good; the row is locked until the commit."""
        # Not through the ORM: registering a version must not make open forms of the model stale.
        counted = await self.session.scalars(
            update(MLModel)
            .where(MLModel.id == model_id)
            .values(last_version_number=MLModel.last_version_number + 1)
            .returning(MLModel.last_version_number)
            .execution_options(synchronize_session=False)
        )
        return counted.one()
