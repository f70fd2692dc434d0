"""The world of a key under a test's control, over HTTP."""

import http.client
import json
import signal

import pytest
from conftest import ENDPOINTS, ROOT, Falsework, python, run, shell_exports
from openapi_schema_validator import OAS31Validator
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


def checked(document, path, method, answer, content):
    """That an answer is one that the document promises."""
    responses = document["paths"][path][method]["responses"]
    assert str(answer.status) in responses, (method, path, content)
    schema = responses[str(answer.status)].get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        assert content == b"" or "octet-stream" in answer.getheader("content-type"), (method, path)
    elif answer.getheader("content-type") != "application/json":
        assert answer.getheader("content-type").split(";")[0] in responses[str(answer.status)]["content"]
    else:
        whole = {"$ref": "#/x", "x": schema, "components": document["components"]}
        OAS31Validator(whole).validate(json.loads(content))


def test_the_control_document_is_valid_and_true(falsework):
    document, base = read_from_filename(str(ROOT / "openapi/falsework-control.json"))
    OpenAPIV31SpecValidator(document, base_uri=base).validate()
    key = {"Authorization": "Key document:test"}
    call(falsework, "PUT", CLOCK, {"mode": "manual"}, key)
    for path, operations in document["paths"].items():
        for filled in (path, fill(falsework, path, key)):
            for method in operations:
                late = "?event=expired&timeout=0" if filled.endswith("/wait") else ""
                answer, content = call(falsework, method.upper(), filled + late, {}, key)
                checked(document, path, method, answer, content)
        answer, _ = call(falsework, "PATCH", path.replace("{name}", "document"), headers=key)
        assert answer.status == 405, path


def fill(falsework, path, key):
    """The path with parameters that lead somewhere."""
    _, content = call(falsework, "POST", "/queue/fal-ai/kling-video/video-to-audio",
                      ENDPOINTS["fal-ai/kling-video/video-to-audio"], key)
    call(falsework, "PUT", "/_falsework/v1/snapshots/kept", headers=key)
    call(falsework, "POST", "/_falsework/v1/faults", {"on": "file", "fault": {"reset": True}}, key)
    _, urls = call(falsework, "POST", "/rest/storage/upload/initiate", {"file_name": "a.mp4"}, key)
    place = json.loads(urls)
    call(falsework, "PUT", place["upload_url"].removeprefix(falsework.url), {}, {})
    values = {"request_id": json.loads(content)["request_id"], "name": "document", "snapshot": "kept", "number": "2",
              "upload": place["file_url"].rsplit("/", 1)[1], "fault": "f1", "delivery": "wh-1", "scenario": "nothing"}
    return path.format(**values)


def test_a_world_in_the_hands_of_a_test(falsework):
    """What somebody would do from any language: hold, look, let go; fail by name; go back."""
    key = {"Authorization": "Key hands:test"}

    def control(method, path, body=None):
        answer, content = call(falsework, method, "/_falsework/v1" + path, body, key)
        return answer.status, json.loads(content) if content else None

    control("PUT", "/clock", {"mode": "auto"})
    _, content = call(falsework, "POST", "/queue/fal-ai/kling-video/video-to-audio",
                      ENDPOINTS["fal-ai/kling-video/video-to-audio"], key)
    request = json.loads(content)
    job = "/jobs/" + request["request_id"]
    url = request["response_url"].removeprefix(falsework.url)
    assert control("PUT", "/snapshots/queued")[0] == 200
    assert control("POST", job + "/advance", {"state": "IN_PROGRESS"})[1]["state"] == "IN_PROGRESS"
    assert control("POST", job + "/hold")[1]["held"]
    for _ in range(5):
        assert json.loads(call(falsework, "GET", url + "/status", headers=key)[1])["status"] == "IN_PROGRESS"
    assert control("POST", job + "/fail", {"preset": "face_detection_error"})[1]["result_status"] == 422
    answer, content = call(falsework, "GET", url, headers=key)
    assert (answer.status, json.loads(content)["detail"][0]["type"]) == (422, "face_detection_error")
    assert control("POST", "/snapshots/queued/restore")[1]["jobs"] == {"IN_QUEUE": 1, "IN_PROGRESS": 0, "COMPLETED": 0}
    assert control("GET", job)[1]["state"] == "IN_QUEUE"
    assert control("GET", "/jobs/nobody") == (404, {"detail": "This world has no request 'nobody'"})
    status, worlds = control("GET", "/worlds")
    assert "hands" in [world["name"] for world in worlds["worlds"]]


def test_control_on_a_port_of_its_own(tmp_path):
    emulator = Falsework(tmp_path, "--control-port", "0")
    port = next(int(line.rsplit(":", 1)[1]) for line in emulator.greeting if "control:" in line)
    key = {"Authorization": "Key own:port"}
    assert call(emulator, "GET", CLOCK, headers=key)[0].status == 404
    assert call(emulator, "GET", "/_falsework/v1/ready")[0].status == 200
    _, content = call(emulator, "POST", "/queue/fal-ai/kling-video/video-to-audio",
                      ENDPOINTS["fal-ai/kling-video/video-to-audio"], key)
    control = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    control.request("GET", "/_falsework/v1/jobs/" + json.loads(content)["request_id"], headers=key)
    assert json.loads(control.getresponse().read())["state"] in ("IN_QUEUE", "IN_PROGRESS")
    control.request("POST", "/queue/fal-ai/kling-video/video-to-audio", body="{}", headers=key)
    assert control.getresponse().status == 404
    control.close()
    assert emulator.stop() == 0


@pytest.mark.parametrize("options, status", [([], 0), (["--fail-on-orphans"], 1)])
def test_requests_that_nobody_cared_for_are_named_at_the_end(tmp_path, options, status):
    emulator = Falsework(tmp_path, *options)
    _, content = call(emulator, "POST", "/queue/fal-ai/kling-video/video-to-audio",
                      ENDPOINTS["fal-ai/kling-video/video-to-audio"], {"Authorization": "Key some:secret"})
    emulator.process.send_signal(signal.SIGTERM)
    said = emulator.process.stdout.read()
    assert emulator.process.wait(timeout=20) == status
    emulator.process.stdout.close()
    assert "1 submitted and never fetched" in said
    assert json.loads(content)["request_id"] in said
    assert "by some: never polled" in said
    assert "secret" not in said


def test_the_journal_as_other_tools_read_it(falsework):
    """The commands are run: each is answered as the call that it repeats was."""
    key = {"Authorization": "Key tools:test"}
    _, content = call(falsework, "POST", "/queue/fal-ai/kling-video/video-to-audio",
                      {"video_url": "https://example.com/it's $HOME `x`.mp4"}, key)
    url = json.loads(content)["status_url"].removeprefix(falsework.url)
    call(falsework, "GET", url + "?logs=1", headers=key)
    archive = json.loads(call(falsework, "GET", "/_falsework/v1/journal/export?format=har", headers=key)[1])
    assert [entry["request"]["method"] for entry in archive["log"]["entries"]] == ["POST", "GET"]
    assert archive["log"]["entries"][1]["request"]["queryString"] == [{"name": "logs", "value": "1"}]
    last = json.loads(call(falsework, "GET", "/_falsework/v1/journal?operation=submit", headers=key)[1])["entries"][-1]["number"]
    later = json.loads(call(falsework, "GET", f"/_falsework/v1/journal/export?operation=submit&after={last}", headers=key)[1])
    assert later["log"]["entries"] == []
    commands = call(falsework, "GET", "/_falsework/v1/journal/export?format=curl", headers=key)[1].decode()
    answer = run("sh", "-c", commands, env={"FAL_KEY": "tools:test"})
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count('"request_id":') == 2
    bodies = json.loads(call(falsework, "GET", "/_falsework/v1/journal?operation=submit", headers=key)[1])["entries"]
    assert len({entry["body"]["sha256"] for entry in bodies}) == 1, "the command sends the same bytes"
    assert "tools:test" not in commands


def test_scenarios_of_a_test(falsework):
    key = {"Authorization": "Key scenarios:test"}

    def control(method, path, body=None):
        answer, content = call(falsework, method, "/_falsework/v1" + path, body, key)
        return answer.status, json.loads(content) if content else None

    endpoint = "fal-ai/kling-video/video-to-audio"
    mine = {"format": 1, "endpoint": endpoint, "name": "mine", "timeline": {"queue": 0, "run": 0},
            "outcome": {"result": {"mine": True}}}
    broken = mine | {"timeline": {"queue": "soon"}}
    assert control("POST", "/scenarios/validate", broken)[1]["at"] == "/timeline/queue"
    assert control("POST", "/scenarios", mine) == (201, {"endpoint": endpoint, "name": "mine"})
    assert control("GET", "/scenarios")[1]["endpoints"][1]["added"] == ["mine"]
    assert control("PUT", "/scenarios/choice", {"name": "mine", "times": 1})[0] == 200

    def run():
        return json.loads(call(falsework, "POST", "/run/" + endpoint, ENDPOINTS[endpoint],
                               key | {"Content-Type": "application/json"})[1])

    assert run() == {"mine": True}
    assert sorted(run()) == ["audio", "video"], "it was chosen once"
    status, refused = control("PUT", "/scenarios/choice", {"name": "face_detection_eror"})
    assert status == 400 and "face_detection_error" in refused["detail"]
    assert control("DELETE", "/scenarios/mine")[0] == 204
    assert control("DELETE", "/scenarios/mine")[0] == 404
    assert control("POST", "/scenarios/reload") == (200, {"reloaded": True})


def test_times_in_the_header_let_a_client_succeed_in_the_end(falsework):
    code = """
import fal_client
print(sorted(fal_client.submit("fal-ai/kling-video/video-to-audio", arguments=%r,
    headers={"x-falsework-scenario": "ingress_502; times=2"}).get()))
""" % ENDPOINTS["fal-ai/kling-video/video-to-audio"]
    answer = python(code, shell_exports(falsework, "python"))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == "['audio', 'video']"
