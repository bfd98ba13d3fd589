"""What can be in the trash: its services, and the names of its rows."""

from typing import Any

from mldb.schemas import MLModelVersionRead, MLRunRead
from registry_app.core.registry import Registry


def services(registry: Registry) -> dict[str, Any]:
    """The services of all that can be trashed, by the word for one of them.

    What belongs to something else comes after it, so that both can be restored together.
    """
    return {
        "model": registry.models,
        "version": registry.versions,
        "experiment": registry.experiments,
        "run": registry.runs,
    }


def label(row: Any) -> str:
    """What to type to purge it."""
    return row.public_id if isinstance(row, MLRunRead) else title(row)


def title(row: Any) -> str:
    """What people call it."""
    if isinstance(row, MLModelVersionRead):
        return f"{row.model_name}/{row.number}"
    return str(row.name)
