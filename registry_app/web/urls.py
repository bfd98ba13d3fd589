"""URLs of all pages: each family has its own in a file `urls.py`."""

from registry_app.serving import urls as serving
from registry_app.web.account import urls as account
from registry_app.web.aliases import urls as aliases
from registry_app.web.api_docs import urls as api_docs
from registry_app.web.artifacts import urls as artifacts
from registry_app.web.bulk import urls as bulk
from registry_app.web.comments import urls as comments
from registry_app.web.compare import urls as compare
from registry_app.web.experiments import urls as experiments
from registry_app.web.find import urls as find
from registry_app.web.history import urls as history
from registry_app.web.inbox import urls as inbox
from registry_app.web.items import urls as items
from registry_app.web.lists import urls as lists
from registry_app.web.logged_models import urls as logged_models
from registry_app.web.models import urls as models
from registry_app.web.people import urls as people
from registry_app.web.run import urls as run
from registry_app.web.run_compare import urls as run_compare
from registry_app.web.runs import urls as runs
from registry_app.web.saved_views import urls as saved_views
from registry_app.web.search_help import urls as search_help
from registry_app.web.staff import urls as staff
from registry_app.web.start import urls as start
from registry_app.web.trash import urls as trash
from registry_app.web.trend import urls as trend
from registry_app.web.versions import urls as versions

FAMILIES = (
    serving,
    start,
    find,
    models,
    versions,
    experiments,
    runs,
    run,
    logged_models,
    artifacts,
    run_compare,
    items,
    aliases,
    compare,
    trend,
    history,
    trash,
    bulk,
    lists,
    saved_views,
    search_help,
    api_docs,
    people,
    comments,
    inbox,
    account,
    staff,
)

app_name = "registry"
urlpatterns = [pattern for family in FAMILIES for pattern in family.urlpatterns]
