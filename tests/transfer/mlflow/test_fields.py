"""Single fields of MLflow in Modelbook's terms."""

import pytest
from pydantic import TypeAdapter

from mldb.transfer.mlflow.fields import source_uri
from mldb.values.texts import SourceURI


@pytest.mark.parametrize(
    ("source", "uri"),
    [
        ("s3://bucket/model.onnx", "s3://bucket/model.onnx"),
        ("runs:/0c9d15e1/model", "runs:/0c9d15e1/model"),
        ("models:/m-0c9d15e1", "models:/m-0c9d15e1"),
        ("gs://b/My(v2)/m%20x", "gs://b/My(v2)/m%20x"),
        ("file:./mlruns/0/model", "file:./mlruns/0/model"),
        ("/srv/models/1", "file:///srv/models/1"),
        ("/srv/my models/ü", "file:///srv/my%20models/%C3%BC"),
        ("./mlruns/0/model", "file:./mlruns/0/model"),
        ("mlruns/0/model", "file:mlruns/0/model"),
        (r"C:\models\my model", "file:///C:/models/my%20model"),
        ("C:/models/1", "file:///C:/models/1"),
        (r"\\server\share\model", "file://server/share/model"),
    ],
)
def test_a_source_becomes_a_uri_of_the_same_place(source: str, uri: str) -> None:
    assert source_uri(source) == uri
    assert TypeAdapter(SourceURI).validate_python(uri) == uri


def test_no_source_stays_none() -> None:
    assert source_uri("") == ""
