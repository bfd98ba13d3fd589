"""The versions that a URL compares: `?v=fraud/3&v=5&v=@champion&base=fraud/3`."""

from dataclasses import dataclass, field
from typing import Final, Self

from django.http import HttpRequest

from mldb.errors import MLDBError
from mldb.rules.comparison import COMPARED_LIMIT
from mldb.schemas import ComparedVersion
from registry_app.core.registry import Registry
from registry_app.web.compare.typed import Typed, read_typed
from registry_app.web.diff.texts import cut

_OFFERED: Final = 10
# Each alias is looked up.
_READ: Final = 4 * COMPARED_LIMIT


@dataclass(frozen=True)
class Choice:
    """The versions to compare, the base to compare with, and mistakes in the request.

    `rejected` is the first text that names no version, to be corrected in the form; `found` are the
    labels of versions that it finds as a search.
    """

    versions: list[ComparedVersion]
    base: ComparedVersion | None
    mistakes: list[str]
    rejected: str
    found: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, registry: Registry) -> Self:
        """The requested versions; the first one is the base unless the URL names another."""
        asked = read_typed(request.GET.getlist("v")[:_READ], registry)
        pairs = list(dict.fromkeys(one.pair for one in asked if one.pair))
        versions = registry.version_reader.get_compared(pairs[:COMPARED_LIMIT])
        there = {(one.version.model_name, one.version.number) for one in versions}
        there.update(pairs[COMPARED_LIMIT:])
        wrong = [one for one in asked if one.pair not in there]
        searched = next((one.text for one in wrong if not one.pair and not one.refusal), "")
        found = _found(registry, searched, there) if searched else []
        mistakes = [_mistake(one) for one in wrong if not (found and one.text == searched)]
        if len(pairs) > COMPARED_LIMIT:
            mistakes.append(f"At most {COMPARED_LIMIT} versions fit: these are the first.")
        named = (one for one in versions if one.label == request.GET.get("base"))
        base = next(named, versions[0] if versions else None)
        return cls(versions, base, mistakes, wrong[0].text if wrong else "", found)


def _found(registry: Registry, text: str, there: set[tuple[str, int]]) -> list[str]:
    """Labels of the first versions that the text finds, without those that are there."""
    try:
        page = registry.versions.search(text, limit=_OFFERED + len(there))
    except MLDBError:
        return []
    pairs = ((one.model_name, one.number) for one in page.rows)
    return [f"{name}/{number}" for name, number in pairs if (name, number) not in there][:_OFFERED]


def _mistake(one: Typed) -> str:
    shown = cut(one.text)
    if one.refusal:
        return one.refusal
    if one.pair is None:
        return (
            f"“{shown}” names no version. Write the model, a slash and the number: fraud/3, or an "
            "alias: fraud@champion."
        )
    return f"There is no version “{shown}”, or it is in the trash."
