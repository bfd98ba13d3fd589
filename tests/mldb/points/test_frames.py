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


def test_arrow_table() -> None:
    pytest.importorskip("pyarrow")

    table = POINTS.to_arrow()

    assert table.column_names == ["step", "time", "value"]
    assert str(table.schema.field("time").type) == "timestamp[ms, tz=UTC]"
    assert table["step"].to_pylist() == list(POINTS.steps)
    assert table["time"].cast("int64").to_pylist() == list(POINTS.times_ms)
    assert list(map(repr, table["value"].to_pylist())) == list(map(repr, POINTS.values))
    assert Points.of(()).to_arrow().num_rows == 0


def test_pandas_frame() -> None:
    pytest.importorskip("pandas")

    frame = POINTS.to_pandas()

    assert list(frame.columns) == ["step", "time", "value"]
    assert str(frame["time"].dtype) == "datetime64[ms, UTC]"
    assert frame["step"].tolist() == list(POINTS.steps)
    assert list(map(repr, frame["value"].tolist())) == list(map(repr, POINTS.values))
    assert len(Points.of(()).to_pandas()) == 0
