"""The command, as people and scripts use it."""

import json
import shutil

import pytest
from conftest import PROGRAM, ROOT, VIDEO, run

ENDPOINT = "fal-ai/kling-video/video-to-audio"


def test_version():
    answer = run(PROGRAM, "--version")
    assert (answer.returncode, answer.stdout) == (0, "0.1.0\n")


@pytest.mark.parametrize(
    "options,env,text",
    [
        (["--port", "99999"], {}, "--port"),
        (["--nonsense"], {}, "--nonsense"),
        (["--speed", "0"], {}, "--speed"),
        (["--key", "abc"], {}, "--key"),
        (["--log-level", "loud"], {}, "--log-level"),
        ([], {"FALSEWORK_PORT": "abc"}, "FALSEWORK_PORT: 'abc'"),
        ([], {"FALSEWORK_SPEED": "-1"}, "--speed"),
        (["--openapi", "/nonexistent"], {}, "/nonexistent: no such directory"),
        (["--ca-key", "x"], {}, "go together"),
    ],
)
def test_what_cannot_be_used_stops_the_start(tmp_path, options, env, text):
    answer = run(PROGRAM, "serve", "--state", tmp_path, *options, env=env)
    assert answer.returncode == 2
    assert text in answer.stderr


def broken(tmp_path, kind, name, change):
    copy = tmp_path / kind
    shutil.copytree(ROOT / kind, copy)
    file = copy / name
    file.write_text(change(file.read_text()))
    return run(PROGRAM, "serve", "--state", tmp_path / "state", f"--{kind}", copy), file


SCENARIO = f"scenarios/{ENDPOINT}/success.json"


@pytest.mark.parametrize(
    "kind,name,change,place",
    [
        ("fixtures", SCENARIO, lambda t: t.replace('"queue"', '"queu"'), "/timeline/queu: is unknown here"),
        ("fixtures", SCENARIO, lambda t: t[:-3], "is not JSON"),
        ("fixtures", SCENARIO, lambda t: t.replace("dubbed_video", "nothing"), "nothing.mp4: cannot be read"),
        ("fixtures", SCENARIO, lambda t: t.replace("media/video-to-audio/d", "../d"), "is not a path inside"),
        ("openapi", f"{ENDPOINT}.json", lambda t: t[:-3], "is not JSON"),
        ("openapi", f"{ENDPOINT}.json", lambda t: "[]", "openapi"),
    ],
)
def test_a_broken_file_is_named_with_the_place_and_the_reason(tmp_path, kind, name, change, place):
    answer, file = broken(tmp_path, kind, name, change)
    assert answer.returncode == 2, answer.stdout
    assert place in answer.stderr
    assert str(tmp_path / kind) in answer.stderr


def test_a_port_that_is_taken(falsework, tmp_path):
    answer = run(PROGRAM, "serve", "--port", falsework.port, "--https-port", "0", "--state", tmp_path)
    assert answer.returncode == 1
    assert str(falsework.port) in answer.stderr


def test_ready(falsework):
    answer = run(PROGRAM, "ready", "--wait", "--timeout", "30", "--port", falsework.port)
    assert (answer.returncode, answer.stdout) == (0, f"http://127.0.0.1:{falsework.port} is ready.\n")


def test_not_ready(tmp_path):
    answer = run(PROGRAM, "ready", "--wait", "--timeout", "0.2", "--port", "1")
    assert answer.returncode == 1
    assert "http://127.0.0.1:1 is not ready" in answer.stderr


def validate(text, *options):
    return run(PROGRAM, "validate", *options, ENDPOINT, "-", input=text)


def test_validate_accepts():
    answer = validate(json.dumps({"video_url": VIDEO, "asmr_mode": "yes"}))
    assert answer.returncode == 0
    assert '"asmr_mode": true' in answer.stdout


def test_validate_refuses_and_explains():
    answer = validate('{"vide_url": "x", "asmr_mode": 2}')
    assert answer.returncode == 1
    assert '{"detail":[{"type":"missing","loc":["body","video_url"],"msg":"Field required"' in answer.stdout
    assert "/asmr_mode: Input should be a valid boolean" in answer.stdout
    assert "#/components/schemas/" in answer.stdout
    assert "/vide_url: is ignored" in answer.stdout and "did you mean video_url?" in answer.stdout


def test_validate_of_an_unknown_endpoint():
    answer = run(PROGRAM, "validate", "fal-ai/nothing", "-", input="{}")
    assert answer.returncode == 2
    assert ENDPOINT in answer.stderr


@pytest.mark.parametrize("client,text", [("curl", "export FAL_KEY='a:b'"), ("js", '/api/fal/proxy", when: "always"'),
                                         ("swift", "FalClient.withProxy"), ("python", "export SSL_CERT_FILE=")])
def test_env(client, text, tmp_path):
    answer = run(PROGRAM, "env", "--client", client, "--key", "a:b", "--state", tmp_path)
    assert answer.returncode == 0
    assert text in answer.stdout
