"""Sizes of files for people."""

import pytest

from registry_app.web.presentation.sizes import count, exact_size, size


@pytest.mark.parametrize(
    ("size_bytes", "expected"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1_023, "1\u2009023 bytes"),
        (1_024, "1.0 KiB"),
        (1_536, "1.5 KiB"),
        (10_240, "10.0 KiB"),
        (2**20, "1.0 MiB"),
        (5 * 2**30, "5.0 GiB"),
        (3_000 * 2**40, "3\u2009000.0 TiB"),
    ],
)
def test_a_size_has_the_unit_that_fits(size_bytes: int, expected: str) -> None:
    assert size(size_bytes).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_every_byte_is_there_on_demand() -> None:
    assert exact_size(1_234_567) == "1\u2009234\u2009567 bytes"


def test_one_file_has_no_plural() -> None:
    assert (count(1, "file"), count(10_000, "file")) == ("1 file", "10\u2009000 files")
