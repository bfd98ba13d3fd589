"""What metrics, parameters and tags give back alike."""

from mldb.schemas.base import AttributedRead


class OfVersionRead(AttributedRead):
    """A named value of a version."""

    version_id: int


class OfModelRead(AttributedRead):
    """A named value of a model."""

    model_id: int
