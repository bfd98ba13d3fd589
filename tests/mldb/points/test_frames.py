"""Points as tables of other libraries."""

import math
import sys

import pytest

from mldb.points.columns import Points

POINTS = Points.of([(1, 1_772_366_400_000, 0.5), (2, -1, math.inf), (-(2**63), 0, math.nan)])


@pytest.mark.parametrize(("method", "module"), [("to_arrow", "pyarrow"), ("to_pandas", "pandas")])
def test_missing_library_is_named(
    monkeypatch: pytest.MonkeyPatch, method: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(ModuleNotFoundError, match=f"{module} is not installed"):
        getattr(POINTS, method)()
