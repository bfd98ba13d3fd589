"""Names under which browsers save files."""

import pytest

from registry_app.serving.files.names import attachment


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("model.onnx", 'attachment; filename="model.onnx"'),
        ("a b;c=d.txt", 'attachment; filename="a b;c=d.txt"'),
        ("模型.bin", "attachment; filename=\"__.bin\"; filename*=UTF-8''%E6%A8%A1%E5%9E%8B.bin"),
        ('#?%"', "attachment; filename=\"#?__\"; filename*=UTF-8''%23%3F%25%22"),
        ("a\\b'c", "attachment; filename=\"a_b'c\"; filename*=UTF-8''a%5Cb%27c"),
        ("a\r\nX: y", "attachment; filename=\"a__X: y\"; filename*=UTF-8''a%0D%0AX%3A%20y"),
    ],
)
def test_every_name_arrives(name: str, header: str) -> None:
    assert attachment(name) == header
    header.encode("latin-1")
