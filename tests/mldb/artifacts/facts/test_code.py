"""Files that run code when they are loaded."""

import pickle

import pytest

from mldb.artifacts.facts.code import disguised_code


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("model/model.pkl", "a pickle"),
        ("MODEL.PKL", "a pickle"),
        ("m.joblib", "joblib"),
        ("net.pt", "PyTorch"),
        ("net.pth", "PyTorch"),
        ("last.ckpt", "checkpoint"),
    ],
)
def test_files_are_known_by_their_endings(path: str, words: str) -> None:
    assert words in (disguised_code(path) or "")


def test_files_are_known_by_their_first_bytes() -> None:
    assert disguised_code("pytorch_model.bin", pickle.dumps({"a": 1})) == "a pickle"
    archive = b"PK\x03\x04" + bytes(26) + b"archive/data.pkl"
    assert disguised_code("pytorch_model.bin", archive) == "an archive with a pickle in it"


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("model.safetensors", b""),
        ("pkl", b""),
        ("a.pkl/readme", b"\x80"),
        ("weights.bin", b"\x80\x01"),
        ("a.zip", b"PK\x03\x04other"),
    ],
)
def test_other_files_are_not_named(path: str, head: bytes) -> None:
    assert disguised_code(path, head) is None
