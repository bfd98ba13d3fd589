"""The runs that a URL compares: `?run=…&run=…&base=…`."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Self

from django.http import HttpRequest

from mldb.rules.comparison import COMPARED_LIMIT
from mldb.schemas import ComparedRun
from mldb.values.names import is_run_id
from registry_app.core.registry import Registry
from registry_app.web.diff.texts import cut

_ID: Final = re.compile("[0-9a-f]{32}")
_START: Final = re.compile("[0-9a-f]{4,31}")
_STATISTICS: Final = ("last", "min", "max")


@dataclass(frozen=True)
class RunChoice:
    """The runs to compare, the base to compare with, and mistakes in the request.

    `statistic` is the value of metrics that is compared. `rejected` is the first text that names no
    run, to be corrected in the form.
    """

    runs: list[ComparedRun]
    base: ComparedRun | None
    statistic: str
    mistakes: list[str]
    rejected: str

    @classmethod
    def of(cls, request: HttpRequest, registry: Registry) -> Self:
        """The requested runs; the first one is the base unless the URL names another."""
        mistakes, rejected, ids = [], "", []
        for text in dict.fromkeys(filter(None, map(str.strip, request.GET.getlist("run")))):
            found = _id_of(text, registry)
            if found is None:
                mistakes.append(_unknown(text))
                rejected = rejected or text
            else:
                ids.append(found)
        ids = list(dict.fromkeys(ids))
        some, contains = ids[:COMPARED_LIMIT], _filter(request)
        runs = registry.run_reader.comparison(some, contains=contains) if ids else []
        there = {one.run.public_id for one in runs}
        mistakes += [_unknown(one) for one in ids[:COMPARED_LIMIT] if one not in there]
        if len(ids) > COMPARED_LIMIT:
            mistakes.append(f"At most {COMPARED_LIMIT} runs fit: these are the first.")
        named = (one for one in runs if one.run.public_id == request.GET.get("base"))
        statistic = request.GET.get("stat", "")
        return cls(
            runs,
            next(named, runs[0] if runs else None),
            statistic if statistic in _STATISTICS else "last",
            mistakes,
            rejected,
        )

    @property
    def ids(self) -> list[str]:
        """The public ids of the runs."""
        return [one.run.public_id for one in self.runs]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The runs, and the base unless it is the first, as pairs of a query."""
        pairs = [("run", one) for one in self.ids]
        if self.base is not None and self.base is not self.runs[0]:
            pairs.append(("base", self.base.run.public_id))
        return pairs

    @property
    def labels(self) -> list[str]:
        """The names of the runs, with the beginning of the id where several have the same."""
        counts = Counter(one.run.name for one in self.runs)
        return [
            name if counts[name] == 1 else f"{name} ({one.run.public_id[:6]})"
            for one in self.runs
            for name in (one.run.name,)
        ]

    @property
    def cut(self) -> list[str]:
        """What is incomplete of some run."""
        words = {"metrics": "metrics", "params": "parameters", "tags": "tags"}
        return sorted({words[part] for one in self.runs for part in one.cut})


def _filter(request: HttpRequest) -> str:
    """The text in the names of what the page shows; files have all names."""
    if "format" in request.GET:
        return ""
    name = "metrics" if request.GET.get("view") == "charts" else "names"
    return request.GET.get(name, "").strip()


def _id_of(text: str, registry: Registry) -> str | None:
    """The id of the run that a text names: an id, the URL of a run, or the beginning of an id."""
    if found := _ID.search(text):
        return found[0]
    if not _START.fullmatch(text):
        return None
    runs = registry.runs.search(f"id:{text}*", limit=2).rows
    return runs[0].public_id if len(runs) == 1 else None


def _unknown(text: str) -> str:
    if is_run_id(text):
        return f"There is no run {text}, or it is in the trash."
    if _START.fullmatch(text):
        return f"No run, or more than one, has an id that begins with “{text}”."
    return f"“{cut(text)}” names no run. Write its id, the beginning of its id, or paste its URL."
