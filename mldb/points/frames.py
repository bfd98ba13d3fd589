"""Points as tables of pyarrow and pandas, which are installed only where somebody wants them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from mldb.points.columns import Points


def to_arrow(points: "Points") -> Any:
    """A `pyarrow.Table` with the columns step, time (UTC, in milliseconds) and value.

    Raises:
        ModuleNotFoundError: pyarrow is not installed; the message says how to install it.
    """
    pyarrow = _imported("pyarrow")
    int64 = pyarrow.int64()
    times = _column(pyarrow, points.times_ms, int64).cast(pyarrow.timestamp("ms", tz="UTC"))
    columns = {
        "step": _column(pyarrow, points.steps, int64),
        "time": times,
        "value": _column(pyarrow, points.values, pyarrow.float64()),
    }
    return pyarrow.table(columns)


def to_pandas(points: "Points") -> Any:
    """A `pandas.DataFrame` with the columns of `to_arrow`.

    Raises:
        ModuleNotFoundError: pandas is not installed; the message says how to install it.
    """
    pandas, numpy = _imported("pandas"), _imported("numpy")
    times = pandas.Series(numpy.array(points.times_ms).astype("datetime64[ms]"))
    return pandas.DataFrame(
        {
            "step": numpy.array(points.steps),
            "time": times.dt.tz_localize("UTC"),
            "value": numpy.array(points.values),
        }
    )


def to_parquet(points: "Points", path: "Path") -> None:
    """Write a Parquet file with the columns of `to_arrow`.

    Raises:
        ModuleNotFoundError: pyarrow is not installed; the message says how to install it.
    """
    _imported("pyarrow")
    _imported("pyarrow.parquet").write_table(to_arrow(points), path)


def _column(pyarrow: Any, column: Any, column_type: Any) -> Any:
    """A column without a copy: arrays of Python lie in memory as those of Arrow do."""
    return pyarrow.Array.from_buffers(column_type, len(column), [None, pyarrow.py_buffer(column)])


def _imported(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{name} is not installed. Install Modelbook with the extra `arrow`.", name=name
        ) from error
