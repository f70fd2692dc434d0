"""Everything that the README tells people to type works, in its order, with the ports of a free emulator."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from conftest import PROGRAM, ROOT, Falsework, python, run, shell_exports

README = (ROOT / "README.md").read_text()


def blocks(language, text=README):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


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


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """An emulator with a forward proxy, and an environment in which `falsework` and `python` are what the pages mean."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "falsework").symlink_to(pathlib.Path(PROGRAM).resolve())
    emulator = Falsework(tmp_path_factory.mktemp("state"), "--proxy-port", "0")
    proxy = next(line.rsplit(":", 1)[1] for line in emulator.greeting if "proxy:" in line)
    yield emulator, {
        "PATH": f"{folder}:{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}",
        "FALSEWORK_PORT": str(emulator.port), "FALSEWORK_HTTPS_PORT": str(emulator.https_port),
        "FALSEWORK_PROXY_PORT": proxy, "FALSEWORK_STATE": str(emulator.state),
    }
    assert emulator.stop() == 0


PAGES = {path.name: path.read_text() for path in (ROOT / "Sources/falsework/Documentation.docc").glob("*.md")}


@pytest.mark.parametrize("page", sorted(name for name in PAGES if "```bash" in PAGES[name]))
def test_the_shell_blocks_of_a_page(proxied, page):
    emulator, env = proxied
    for block in blocks("bash", PAGES[page]):
        answer = run("bash", "-c", "set -euo pipefail\n" + here(block, emulator), env=env)
        assert answer.returncode == 0, (block, answer.stdout, answer.stderr)
        assert answer.stdout.strip(), block
        for failed in ('{"detail":"', "Error", "onnection refused"):
            assert failed not in answer.stdout + answer.stderr, (block, answer.stdout, answer.stderr)


def test_the_swift_block_is_what_env_prints():
    (block,) = blocks("swift", PAGES["Swift.md"])
    assert run(PROGRAM, "env", "--client", "swift").stdout == block


def test_the_javascript_pages_line_of_code_is_one_that_is_run():
    (block,) = blocks("js", PAGES["JavaScript.md"])
    assert block in README


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
