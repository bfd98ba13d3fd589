"""The versions that a URL compares: `?v=fraud/3&v=fraud/5&base=fraud/3`."""

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest

from mldb.rules.comparison import COMPARED_LIMIT
from mldb.schemas import ComparedVersion
from mldb.values.labels import version_pair
from registry_app.core.registry import Registry
from registry_app.web.diff.texts import cut


@dataclass(frozen=True)
class Choice:
    """The versions to compare, the base to compare with, and mistakes in the request.

    `rejected` is the first label that names no version, to be corrected in the form.
    """

    versions: list[ComparedVersion]
    base: ComparedVersion | None
    mistakes: list[str]
    rejected: str

    @classmethod
    def of(cls, request: HttpRequest, registry: Registry) -> Self:
        """The requested versions; the first one is the base unless the URL names another."""
        asked = {
            label.strip(): version_pair(label)
            for label in request.GET.getlist("v")
            if label.strip()
        }
        pairs = list(dict.fromkeys(pair for pair in asked.values() if pair))
        versions = registry.version_reader.get_compared(pairs[:COMPARED_LIMIT])
        there = {(one.version.model_name, one.version.number) for one in versions}
        there.update(pairs[COMPARED_LIMIT:])
        wrong = {label: pair for label, pair in asked.items() if pair not in there}
        mistakes = [_mistake(label, pair) for label, pair in wrong.items()]
        if len(pairs) > COMPARED_LIMIT:
            mistakes.append(f"At most {COMPARED_LIMIT} versions fit: these are the first.")
        named = (one for one in versions if one.label == request.GET.get("base"))
        base = next(named, versions[0] if versions else None)
        return cls(versions, base, mistakes, next(iter(wrong), ""))


def _mistake(label: str, pair: tuple[str, int] | None) -> str:
    shown = cut(label)
    if pair is None:
        return f"“{shown}” names no version. Write the model, a slash and the number: fraud/3."
    return f"There is no version “{shown}”, or it is in the trash."
