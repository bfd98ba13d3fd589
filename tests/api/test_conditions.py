"""ETags: a current copy is not sent again, and an unseen change is not overwritten."""

from typing import Any

import httpx
import pytest

from tests.api.responses import content, location, problem

# Resources that have an ETag: URL, and a change.
THINGS: dict[str, dict[str, Any]] = {
    "/models/fraud": {"description": "A card."},
    "/models/fraud/versions/1": {"status": "failed"},
    "/staff/ann": {"display_name": "Ann"},
}
OTHER = {
    field: {field: value}
    for field, value in (("description", "x"), ("status", "pending"), ("display_name", "x"))
}
CHANGED = pytest.mark.parametrize(("url", "change"), THINGS.items())


@pytest.fixture(autouse=True)
async def _things(admin: httpx.AsyncClient) -> None:
    content(await admin.post("/models", json={"name": "fraud"}), 201)
    content(await admin.post("/models", json={"name": "churn"}), 201)
    content(await admin.post("/models/fraud/versions", json={"source": "s3://b/1"}), 201)
    ann = {"username": "ann", "password": "correct horse battery"}
    content(await admin.post("/staff", json=ann), 201)


@CHANGED
async def test_a_current_copy_is_not_sent_again(
    admin: httpx.AsyncClient, url: str, change: dict[str, Any]
) -> None:
    etag = (await admin.get(url)).headers["ETag"]
    for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = await admin.get(url, headers={"If-None-Match": given})

        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == etag
        assert response.headers["X-Request-ID"]


@CHANGED
async def test_a_changed_state_is_sent(
    admin: httpx.AsyncClient, url: str, change: dict[str, Any]
) -> None:
    etag = (await admin.get(url)).headers["ETag"]
    changed = await admin.patch(url, json=change, headers={"If-Match": etag})
    response = await admin.get(url, headers={"If-None-Match": etag})

    assert content(response).items() >= change.items()
    assert response.headers["ETag"] == changed.headers["ETag"] != etag


async def test_a_change_gets_the_full_response_with_any_cached_copy(
    admin: httpx.AsyncClient,
) -> None:
    url = "/models/fraud"
    etag = (await admin.get(url)).headers["ETag"]
    changed = await admin.patch(
        url, json={}, headers={"If-Match": etag, "If-None-Match": f"{etag}, *"}
    )

    content(changed)


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("/models/fraud/versions/1/metrics/auc", 0.5),
        ("/models/fraud/versions/1/tags/stage", "trial"),
        ("/models/fraud/versions/1/params/depth", "3"),
    ],
)
async def test_all_content_of_a_response_changes_its_etag(
    admin: httpx.AsyncClient, url: str, value: object
) -> None:
    etag = (await admin.get("/models/fraud/versions/1")).headers["ETag"]
    await admin.put(url, json={"value": value})
    response = await admin.get("/models/fraud/versions/1", headers={"If-None-Match": etag})

    assert content(response)


@CHANGED
async def test_a_stale_copy_overwrites_nothing(
    admin: httpx.AsyncClient, url: str, change: dict[str, Any]
) -> None:
    stale = (await admin.get(url)).headers["ETag"]
    await admin.patch(url, json=change, headers={"If-Match": stale})
    again = OTHER[next(iter(change))]
    response = await admin.patch(url, json=again, headers={"If-Match": stale})

    assert location(response, 412) == "If-Match"
    assert "Read it again" in problem(response, 412)["detail"]
    assert content(await admin.get(url)).items() >= change.items()


@CHANGED
async def test_a_change_has_to_name_a_state(
    admin: httpx.AsyncClient, url: str, change: dict[str, Any]
) -> None:
    response = await admin.patch(url, json=change)

    assert "If-Match" in problem(response, 428)["detail"]
    assert not content(await admin.get(url)).items() >= change.items()


@CHANGED
async def test_any_state_or_one_of_several_will_do(
    admin: httpx.AsyncClient, url: str, change: dict[str, Any]
) -> None:
    etag = (await admin.get(url)).headers["ETag"]
    weak = await admin.patch(url, json=change, headers={"If-Match": f"W/{etag}"})
    several = f'"1-1-x", {weak.headers["ETag"]} , "9-9-y"'

    content(weak)
    content(await admin.patch(url, json=change, headers={"If-Match": several}))
    content(await admin.patch(url, json=change, headers={"If-Match": "*"}))


@pytest.mark.parametrize(
    "given", ["", "x", '""', '"x"', '"1"', '"1-"', f'"1-{"9" * 5_000}"', '"1-²-x"', ", ,", "W/"]
)
async def test_an_invalid_etag_matches_nothing(admin: httpx.AsyncClient, given: str) -> None:
    for method, body in (("PATCH", {"description": "x"}), ("DELETE", None)):
        headers = {b"If-Match": given.encode()}
        response = await admin.request(method, "/models/fraud", json=body, headers=headers)
        assert location(response, 412) == "If-Match"


async def test_the_etag_of_another_thing_matches_nothing(admin: httpx.AsyncClient) -> None:
    other = (await admin.get("/models/churn")).headers["ETag"]
    response = await admin.patch("/models/fraud", json={}, headers={"If-Match": other})

    problem(response, 412)


@pytest.mark.parametrize("url", ["/models/fraud", "/models/fraud/versions/1"])
async def test_a_stale_copy_trashes_nothing(admin: httpx.AsyncClient, url: str) -> None:
    stale = (await admin.get(url)).headers["ETag"]
    changed = await admin.patch(url, json={"description": "x"}, headers={"If-Match": stale})
    problem(await admin.delete(url, headers={"If-Match": stale}), 412)
    gone = await admin.delete(url, headers={"If-Match": changed.headers["ETag"]})

    assert gone.status_code == 204


async def test_responses_may_be_cached_and_are_revalidated(admin: httpx.AsyncClient) -> None:
    response = await admin.get("/models/fraud")

    assert response.headers["Cache-Control"] == "private, no-cache"
