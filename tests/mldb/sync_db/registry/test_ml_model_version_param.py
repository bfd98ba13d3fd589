# Generated from tests/mldb/async_db/registry/test_ml_model_version_param.py by `make twins`.
"""Parameters of versions: what is particular to them."""

import pytest

from mldb.errors import NotFoundError
from mldb.schemas import (
    MLModelVersionCreate,
    MLModelVersionParamCreate,
    MLModelVersionRead,
)
from mldb.sync_db import MLModelVersionParamService, MLModelVersionService


@pytest.mark.parametrize("value", ["", " ", "0.01", "line\r\nline\ttab", "é 😀", "x" * 5_000])
def test_a_value_comes_back_as_it_was_given(
    params: MLModelVersionParamService, version: MLModelVersionRead, value: str
) -> None:
    created = params.create(
        MLModelVersionParamCreate(version_id=version.id, name="note", value=value)
    )

    assert (params.get(created.id)).value == value


def test_versions_have_parameters_of_the_same_name(
    params: MLModelVersionParamService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    second = versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://bucket", params={"depth": "5"})
    )

    assert (params.get_by_name(version.id, "depth")).value == "3"
    assert (params.get_by_name(second.id, "depth")).value == "5"


def test_parameters_are_purged_with_their_version(
    params: MLModelVersionParamService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    param = params.get_by_name(version.id, "depth")
    versions.delete(version.id)
    versions.purge(version.id, "fraud/1")

    with pytest.raises(NotFoundError, match="no parameter"):
        params.get(param.id)
