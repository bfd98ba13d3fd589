"""The base of the services of tags."""

from collections.abc import Collection
from typing import Any

from mldb.async_db.services.change import Change
from mldb.async_db.services.item import ItemService
from mldb.rules.batch import check_batch
from mldb.schemas.registry.bulk import BulkOutcome, Skipped, TagOnMany
from mldb.statements.item import ItemValue
from mldb.types import CreateT, ReadT, RowT, UpdateT
from mldb.values.texts import is_storable

_IN_TRASH = "It is in the trash."


class TagService(ItemService[RowT, CreateT, UpdateT, ReadT]):
    """Tags, also set and removed on many owners at once."""

    async def set_on_many(
        self,
        owner_ids: Collection[int],
        data: TagOnMany,
        *,
        reason: str | None = None,
        dry_run: bool = False,
    ) -> BulkOutcome:
        """Give up to 1,000 owners the tag, or its value to those that have another one.

        All in one transaction, each with its event. A dry run changes nothing and reports the
        changes that it would make.

        Raises:
            RuleViolationError: too many owners.
        """
        check_batch(len(owner_ids))
        outcome = BulkOutcome()
        async with self._trying(reason, dry_run=dry_run) as change:
            for owner_id in owner_ids:
                owner = await self.owner_repository_type(change.session).get(owner_id, lock=True)
                if owner is None or not owner.is_live:
                    outcome.skipped.append(Skipped(str(owner_id), _IN_TRASH))
                elif await self._put(change, owner, data):
                    outcome.done.append(owner.label)
                else:
                    outcome.skipped.append(Skipped(owner.label, "It has this tag already."))
        return outcome

    async def remove_from_many(
        self,
        owner_ids: Collection[int],
        key: str,
        *,
        reason: str | None = None,
        dry_run: bool = False,
    ) -> BulkOutcome:
        """Take the tag with this key from up to 1,000 owners, in one transaction.

        Raises:
            RuleViolationError: too many owners.
        """
        check_batch(len(owner_ids))
        outcome = BulkOutcome()
        async with self._trying(reason, dry_run=dry_run) as change:
            for owner_id in owner_ids:
                owner = await self.owner_repository_type(change.session).get(owner_id, lock=True)
                if owner is None or not owner.is_live:
                    outcome.skipped.append(Skipped(str(owner_id), _IN_TRASH))
                    continue
                row = await self._tag(change, owner_id, key)
                if row is None:
                    outcome.skipped.append(Skipped(owner.label, "It has no such tag."))
                else:
                    await self._validate_delete(change.session, [row])
                    await self._remove(change, row)
                    outcome.done.append(owner.label)
        return outcome

    async def _put(self, change: Change, owner: Any, data: TagOnMany) -> bool:
        """Whether anything had to be changed."""
        item = ItemValue(owner.id, data.key, data.value)
        row = await self._tag(change, owner.id, data.key)
        if row is None:
            await self._insert(change, owner, item)
            return True
        if row.value == data.value:
            return False
        await self._replace(change, row, item)
        return True

    async def _tag(self, change: Change, owner_id: int, key: str) -> Any:
        if not is_storable(key):
            return None
        return await self.repository_type(change.session).get_by_name(owner_id, key)
