"""Query and body of the operations of the inbox."""

from typing import Annotated

from pydantic import Field

from mldb.schemas.base import WriteSchema
from mldb.values.limits import MAX_ID
from registry_app.api.schemas.lists import PageQuery


class InboxQuery(PageQuery):
    """A page of the inbox."""

    is_unread: bool = Field(
        default=False, description="Only what the caller has not read.", examples=[True]
    )


class InboxRead(WriteSchema):
    """Up to which entry the inbox was read."""

    up_to_id: Annotated[int, Field(strict=True, ge=0, le=MAX_ID)] = Field(
        description="The `id` of the newest entry that was seen.", examples=[12]
    )
