"""Real servers answer all kinds of requests."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mldb.config import DatabaseConfig
from tests.api.responses import content, location, problem
from tests.api.servers import MODELS, SERVERS, filled, served

AT_ONCE = 12
TOO_MUCH = 3_000_000
VERSIONS = "/models/fraud/versions"
VERSION = {"source": "s3://b/1", "metrics": {"auc": 0.9}}


@pytest.fixture(params=SERVERS)
def site(request: pytest.FixtureRequest, config: DatabaseConfig) -> Iterator[httpx.Client]:
    """A program that calls the API behind this server."""
    secret = filled(config)
    with (
        served(request.param, config) as site,
        httpx.Client(
            base_url=f"{site.address}/api/v1",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=300,
        ) as client,
    ):
        yield client


def test_all_kinds_of_requests_are_answered(site: httpx.Client) -> None:
    check_changes(site)
    check_repetitions(site)
    check_lists(site)
    check_refusals(site)
    check_bodies(site)
    check_pages(site)


def check_changes(site: httpx.Client) -> None:
    made = site.post("/models", json={"name": "fraud"})
    version = content(site.post(VERSIONS, json=VERSION), 201)
    content(site.put("/models/fraud/aliases/champion", json={"version": version["number"]}))
    champion = site.get("/models/fraud/aliases/champion")

    assert content(made, 201)["created_by"] == "root"
    assert content(champion)["version"]["metrics"] == {"auc": 0.9}
    assert len({made.headers["X-Request-ID"], champion.headers["X-Request-ID"]}) == 2


def check_repetitions(site: httpx.Client) -> None:
    """Also when different processes get them at the same moment."""
    key = {"Idempotency-Key": "once"}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(site.post, VERSIONS, json=VERSION, headers=key) for _ in range(AT_ONCE)]
        numbers = {content(job.result(), 201)["number"] for job in jobs}

    assert numbers == {2}


def check_lists(site: httpx.Client) -> None:
    with site.stream("GET", "/models?q=model", headers={"Accept": "application/x-ndjson"}) as lines:
        names = [json.loads(line)["name"] for line in lines.iter_lines()]
    page = site.get("/models?limit=2")

    assert names == [f"model {number:04}" for number in range(MODELS)]
    assert len(content(site.get(page.links["next"]["url"]))["items"]) == 2


def check_refusals(site: httpx.Client) -> None:
    model = site.get("/models/fraud")
    kept = site.get("/models/fraud", headers={"If-None-Match": model.headers["ETag"]})
    stale = site.patch("/models/fraud", json={}, headers={"If-Match": '"1-9-x"'})

    assert kept.status_code == 304
    assert location(stale, 412) == "If-Match"
    problem(site.get("/models", headers={"Authorization": "Bearer mb_x"}), 401)
    problem(site.get("/models/nix"), 404)
    problem(site.put("/models", json={}), 405)
    problem(site.post("/models", content="{"), 400)
    problem(site.get("/models?q=("), 400)


def check_bodies(site: httpx.Client) -> None:
    """Announced by their length, or in chunks."""
    problem(site.post("/models", content=b"x" * TOO_MUCH), 413)
    problem(site.post("/models", content=_in_chunks(b"x" * TOO_MUCH)), 413)
    made = site.post("/models", content=_in_chunks(b'{"name": "in chunks"}'))

    assert content(made, 201)["name"] == "in chunks"


def _in_chunks(body: bytes) -> Iterator[bytes]:
    size = max(len(body) // 10, 5)
    for start in range(0, len(body), size):
        yield body[start : start + size]


def check_pages(site: httpx.Client) -> None:
    start = site.get(site.base_url.copy_with(path="/"))
    login = site.get(site.base_url.copy_with(path="/login"))

    assert (start.status_code, login.status_code) == (302, 200)
