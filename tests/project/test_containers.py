"""The Containerfile and the compose file, as far as they can be checked without an engine."""

from __future__ import annotations

import json
import re
import shlex
from fnmatch import fnmatch
from pathlib import Path

import pytest

from qendra.project import cli
from tests.project.programs import REPOSITORY
from tests.project.simple_yaml import Node, read_yaml

DEPLOY = REPOSITORY / "deploy"
CONTAINERFILE = DEPLOY / "Containerfile"
SETTINGS = set(
    re.findall(r"`(QENDRA_\w+|DATABASE_URL)`", (REPOSITORY / "docs" / "settings.md").read_text())
)
# What is no setting of ours.
OF_THE_SYSTEM = {"PATH", "PYTHONUNBUFFERED"}

Instruction = tuple[str, str]


def test_everything_that_is_copied_is_there_and_sent_to_the_builder() -> None:
    ignore = (DEPLOY / "Containerfile.dockerignore").read_text().split()
    let_through = {line[1:] for line in ignore if line.startswith("!")}
    sources = {
        source
        for word, rest in _instructions()
        if word == "COPY" and "--from=" not in rest
        for source in rest.split()[:-1]
    }
    assert sources == let_through
    assert [each for each in sources if not (REPOSITORY / each).exists()] == []
    assert "*" in ignore, "nothing else of the checkout reaches an image"


def test_what_script_setup_reads_is_copied() -> None:
    text = (REPOSITORY / "script" / "setup").read_text()
    read = set(re.findall(r"(?<![\w/.-])(requirements(?:-dev)?\.txt|pyproject\.toml)\b", text))
    copied = " ".join(rest for word, rest in _instructions() if word == "COPY").split()
    assert read
    assert read <= set(copied)


def test_the_packages_are_those_with_locked_hashes() -> None:
    runs = [rest for word, rest in _instructions() if word == "RUN"]
    assert "script/setup" in runs
    assert not any("pip" in each for each in runs)
    assert "--require-hashes" in (REPOSITORY / "script" / "setup").read_text()


def test_the_image_is_not_run_by_root_and_names_its_settings() -> None:
    last = _last_stage()
    words = [word for word, _rest in last]
    assert dict(last)["USER"] == "qendra"
    assert words.index("USER") < words.index("ENTRYPOINT")
    named = {each.partition("=")[0] for each in shlex.split(dict(last)["ENV"])}
    assert named - OF_THE_SYSTEM <= SETTINGS
    assert dict(last)["VOLUME"] in dict(last)["ENV"]


def test_the_image_starts_a_command_and_asks_whether_it_is_ready() -> None:
    last = dict(_last_stage())
    assert json.loads(last["ENTRYPOINT"]) == ["qendra"]
    assert json.loads(last["CMD"])[0] in cli.COMMANDS
    asked = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])
    compile(asked[2], "HEALTHCHECK", "exec")
    assert "/readyz" in asked[2]


def test_every_service_of_compose_runs_a_command_with_the_same_settings() -> None:
    services = _compose()["services"]
    commands = {name: " ".join(each["command"]) for name, each in services.items()}
    assert commands == {
        "migrate": "migrate", "serve": "serve", "worker": "worker", "mail": "mail listen",
    }  # fmt: skip
    assert set(commands.values()) <= set(cli.COMMANDS)
    assert {each["env_file"] for each in services.values()} == {"qendra.env"}
    assert {each["image"] for each in services.values()} == {"qendra"}


def test_compose_builds_the_containerfile_and_waits_for_the_tables() -> None:
    services = _compose()["services"]
    build = services["migrate"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).samefile(CONTAINERFILE)
    waited = {"migrate": {"condition": "service_completed_successfully"}}
    assert [each["depends_on"] for name, each in services.items() if name != "migrate"] == (
        [waited] * 3
    )


def test_compose_shares_the_data_folder_and_publishes_what_is_listened_on() -> None:
    compose = _compose()
    folder = dict(_last_stage())["VOLUME"]
    exposed = dict(_last_stage())["EXPOSE"].split()
    published = []
    for name in ("serve", "worker", "mail"):
        service = compose["services"][name]
        assert service["volumes"] == [f"data:{folder}"]
        assert service["read_only"] == "true"
        published += service.get("ports", [])
    assert list(compose["volumes"]) == ["data"]
    assert [each.split(":")[-1] for each in published] == exposed
    assert all(fnmatch(each, "127.0.0.1:*") for each in published), "a proxy stands in front"


def test_the_settings_of_the_example_are_settings() -> None:
    lines = (DEPLOY / "qendra.env.example").read_text().splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert named <= SETTINGS
    assert {"DATABASE_URL", "QENDRA_BASE_URL", "QENDRA_SECRET_KEY"} <= named


@pytest.mark.parametrize("text", ["a: &x 1", "a:\n\tb: 1", "a: 1\na: 2", "a: |\n  b", "{a: 1}"])
def test_a_compose_file_that_is_not_simple_is_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        read_yaml(text)


def _compose() -> Node:
    return read_yaml((DEPLOY / "compose.yaml").read_text())


def _instructions(file: Path = CONTAINERFILE) -> list[Instruction]:
    """Each instruction with its arguments, long lines joined."""
    text = re.sub(r"^#.*\n", "", file.read_text(), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", text)
    found = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(word, rest.strip()) for word, _blank, rest in found]


def _last_stage() -> list[Instruction]:
    everything = _instructions()
    start = max(place for place, (word, _) in enumerate(everything) if word == "FROM")
    return everything[start:]
