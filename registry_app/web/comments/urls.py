"""URLs of comments, each with the minimum role.

To change a comment is for its writer, to delete it for its writer and admins: the views check that.
"""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.core.converters import ID
from registry_app.web.comments import views
from registry_app.web.routes import MODEL, VERSION

_ONE = f"comments/<{ID}:comment_id>"

urlpatterns = [
    page(f"{VERSION}/comments", views.version_comments, name="version-comments", role=Role.VIEWER),
    page(
        f"{MODEL}/moves/<{ID}:assignment_id>",
        views.move_comments,
        name="move-comments",
        role=Role.VIEWER,
    ),
    page(f"{_ONE}/edit", views.comment_update, name="comment-update", role=Role.VIEWER),
    page(f"{_ONE}/delete", views.comment_delete, name="comment-delete", role=Role.VIEWER),
]
