"""The receiver of webhooks itself, with a sender that is known to be right: what it accepts, what it refuses."""

import base64
import hashlib
import http.client
import urllib.error
import urllib.request

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from webhook_receiver import Delivery, WebhookReceiver, verify

NOW = 1_790_000_000
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()


def jwks(*keys):
    encoded = [base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).decode() for key in keys]
    return {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x} for x in encoded]}


def delivery(body=b"{}", key=KEY, timestamp=NOW, **changes):
    message = "\n".join(["id", "user", str(timestamp), hashlib.sha256(body).hexdigest()]).encode()
    headers = {"x-fal-webhook-request-id": "id", "x-fal-webhook-user-id": "user",
               "x-fal-webhook-timestamp": str(timestamp), "x-fal-webhook-signature": key.sign(message).hex()}
    headers.update({f"x-fal-webhook-{name.replace('_', '-')}": value for name, value in changes.items()})
    return Delivery("POST", "/hook", {name: value for name, value in headers.items() if value is not None}, body, 200)


@pytest.mark.parametrize("sent,accepted", [
    (delivery(), True), (delivery(b"\x00\xff"), True), (delivery(timestamp=NOW - 300), True),
    (delivery(timestamp=NOW + 300), True), (delivery(timestamp=NOW - 301), False),
    (delivery(timestamp=NOW + 301), False), (delivery(timestamp="soon"), False),
    (delivery(key=Ed25519PrivateKey.generate()), False), (delivery(signature=None), False),
    (delivery(user_id=None), False), (delivery(user_id="other"), False), (delivery(request_id="other"), False),
    (delivery(signature="00"), False), (delivery(signature="xy"), False), (delivery(signature="00" * 64), False),
    (Delivery("POST", "/hook", delivery().headers, b"{ }", 200), False),
])
def test_only_what_is_signed_is_accepted(sent, accepted):
    assert verify(sent, jwks(KEY), NOW) is accepted
    assert verify(sent, jwks(OTHER, KEY), NOW) is accepted
    assert verify(sent, jwks(OTHER), NOW) is False
    assert verify(sent, jwks(), NOW) is False


def post(receiver, body=b"{}"):
    request = urllib.request.Request(receiver.url("/hook?a=b"), body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError):
        return None


def test_answers_come_in_their_order_and_everything_is_recorded():
    with WebhookReceiver(500, None, 400, 204) as receiver:
        assert [post(receiver, str(number).encode()) for number in range(5)] == [500, None, 400, 204, 204]
        received = receiver.wait(5)
        assert [each.body for each in received] == [b"0", b"1", b"2", b"3", b"4"]
        assert [each.status for each in received] == [500, None, 400, 204, 204]
        assert {(each.method, each.path, each.headers["content-type"]) for each in received} == {
            ("POST", "/hook?a=b", "application/json")}
        receiver.answer_with(201)
        assert post(receiver) == 201


def test_who_follows_a_redirect_is_seen():
    with WebhookReceiver(302, 200) as receiver:
        post(receiver)
        assert [(each.method, each.path) for each in receiver.wait(2)] == [("POST", "/hook?a=b"), ("GET", "/elsewhere")]


def test_waiting_has_a_bound():
    with WebhookReceiver() as receiver, pytest.raises(AssertionError, match="0 of 1 webhooks came"):
        receiver.wait(timeout=0.01)
