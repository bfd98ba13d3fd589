"""Files that a run of the demo saves: its model, and how good it is; needs scikit-learn."""

import csv
import io
import json
import pickle
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import sklearn
from sklearn.metrics import confusion_matrix

from mldb.demo.experiments import Experiment, Setting
from mldb.demo.training import Data, Trained, algorithm_of, params_of

Losses = Sequence[Mapping[str, float]]
"""Of each step."""

_CELL: Final = 36
_MARGIN: Final = 60
_PLOT: Final = 300
_DARK: Final = 0.5
_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
    'font-family="sans-serif" font-size="12" text-anchor="middle">\n'
    '<rect width="{width}" height="{height}" fill="white"/>\n{body}\n</svg>\n'
)


def files_of(
    experiment: Experiment, setting: Setting, data: Data, trained: Trained, losses: Losses
) -> dict[str, bytes]:
    """Content by path."""
    texts = {
        "MLmodel": _description(experiment, data),
        "requirements.txt": _requirements(),
        "input_example.json": json.dumps(data.test_x[:2].round(4).tolist(), indent=1),
        "report.md": _report(experiment, setting, trained),
    }
    if losses:
        texts["evaluation/losses.csv"] = _table(losses)
    if experiment.tags["task"] == "classification":
        texts["evaluation/confusion_matrix.svg"] = _confusion(data.test_y, trained.predicted)
    else:
        texts["evaluation/predicted.svg"] = _scatter(data.test_y, trained.predicted)
    model = {"model.pkl": pickle.dumps(trained.estimator, protocol=5)}
    return model | {path: text.encode() for path, text in texts.items()}


def _description(experiment: Experiment, data: Data) -> str:
    """The model as MLflow describes one, so that its tools understand it."""
    kind = data.train_y.dtype.name
    columns = data.train_x.shape[1]
    inputs = [
        {"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, columns]}},
    ]
    outputs = [{"type": "tensor", "tensor-spec": {"dtype": kind, "shape": [-1]}}]
    return "\n".join(
        [
            "flavors:",
            "  python_function:",
            "    loader_module: mlflow.sklearn",
            "    model_path: model.pkl",
            f"    python_version: {platform.python_version()}",
            "  sklearn:",
            "    pickled_model: model.pkl",
            "    serialization_format: pickle",
            f"    sklearn_version: {sklearn.__version__}",
            "signature:",
            f"  inputs: '{json.dumps(inputs)}'",
            f"  outputs: '{json.dumps(outputs)}'",
            f"utc_time_created: '{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}'",
            "metadata:",
            f"  dataset: {experiment.dataset}",
            f"  dataset_digest: '{data.digest}'",
            "",
        ]
    )


def _requirements() -> str:
    return f"numpy=={np.__version__}\nscikit-learn=={sklearn.__version__}\n"


def _report(experiment: Experiment, setting: Setting, trained: Trained) -> str:
    params = "\n".join(f"| {name} | {value} |" for name, value in params_of(setting).items())
    metrics = "\n".join(f"| {name} | {value:.4f} |" for name, value in trained.metrics.items())
    picture = "confusion_matrix" if experiment.tags["task"] == "classification" else "predicted"
    return (
        f"{experiment.description}\n\n"
        f"## {algorithm_of(setting)}\n\n| parameter | value |\n|---|---|\n{params}\n\n"
        f"## On test data\n\n| metric | value |\n|---|---|\n{metrics}\n\n"
        f"![Predictions on test data](evaluation/{picture}.svg)\n"
    )


def _table(losses: Losses) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["step", *losses[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows({"step": step, **row} for step, row in enumerate(losses))
    return text.getvalue()


def _confusion(target: Any, predicted: Any) -> str:
    counts = confusion_matrix(target, predicted)
    size = _MARGIN + _CELL * len(counts) + 12
    return _SVG.format(width=size, height=size, body="\n".join(_cells(counts)))


def _cells(counts: Any) -> Iterator[str]:
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    middle = _MARGIN + _CELL * len(counts) / 2
    yield f'<text x="{middle}" y="20">predicted</text>'
    yield f'<text x="20" y="{middle}" transform="rotate(-90 20 {middle})">actual</text>'
    for row, column in np.ndindex(counts.shape):
        x, y, share = _MARGIN + _CELL * column, _MARGIN + _CELL * row, shares[row, column]
        colour = "white" if share > _DARK else "black"
        yield (
            f'<rect x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" stroke="white" '
            f'fill="#08519c" fill-opacity="{0.04 + 0.96 * share:.3f}"/>'
            f'<text x="{x + _CELL / 2}" y="{y + _CELL / 2 + 4}" fill="{colour}">'
            f"{counts[row, column]}</text>"
        )
    for number in range(len(counts)):
        position = _MARGIN + _CELL * number + _CELL / 2
        yield f'<text x="{position}" y="{_MARGIN - 8}">{number}</text>'
        yield f'<text x="{_MARGIN - 12}" y="{position + 4}">{number}</text>'


def _scatter(target: Any, predicted: Any) -> str:
    low = float(min(target.min(), predicted.min()))
    scale = _PLOT / (float(max(target.max(), predicted.max())) - low)
    size = _PLOT + 2 * _MARGIN
    columns = _MARGIN + (target - low) * scale
    rows = size - _MARGIN - (predicted - low) * scale
    points = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#08519c" fill-opacity="0.6"/>'
        for x, y in zip(columns.tolist(), rows.tolist(), strict=True)
    )
    line = (
        f'<line x1="{_MARGIN}" y1="{size - _MARGIN}" x2="{size - _MARGIN}" y2="{_MARGIN}" '
        'stroke="black" stroke-dasharray="4"/>'
        f'<text x="{size / 2}" y="{size - 20}">actual</text>'
        f'<text x="20" y="{size / 2}" transform="rotate(-90 20 {size / 2})">predicted</text>'
    )
    return _SVG.format(width=size, height=size, body="\n".join([line, *points]))
