"""Files that inputs point at: looked into, held against the documented limits, and what outputs are made of."""

import base64
import contextlib
import functools
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import urllib.error
import urllib.request

import pytest
from conftest import ENDPOINTS, PROGRAM, ROOT, Falsework, python, run, shell_exports

HELPER = pathlib.Path(PROGRAM).with_name("falsework-media")
V2A = "fal-ai/kling-video/video-to-audio"
LIPSYNC = "fal-ai/kling-video/lipsync/audio-to-video"

pytestmark = pytest.mark.skipif(not HELPER.exists() or not shutil.which("ffmpeg"), reason="no falsework-media or ffmpeg")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory):
    running = Falsework(tmp_path_factory.mktemp("state"), "--clock", "auto")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """A directory with a few files, and the address where a server on this machine has them."""
    folder = tmp_path_factory.mktemp("clips")
    for name, seconds, size in [("good.mp4", 4, "720x1280"), ("short.mp4", 2.9, "640x360"), ("small.mp4", 4, "718x720")]:
        ffmpeg("-f", "lavfi", "-i", f"testsrc=size={size}:rate=10:duration={seconds}", "-pix_fmt", "yuv420p", folder / name)
    ffmpeg("-f", "lavfi", "-i", "sine=duration=3", folder / "speech.mp3")
    (folder / "page.mp4").write_text("<!DOCTYPE html><html></html>")
    large = folder / "large.mp4"
    shutil.copy(folder / "good.mp4", large)
    os.truncate(large, 104_857_601)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/good.mp4")
                self.end_headers()
            elif self.path == "/away":
                self.send_response(302)
                self.send_header("Location", "http://192.0.2.1/good.mp4")
                self.end_headers()
            else:
                with contextlib.suppress(ConnectionError):
                    super().do_GET()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-loglevel", "error", "-nostdin", "-y", *map(str, arguments)], check=True)


def probe(path):
    """Duration in seconds, and width and height of the picture."""
    show = ["-show_entries", "format=duration:stream=codec_type,width,height", "-of", "json"]
    answer = subprocess.run(["ffprobe", "-v", "error", *show, str(path)], check=True, capture_output=True, text=True)
    found = json.loads(answer.stdout)
    picture = next((s for s in found["streams"] if s["codec_type"] == "video"), {})
    return float(found["format"]["duration"]), picture.get("width"), picture.get("height")


def call(url, body=None, **headers):
    request = urllib.request.Request(url, headers={"Authorization": "Key media:test", **headers})
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read()), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read()), error.headers


def result(emulator, endpoint, arguments):
    """What a request on the queue ends with."""
    status, submitted, _ = call(f"{emulator.url}/queue/{endpoint}", arguments)
    assert (status, submitted["status"]) == (200, "IN_QUEUE")
    for _ in range(100):
        status, body, _ = call(submitted["status_url"] + "?logs=1")
        if body["status"] == "COMPLETED":
            return *call(submitted["response_url"]), body["logs"]
    raise AssertionError("an automatic clock does not get there")


def test_the_callers_own_video_comes_back(emulator, clips, tmp_path):
    folder, url = clips
    status, body, _, _ = result(emulator, V2A, {"video_url": f"{url}/good.mp4"})
    assert status == 200
    video, sound = tmp_path / "video.mp4", tmp_path / "sound.mp3"
    video.write_bytes(emulator.fetch(body["video"]["url"])[1])
    sound.write_bytes(emulator.fetch(body["audio"]["url"])[1])
    assert video.stat().st_size == body["video"]["file_size"]
    assert probe(video) == probe(folder / "good.mp4")
    assert abs(probe(sound)[0] - 4) < 0.03
    # The frames are those that were sent.
    frames = [["ffmpeg", "-loglevel", "error", "-i", str(f), "-map", "0:v", "-f", "md5", "-"] for f in (video, folder / "good.mp4")]
    assert subprocess.check_output(frames[0]) == subprocess.check_output(frames[1])
    # The same again has the same content.
    again = result(emulator, V2A, {"video_url": f"{url}/good.mp4"})[1]
    assert emulator.fetch(again["video"]["url"])[1] == video.read_bytes()


def test_lipsync_takes_the_callers_sound(emulator, clips, tmp_path):
    folder, url = clips
    status, body, headers, _ = result(
        emulator, LIPSYNC, {"video_url": f"{url}/good.mp4", "audio_url": f"{url}/speech.mp3"}
    )
    assert status == 200
    assert headers["x-fal-billable-units"] == "5"
    video = tmp_path / "video.mp4"
    video.write_bytes(emulator.fetch(body["video"]["url"])[1])
    assert probe(video) == probe(folder / "good.mp4")
    assert b"mp3" in subprocess.check_output(["ffprobe", "-v", "error", "-show_streams", str(video)])


@pytest.mark.parametrize(
    "endpoint,name,kind",
    [
        (V2A, "short.mp4", "video_duration_too_short"),
        (V2A, "page.mp4", "unsupported_video_format"),
        (V2A, "nothing.mp4", "file_download_error"),
        (V2A, "away", "file_download_error"),
        (V2A, "large.mp4", "file_too_large"),
        (V2A, "moved", None),
        (LIPSYNC, "small.mp4", "input_value_error"),
    ],
)
def test_limits(emulator, clips, endpoint, name, kind):
    arguments = {**ENDPOINTS[endpoint], "video_url": f"{clips[1]}/{name}"}
    status, body, headers, _ = result(emulator, endpoint, arguments)
    if kind is None:
        assert status == 200
        return
    assert status == 422
    assert headers["x-fal-needs-retry"] == "false"
    assert [entry["type"] for entry in body["detail"]] == [kind]
    assert body["detail"][0]["loc"] == ["body", "video_url"]
    assert body["detail"][0]["input"] == arguments["video_url"]


def test_a_data_uri_and_what_strict_makes_of_it(emulator, clips, tmp_path):
    uri = "data:video/mp4;base64," + base64.b64encode((clips[0] / "good.mp4").read_bytes()).decode()
    assert result(emulator, V2A, {"video_url": uri})[0] == 200
    strict = Falsework(tmp_path, "--clock", "auto", "--media", "strict")
    try:
        assert result(strict, V2A, {"video_url": uri})[1]["detail"][0]["type"] == "input_value_error"
    finally:
        assert strict.stop() == 0


def test_off_looks_at_nothing(clips, tmp_path):
    emulator = Falsework(tmp_path, "--clock", "auto", "--media", "off")
    try:
        status, body, _, logs = result(emulator, V2A, {"video_url": f"{clips[1]}/short.mp4"})
        assert status == 200
        assert body["video"]["file_size"] == (ROOT / "fixtures/media/video-to-audio/dubbed_video.mp4").stat().st_size
        assert len(logs) == 3
    finally:
        assert emulator.stop() == 0


def test_other_hosts_are_not_asked_and_the_log_says_so(emulator):
    status, _, _, logs = result(emulator, V2A, {"video_url": "https://example.com/a.mp4"})
    assert status == 200
    assert logs[0]["message"].startswith("video_url is not fetched: its host is not allowed")


def test_without_the_helper_it_says_so_once_and_serves(clips, tmp_path):
    alone = tmp_path / "falsework"
    shutil.copy(PROGRAM, alone)
    command = [alone, "serve", "--port", "0", "--https-port", "0", "--state", tmp_path / "state", "--openapi", "openapi",
               "--fixtures", "fixtures"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        greeting = []
        for line in process.stdout:
            greeting.append(line)
            if line == "Ready.\n":
                break
        assert sum("media is not checked" in line for line in greeting) == 1
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        process.stdout.close()


def test_a_dead_helper_is_replaced(emulator, clips):
    assert result(emulator, V2A, {"video_url": f"{clips[1]}/good.mp4"})[0] == 200
    helpers = [
        int(entry.name)
        for entry in pathlib.Path("/proc").iterdir()
        if entry.name.isdigit() and parent(entry) == emulator.process.pid
    ]
    assert helpers
    for helper in helpers:
        os.kill(helper, signal.SIGKILL)
    # A file that nobody has looked into yet; the first order may find the dead one, and is accepted unseen.
    for seconds in (2.5, 2.6, 2.7, 2.8):
        name = f"new-{seconds}.mp4"
        ffmpeg("-f", "lavfi", "-i", f"testsrc=size=64x64:rate=10:duration={seconds}", "-pix_fmt", "yuv420p", clips[0] / name)
        status = result(emulator, V2A, {"video_url": f"{clips[1]}/{name}"})[0]
        if status == 422:
            return
    raise AssertionError("the helper was not replaced")


def parent(entry):
    with contextlib.suppress(OSError):
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    return None


def test_a_host_that_cannot_be_meant_stops_the_start(tmp_path):
    answer = run(PROGRAM, "serve", "--allow-fetch", "http://x", "--state", tmp_path)
    assert answer.returncode == 2
    assert "--allow-fetch: 'http://x' is not a host" in answer.stderr
    answer = run(PROGRAM, "serve", "--state", tmp_path, env={"FALSEWORK_MEDIA": "never"})
    assert answer.returncode == 2
    assert "FALSEWORK_MEDIA" in answer.stderr


def test_an_uploaded_clip_comes_back(emulator, clips, tmp_path):
    """The official client uploads a clip, submits it, and gets a video of the same length and picture."""
    clip = clips[0] / "good.mp4"
    code = f"""
import json
import fal_client

# The hosts of uploads are written down in the client; these two globals are where.
fal_client.client.REST_URL = "{emulator.url}/rest"
fal_client.client.CDN_URL = "{emulator.url}/cdn"
url = fal_client.upload_file({str(clip)!r})
result = fal_client.subscribe({V2A!r}, arguments={{"video_url": url}})
try:
    fal_client.subscribe({V2A!r}, arguments={{"video_url": fal_client.upload_file({str(clips[0] / "short.mp4")!r})}})
except fal_client.FalClientHTTPError as error:
    kind = error.response.json()["detail"][0]["type"]
print(json.dumps([result, kind]))
"""
    answer = python(code, shell_exports(emulator, "python"))
    assert answer.returncode == 0, answer.stderr
    told, kind = json.loads(answer.stdout.splitlines()[-1])
    assert kind == "video_duration_too_short"
    video = tmp_path / "video.mp4"
    video.write_bytes(emulator.fetch(told["video"]["url"])[1])
    assert probe(video) == probe(clip)
