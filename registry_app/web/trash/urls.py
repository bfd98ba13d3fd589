"""URLs of the trash, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.core.converters import ID
from registry_app.web.trash import inside, selected, views
from registry_app.web.trash.listing import trash

MODEL = f"trash/models/<{ID}:row_id>"
VERSION = f"trash/versions/<{ID}:row_id>"
EXPERIMENT = f"trash/experiments/<{ID}:row_id>"
RUN = f"trash/runs/<{ID}:row_id>"

urlpatterns = [
    page("trash", trash, name="trash", role=Role.VIEWER),
    page("trash/restore", selected.trash_restore, name="trash-restore", role=Role.EDITOR),
    page("trash/purge", selected.trash_purge, name="trash-purge", role=Role.ADMIN),
    page(MODEL, inside.model_trashed, name="model-trashed", role=Role.VIEWER),
    page(VERSION, inside.version_trashed, name="version-trashed", role=Role.VIEWER),
    page(EXPERIMENT, inside.experiment_trashed, name="experiment-trashed", role=Role.VIEWER),
    page(RUN, inside.run_trashed, name="run-trashed", role=Role.VIEWER),
    page(f"{MODEL}/restore", views.model_restore, name="model-restore", role=Role.EDITOR),
    page(f"{MODEL}/purge", views.model_purge, name="model-purge", role=Role.ADMIN),
    page(f"{VERSION}/restore", views.version_restore, name="version-restore", role=Role.EDITOR),
    page(f"{VERSION}/purge", views.version_purge, name="version-purge", role=Role.ADMIN),
    page(
        f"{EXPERIMENT}/restore",
        views.experiment_restore,
        name="experiment-restore",
        role=Role.EDITOR,
    ),
    page(f"{EXPERIMENT}/purge", views.experiment_purge, name="experiment-purge", role=Role.ADMIN),
    page(f"{RUN}/restore", views.run_restore, name="run-restore", role=Role.EDITOR),
    page(f"{RUN}/purge", views.run_purge, name="run-purge", role=Role.ADMIN),
]
