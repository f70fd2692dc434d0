"""Faults on the wire, as a client sees them."""

import http.client
import json
import socket

import pytest
from conftest import ENDPOINTS, python, shell_exports
from test_http import call

ENDPOINT = "fal-ai/kling-video/video-to-audio"
FAULTS = "/_falsework/v1/faults"


def raw(falsework, target, key, limit=1 << 20):
    """The bytes of an answer until the connection ends, and how it ended."""
    with socket.create_connection(("127.0.0.1", falsework.port), timeout=20) as connection:
        request = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {key}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        received = b""
        while len(received) < limit:
            try:
                piece = connection.recv(65536)
            except ConnectionResetError:
                return received, "reset"
            if not piece:
                return received, "closed"
            received += piece
        return received, "open"


@pytest.fixture
def polled(falsework, request):
    """A request whose polls go wrong as the test says."""
    key = f"Key {request.node.name.replace('[', '-').replace(']', '')}:test"
    _, content = call(falsework, "POST", "/queue/" + ENDPOINT, ENDPOINTS[ENDPOINT], {"Authorization": key})
    path = json.loads(content)["status_url"].removeprefix(falsework.url)

    def with_fault(fault, **rule):
        answer, content = call(falsework, "POST", FAULTS, {"on": "status", "fault": fault} | rule, {"Authorization": key})
        assert answer.status == 201, content
        return raw(falsework, path, key)

    return with_fault


def test_reset(polled):
    assert polled({"reset": True}) == (b"", "reset")


def test_empty_reply(polled):
    assert polled({"empty_reply": True}) == (b"", "closed")


def test_garbage(polled):
    received, end = polled({"garbage": {"bytes": 100}})
    assert (len(received), end) == (100, "closed")
    assert not received.startswith(b"HTTP")


def test_cut_body(polled):
    received, end = polled({"cut_body": {"after": 10}})
    head, body = received.split(b"\r\n\r\n", 1)
    length = int(http.client.parse_headers(__import__("io").BytesIO(head.split(b"\r\n", 1)[1] + b"\r\n\r\n"))["content-length"])
    assert (len(body), end) == (10, "closed")
    assert length > 300


def test_slow_body(polled):
    received, _ = polled({"slow_body": {"bytes_per_second": 4000}})
    assert json.loads(received.split(b"\r\n\r\n", 1)[1])["request_id"]


def test_the_unmodified_client_tries_again_what_the_ingress_lost(falsework):
    key = {"Authorization": "Key it:works"}
    call(falsework, "POST", FAULTS, {"on": "submit", "times": 2, "fault": {
        "answer": {"status": 502, "text": "<html><center>nginx</center></html>"}}}, key)
    code = f"""
import fal_client
print(sorted(fal_client.subscribe({ENDPOINT!r}, arguments={ENDPOINTS[ENDPOINT]!r})))
"""
    answer = python(code, shell_exports(falsework, "python"))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == "['audio', 'video']"
    [fault] = json.loads(call(falsework, "GET", FAULTS, headers=key)[1])["faults"]
    assert fault["strikes"] == 2
    call(falsework, "DELETE", FAULTS, headers=key)


def test_doubled_frames_of_a_stream(falsework):
    key = {"Authorization": "Key frames:test"}
    call(falsework, "POST", FAULTS, {"on": "stream", "fault": {"duplicated_frames": True}}, key)
    _, content = call(falsework, "POST", "/queue/" + ENDPOINT, ENDPOINTS[ENDPOINT], key)
    path = json.loads(content)["status_url"].removeprefix(falsework.url)
    answer, content = call(falsework, "GET", path + "/stream", headers=key)
    frames = content.decode().split("\n\n")[:-1]
    assert frames[::2] == frames[1::2]
    assert json.loads(frames[-1].removeprefix("data: "))["status"] == "COMPLETED"
