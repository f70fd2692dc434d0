"""Runs the built `falsework` for the tests in this directory, which are its users: other people's clients."""

import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("FALSEWORK", str(ROOT / ".build/debug/falsework"))
# Programs that do what applications do with fal's clients.
TOURS = ROOT / "Tests/Acceptance/tours"

VIDEO = (
    "https://storage.googleapis.com/falserverless/model_tests/kling/"
    "kling-v2.5-turbo-pro-image-to-video-output.mp4"
)
LIPSYNC_VIDEO = "https://fal.media/files/koala/8teUPbRRMtAUTORDvqy0l.mp4"
LIPSYNC_AUDIO = "https://storage.googleapis.com/falserverless/kling/kling-audio.mp3"

ENDPOINTS = {
    "fal-ai/kling-video/video-to-audio": {"video_url": VIDEO},
    "fal-ai/kling-video/lipsync/audio-to-video": {"video_url": LIPSYNC_VIDEO, "audio_url": LIPSYNC_AUDIO},
}


class Falsework:
    """A running emulator."""

    def __init__(self, state, *options, stderr=None):
        self.state = pathlib.Path(state)
        command = [PROGRAM, "serve", "--port", "0", "--https-port", "0", "--state", str(state), *options]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, text=True)
        self.greeting = []
        for line in self.process.stdout:
            self.greeting.append(line.rstrip("\n"))
            if self.greeting[-1] == "Ready.":
                break
        else:
            raise RuntimeError(f"falsework ended before it was ready: {self.greeting}")
        text = "\n".join(self.greeting)
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", text).group(1))
        self.https_port = int(re.search(r"https://127\.0\.0\.1:(\d+)", text).group(1))
        self.url = f"http://127.0.0.1:{self.port}"
        self.bundle = self.state / "bundle.pem"

    def place(self):
        """The options that let other commands find this emulator."""
        return ["--port", str(self.port), "--https-port", str(self.https_port), "--state", str(self.state)]

    def fetch(self, url):
        context = ssl.create_default_context(cafile=str(self.state / "ca.pem"))
        with urllib.request.urlopen(url, context=context if url.startswith("https") else None) as answer:
            return answer.headers, answer.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=20)
        self.process.stdout.close()
        return status


@pytest.fixture(scope="session")
def falsework(tmp_path_factory):
    emulator = Falsework(tmp_path_factory.mktemp("state"))
    yield emulator
    assert emulator.stop() == 0


def run(*command, env=None, **options):
    """Runs a command to its end, with a bound."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("FAL_", "FALSEWORK_"))}
    environment.update(env or {})
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, **options
    )


def shell_exports(falsework, client):
    """The environment that `falsework env` tells a user to export, as a shell would set it."""
    script = f'eval "$("{PROGRAM}" env --client {client} {" ".join(falsework.place())} --key it:works)"; env -0'
    answer = run("bash", "-c", script)
    assert answer.returncode == 0, answer.stderr
    before = set(run("env", "-0").stdout.split("\0"))
    pairs = [line.split("=", 1) for line in answer.stdout.split("\0") if "=" in line and line not in before]
    return {name: value for name, value in pairs if name.startswith(("FAL_", "SSL_"))}


def python(code, env):
    return run(sys.executable, "-c", code, env=env)


@pytest.fixture(scope="session")
def state(tmp_path_factory):
    """One certificate authority for all that is run by `exec`; each still has an emulator of its own."""
    return tmp_path_factory.mktemp("exec")


@pytest.fixture(scope="session")
def offline():
    """What takes a command's network away but for loopback; nothing where the system does not permit that."""
    prefix = ["unshare", "--net", "--map-root-user", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    try:
        probe = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return []
    return prefix if probe.returncode == 0 else []


@pytest.fixture
def execute(state):
    """Runs a command under `falsework exec`."""
    def execute(*command, options=(), env=None, prefix=(), **others):
        return run(*prefix, PROGRAM, "exec", "--state", state, *options, "--", *command, env=env, **others)

    return execute
