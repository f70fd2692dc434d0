"""`falsework call`, over the wire, to a running emulator."""

import json
import os
import signal
import subprocess

import pytest
from conftest import ENDPOINTS, PROGRAM, ROOT, VIDEO, run

ENDPOINT = "fal-ai/kling-video/video-to-audio"
LIPSYNC = "fal-ai/kling-video/lipsync/audio-to-video"


def call(falsework, *arguments, **options):
    return run(PROGRAM, "call", *arguments, "--url", falsework.url, **options)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("updates", ["polling", "streaming"])
def test_the_output_is_on_standard_output_and_progress_on_standard_error(falsework, tmp_path, endpoint, updates):
    fields = [f"{name}={value}" for name, value in ENDPOINTS[endpoint].items()]
    answer = call(falsework, endpoint, *fields, "--updates", updates, "--output", tmp_path / "out")
    assert answer.returncode == 0, answer.stderr
    output = json.loads(answer.stdout)
    assert "IN_PROGRESS" in answer.stderr and "COMPLETED" in answer.stderr
    for file in output.values():
        saved = tmp_path / "out" / file["file_name"]
        assert saved.stat().st_size == file["file_size"]
        assert f"saved {saved}" in answer.stderr


def test_fields_add_to_a_file_and_have_types(falsework, tmp_path):
    file = tmp_path / "input.json"
    file.write_text(json.dumps({"video_url": "x", "asmr_mode": False}))
    answer = call(
        falsework, ENDPOINT, f"video_url={VIDEO}", "asmr_mode=true", 'sound_effect_prompt="quoted"',
        "background_music_prompt=@@home", "--file", file,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    refused = call(falsework, ENDPOINT, f"video_url={VIDEO}", "asmr_mode=7")
    assert refused.returncode == 1
    assert "asmr_mode: Input should be a valid boolean" in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize(
    "arguments,text",
    [
        (["nonsense"], "is no endpoint's id"),
        ([ENDPOINT, "video_url"], "is not NAME=VALUE"),
        ([ENDPOINT, "video_url=@/nonexistent"], "/nonexistent: cannot be read"),
        ([ENDPOINT, "--file", "/nonexistent"], "cannot be read"),
        ([ENDPOINT, "--timeout", "0"], "--timeout"),
        ([ENDPOINT, "--yes"], "are for --live"),
    ],
)
def test_what_cannot_be_used_is_said_with_status_2(falsework, arguments, text):
    answer = call(falsework, *arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert text in answer.stderr


@pytest.mark.parametrize(
    "endpoint,options,text",
    [
        (ENDPOINT, [], "0.035 US dollars a call"),
        (ENDPOINT, [], "nobody to ask"),
        (ENDPOINT, ["--yes"], "--yes needs --max-usd"),
        (ENDPOINT, ["--yes", "--max-usd", "0.03"], "more than --max-usd"),
        (LIPSYNC, ["--yes", "--max-usd", "0.13"], "at most 0.14"),
        ("fal-ai/flux/dev", ["--yes", "--max-usd", "9"], "its price is not known"),
    ],
)
def test_a_live_call_is_not_made_without_consent(endpoint, options, text):
    answer = run(PROGRAM, "call", endpoint, "--live", *options, env={"FAL_KEY": "a:b"}, stdin=subprocess.DEVNULL)
    assert answer.returncode == 2
    assert text in answer.stderr


def test_a_live_call_needs_a_key():
    answer = run(PROGRAM, "call", ENDPOINT, "--live", stdin=subprocess.DEVNULL)
    assert answer.returncode == 2
    assert "FAL_KEY" in answer.stderr


def test_control_c_cancels_the_request_on_the_server(falsework):
    key = "call-interrupted:secret"
    authorization = ["-H", f"Authorization: Key {key}"]
    control = f"{falsework.url}/_falsework/v1"
    run("curl", "-s", *authorization, "-X", "PUT", "--data", '{"mode": "manual"}', f"{control}/clock")
    process = subprocess.Popen(
        [PROGRAM, "call", ENDPOINT, f"video_url={VIDEO}", "--url", falsework.url, "--key", key],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert "IN_" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (130, "")
    assert "was asked to stop" in errors
    count = run("curl", "-s", *authorization, f"{control}/journal/count?operation=cancel")
    assert '"count":1' in count.stdout.replace(" ", ""), count.stdout


@pytest.fixture
def clip():
    return ROOT / "fixtures/media/video-to-audio/input.mp4"


def secure(falsework):
    return f"https://127.0.0.1:{falsework.https_port}"


def test_https_trusts_the_local_authority(falsework, tmp_path, clip):
    """Uploads, the request, its stream and the outputs."""
    answer = run(
        PROGRAM, "call", ENDPOINT, f"video_url=@{clip}", "--url", secure(falsework), "--state", falsework.state,
        "--output", tmp_path / "out", env={"HTTPS_PROXY": "http://127.0.0.1:1"},
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert f"uploading {clip}: 100 %" in answer.stderr
    for file in json.loads(answer.stdout).values():
        assert file["url"].startswith(secure(falsework))
        assert (tmp_path / "out" / file["file_name"]).stat().st_size == file["file_size"]


def test_https_trusts_no_stranger(falsework, tmp_path):
    place = ["--url", secure(falsework)]
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "NO_COLOR": "1"}
    stranger = run(PROGRAM, "call", ENDPOINT, f"video_url={VIDEO}", *place, env=home)
    assert (stranger.returncode, stranger.stdout) == (1, "")
    assert "certificate" in stranger.stderr.lower()
    nothing = run(PROGRAM, "call", ENDPOINT, f"video_url={VIDEO}", *place, "--state", tmp_path)
    assert nothing.returncode == 2
    assert f"{tmp_path}/ca.pem: cannot be read" in nothing.stderr


def test_a_file_is_uploaded_whole(falsework, clip):
    key = "call-uploads:x"
    answer = call(falsework, ENDPOINT, f"video_url=@{clip}", "--key", key)
    assert answer.returncode == 0, answer.stderr
    journal = run("curl", "-s", "-H", f"Authorization: Key {key}", f"{falsework.url}/_falsework/v1/journal?operation=upload")
    (upload,) = json.loads(journal.stdout)["entries"]
    assert (upload["method"], upload["status"], upload["body"]["size"]) == ("PUT", 200, clip.stat().st_size)


def test_under_exec_it_reaches_execs_emulator(execute, offline, tmp_path, clip):
    answer = execute(
        PROGRAM, "call", ENDPOINT, f"video_url=@{clip}", "--output", tmp_path / "out", prefix=offline
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_under_exec_fals_own_names_lead_to_execs_emulator(execute, offline, tmp_path, clip):
    answer = execute(
        PROGRAM, "call", ENDPOINT, f"video_url=@{clip}", "--live", "--yes", "--max-usd", "0.04", "--output",
        tmp_path / "out", prefix=offline,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    for file in json.loads(answer.stdout).values():
        assert file["url"].startswith("https://v3b.fal.media/")
        assert (tmp_path / "out" / file["file_name"]).stat().st_size == file["file_size"]
    assert "egress refused" not in answer.stderr
