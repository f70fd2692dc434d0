"""Everything that the README tells people to type works, in its order, with the ports of a free emulator."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest
from conftest import PROGRAM, ROOT, python, run, shell_exports

README = (ROOT / "README.md").read_text()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


def here(text, falsework):
    return text.replace("127.0.0.1:8787", f"127.0.0.1:{falsework.port}")


def test_the_shell_blocks(falsework, tmp_path):
    (tmp_path / "falsework").symlink_to(pathlib.Path(PROGRAM).resolve())
    script = "set -euo pipefail\n" + here("\n".join(blocks("bash")), falsework)
    answer = run("bash", "-c", script.replace("; curl", " && curl"),
                 env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "FALSEWORK_STATE": str(falsework.state)})
    assert answer.returncode == 0, answer.stderr
    told = re.findall(r'\{"(\w+)":', answer.stdout)
    assert told[0] == "video" and answer.stdout.count('"status":"IN_QUEUE"') == 2


def test_the_python_block(falsework):
    (block,) = blocks("python")
    answer = python(block, shell_exports(falsework, "python"))
    assert answer.returncode == 0, answer.stderr
    assert "Looking for a face in the video" in answer.stdout
    assert "'file_name': 'output.mp4'" in answer.stdout


def test_the_javascript_block(falsework, tmp_path):
    package = tmp_path / "node_modules/@fal-ai/client"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"type": "module", "exports": "./index.mjs"}))
    shutil.copy(ROOT / "Tests/Acceptance/stand_in_client.mjs", package / "index.mjs")
    (block,) = blocks("js")
    (tmp_path / "example.mjs").write_text(here(block, falsework))
    answer = subprocess.run(["node", "example.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    assert "Downloading the input video" in answer.stdout
    assert f"http://127.0.0.1:{falsework.port}/cdn/files/b/" in answer.stdout


def test_every_option_is_in_the_readme():
    answer = run(PROGRAM, "serve", "--help")
    options = set(re.findall(r"--[a-z-]+", answer.stdout)) - {"--help", "--version"}
    assert len(options) > 10
    assert {option for option in options if f"`{option}`" not in README and option not in README} == set()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)]+)\)", README))))
def test_links_lead_somewhere(link):
    assert (ROOT / link).exists()


@pytest.mark.parametrize("script", ["script/server", "script/test", "script/bootstrap"])
def test_the_scripts_that_are_named_exist(script):
    assert script in README
    assert os.access(ROOT / script, os.X_OK)
