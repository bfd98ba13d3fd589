"""ETags: what a program has already is not sent, and what it doesn't know is not overwritten."""

from typing import Any

import httpx
import pytest

from tests.api.answers import content, place, problem

# What has an ETag: where it is, and a change of it.
THINGS: dict[str, dict[str, Any]] = {
    "/models/fraud": {"description": "A card."},
    "/models/fraud/versions/1": {"status": "failed"},
    "/staff/ann": {"display_name": "Ann"},
}
OTHER = {
    field: {field: value}
    for field, value in (("description", "x"), ("status", "pending"), ("display_name", "x"))
}
CHANGED = pytest.mark.parametrize(("address", "change"), THINGS.items())


@pytest.fixture(autouse=True)
async def _things(admin: httpx.AsyncClient) -> None:
    content(await admin.post("/models", json={"name": "fraud"}), 201)
    content(await admin.post("/models", json={"name": "churn"}), 201)
    content(await admin.post("/models/fraud/versions", json={"source": "s3://b/1"}), 201)
    ann = {"username": "ann", "password": "correct horse battery"}
    content(await admin.post("/staff", json=ann), 201)


@CHANGED
async def test_what_is_there_already_is_not_sent_again(
    admin: httpx.AsyncClient, address: str, change: dict[str, Any]
) -> None:
    etag = (await admin.get(address)).headers["ETag"]
    for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = await admin.get(address, headers={"If-None-Match": given})

        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == etag
        assert response.headers["X-Request-ID"]


@CHANGED
async def test_what_was_changed_is_sent(
    admin: httpx.AsyncClient, address: str, change: dict[str, Any]
) -> None:
    etag = (await admin.get(address)).headers["ETag"]
    changed = await admin.patch(address, json=change, headers={"If-Match": etag})
    response = await admin.get(address, headers={"If-None-Match": etag})

    assert content(response).items() >= change.items()
    assert response.headers["ETag"] == changed.headers["ETag"] != etag


async def test_a_change_is_answered_in_full_whatever_the_program_has(
    admin: httpx.AsyncClient,
) -> None:
    address = "/models/fraud"
    etag = (await admin.get(address)).headers["ETag"]
    changed = await admin.patch(
        address, json={}, headers={"If-Match": etag, "If-None-Match": f"{etag}, *"}
    )

    content(changed)


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("/models/fraud/versions/1/metrics/auc", 0.5),
        ("/models/fraud/versions/1/tags/stage", "trial"),
        ("/models/fraud/versions/1/params/depth", "3"),
    ],
)
async def test_what_is_told_with_a_thing_changes_its_etag(
    admin: httpx.AsyncClient, address: str, value: object
) -> None:
    etag = (await admin.get("/models/fraud/versions/1")).headers["ETag"]
    await admin.put(address, json={"value": value})
    response = await admin.get("/models/fraud/versions/1", headers={"If-None-Match": etag})

    assert content(response)


@CHANGED
async def test_a_stale_copy_overwrites_nothing(
    admin: httpx.AsyncClient, address: str, change: dict[str, Any]
) -> None:
    stale = (await admin.get(address)).headers["ETag"]
    await admin.patch(address, json=change, headers={"If-Match": stale})
    again = OTHER[next(iter(change))]
    response = await admin.patch(address, json=again, headers={"If-Match": stale})

    assert place(response, 412) == "If-Match"
    assert "Read it again" in problem(response, 412)["detail"]
    assert content(await admin.get(address)).items() >= change.items()


@CHANGED
async def test_a_change_has_to_name_a_state(
    admin: httpx.AsyncClient, address: str, change: dict[str, Any]
) -> None:
    response = await admin.patch(address, json=change)

    assert "If-Match" in problem(response, 428)["detail"]
    assert not content(await admin.get(address)).items() >= change.items()


@CHANGED
async def test_any_state_or_one_of_several_will_do(
    admin: httpx.AsyncClient, address: str, change: dict[str, Any]
) -> None:
    etag = (await admin.get(address)).headers["ETag"]
    weak = await admin.patch(address, json=change, headers={"If-Match": f"W/{etag}"})
    several = f'"1-1-x", {weak.headers["ETag"]} , "9-9-y"'

    content(weak)
    content(await admin.patch(address, json=change, headers={"If-Match": several}))
    content(await admin.patch(address, json=change, headers={"If-Match": "*"}))


@pytest.mark.parametrize(
    "given", ["", "x", '""', '"x"', '"1"', '"1-"', f'"1-{"9" * 5_000}"', '"1-²-x"', ", ,", "W/"]
)
async def test_what_is_no_etag_matches_nothing(admin: httpx.AsyncClient, given: str) -> None:
    for method, body in (("PATCH", {"description": "x"}), ("DELETE", None)):
        headers = {b"If-Match": given.encode()}
        response = await admin.request(method, "/models/fraud", json=body, headers=headers)
        assert place(response, 412) == "If-Match"


async def test_the_etag_of_another_thing_matches_nothing(admin: httpx.AsyncClient) -> None:
    other = (await admin.get("/models/churn")).headers["ETag"]
    response = await admin.patch("/models/fraud", json={}, headers={"If-Match": other})

    problem(response, 412)


@pytest.mark.parametrize("address", ["/models/fraud", "/models/fraud/versions/1"])
async def test_a_stale_copy_trashes_nothing(admin: httpx.AsyncClient, address: str) -> None:
    stale = (await admin.get(address)).headers["ETag"]
    changed = await admin.patch(address, json={"description": "x"}, headers={"If-Match": stale})
    problem(await admin.delete(address, headers={"If-Match": stale}), 412)
    gone = await admin.delete(address, headers={"If-Match": changed.headers["ETag"]})

    assert gone.status_code == 204


async def test_answers_may_be_kept_by_who_asks_each_time(admin: httpx.AsyncClient) -> None:
    response = await admin.get("/models/fraud")

    assert response.headers["Cache-Control"] == "private, no-cache"
