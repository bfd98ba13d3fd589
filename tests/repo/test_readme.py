"""What the README shows works as it stands."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """Code blocks of a language, in their order."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_code_runs_in_its_order(tmp_path: Path) -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for code in blocks("python")
    ]

    assert len(outputs) == 4
    assert outputs[0] == "1\n"
    assert "name='f1'" in outputs[1]
    assert outputs[2] == "100 0.01\n"
    assert outputs[3] == "b'the trained model'\n"


def test_every_setting_is_in_the_table_with_its_default() -> None:
    table = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\|", README, flags=re.MULTILINE))
    example = (ROOT / ".env.example").read_text()

    assert table == dict(re.findall(r"^# ([A-Z_]+)=(.*)$", example, flags=re.MULTILINE))


def test_the_commands_are_targets_of_the_makefile() -> None:
    commands = blocks("sh")[0].split("\n")

    assert [command for command in commands if command] == ["make run", "make test"]
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^run:", makefile, flags=re.MULTILINE)
    assert re.search(r"^test:", makefile, flags=re.MULTILINE)


def test_ci_calls_the_test_command_of_the_readme() -> None:
    commands = (ROOT / ".ci/run").read_text().splitlines()

    # In two parts, of which the first measures coverage as well.
    assert any(command.startswith("make test ARGS=") for command in commands)
    assert "make coverage" in commands
    assert "make check" in commands


def test_every_target_of_the_makefile_is_explained_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE)

    explained = re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE)

    assert targets == explained


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)

    assert links
    for link in links:
        assert (ROOT / link).exists()
