"""What a small team trains in a year: runs with parameters, and curves of real shapes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from mldb.schemas import LoggedPoint
from mldb.values.enums import RunStatus

BEGIN: Final = datetime(2025, 1, 1, tzinfo=UTC)
SECONDS: Final = 365 * 86_400
PEOPLE: Final = ("ada", "bo", "chen", "dana", "emil")
_STEPS: Final = 690
"""Of a run on average: a thousand points, as some metrics are not logged at every step."""
_MOST_STEPS: Final = 30_000
_SPREAD: Final = 0.9
_DIVERGING: Final = 0.03
_KILLED: Final = 0.02
_WITH_NAN: Final = 0.02
_EVALUATION: Final = 25
_SELDOM: Final = 4


@dataclass(frozen=True)
class Training:
    """A run, before it is logged."""

    started_at: datetime
    ended_at: datetime
    status: RunStatus
    params: dict[str, str]
    points: list[LoggedPoint]


def training(random: Random, started_at: datetime) -> Training:
    """A run that begins at this moment."""
    return _Shape(random, started_at).training()


class _Shape:
    """How the losses of a run behave."""

    def __init__(self, random: Random, started_at: datetime) -> None:
        self._random = random
        self._started_at = started_at
        spread = math.exp(random.gauss(-_SPREAD * _SPREAD / 2, _SPREAD))
        self._steps = min(max(int(_STEPS * spread), 5), _MOST_STEPS)
        self._step_ms = random.uniform(40, 2_000)
        self._rate = 10 ** random.uniform(-4, -1)
        self._decay = self._steps / random.uniform(3, 8)
        self._floor = random.uniform(0.02, 0.4)
        self._noise = random.uniform(0.01, 0.1)
        self._best = random.uniform(0.7, 0.99)
        chance = random.random()
        self._diverges_at = self._steps * random.uniform(0.2, 0.9)
        self._is_diverging = chance < _DIVERGING
        self._is_killed = _DIVERGING <= chance < _DIVERGING + _KILLED
        self._has_nan = chance > 1 - _WITH_NAN

    def training(self) -> Training:
        steps = int(self._diverges_at) if self._is_killed else self._steps
        points = [point for step in range(steps) for point in self._points(step)]
        status = RunStatus.FINISHED
        if self._is_killed:
            status = RunStatus.KILLED
        elif self._is_diverging:
            status = RunStatus.FAILED
        ended_at = self._started_at + timedelta(milliseconds=int(steps * self._step_ms) + 1_000)
        return Training(self._started_at, ended_at, status, self._params(), points)

    def _params(self) -> dict[str, str]:
        choice = self._random.choice
        return {
            "learning_rate": f"{self._rate:.3g}",
            "batch_size": str(choice((32, 64, 128, 256))),
            "optimizer": choice(("adam", "adamw", "sgd")),
            "depth": str(choice((4, 6, 8, 12))),
            "dropout": f"{self._random.uniform(0, 0.5):.2f}",
            "seed": str(self._random.randrange(10_000)),
        }

    def _points(self, step: int) -> Iterator[LoggedPoint]:
        """All that is logged at a step."""
        time_ms = int(self._started_at.timestamp() * 1_000 + step * self._step_ms)
        time_ms += self._random.randrange(8)
        progress = math.exp(-step / self._decay)
        loss = self._loss(step, progress)
        values = {"train_loss": loss}
        if step % _SELDOM == 0:
            values["learning_rate"] = self._rate * (1 + math.cos(math.pi * step / self._steps)) / 2
            values["grad_norm"] = 10 * loss * self._random.lognormvariate(0, 0.3)
        if step % _EVALUATION == 0:
            overfit = 0.1 * step / self._steps
            values["val_loss"] = loss + overfit + self._random.gauss(0, self._noise / 4)
            values["val_auc"] = self._auc(progress)
        for name, value in values.items():
            yield LoggedPoint(name=name, value=value, step=step, time_ms=time_ms)

    def _loss(self, step: int, progress: float) -> float:
        """Falls to its floor with noise; one that diverges rises to infinity, and is NaN then."""
        loss = self._floor + 2 * progress
        loss *= 1 + self._random.gauss(0, self._noise)
        behind = step - self._diverges_at
        if not self._is_diverging or behind < 0:
            return loss
        growth = 40 * behind
        if growth > 800:  # a few steps after it was infinite
            return math.nan
        return math.inf if growth > 700 else loss * math.exp(growth)

    def _auc(self, progress: float) -> float:
        # Sometimes a sample has one class alone.
        if self._has_nan and self._random.random() < 0.2:
            return math.nan
        value = 0.5 + (self._best - 0.5) * (1 - progress) + self._random.gauss(0, 0.01)
        return min(value, 1.0)
