"""The world of a key under a test's control, over HTTP."""

import json

import pytest
from conftest import ENDPOINTS, ROOT, Falsework, python, shell_exports
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.readers import read_from_filename
from test_http import call

CLOCK = "/_falsework/v1/clock"


@pytest.fixture(scope="module")
def automatic(tmp_path_factory):
    emulator = Falsework(tmp_path_factory.mktemp("state"), "--clock", "auto")
    yield emulator
    assert emulator.stop() == 0


def test_the_unmodified_client_sees_hours_pass_in_an_instant(automatic):
    code = """
import json, fal_client
updates = []
handle = fal_client.submit("fal-ai/kling-video/video-to-audio", arguments={arguments!r},
    headers={{"x-falsework-scenario": "success; queue=3600; run=7200"}})
for event in handle.iter_events(with_logs=True, interval=0.001):
    updates.append(type(event).__name__)
print(json.dumps([updates, handle.status().metrics["inference_time"], sorted(handle.get())]))
"""
    answer = python(code.format(arguments=ENDPOINTS["fal-ai/kling-video/video-to-audio"]), shell_exports(automatic, "python"))
    assert answer.returncode == 0, answer.stderr
    updates, seconds, result = json.loads(answer.stdout)
    assert updates == ["Queued", "InProgress", "InProgress", "InProgress", "InProgress", "Completed"]
    assert seconds == 7200
    assert result == ["audio", "video"]


def test_a_manual_clock_over_http(falsework):
    key = {"Authorization": "Key clock:test"}
    answer, content = call(falsework, "PUT", CLOCK, {"mode": "manual"}, key)
    assert (answer.status, json.loads(content)["mode"]) == (200, "manual")
    _, content = call(falsework, "POST", "/queue/fal-ai/kling-video/video-to-audio",
                      ENDPOINTS["fal-ai/kling-video/video-to-audio"], key)
    url = json.loads(content)["status_url"].removeprefix(falsework.url)
    states = []
    for seconds in (0, 0.3, 0.7):
        call(falsework, "POST", CLOCK + "/advance", {"seconds": seconds}, key)
        states.append(json.loads(call(falsework, "GET", url, headers=key)[1])["status"])
    assert states == ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]
    assert call(falsework, "POST", "/_falsework/v1/reset", headers=key)[0].status == 204
    assert call(falsework, "GET", url, headers=key)[0].status == 404


def test_the_control_document_is_valid_and_true(falsework):
    document, base = read_from_filename(str(ROOT / "openapi/falsework-control.json"))
    OpenAPIV31SpecValidator(document, base_uri=base).validate()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answer, _ = call(falsework, method.upper(), path, {}, {"Authorization": "Key document:test"})
            assert str(answer.status) in operation["responses"], (method, path)
        answer, _ = call(falsework, "DELETE", path, headers={"Authorization": "Key document:test"})
        assert answer.status == 405, path
