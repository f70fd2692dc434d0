"""Receives webhooks as an application of fal's does, and verifies them with other people's Ed25519."""

import base64
import dataclasses
import hashlib
import http.server
import json
import threading
import time

import cryptography.exceptions
import nacl.exceptions
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.signing import VerifyKey

TOLERANCE = 300
LARGEST_BODY = 16 * 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Delivery:
    """One request that came in, byte for byte."""

    method: str
    path: str
    headers: dict  # names in lower case
    body: bytes
    status: int | None  # what it was answered with; None: the connection was closed

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def request_id(self):
        return self.headers.get("x-fal-webhook-request-id")


class WebhookReceiver:
    """A server on a port of its own, which answers with a list of statuses one after the other, the last again and again.

    None in the list closes the connection without an answer. Redirects lead to /elsewhere on the same server, so that
    who follows one is seen.
    """

    def __init__(self, *statuses):
        self._statuses = list(statuses) or [200]
        self._deliveries = []
        self._changed = threading.Condition()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)

    @property
    def port(self):
        return self._server.server_address[1]

    def url(self, path="/hook", host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    @property
    def deliveries(self):
        """What has come in so far."""
        with self._changed:
            return list(self._deliveries)

    def answer_with(self, *statuses):
        """Replaces what is left of the list."""
        with self._changed:
            self._statuses = list(statuses)

    def wait(self, count=1, timeout=20):
        """The deliveries as soon as there are so many; fails when there are not in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._deliveries) >= count, timeout):
                raise AssertionError(f"{len(self._deliveries)} of {count} webhooks came within {timeout} s")
            return list(self._deliveries)

    def _take(self, method, path, headers, body):
        with self._changed:
            status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
            fields = {name.lower(): value for name, value in headers.items()}
            self._deliveries.append(Delivery(method, path, fields, body, status))
            return status

    def _tell(self):
        with self._changed:
            self._changed.notify_all()

    def _handler(receiver):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def receive(self):
                length = int(self.headers.get("Content-Length") or 0)
                if not 0 <= length <= LARGEST_BODY:
                    self.close_connection = True
                    return self.send_error(413)
                body = self.rfile.read(length)
                status = receiver._take(self.command, self.path, self.headers, body)
                self.close_connection = True
                if status is not None:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.send_header("Connection", "close")
                    if 300 <= status <= 399:
                        self.send_header("Location", receiver.url("/elsewhere"))
                    self.end_headers()
                receiver._tell()

            do_DELETE = do_GET = do_HEAD = do_PATCH = do_POST = do_PUT = receive

            def log_message(self, *_):
                pass

        return Handler


def verify(delivery, jwks, now=None):
    """Whether a receiver that follows fal's documentation accepts a delivery, at a time in seconds since 1970.

    Both libraries must agree.
    """
    by_pynacl = _verify(delivery, jwks, now, _accepts_pynacl)
    by_cryptography = _verify(delivery, jwks, now, _accepts_cryptography)
    assert by_pynacl == by_cryptography, (by_pynacl, by_cryptography)
    return by_pynacl


def _verify(delivery, jwks, now, accepts):
    """The steps of "Verifying your webhook" in fal's documentation, in their order."""
    names = ("request-id", "user-id", "timestamp", "signature")
    request_id, user_id, timestamp, signature = (delivery.headers.get(f"x-fal-webhook-{name}") for name in names)
    if None in (request_id, user_id, timestamp, signature):
        return False
    try:
        if abs(int(time.time() if now is None else now) - int(timestamp)) > TOLERANCE:
            return False
        signature = bytes.fromhex(signature)
    except ValueError:
        return False
    message = "\n".join([request_id, user_id, timestamp, hashlib.sha256(delivery.body).hexdigest()]).encode()
    # Every key is tried, and the base64 is decoded as it stands: without its padding Python refuses it.
    return any(accepts(base64.urlsafe_b64decode(key["x"]), message, signature) for key in jwks["keys"])


def _accepts_pynacl(key, message, signature):
    try:
        VerifyKey(key).verify(message, signature)
        return True
    except (nacl.exceptions.BadSignatureError, nacl.exceptions.ValueError):
        return False


def _accepts_cryptography(key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except cryptography.exceptions.InvalidSignature:
        return False
