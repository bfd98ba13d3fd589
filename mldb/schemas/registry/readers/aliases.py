"""Aliases with the versions that they point to."""

from pydantic import Field

from mldb.schemas.registry.ml_model_alias import MLModelAliasRead
from mldb.schemas.registry.readers.versions import MLModelVersionDetail


class MLModelAliasDetail(MLModelAliasRead):
    """An assignment of an alias with its version; None if that is in the trash or was purged."""

    version: MLModelVersionDetail | None = Field(
        description="The version; null: it is in the trash or was purged."
    )
