"""Where MLflow's URIs lead to, and which lead nowhere."""

from pathlib import Path

import pytest

from mldb.transfer.mlflow.artifacts.location import Location, UnreadableError, located
from mldb.transfer.mlflow.artifacts.places import Places

ROOT = Location("/srv/files")
BUCKET = Location("root", "s3://bucket")
RUN = "a" * 32


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("/srv/mlruns/0", Location("/srv/mlruns/0")),
        ("file:///srv/ml%20runs/0", Location("/srv/ml runs/0")),
        ("file:/srv/mlruns/0", Location("/srv/mlruns/0")),
        ("file://localhost/srv", Location("/srv")),
        ("s3://bucket/a//b/", Location("a/b", "s3://bucket")),
        ("s3://bucket", Location("", "s3://bucket")),
        ("S3://bucket/x", Location("x", "s3://bucket")),
        ("gs://bucket/x y", Location("x y", "gs://bucket")),
        (
            "abfss://box@name.dfs.core.windows.net/x",
            Location("x", "abfss://box@name.dfs.core.windows.net"),
        ),
        ("mlflow-artifacts:/0/run/artifacts", Location("/srv/files/0/run/artifacts")),
        ("mlflow-artifacts://host:5000/0/a", Location("/srv/files/0/a")),
    ],
)
def test_uris(uri: str, expected: Location) -> None:
    assert located(uri, ROOT) == expected


def test_a_relative_path_is_below_the_working_directory() -> None:
    assert located("./mlruns/0") == Location(str(Path.cwd() / "mlruns/0"))


def test_the_root_can_be_a_bucket() -> None:
    assert located("mlflow-artifacts:/0/a", BUCKET) == Location("root/0/a", "s3://bucket")


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("mlflow-artifacts:/../../etc", "leads out"),
        ("mlflow-artifacts:/a/%2e%2e/b", "leads out"),
        ("s3://bucket/../x", "leads out"),
        ("dbfs:/databricks/x", "can't read files from dbfs: URIs"),
        ("http://host/x", "can't read files from http: URIs"),
        ("hdfs://host/x", "can't read files from hdfs: URIs"),
        ("file://server/share", "on another machine"),
    ],
)
def test_what_cannot_be_read(uri: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        located(uri, ROOT)


def test_what_the_server_keeps_needs_a_root() -> None:
    with pytest.raises(UnreadableError, match="--artifact-root"):
        located("mlflow-artifacts:/0/a")


def test_only_folders_that_mlflow_would_choose_are_read(tmp_path: Path) -> None:
    """Whoever may log to MLflow can name any folder as that of an experiment."""
    places = Places(None)
    own = tmp_path / RUN / "artifacts"
    own.mkdir(parents=True)

    assert places.of_run(RUN, str(own), 0) == Location(str(own))
    for uri in ("/etc", str(tmp_path), str(tmp_path / RUN), "s3://bucket/secrets"):
        with pytest.raises(UnreadableError, match="not one that MLflow chooses"):
            places.of_run(RUN, uri, 0)
    with pytest.raises(UnreadableError, match="not one that MLflow chooses"):
        places.of_model(f"m-{RUN}", str(own), 0)


def test_folders_that_were_moved_are_found_below_the_root(tmp_path: Path) -> None:
    places = Places(Location(str(tmp_path)))
    for path in (f"7/{RUN}/artifacts", f"7/models/m-{RUN}/artifacts"):
        (tmp_path / path).mkdir(parents=True)

    run = places.of_run(RUN, f"/elsewhere/mlruns/7/{RUN}/artifacts", 7)
    model = places.of_model(f"m-{RUN}", f"file:///gone/7/models/m-{RUN}/artifacts", "7")
    assert run == Location(str(tmp_path / "7" / RUN / "artifacts"))
    assert model == Location(str(tmp_path / "7/models" / f"m-{RUN}" / "artifacts"))


@pytest.mark.parametrize("uri", [None, "", "  "])
def test_no_location_is_told(uri: str | None) -> None:
    with pytest.raises(UnreadableError, match="doesn't say where"):
        Places(None).of_run(RUN, uri, 0)
