"""Pages of files take the same few statements however many files there are."""

import pytest
from django.test import Client

from registry_app.core.registry import Registry
from tests.web.artifacts.conftest import Place, Places
from tests.web.statements import statements


@pytest.mark.parametrize("count", [26, 150])
@pytest.mark.parametrize(
    ("page", "expected"), [("/files", 6), ("/files?path=dir", 6), ("/file?path=dir/001", 6)]
)
def test_the_number_of_statements_is_fixed(
    admin: Client, registry: Registry, place: Place, page: str, expected: int, count: int
) -> None:
    files = {
        f"{directory}{number:03}": b"x" for directory in ("", "dir/") for number in range(count)
    }
    registry.artifacts.put_many(place.owner, files)
    with statements() as seen:
        response = admin.get(f"{place.path}{page}")

    assert response.status_code == 200
    assert len(seen) == expected, "\n".join(seen)


@pytest.mark.parametrize("count", [1, 150])
def test_pages_of_owners_take_no_more_for_many_files(
    admin: Client, registry: Registry, places: Places, count: int
) -> None:
    files = {f"dir{number}/a": b"x" for number in range(count)}
    numbers = []
    for place in (places.run, places.logged_model, places.version):
        registry.artifacts.put_many(place.owner, files)
        with statements() as seen:
            admin.get(place.path)
        numbers.append(len(seen))

    assert numbers == [9, 14, 14]
