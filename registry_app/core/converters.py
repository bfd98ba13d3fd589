"""Path parameters: numbers, ids of runs, and paths of artifacts."""

from typing import Final

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

from mldb.values.limits import RUN_ID_LENGTH

ID: Final = "id"
"""Name of the converter, as in `<id:number>`."""

RUN_ID: Final = "run_id"
"""Name of the converter of ids of runs, as in `<run_id:public_id>`."""

ARTIFACT_PATH: Final = "artifact_path"
"""Name of the converter of paths of artifacts, as in `<artifact_path:path>`."""


class _IdConverter(IntConverter):
    """Whole numbers that a database can hold; nothing has a longer one."""

    regex = "[0-9]{1,18}"


class _RunIdConverter(StringConverter):
    """Ids of runs; so no run has the path of another page."""

    regex = f"[0-9a-f]{{{RUN_ID_LENGTH}}}"


class _ArtifactPathConverter(StringConverter):
    """The rest of the URL's path, whatever it contains; it is refused where a file is stored."""

    regex = "(?s:.+)"


register_converter(_IdConverter, ID)
register_converter(_RunIdConverter, RUN_ID)
register_converter(_ArtifactPathConverter, ARTIFACT_PATH)
