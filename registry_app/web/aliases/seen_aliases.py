"""The aliases of a model as a form showed them, to detect that one has moved since."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict

from mldb.schemas import MLModelAliasRead
from mldb.values.spelling import alias_key


def seen_text(aliases: Iterable[MLModelAliasRead]) -> str:
    """Each alias with the version that it points to, for the form to carry along."""
    return urlencode({alias.name: alias.version_number for alias in aliases})


def with_expected_version(data: QueryDict | None) -> QueryDict | None:
    """The form's data with the version to which the selected alias pointed when it was opened."""
    if data is None or "seen" not in data:
        return data
    completed = data.copy()
    seen = {alias_key(name): str(at) for name, at in QueryDict(str(data["seen"])).items()}
    completed["expected_version"] = seen.get(alias_key(data.get("name", "").strip()), "0")
    return completed
