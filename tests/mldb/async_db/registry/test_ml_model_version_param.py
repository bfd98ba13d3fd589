"""Parameters of versions: what is particular to them."""

import pytest

from mldb.async_db import MLModelVersionParamService, MLModelVersionService
from mldb.errors import NotFoundError
from mldb.schemas import (
    MLModelVersionCreate,
    MLModelVersionParamCreate,
    MLModelVersionRead,
)


@pytest.mark.parametrize("value", ["", " ", "0.01", "line\r\nline\ttab", "é 😀", "x" * 5_000])
async def test_a_value_comes_back_as_it_was_given(
    params: MLModelVersionParamService, version: MLModelVersionRead, value: str
) -> None:
    created = await params.create(
        MLModelVersionParamCreate(version_id=version.id, name="note", value=value)
    )

    assert (await params.get(created.id)).value == value


async def test_versions_have_parameters_of_the_same_name(
    params: MLModelVersionParamService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    second = await versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://bucket", params={"depth": "5"})
    )

    assert (await params.get_by_name(version.id, "depth")).value == "3"
    assert (await params.get_by_name(second.id, "depth")).value == "5"


async def test_parameters_are_purged_with_their_version(
    params: MLModelVersionParamService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    param = await params.get_by_name(version.id, "depth")
    await versions.delete(version.id)
    await versions.purge(version.id, "fraud/1")

    with pytest.raises(NotFoundError, match="no parameter"):
        await params.get(param.id)
