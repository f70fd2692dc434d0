"""Uploads: the official Python client, unmodified; the wire as @fal-ai/client speaks it, from Node's own fetch; large files."""

import hashlib
import http.client
import json
import os
import socket
import subprocess
import urllib.error
import urllib.request

import pytest
from conftest import PROGRAM, ROOT, Falsework, python, run, shell_exports

KEY = "uploads:test"
MIB = 1 << 20


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    """An emulator whose uploads lie where a test can look."""
    directory = tmp_path_factory.mktemp("uploads")
    emulator = Falsework(tmp_path_factory.mktemp("state"), "--storage", str(directory), "--media", "off")
    emulator.storage = directory
    yield emulator
    assert emulator.stop() == 0
    assert list(directory.iterdir()) == []


def prelude(emulator):
    # The REST and CDN hosts are written down in the client; these two globals are where.
    return f"""
import asyncio, hashlib, json, logging, os, fal_client
fal_client.client.REST_URL = "{emulator.url}/rest"
fal_client.client.CDN_URL = "{emulator.url}/cdn"
def told(value):
    print("result:", json.dumps(value))
"""


def client(emulator, code, *arguments):
    environment = shell_exports(emulator, "python") | {"FAL_KEY": KEY}
    answer = python(prelude(emulator) + code.format(*map(repr, arguments)), environment)
    assert answer.returncode == 0, answer.stderr
    line = [line for line in answer.stdout.splitlines() if line.startswith("result: ")][-1]
    return json.loads(line.removeprefix("result: ")), answer.stderr


def open_url(method, url, body=None, headers={}):
    """An exchange that hands errors back like everything else."""
    request = urllib.request.Request(url, method=method, data=body, headers=headers)
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read()


def post_json(emulator, path, body, key=KEY):
    status, _, content = open_url("POST", emulator.url + path, json.dumps(body).encode(),
                                  {"Authorization": f"Key {key}", "Content-Type": "application/json"})
    return status, json.loads(content)


def resident(emulator):
    """The memory of the emulator's process, in bytes."""
    with open(f"/proc/{emulator.process.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


def files(emulator):
    return [file for directory in emulator.storage.iterdir() for file in directory.iterdir()]


CALLS = """
class Image:
    # What upload_image asks of a Pillow image.
    def save(self, buffer, format): buffer.write(b"image as " + format.encode())

path = {0}
hour = fal_client.StorageSettings(expires_in="1h")
"""

SYNC = CALLS + """
told([
    fal_client.upload(b"some bytes", "text/plain", "some notes.txt"),
    fal_client.upload_file(path),
    fal_client.upload_image(Image(), format="png"),
    fal_client.upload(b"for an hour", "video/mp4", lifecycle=hour),
    fal_client.upload(b"elsewhere", "audio/mpeg", repository="fal", lifecycle=hour),
])
"""

ASYNC = CALLS + """
async def main():
    client = fal_client.AsyncClient()
    told(await asyncio.gather(
        client.upload(b"some bytes", "text/plain", "some notes.txt"),
        client.upload_file(path),
        client.upload_image(Image(), format="png"),
        client.upload(b"for an hour", "video/mp4", lifecycle=hour),
        client.upload(b"elsewhere", "audio/mpeg", repository="fal", lifecycle=hour),
    ))
asyncio.run(main())
"""


@pytest.mark.parametrize("code", [SYNC, ASYNC], ids=["sync", "async"])
def test_the_python_client(storage, tmp_path, code):
    clip = tmp_path / "clip one.mp4"
    clip.write_bytes(os.urandom(300_000))
    urls, _ = client(storage, code, str(clip))
    expected = [
        (b"some bytes", "text/plain", "_some_notes.txt"), (clip.read_bytes(), "video/mp4", "_clip_one.mp4"),
        (b"image as png", "image/png", ".png"), (b"for an hour", "video/mp4", ".mp4"),
        (b"elsewhere", "audio/mpeg", "_upload.bin"),
    ]
    for url, (content, kind, ending) in zip(urls, expected, strict=True):
        assert url.startswith(f"{storage.url}/cdn/files/") and url.endswith(ending)
        status, headers, body = open_url("GET", url)
        assert (status, body, headers["content-type"]) == (200, content, kind)
        assert open_url("GET", url, headers={"Range": "bytes=1-3"})[2] == content[1:4]
    for url in urls[3:]:
        _, headers, body = open_url("HEAD", url)
        assert body == b"" and int(headers["x-fal-object-lifecycle-expiration"]) > 1_700_000_000_000
    assert open_url("HEAD", urls[0])[1]["x-fal-object-lifecycle-expiration"] is None
    assert open_url("DELETE", urls[0])[0] == 403


def test_an_uploaded_file_is_an_input(storage):
    code = """
url = fal_client.upload(b"video", "video/mp4", "a.mp4")
told([url, fal_client.subscribe({0}, arguments={{"video_url": url}})])
"""
    (url, result), _ = client(storage, code, "fal-ai/kling-video/video-to-audio")
    assert url.endswith("_a.mp4") and set(result) == {"video", "audio"}


def test_the_python_client_falls_back(storage):
    post_json(storage, "/_falsework/v1/faults", {"on": "upload", "calls": 1, "fault": {"answer": {"status": 500}}})
    code = """
logging.basicConfig()
told(fal_client.upload(b"content", "video/mp4", "b.mp4", fallback_repository="fal"))
"""
    url, log = client(storage, code)
    assert "falling back" in log
    assert open_url("GET", url)[2] == b"content"
    open_url("DELETE", storage.url + "/_falsework/v1/faults", headers={"Authorization": f"Key {KEY}"})


def write_large(path, size):
    """A file in which every part is another one, and most of which takes no room."""
    with open(path, "wb") as file:
        for offset in range(0, size, 5 * MIB):
            file.seek(offset)
            file.write(hashlib.sha256(str(offset).encode()).digest())
        file.truncate(size)
    return path


def digest(chunks):
    state = hashlib.sha256()
    for chunk in chunks:
        state.update(chunk)
    return state.hexdigest()


def digest_of_url(url):
    with urllib.request.urlopen(url) as answer:
        return digest(iter(lambda: answer.read(MIB), b""))


def digest_of_file(path):
    with open(path, "rb") as file:
        return digest(iter(lambda: file.read(MIB), b""))


@pytest.mark.parametrize("way", ["sync", "async"])
def test_a_large_file_goes_in_parts_and_not_through_memory(storage, tmp_path, way):
    size = 500 * MIB if way == "sync" else 120 * MIB
    path = write_large(tmp_path / "long.mp4", size)
    call = "fal_client.upload_file({0})" if way == "sync" else "asyncio.run(fal_client.upload_file_async({0}))"
    client(storage, "told(fal_client.upload(b'warm', 'text/plain'))")
    before = resident(storage)
    url, _ = client(storage, f"told({call})", str(path))
    grown = resident(storage) - before
    assert grown < 32 * MIB, f"{grown / MIB:.1f} MiB"
    assert int(open_url("HEAD", url)[1]["content-length"]) == size
    assert digest_of_url(url) == digest_of_file(path)
    assert resident(storage) - before < 32 * MIB
    # The parts are gone; the whole goes when somebody says so.
    assert sum(file.stat().st_size for file in files(storage)) < size + MIB
    name = url.rsplit("/", 1)[1]
    assert open_url("DELETE", f"{storage.url}/_falsework/v1/uploads/{name}",
                    headers={"Authorization": f"Key {KEY}"})[0] == 204
    assert open_url("GET", url)[0] == 404


def initiate(emulator, route="initiate", **body):
    body = {"file_name": "raw.mp4", "content_type": "video/mp4"} | body
    status, urls = post_json(emulator, f"/rest/storage/upload/{route}?storage_type=fal-cdn-v3", body)
    assert status == 200
    return urls


def put_of_size(emulator, url, size, expect=False):
    """PUTs so many bytes in pieces; the status, the body, and whether the content was asked for."""
    path = url.removeprefix(emulator.url)
    with socket.create_connection(("127.0.0.1", emulator.port), timeout=60) as connection:
        head = f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1:{emulator.port}\r\nContent-Length: {size}\r\n"
        connection.sendall((head + ("Expect: 100-continue\r\n" if expect else "") + "\r\n").encode())
        if not expect:
            piece = bytes(MIB)
            for offset in range(0, size, MIB):
                connection.sendall(piece[:min(MIB, size - offset)])
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read()


TOO_LARGE = b'{"detail":"File too large, use multipart solution"}'


def test_the_limit_of_one_piece(storage):
    urls = initiate(storage)
    open_url("PUT", urls["upload_url"], b"warm")
    before = resident(storage)
    assert put_of_size(storage, urls["upload_url"], 100 * MIB)[0] == 200
    assert open_url("HEAD", urls["file_url"])[1]["content-length"] == str(100 * MIB)
    assert put_of_size(storage, urls["upload_url"], 100 * MIB + 1) == (413, TOO_LARGE)
    assert put_of_size(storage, urls["upload_url"], 500 * MIB) == (413, TOO_LARGE)
    # Who waits for leave to send is told before.
    assert put_of_size(storage, urls["upload_url"], 100 * MIB + 1, expect=True) == (413, TOO_LARGE)
    assert resident(storage) - before < 32 * MIB
    # What was refused has not harmed what was there.
    assert open_url("HEAD", urls["file_url"])[1]["content-length"] == str(100 * MIB)


def test_a_cut_upload_leaves_nothing(tmp_path):
    emulator = Falsework(tmp_path / "state", "--storage", str(tmp_path / "uploads"))
    emulator.storage = tmp_path / "uploads"
    urls = initiate(emulator)
    path = urls["upload_url"].removeprefix(emulator.url)
    with socket.create_connection(("127.0.0.1", emulator.port)) as connection:
        connection.sendall(f"PUT {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n".encode() + bytes(500_000))
        wait_for(lambda: len(files(emulator)) == 1)
    wait_for(lambda: files(emulator) == [])
    assert open_url("GET", urls["file_url"])[0] == 404
    assert emulator.stop() == 0


def wait_for(condition):
    """Looks again until it is so, so many times at most."""
    for _ in range(200_000):
        if condition():
            return
        os.sched_yield()
    raise AssertionError("it never came to be")


def test_googles_dialect(storage):
    """As `fal` 1.83.0 sends a large file to `gcs`: it asks for the URL of each part."""
    key = {"Authorization": f"Key {KEY}", "Content-Type": "application/json"}
    _, urls = post_json(storage, "/rest/storage/upload/initiate-multipart?storage_type=gcs",
                        {"file_name": "g.mp4", "content_type": "video/mp4"})
    parts = []
    for number, content in enumerate([b"a" * MIB, b"b" * MIB], 1):
        _, _, place = open_url("POST", f"{urls['upload_url']}/{number}", b"", key)
        status, headers, _ = open_url("PUT", json.loads(place)["upload_url"], content)
        assert status == 200
        parts.append({"part_number": number, "etag": headers["ETag"].strip('"')})
    assert open_url("POST", urls["upload_url"] + "/complete", json.dumps({"parts": parts}).encode(), key)[0] == 200
    assert open_url("GET", urls["file_url"])[2] == b"a" * MIB + b"b" * MIB


@pytest.mark.parametrize("way", ["direct", "proxy"])
def test_javascripts_dialect(storage, way):
    script = ROOT / "Tests/Acceptance/javascript_uploads.mjs"
    answer = subprocess.run(["node", str(script), way, storage.url, KEY], capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    # Whatever is followed past the proxy has to lead here.
    assert all(url.startswith(storage.url + "/cdn/files/") for url in told["urls"])
    assert told["sizes"] == [11, 25 * MIB]
    assert told["types"] == ["text/plain", "video/mp4"]
    assert told["run"] == ["video", "audio"]
    assert told["stream"] == "text/event-stream; charset=utf-8"
    assert told["foreign"] == 403


HOSTILE_NAMES = ["../../../etc/passwd", "..", "a\u0000b.mp4", "x" * 5000 + ".mp4", "день.mp4", '"quoted".mp4', "a/b\\c.mp4", ""]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_no_name_escapes(storage, name):
    before = {file for file in storage.storage.rglob("*")}
    urls = initiate(storage, file_name=name)
    assert open_url("PUT", urls["upload_url"], b"content")[0] == 200
    assert open_url("GET", urls["file_url"])[2] == b"content"
    assert set(urls["file_url"]) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:/")
    new = {file for file in storage.storage.rglob("*")} - before
    assert len(new) == 1 and len(new.pop().name) < 40


def test_uploads_go_with_the_emulator(tmp_path, monkeypatch):
    monkeypatch.setenv("FALSEWORK_STORAGE", str(tmp_path / "uploads"))
    emulator = Falsework(tmp_path / "state")
    urls = initiate(emulator)
    assert open_url("PUT", urls["upload_url"], b"content")[0] == 200
    (directory,) = (tmp_path / "uploads").iterdir()
    assert directory.stat().st_mode & 0o077 == 0
    assert emulator.stop() == 0
    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_storage_that_cannot_be_made_stops_the_start(tmp_path):
    (tmp_path / "file").write_text("")
    answer = run(PROGRAM, "serve", "--port", "0", "--https-port", "0", "--state", tmp_path, "--storage", tmp_path / "file/x")
    assert answer.returncode == 2
    assert "no directory for uploads can be made" in answer.stderr
