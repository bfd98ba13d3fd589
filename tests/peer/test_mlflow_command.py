"""MLflow's command line against this site, and models that are served from it."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import pytest

from mldb.config import DatabaseConfig
from tests.peer.served import serving
from tools.live_site import free_port

START_SECONDS: Final = 300


@pytest.fixture
def site(mlflow: Any, config: DatabaseConfig, tmp_path: Path) -> Iterator[str]:
    """URL of the site, with the variables that people set for it."""
    with serving(mlflow, config, tmp_path) as url:
        yield url


@pytest.fixture
def command(mlflow: Any, site: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs `mlflow` with arguments, and gives what it prints."""
    from click.testing import CliRunner  # noqa: PLC0415  # it comes with MLflow
    from mlflow.cli import cli  # noqa: PLC0415  # only where MLflow is installed

    monkeypatch.setenv("MLFLOW_TRACKING_URI", site)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(cli, arguments)
        assert done.exit_code == 0, (arguments, done.output, done.exception)
        return str(done.output)

    return run


def test_experiments_and_runs(mlflow: Any, command: Callable[..., str]) -> None:
    command("experiments", "create", "-n", "churn")
    client = mlflow.MlflowClient()
    experiment_id = client.get_experiment_by_name("churn").experiment_id
    assert "churn" in command("experiments", "search")
    assert "churn" in command("experiments", "get", "-x", experiment_id)
    command("experiments", "rename", "-x", experiment_id, "--new-name", "churn-2")
    command("runs", "create", "--experiment-id", experiment_id, "--run-name", "first")
    (run,) = client.search_runs([experiment_id])
    run_id = run.info.run_id
    client.log_metric(run_id, "auc", 0.5)

    assert run_id in command("runs", "list", "--experiment-id", experiment_id)
    described = json.loads(command("runs", "describe", "--run-id", run_id))
    assert described["info"]["run_name"] == "first"
    rows = list(csv.DictReader(StringIO(command("experiments", "csv", "-x", experiment_id))))
    assert [(row["run_id"], row["metrics.auc"]) for row in rows] == [(run_id, "0.5")]
    for noun, name, value in (
        ("runs", "--run-id", run_id),
        ("experiments", "-x", experiment_id),
    ):
        command(noun, "delete", name, value)
        command(noun, "restore", name, value)
    assert client.get_run(run_id).info.lifecycle_stage == "active"
    assert client.get_experiment(experiment_id).name == "churn-2"


def test_artifacts(mlflow: Any, command: Callable[..., str], tmp_path: Path) -> None:
    run_id = mlflow.MlflowClient().create_run("0").info.run_id
    files = tmp_path / "files"
    (files / "sub").mkdir(parents=True)
    for name in ("a b.txt", "sub/ü.txt"):
        (files / name).write_text(name)
    command("artifacts", "log-artifacts", "-l", str(files), "-r", run_id, "-a", "all")
    command("artifacts", "log-artifact", "-l", str(files / "a b.txt"), "-r", run_id)

    listed = json.loads(command("artifacts", "list", "-r", run_id, "-a", "all"))
    assert [one["path"] for one in listed] == ["all/a b.txt", "all/sub"]
    target = tmp_path / "target"
    target.mkdir()
    command("artifacts", "download", "-r", run_id, "-a", "all", "-d", str(target))
    assert (target / "all" / "sub" / "ü.txt").read_text() == "sub/ü.txt"
    command("artifacts", "download", "-u", f"runs:/{run_id}/a b.txt", "-d", str(target))
    assert (target / "a b.txt").read_text() == "a b.txt"


def test_files_go_in_parts_if_their_owner_asks_for_it(
    mlflow: Any, site: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
    # MLflow allows no smaller parts.
    for name in ("MINIMUM_FILE_SIZE", "CHUNK_SIZE"):
        monkeypatch.setenv(f"MLFLOW_MULTIPART_UPLOAD_{name}", str(5 * 2**20))
    file = tmp_path / "ü big.bin"
    file.write_bytes(os.urandom(11 * 2**20))
    with mlflow.start_run() as run:
        mlflow.log_artifact(str(file), "deep/in")
    got = mlflow.artifacts.download_artifacts(
        run_id=run.info.run_id, artifact_path=f"deep/in/{file.name}", dst_path=tmp_path / "got"
    )

    assert Path(got).read_bytes() == file.read_bytes()


REGISTER: Final = """
import mlflow, numpy
from sklearn.linear_model import LinearRegression

model = LinearRegression().fit(numpy.array([[0.0], [1.0], [2.0]]), numpy.array([0.0, 2.0, 4.0]))
with mlflow.start_run():
    mlflow.sklearn.log_model(model, name="model", registered_model_name="slope")
mlflow.MlflowClient().set_registered_model_alias("slope", "champion", "1")
"""


def test_a_registered_model_is_served(mlflow: Any, site: str) -> None:
    environment = os.environ | {"MLFLOW_TRACKING_URI": site}
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", REGISTER],
        env=environment,
        capture_output=True,
        check=True,
        timeout=START_SECONDS,
    )
    # The command finds its own tools there.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with model_server("models:/slope@champion", environment | {"PATH": path}) as port:
        connection = HTTPConnection("127.0.0.1", port)
        body = json.dumps({"inputs": [[3.0], [10.0]]})
        connection.request("POST", "/invocations", body, {"Content-Type": "application/json"})
        predicted = json.loads(connection.getresponse().read())

    assert predicted["predictions"] == pytest.approx([6, 20])


@contextmanager
def model_server(model: str, environment: dict[str, str]) -> Iterator[int]:
    """Port of `mlflow models serve` for this model, in the environment of this process."""
    port = free_port()
    options = ["--env-manager=local", f"--port={port}", "--host=127.0.0.1", f"--model-uri={model}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "mlflow", "models", "serve", *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the model is loaded."""
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/ping")
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.2)
        finally:
            connection.close()
    raise AssertionError("The model's server did not start.")
