"""The API's document: valid, complete, and with valid examples."""

from http import HTTPMethod
from typing import Any

import pytest
import schemathesis
from jsonschema_rs import Draft202012Validator

from registry_app.api import app
from registry_app.api.base.group import Group
from registry_app.api.document.openapi import document
from registry_app.api.document.statuses import PROBLEMS

OPERATIONS = {
    operation["operationId"]: (method, operation)
    for path in document()["paths"].values()
    for method, operation in path.items()
}
SCHEMAS = document()["components"]["schemas"]


def test_it_is_openapi() -> None:
    schemathesis.openapi.from_dict(document()).validate()

    assert document()["openapi"].startswith("3.1.")


def test_every_operation_is_in_it() -> None:
    assert sorted(app.OPERATIONS) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_gate_expects_the_documented_query_parameters(name: str) -> None:
    documented = {one["name"] for one in OPERATIONS[name][1]["parameters"] if one["in"] == "query"}

    assert app.OPERATIONS[name].parameters == documented


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_explains_itself(name: str) -> None:
    method, operation = OPERATIONS[name]

    assert operation["summary"].endswith(".")
    assert f"Needs the role {app.OPERATIONS[name].role}." in operation["description"]
    assert operation["tags"] == [group.name for group in app.GROUPS if _is_in(name, group)]
    assert {"token": []} in operation["security"]
    assert all(one["description"] for one in operation["parameters"])
    for content in _contents(operation):
        assert "example" in content
    if method == HTTPMethod.GET.lower():
        assert not {"408", "409", "413"} & set(operation["responses"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_explains_itself(name: str) -> None:
    fields = SCHEMAS[name].get("properties", {})

    assert [field for field, schema in fields.items() if not schema["description"]] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_example_fits_its_schema(name: str) -> None:
    for content in _contents(OPERATIONS[name][1]):
        schema = content["schema"] | {"components": {"schemas": SCHEMAS}}
        Draft202012Validator(schema).validate(content["example"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_examples_of_fields_fit(name: str) -> None:
    for field in SCHEMAS[name].get("properties", {}).values():
        for example in field.get("examples", []):
            schema = field | {"components": {"schemas": SCHEMAS}}
            Draft202012Validator(schema).validate(example)


def test_examples_leave_no_field_of_a_response_out() -> None:
    for _, operation in OPERATIONS.values():
        for content in _responses(operation):
            if "$ref" in content["schema"]:
                name = content["schema"]["$ref"].rpartition("/")[2]
                assert set(content["example"]) == set(SCHEMAS[name]["properties"])


def test_examples_of_parameters_fit() -> None:
    for _, operation in OPERATIONS.values():
        for parameter in operation["parameters"]:
            if "example" in parameter:
                Draft202012Validator(parameter["schema"]).validate(parameter["example"])


def test_every_status_is_explained() -> None:
    statuses = {status for _, operation in OPERATIONS.values() for status in operation["responses"]}

    assert {status for status in statuses if status >= "400"} <= {
        str(status.value) for status in PROBLEMS
    }


def test_names_are_readable() -> None:
    assert [name for name in SCHEMAS if not name.isalnum()] == []


def test_constraints_are_documented() -> None:
    create = SCHEMAS["MLModelCreate"]
    name = Draft202012Validator(create["properties"]["name"])

    assert create["additionalProperties"] is False
    assert name.is_valid("fraud-detector 2.0")
    for wrong in ("", "a/b", "a:b", "...", " ", "a\tb", "x" * 256, 3):
        assert not name.is_valid(wrong), wrong
    assert SCHEMAS["VersionBody"]["properties"]["metrics"]["maxProperties"] == 10_000


def test_headers_are_documented_where_they_occur() -> None:
    assert _headers("create_model", "201") >= {"Location", "ETag", "Idempotency-Replayed"}
    assert _headers("get_model", "200") >= {"ETag"}
    assert _headers("get_model", "304") >= {"ETag"}
    assert _headers("list_models", "200") >= {"Link"}
    assert _headers("list_models", "503") >= {"Retry-After"}
    assert _headers("list_models", "401") >= {"WWW-Authenticate"}


def test_searched_lists_come_as_lines_too() -> None:
    content = OPERATIONS["list_models"][1]["responses"]["200"]["content"]

    assert set(content) == {"application/json", "application/x-ndjson"}


def _headers(name: str, status: str) -> set[str]:
    return set(OPERATIONS[name][1]["responses"][status]["headers"])


def _is_in(name: str, group: Group) -> bool:
    return name in [operation.name for operation in group]


def _contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Contents of the request, and of the responses that are no problems."""
    return [*operation.get("requestBody", {}).get("content", {}).values(), *_responses(operation)]


def _responses(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Contents of the responses that are no problems."""
    responses = [one for status, one in operation["responses"].items() if status < "400"]
    return [content for one in responses for content in one.get("content", {}).values()]
