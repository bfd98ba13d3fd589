"""What a model's page shows to copy registers the next version, run exactly as it stands."""

import ast
import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from django.conf import settings
from django.test import Client

from mldb.config import SQLiteConfig
from mldb.schemas import APITokenCreate, MLExperimentCreate, MLModelCreate
from mldb.values.enums import Goal, Role, RunStatus, TokenScope
from registry_app.core.registry import Registry
from registry_app.web.presentation.links import model_url
from registry_app.web.presentation.values import python
from tests.web.addresses import ITEM, NAME
from tests.web.page import user_id
from tools.live_site import ROOT, live_site

HOSTILE = 'it\'s "$HOME" `id` {a} [b] \\n #?&;!* \N{GRINNING FACE}%41'
RUN = {
    "httpx": [sys.executable, "-"],
    "library": [sys.executable, "-"],
    "curl": ["sh", "-s"],
}


@pytest.fixture
def address(served: SQLiteConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of the site, served by a process of its own that knows this one's sessions."""
    monkeypatch.setenv("SITE_SECRET_KEY", settings.SECRET_KEY)
    with live_site(served.db_path) as address:
        yield address


def _page(client: Client, address: str) -> str:
    """As a browser gets it, with the cookie of somebody who is logged in."""
    session = client.cookies["sessionid"].value
    answer = httpx.get(address, cookies={"sessionid": session}, timeout=120)
    assert answer.status_code == 200
    return answer.text


def _run(name: str, page: str, token: str) -> str:
    found = re.search(rf'id="snippet-{name}"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    assert found is not None
    return subprocess.run(
        RUN[name],
        input=html.unescape(found[1]),
        env=os.environ | {"MODELBOOK_TOKEN": token, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    ).stdout


def test_each_snippet_registers_the_next_version(
    editor: Client, registry: Registry, address: str
) -> None:
    token = registry.tokens.create(
        APITokenCreate(user_id=user_id(Role.EDITOR), name="ci", scope=TokenScope.WRITE)
    )
    for name, metric in (("fraud", None), (NAME, ITEM), (HOSTILE, HOSTILE)):
        goal = Goal.MAXIMIZE if metric else None
        registry.models.create(
            MLModelCreate(name=name, primary_metric=metric, primary_metric_goal=goal)
        )
        page = _page(editor, f"{address}{model_url(name)}/use")

        for number, snippet in enumerate(RUN, start=1):
            answer = _run(snippet, page, token.secret)

            version = registry.versions.get_by_number(name, number)
            (metrics,) = registry.metrics.get_of_owners([version.id]).values()
            (event,) = registry.audit.get_of_entity("version", version.id)
            assert metrics == {metric or "accuracy": 0.5}
            assert (event.actor, event.via) == ("editor", None if snippet == "library" else "ci")
            assert str(number) in answer


@pytest.mark.parametrize("name", ["churn", NAME, HOSTILE])
def test_the_snippet_of_an_experiment_logs_a_run(
    editor: Client, registry: Registry, name: str
) -> None:
    experiment = registry.experiments.create(MLExperimentCreate(name=name))
    page = editor.get(f"/experiments/{experiment.id}").content.decode()
    _run("library", page, "")
    (run,) = registry.runs.search("", experiment=experiment.id).rows
    (loss,) = registry.histories.series_of(run.public_id)

    assert (run.status, run.created_by) == (RunStatus.FINISHED, "editor")
    assert (loss.name, loss.count, loss.last.value) == ("loss", 100, 0.01)


def test_they_name_the_site_as_the_browser_does(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    page = viewer.get(
        "/models/fraud/use", headers={"X-Forwarded-Proto": "https", "Host": "testserver"}
    )

    assert page.content.decode().count("https://testserver/api/v1/models/fraud/versions") == 2


@pytest.mark.parametrize("text", [HOSTILE, NAME, ITEM, "tab\tline\nend", "\x7f\N{NEXT LINE}"])
def test_python_reads_what_was_written_for_it(text: str) -> None:
    assert ast.literal_eval(python(text)) == text
