"""Numbers of the whole registry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegistryNumbers:
    """How often aliases were pointed somewhere, and the pending and failed live versions.

    Versions are counted among the newest 10,000.
    """

    moved: int
    pending: int
    failed: int
