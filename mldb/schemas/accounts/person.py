"""People as their colleagues see them: output."""

from pydantic import BaseModel, ConfigDict, Field

from mldb.values.enums import Role
from mldb.values.times import Moment


class PersonRead(BaseModel):
    """Somebody with an account: nothing of it that is only for them or for admins."""

    model_config = ConfigDict(from_attributes=True, frozen=True, defer_build=True)

    id: int = Field(description="Identifier of the staff user.", examples=[12])
    username: str = Field(description="Name under which they log in.", examples=["alice"])
    display_name: str = Field(description="Name that the pages show.", examples=["Alice"])
    role: Role = Field(description="Their permissions.", examples=["editor"])
    is_active: bool = Field(description="Whether they may log in.", examples=[True])
    created_at: Moment = Field(description="Since when.", examples=["2026-03-01T12:00:00Z"])
    seen_at: Moment | None = Field(
        description="When they, or a program of theirs, were last here; null: never.",
        examples=["2026-03-02T09:30:00Z"],
    )
    model_count: int = Field(
        description="How many models outside the trash they own.", examples=[2]
    )
