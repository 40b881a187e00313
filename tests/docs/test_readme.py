"""The README is executed: its commands, its request, and the answer that it shows."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    """Every line that the README gives to a shell, with continued lines joined."""
    joined = "\n".join(blocks("sh")).replace("\\\n", " ")
    return [re.sub(r"\s+#.*", "", line).strip() for line in joined.splitlines() if line.strip() and line[0] != "#"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        **os.environ,
        "HASHTAGGER_DATA_DIR": str(tmp_path / "data"),
        "HASHTAGGER_SERVE__PORT": str(port),
        "COLUMNS": "100",
        "MAKEFLAGS": "",
    }


def run(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def without_what_changes(answer: dict[str, Any]) -> tuple[object, list[float]]:
    """The answer less its identity and time, and apart from it its numbers: processors differ in their last digits."""
    numbers: list[float] = []

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k not in ("recommendation_id", "created")}
        if isinstance(value, list):
            return [plain(each) for each in value]
        if isinstance(value, float):
            numbers.append(value)
            return "a number"
        if isinstance(value, str):
            numbers.extend(float(found) for found in re.findall(r"\((0\.\d+)\)", value))
            return re.sub(r"\(0\.\d+\)", "(a number)", value)
        return value

    return plain(answer), numbers


def test_make_run_serves_and_the_request_gets_the_answer_shown(environment):
    request, *told = [command for command in commands() if command.startswith("curl")]
    (shown,) = blocks("json")
    assert "make run" in commands()
    server = subprocess.Popen(
        ["make", "run"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said = ""
        while "Serving on" not in said:
            line = server.stdout.readline()
            assert line, said
            said += line
        assert "127.0.0.1:8000" in request
        port = f":{environment['HASHTAGGER_SERVE__PORT']}"
        answer = run(request.replace(":8000", port), environment)
        (said_now, numbers), (said_then, shown_numbers) = map(without_what_changes, map(json.loads, (answer, shown)))
        assert said_now == said_then
        assert numbers == pytest.approx(shown_numbers, abs=0.02)
        with_id = {**environment, "ID": json.loads(answer)["recommendation_id"]}
        feedback, earned = (json.loads(run(command.replace(":8000", port), with_id)) for command in told)
        assert (feedback["removed"], earned["post_id"]) == (["people"], "my-17")
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(60)


def test_every_command_line_tool_call_of_the_readme_works(environment):
    calls = [command for command in commands() if command.startswith(".venv/bin/hashtagger")]
    assert calls
    for call in calls:
        if "models pull" not in call:
            run(call, environment)


def test_every_make_target_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        word
        for command in commands()
        if command.startswith("make")
        for word in shlex.split(command)[1:]
        if "=" not in word
    }
    assert {"run", "test"} <= named <= targets


def test_every_file_that_the_readme_links_to_exists():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
