"""Whether entities are live or in the trash."""

EntityRef = tuple[str, int]
"""An entity type, `model`, `version`, `experiment` or `run`, and an id."""


class TrashStates(dict[EntityRef, EntityRef | None]):
    """Maps each existing entity to the entity to restore before it is visible; None: it is live.

    An entity that was purged is missing. `labels` are the current names: `model`, `model/number`,
    the name of an experiment, the public id of a run.
    """

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[EntityRef, str] = {}
