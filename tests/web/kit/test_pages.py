"""A page of a list, chosen by the address."""

import pytest
from django.test import RequestFactory

from registry_app.web.kit.paging import DEFAULT_SIZE, Page


def page_of(query: str, rows: int) -> Page:
    def get(*, skip: int, limit: int) -> list[int]:
        return list(range(rows))[skip : skip + limit]

    return Page.of(RequestFactory().get(f"/{query}"), get)


def test_the_first_page_of_a_long_list() -> None:
    page = page_of("", 60)

    assert (page.number, page.size, page.has_next) == (1, DEFAULT_SIZE, True)
    assert (page.first, page.last, page.next, page.previous) == (1, 25, 2, None)
    assert page.rows == list(range(25))


def test_the_last_page() -> None:
    page = page_of("?page=3", 60)

    assert (page.first, page.last, page.has_next, page.previous) == (51, 60, False, 2)


def test_the_page_before_the_second_needs_no_number() -> None:
    assert page_of("?page=2", 120).previous is None


def test_a_list_that_ends_with_its_page_has_no_next_one() -> None:
    assert not page_of("", DEFAULT_SIZE).has_next


@pytest.mark.parametrize("size", [25, 50, 100, 200])
def test_the_sizes_on_offer(size: int) -> None:
    assert len(page_of(f"?size={size}", 300).rows) == size


@pytest.mark.parametrize("size", ["0", "-1", "1000000", "x", "", "25.0", "٢٥"])
def test_another_size_is_the_usual_one(size: str) -> None:
    assert page_of(f"?size={size}", 300).size == DEFAULT_SIZE


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1e3", "²", "٣", "9" * 10, "9" * 5_000])
def test_nonsense_asks_for_the_first_page(number: str) -> None:
    assert page_of(f"?page={number}", 120).number == 1


def test_a_page_behind_the_last_is_empty() -> None:
    page = page_of("?page=999999999", 120)

    assert (list(page.rows), page.has_next) == ([], False)
