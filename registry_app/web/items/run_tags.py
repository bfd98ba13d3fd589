"""Tags of runs as items: what a run logs has no rows with ids, and is read and written by name."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from mldb.errors import DuplicateError, NotFoundError
from mldb.schemas import RunLog
from mldb.schemas.base import WriteSchema
from mldb.values.names import Name
from mldb.values.texts import TagValue
from registry_app.core.registry import Registry


class RunTagCreate(WriteSchema):
    """A new tag of a run."""

    run_id: int
    key: Name
    value: TagValue = ""


class RunTagUpdate(WriteSchema):
    """Another value of a tag."""

    value: TagValue


class RunTagRead(BaseModel):
    """A tag of a run; its id are the run's and the key."""

    model_config = ConfigDict(frozen=True)

    id: tuple[int, str]
    key: str
    value: str


@dataclass(frozen=True)
class RunTags:
    """The tags of runs with the methods that item views call."""

    registry: Registry

    def create(self, data: RunTagCreate) -> None:
        """Add a tag.

        Raises:
            DuplicateError: the run has it.
        """
        if data.key in self._of(data.run_id):
            raise DuplicateError(f"This run has the tag {data.key!r}.", field="key")
        self._log(data.run_id, {data.key: data.value})

    def update(self, row_id: tuple[int, str], data: RunTagUpdate) -> None:
        """Give a tag another value."""
        run_id, key = row_id
        self._log(run_id, {key: data.value})

    def delete(self, row_id: tuple[int, str]) -> None:
        """Remove a tag."""
        run_id, key = row_id
        self.registry.run_logs.delete_tag(self.registry.runs.get(run_id).public_id, key)

    def get_by_name(self, owner_id: int, name: str) -> RunTagRead:
        """The tag of this key.

        Raises:
            NotFoundError: the run doesn't have it.
        """
        tags = self._of(owner_id)
        if name not in tags:
            raise NotFoundError("tag", name)
        return RunTagRead(id=(owner_id, name), key=name, value=tags[name])

    def get_of_owners(self, owner_ids: Collection[int]) -> dict[int, dict[str, str]]:
        """The tags of runs by key."""
        tags = self.registry.tracking_lists.run_tags(owner_ids)
        return {run_id: dict(sorted(found.items())) for run_id, found in tags.items()}

    def _of(self, run_id: int) -> dict[str, str]:
        return self.get_of_owners([run_id]).get(run_id, {})

    def _log(self, run_id: int, tags: dict[str, Any]) -> None:
        public_id = self.registry.runs.get(run_id).public_id
        self.registry.run_logs.log_batch(public_id, RunLog(tags=tags))
