"""The query language, explained: the page and the grammar say the same."""

import pytest
from django.test import Client
from django.urls import reverse

from mldb.search.fields import ListType, fields_of
from registry_app.web.search_help.views import LISTS
from tests.web.page import text


@pytest.mark.parametrize("kind", LISTS)
def test_every_field_is_explained_with_an_example_that_works(
    viewer: Client, kind: ListType
) -> None:
    page = text(viewer.get("/search-help"))
    section = page.partition(f'id="{kind}"')[2].partition("</section>")[0]

    assert section.count("<tr>") == 1 + len(fields_of(kind))
    for field in fields_of(kind):
        assert f"<code>{field.label}</code></th>" in section
        assert field.description in section
        assert viewer.get(reverse(LISTS[kind]), {"q": field.example}).status_code == 200
