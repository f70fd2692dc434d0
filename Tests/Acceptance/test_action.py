"""The GitHub action's script, with a docker that runs the built program instead of an image."""

import os
import re
import subprocess

from conftest import PROGRAM, ROOT

ACTION = ROOT / ".github/actions/falsework"

# Understands what the action asks of docker, and writes down how it was asked.
DOCKER = """#!/usr/bin/env bash
set -euo pipefail
printf '%s\\n' "$*" >>"$CALLS"
case $1 in
    pull) exit "${PULL:-0}" ;;
    run) ;;
    exec) exec "$PROGRAM" ready --port "$PORT" ;;
    logs) ;;
esac
"""


def start(tmp_path, falsework, **inputs):
    docker = tmp_path / "docker"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    files = {name: str(tmp_path / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "CALLS")}
    defaults = {name: default.strip('"') for name, default in
                re.findall(r"^  ([\w-]+):\n    description: .*\n    default: (.*)$", (ACTION / "action.yml").read_text(), re.M)}
    environment = {name.upper().replace("-", "_"): value for name, value in {**defaults, **inputs}.items()}
    environment |= {**files, "PATH": f"{tmp_path}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path)}
    environment |= {"PROGRAM": PROGRAM, "ACTION_PATH": str(ACTION), "ACTION_REPOSITORY": "Owner/Falsework", "ACTION_REF": "v1"}
    answer = subprocess.run([ACTION / "start"], env=environment, capture_output=True, text=True, timeout=60)
    written = {name: (tmp_path / name.lower()).read_text() if (tmp_path / name.lower()).exists() else "" for name in files}
    return answer, written


def test_it_runs_the_image_of_its_own_version_and_points_the_client_at_it(falsework, tmp_path):
    answer, written = start(tmp_path, falsework, port=str(falsework.port), options="--clock auto")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    calls = written["CALLS"].splitlines()
    assert calls[0] == "pull --quiet ghcr.io/owner/falsework:v1"
    assert calls[1].endswith("ghcr.io/owner/falsework:v1 serve --clock auto")
    assert f"--publish 127.0.0.1:{falsework.port}:8787" in calls[1]
    assert f"url=http://localhost:{falsework.port}\n" in written["GITHUB_OUTPUT"]
    exported = dict(line.split("=", 1) for line in written["GITHUB_ENV"].splitlines())
    assert exported["FAL_KEY"] == "ci:ci" and exported["FAL_QUEUE_RUN_HOST"] == "localhost:8443/queue"


def test_it_exports_what_env_says(falsework, tmp_path):
    _, written = start(tmp_path, falsework, port=str(falsework.port))
    exported = {line.split("=", 1)[0] for line in written["GITHUB_ENV"].splitlines()}
    told = subprocess.run([PROGRAM, "env", "--client", "python"], capture_output=True, text=True, check=True).stdout
    assert exported == set(re.findall(r"export (\w+)=", told))


def test_it_says_what_is_wrong_with_an_input(falsework, tmp_path):
    for inputs, message in [
        ({"port": "http"}, "port is 'http', not a port"),
        ({"key": "secret"}, "key is not of the form ID:SECRET"),
        ({"key": "a:b\nSSL_CERT_FILE=/tmp/x"}, "an input has a line end"),
    ]:
        answer, written = start(tmp_path, falsework, **inputs)
        assert answer.returncode == 1 and message in answer.stdout
        assert written["GITHUB_ENV"] == "" and written["CALLS"] == ""


def test_every_input_reaches_the_script():
    action, script = (ACTION / "action.yml").read_text(), (ACTION / "start").read_text()
    inputs = re.findall(r"^  ([\w-]+):\n    description: .*\n    default:", action, re.M)
    assert len(inputs) == 8
    for name in inputs:
        variable = name.upper().replace("-", "_")
        assert f"{variable}: ${{{{ inputs.{name} }}}}" in action and f"${variable}" in script
