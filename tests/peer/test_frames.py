"""Points as tables of pyarrow and pandas, which MLflow brings."""

import math
from importlib import import_module
from pathlib import Path

from mldb.points.columns import Points

POINTS = Points.of([(1, 1_772_366_400_000, 0.5), (2, -1, math.inf), (-(2**63), 0, math.nan)])


def test_arrow_table() -> None:
    table = POINTS.to_arrow()

    assert table.column_names == ["step", "time", "value"]
    assert str(table.schema.field("time").type) == "timestamp[ms, tz=UTC]"
    assert table["step"].to_pylist() == list(POINTS.steps)
    assert table["time"].cast("int64").to_pylist() == list(POINTS.times_ms)
    assert list(map(repr, table["value"].to_pylist())) == list(map(repr, POINTS.values))
    assert Points.of(()).to_arrow().num_rows == 0


def test_pandas_frame() -> None:
    frame = POINTS.to_pandas()

    assert list(frame.columns) == ["step", "time", "value"]
    assert str(frame["time"].dtype) == "datetime64[ms, UTC]"
    assert frame["step"].tolist() == list(POINTS.steps)
    assert list(map(repr, frame["value"].tolist())) == list(map(repr, POINTS.values))
    assert len(Points.of(()).to_pandas()) == 0


def test_parquet_file_reads_back_equal(tmp_path: Path) -> None:
    path = tmp_path / "loss.parquet"

    POINTS.to_parquet(path)

    table = import_module("pyarrow.parquet").read_table(path)
    assert table["step"].to_pylist() == list(POINTS.steps)
    assert table["time"].cast("int64").to_pylist() == list(POINTS.times_ms)
    assert list(map(repr, table["value"].to_pylist())) == list(map(repr, POINTS.values))
