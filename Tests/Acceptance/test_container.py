"""The container's setting without a container: fal's own names, ports 80 and 443, and an application that knows of nothing."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from conftest import PROGRAM, ROOT

COMPOSE = (ROOT / "docker/compose.yaml").read_text()
ALIASES = re.findall(r"^ {10}- (\S+)$", COMPOSE, re.M)

# A network of its own, in which fal's names lead to this machine.
WITHIN = """
set -euo pipefail
ip link set lo up
mount --bind "$STATE/hosts" /etc/hosts
"$PROGRAM" serve >"$STATE/log" 2>&1 &
trap 'kill $!; wait $!' EXIT
"$PROGRAM" ready --wait --timeout 20
SSL_CERT_FILE="$STATE/bundle.pem" "$PYTHON" docker/example/app.py
"""


def namespaces():
    """The command that makes them; None where this user may not."""
    command = ["unshare", "--map-root-user", "--net", "--mount"]
    if not (shutil.which("unshare") and shutil.which("ip")):
        return None
    return command if subprocess.run([*command, "true"], capture_output=True).returncode == 0 else None


@pytest.mark.skipif(namespaces() is None, reason="no network namespaces for this user")
def test_the_example_application_under_fals_own_names(tmp_path):
    (tmp_path / "hosts").write_text("".join(f"127.0.0.1 {name}\n" for name in ["localhost", *ALIASES]))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("FAL_", "FALSEWORK_"))}
    environment |= {"FALSEWORK_PORT": "80", "FALSEWORK_HTTPS_PORT": "443", "FALSEWORK_STATE": str(tmp_path)}
    environment |= {"FAL_KEY": "any:key", "STATE": str(tmp_path), "PYTHON": sys.executable}
    environment["PROGRAM"] = str(pathlib.Path(PROGRAM).resolve())
    command = [*namespaces(), "bash", "-c", WITHIN]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "InProgress" in answer.stdout and "Completed" in answer.stdout
    url, size = re.search(r"(https://v3b\.fal\.media/files/b/\S+) (\d+) bytes", answer.stdout).groups()
    assert int(size) == (ROOT / "fixtures/media/video-to-audio/dubbed_video.mp4").stat().st_size


def test_every_name_of_fal_is_an_alias():
    assert len(ALIASES) == len(set(ALIASES)) and {"fal.run", "queue.fal.run", "rest.fal.ai", "v3b.fal.media"} <= set(ALIASES)
    source = (ROOT / "Sources/FalEmulator/Access/ServedNames.swift").read_text()
    names = re.findall(r'"([*\w.-]+)"', source.split("static let all")[1].split("]")[0])
    for alias in ALIASES:
        parent = "*." + alias.split(".", 1)[1]
        assert alias in names or parent in names, f"no certificate for {alias}"


def test_the_image_serves_what_the_repository_holds():
    dockerfile = (ROOT / "docker/Dockerfile").read_text()
    for variable, value in re.findall(r"(FALSEWORK_[A-Z_]+)=(\S+)", dockerfile):
        option = "--" + variable.removeprefix("FALSEWORK_").lower().replace("_", "-")
        answer = subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True, check=True)
        assert f"{option} " in answer.stdout, f"{variable}={value} is no option's twin"
