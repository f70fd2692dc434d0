"""The official Python client, unmodified, redirected by environment variables alone."""

import json
import subprocess

import pytest
from conftest import ENDPOINTS, python, shell_exports

SUBSCRIBE = """
import json
import fal_client

endpoint, arguments = {request!r}
updates = []

def on_queue_update(update):
    updates.append(type(update).__name__)
    if isinstance(update, fal_client.InProgress):
        for log in update.logs:
            print("log:", log["message"])

result = fal_client.subscribe(
    endpoint, arguments=arguments, with_logs=True, on_queue_update=on_queue_update
)
print("result:", json.dumps({{"result": result, "updates": updates}}))
"""


@pytest.fixture(scope="module")
def environment(falsework):
    return shell_exports(falsework, "python")


def last_json(answer):
    assert answer.returncode == 0, answer.stderr
    lines = [line for line in answer.stdout.splitlines() if line.startswith("result: ")]
    return json.loads(lines[-1].removeprefix("result: "))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_subscribe_with_logs_and_updates(falsework, environment, endpoint, tmp_path):
    answer = python(SUBSCRIBE.format(request=(endpoint, ENDPOINTS[endpoint])), environment)
    told = last_json(answer)
    assert "log: " in answer.stdout
    assert told["updates"][-1] == "Completed" and "InProgress" in told["updates"]
    files = told["result"]
    assert list(files) == (["video", "audio"] if "video-to-audio" in endpoint else ["video"])
    for name, file in files.items():
        assert list(file) == ["url", "content_type", "file_name", "file_size"]
        headers, content = falsework.fetch(file["url"])
        assert len(content) == file["file_size"]
        assert headers["content-type"] == file["content_type"]
        path = tmp_path / file["file_name"]
        path.write_bytes(content)
        probe = subprocess.run(
            ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path],
            capture_output=True, text=True, check=True,
        )
        assert 4.9 < float(probe.stdout) < 5.2


def test_run(environment):
    code = """
import json, fal_client
print("result:", json.dumps(fal_client.run({endpoint!r}, arguments={arguments!r})))
"""
    endpoint = "fal-ai/kling-video/video-to-audio"
    result = last_json(python(code.format(endpoint=endpoint, arguments=ENDPOINTS[endpoint]), environment))
    assert result["video"]["file_name"] == "dubbed_video.mp4"
    assert result["audio"]["file_name"] == "extracted_audio.mp3"


def test_submit_status_result_cancel(environment):
    code = """
import json, fal_client
endpoint = "fal-ai/kling-video/video-to-audio"
handle = fal_client.submit(endpoint, arguments={arguments!r}, priority="low", hint="h", start_timeout=30)
first = handle.status(with_logs=True)
result = handle.get()
again = fal_client.result(endpoint, handle.request_id)
done = fal_client.status(endpoint, handle.request_id, with_logs=True)
victim = fal_client.submit(endpoint, arguments={arguments!r})
fal_client.cancel(endpoint, victim.request_id)
ended = fal_client.status(endpoint, victim.request_id)
print("result:", json.dumps([type(first).__name__, result == again, type(done).__name__, len(done.logs),
    done.metrics["inference_time"], type(ended).__name__, ended.error_type]))
"""
    arguments = ENDPOINTS["fal-ai/kling-video/video-to-audio"]
    told = last_json(python(code.format(arguments=arguments), environment))
    assert told[0] in ("Queued", "InProgress")
    assert told[1:4] == [True, "Completed", 3]
    assert told[4] == pytest.approx(0.7)
    assert told[5:] == ["Completed", "client_cancelled"]


def test_events_of_a_request_in_order(environment):
    code = """
import json, fal_client
handle = fal_client.submit("fal-ai/kling-video/video-to-audio", arguments={arguments!r})
names = []
for event in handle.iter_events(with_logs=True, interval=0.02):
    if not names or names[-1] != type(event).__name__:
        names.append(type(event).__name__)
print("result:", json.dumps(names))
"""
    arguments = ENDPOINTS["fal-ai/kling-video/video-to-audio"]
    assert last_json(python(code.format(arguments=arguments), environment)) == ["Queued", "InProgress", "Completed"]


def test_the_asynchronous_client(environment):
    code = """
import asyncio, json, fal_client

async def main():
    updates = []
    results = await asyncio.gather(*(
        fal_client.subscribe_async("fal-ai/kling-video/video-to-audio", arguments={arguments!r}, with_logs=True,
            on_queue_update=lambda update: updates.append(type(update).__name__))
        for _ in range(12)))
    print("result:", json.dumps([len(results), len({{r["video"]["url"] for r in results}}), "Queued" in updates]))

asyncio.run(main())
"""
    arguments = ENDPOINTS["fal-ai/kling-video/video-to-audio"]
    assert last_json(python(code.format(arguments=arguments), environment)) == [12, 12, True]


ERRORS = {
    "refused input": (
        'fal_client.subscribe("fal-ai/kling-video/video-to-audio", arguments={"video_url": 12})',
        {"it": "works"}, 422, "Input should be a valid string",
    ),
    "refused input, synchronous": (
        'fal_client.run("fal-ai/kling-video/lipsync/audio-to-video", arguments={})',
        {}, 422, "Field required",
    ),
    "the model fails": (
        'fal_client.subscribe("fal-ai/kling-video/video-to-audio",'
        ' arguments={"video_url": "https://falsework.invalid/file_download_error.mp4"})',
        {}, 422, "Failed to download the file",
    ),
    "unknown application": ('fal_client.run("nobody/nothing", arguments={})', {}, 404, 'Application "nothing" not found'),
    "unknown path": ('fal_client.subscribe("fal-ai/kling-video/nope", arguments={})', {}, 404, "Path /nope not found"),
    "unknown key": (
        'fal_client.run("fal-ai/kling-video/video-to-audio", arguments={})',
        {"FAL_KEY": "invalid:key"}, 401, "invalid key credentials",
    ),
    "locked account": (
        'fal_client.submit("fal-ai/kling-video/video-to-audio", arguments={})',
        {"FAL_KEY": "locked:key"}, 403, "User is locked",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors(environment, name):
    call, extra, status, text = ERRORS[name]
    code = f"""
import json, fal_client
try:
    {call}
    print("result:", json.dumps("no error"))
except fal_client.FalClientHTTPError as error:
    print("result:", json.dumps([error.status_code, str(error), error.response.text]))
"""
    told = last_json(python(code, environment | extra))
    assert told[0] == status
    assert text in told[1] + json.loads(json.dumps(told[2])).replace('\\"', '"')


def test_a_deadline_to_start_that_passes(environment):
    code = """
import json, fal_client
endpoint = "fal-ai/kling-video/video-to-audio"
try:
    handle = fal_client.submit(endpoint, arguments={arguments!r},
        headers={{"x-falsework-scenario": "success; queue=30", "x-fal-request-timeout": "0.2"}})
    handle.get()
    print("result:", json.dumps("no error"))
except fal_client.FalClientHTTPError as error:
    print("result:", json.dumps([error.status_code, error.error_type]))
"""
    arguments = ENDPOINTS["fal-ai/kling-video/video-to-audio"]
    assert last_json(python(code.format(arguments=arguments), environment)) == [504, "request_timeout"]
