"""Webhooks of the running program, received and verified by other people's code."""

import json
import urllib.parse

import pytest
from conftest import ENDPOINTS, Falsework, python, shell_exports
from test_http import call
from webhook_receiver import WebhookReceiver, verify

CONTROL = "/_falsework/v1"
ENDPOINT = "fal-ai/kling-video/video-to-audio"


@pytest.fixture(scope="module")
def automatic(tmp_path_factory):
    emulator = Falsework(tmp_path_factory.mktemp("state"), "--clock", "auto")
    yield emulator
    assert emulator.stop() == 0


def submit(falsework, receiver, key, scenario=None):
    headers = {"Authorization": key} | ({"x-falsework-scenario": scenario} if scenario else {})
    target = f"/queue/{ENDPOINT}?fal_webhook=" + urllib.parse.quote(receiver.url(), safe="")
    answer, content = call(falsework, "POST", target, ENDPOINTS[ENDPOINT], headers)
    assert answer.status == 200, content
    return json.loads(content)


def jwks(falsework):
    return json.loads(falsework.fetch(falsework.url + "/rest/.well-known/jwks.json")[1])


def control(falsework, method, path, key, body=None):
    answer, content = call(falsework, method, CONTROL + path, body, {"Authorization": key})
    return answer.status, json.loads(content) if content else None


def test_the_unmodified_client_asks_for_a_webhook_and_it_comes(automatic):
    with WebhookReceiver(200) as receiver:
        code = f"""
import fal_client
handle = fal_client.submit({ENDPOINT!r}, arguments={ENDPOINTS[ENDPOINT]!r}, webhook_url={receiver.url()!r})
print(handle.request_id)
"""
        answer = python(code, shell_exports(automatic, "python"))
        assert answer.returncode == 0, answer.stderr
        [delivery] = receiver.wait(1)
        assert delivery.json["request_id"] == answer.stdout.strip()
        assert delivery.json["status"] == "OK"
        assert delivery.headers["content-type"] == "application/json"
        assert verify(delivery, jwks(automatic))
        _, video = automatic.fetch(delivery.json["payload"]["video"]["url"])
        assert len(video) == delivery.json["payload"]["video"]["file_size"]


def test_an_hour_of_retries_passes_in_an_instant(automatic):
    key = "Key retries:test"
    with WebhookReceiver(500, None, 503, 204) as receiver:
        request = submit(automatic, receiver, key, "face_detection_error; queue=3600; run=600")
        deliveries = receiver.wait(4)
        assert [delivery.status for delivery in deliveries] == [500, None, 503, 204]
        assert len({delivery.body for delivery in deliveries}) == 1
        assert deliveries[0].json["error"] == "Invalid status code: 422"
        assert all(verify(delivery, jwks(automatic)) for delivery in deliveries)
        path = f"/wait?event=webhook_delivered&request_id={request['request_id']}"
        status, found = control(automatic, "GET", path, key)
        assert (status, found["entries"][0]["attempt"]) == (200, 4)
        _, [delivery] = 200, control(automatic, "GET", "/webhooks", key)[1]["deliveries"]
        assert [attempt["outcome"] for attempt in delivery["attempts"]][::2] == ["answered 500", "answered 503"]


def test_a_redirect_is_final(automatic):
    key = "Key redirect:test"
    with WebhookReceiver(302) as receiver:
        submit(automatic, receiver, key)
        assert control(automatic, "GET", "/wait?event=webhook_failed", key)[0] == 200
        assert [delivery.path for delivery in receiver.deliveries] == ["/hook"]


@pytest.mark.parametrize(
    "variant, accepted",
    [
        ("valid", True), ("bad_signature", False), ("stale_timestamp", False), ("rotated_key", True),
        ("unknown_key", False), ("unsigned", False), ("tampered_body", False), ("duplicate", True),
    ],
)
def test_variants_as_a_receiver_sees_them(falsework, variant, accepted):
    """The key set is fetched after the delivery: what a rotated key signs is published by then."""
    key = f"Key {variant}:test"
    with WebhookReceiver(200) as receiver:
        submit(falsework, receiver, key)
        receiver.wait(1)
        assert control(falsework, "GET", "/wait?event=webhook_delivered", key)[0] == 200
        assert control(falsework, "POST", "/webhooks/wh-1/resend", key, {"variant": variant})[0] == 200
        count = 3 if variant == "duplicate" else 2
        deliveries = receiver.wait(count)
        assert len(deliveries) == count
        assert verify(deliveries[0], jwks(falsework))
        assert verify(deliveries[-1], jwks(falsework)) == accepted


def test_a_webhook_to_another_host_is_refused_with_the_option_that_allows_it(falsework):
    key = "Key elsewhere:test"
    target = f"/queue/{ENDPOINT}?fal_webhook=" + urllib.parse.quote("https://example.com/hook", safe="")
    call(falsework, "POST", target, ENDPOINTS[ENDPOINT], {"Authorization": key})
    assert control(falsework, "GET", "/wait?event=completed", key)[0] == 200
    _, found = control(falsework, "GET", "/webhooks/wh-1", key)
    assert found["state"] == "refused"
    assert "--allow-webhooks example.com" in found["reason"]
