"""A mock of fal's queue and synchronous host as somebody else might write it: in Python, in real time, on two ports.

It shares nothing with Falsework, so that what `falsework contract` says about it is not what Falsework thinks of itself. It knows
no uploads, no proxy and no CORS, writes JSON with spaces, and takes every key but one. `--wrong NAME` makes it wrong in one way.
"""

import argparse
import base64
import hashlib
import json
import re
import threading
import time
import urllib.parse
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import nacl.signing

QUEUED, RUNNING = 0.12, 0.18
APPLICATION = "fal-ai/kling-video"
MODELS = {
    "video-to-audio": [
        ("video_url", str, True, None),
        ("sound_effect_prompt", str, False, 200),
        ("background_music_prompt", str, False, 200),
        ("asmr_mode", bool, False, None),
    ],
    "lipsync/audio-to-video": [("video_url", str, True, None), ("audio_url", str, True, None)],
}
FILES = {"video": b"not really a video" * 100, "audio": b"nor a sound" * 50}
TRUE, FALSE = {"1", "t", "true", "y", "yes", "on"}, {"0", "f", "false", "n", "no", "off"}
RUNNER = str(uuid.uuid4())
KEY = nacl.signing.SigningKey.generate()
JOBS = {}
LOCK = threading.Lock()
WRONG = ""
BASES = {}


def uuid7():
    value = (time.time_ns() // 1_000_000) << 80 | 7 << 76 | uuid.uuid4().int & ((1 << 76) - 1)
    return str(uuid.UUID(int=value & ~(0b11 << 62) | 0b10 << 62))


def fault(kind, loc, message, value, context=None):
    entry = {"type": kind, "loc": ["body", *loc], "msg": message, "input": value}
    if context:
        entry["ctx"] = context
    return entry


def switch(value):
    """What pydantic says to a boolean; nil when it is one."""
    if isinstance(value, str):
        known = value.lower() in TRUE | FALSE
    elif isinstance(value, bool):
        known = True
    elif isinstance(value, (int, float)):
        if value != int(value):
            return ("bool_type", "Input should be a valid boolean")
        known = value in (0, 1)
    else:
        return ("bool_type", "Input should be a valid boolean")
    return None if known else ("bool_parsing", "Input should be a valid boolean, unable to interpret input")


def judge(path, body, content_type="application/json"):
    """What the model's server says: status, JSON."""
    if path not in MODELS:
        return 404, {"detail": f"Path /{path} not found"}
    if not body:
        return 422, {"detail": [fault("missing", [], "Field required", None)]}
    try:
        value = json.loads(body)
    except UnicodeDecodeError:
        return 400, {"detail": "There was an error parsing the body"}
    except json.JSONDecodeError as error:
        return 422, {"detail": [fault("json_invalid", [error.pos], "JSON decode error", {}, {"error": error.msg})]}
    if value is None:
        return 422, {"detail": [fault("missing", [], "Field required", None)]}
    if not isinstance(value, dict):
        message = "Input should be a valid dictionary or object to extract fields from"
        return 422, {"detail": [fault("model_attributes_type", [], message, value)]}
    faults = []
    for name, kind, required, limit in MODELS[path]:
        if name not in value:
            if required:
                faults.append(fault("missing", [name], "Field required", value))
            continue
        given = value[name]
        if kind is bool:
            if complaint := switch(given):
                faults.append(fault(complaint[0], [name], complaint[1], given))
        elif given is None and not required:
            continue
        elif not isinstance(given, str):
            faults.append(fault("string_type", [name], "Input should be a valid string", given))
        elif limit and len(given) > limit - (WRONG == "limit-199"):
            message = f"String should have at most {limit} characters"
            faults.append(fault("string_too_long", [name], message, given, {"max_length": limit}))
    if faults:
        return 422, {"detail": faults}
    names = ["video", "audio"] if path == "video-to-audio" else ["video"]
    return 200, {
        name: {
            "url": f"{BASES['queue']}/files/{name}.{'mp4' if name == 'video' else 'mp3'}",
            "content_type": "video/mp4" if name == "video" else "audio/mpeg",
            "file_name": f"{name}.{'mp4' if name == 'video' else 'mp3'}",
            "file_size": len(FILES[name]),
        }
        for name in names
    }


class Job:
    def __init__(self, path, body, key, webhook, deadline):
        self.id = uuid7()
        self.key = key
        self.start = time.monotonic()
        self.answer = judge(path, body)
        self.cancelled = False
        self.late = deadline is not None and deadline < QUEUED
        self.deadline = deadline
        if webhook:
            threading.Thread(target=self.deliver, args=(webhook,), daemon=True).start()

    def state(self):
        age = time.monotonic() - self.start
        if self.cancelled or (self.late and age >= self.deadline):
            return "COMPLETED"
        return "IN_QUEUE" if age < QUEUED else "IN_PROGRESS" if age < QUEUED + RUNNING else "COMPLETED"

    def failure(self):
        if self.cancelled:
            return 499, "Request cancelled by the client.", "client_cancelled"
        return (504, "Request timed out", "request_timeout") if self.late else None

    def status(self, logs):
        state = self.state()
        url = f"{BASES['queue']}/{APPLICATION}/requests/{self.id}"
        if WRONG == "failed-state" and state == "COMPLETED" and self.answer[0] != 200:
            state = "FAILED"
        body = {
            "status": state,
            "request_id": self.id,
            "response_url": url,
            "status_url": url + "/status",
            "cancel_url": url + "/cancel",
            "logs": None,
            "metrics": {"inference_time": RUNNING} if state == "COMPLETED" else {},
        }
        if logs:
            stamp = "2026-01-01T00:00:00.000000"
            labels = {"level": "INFO", "source": "USER"}
            line = {"timestamp": stamp, "level": "INFO", "source": "USER", "message": "working", "labels": labels}
            body["logs"] = [] if state == "IN_QUEUE" else [line] * (2 if WRONG == "doubled-logs" else 1)
        if state == "IN_QUEUE":
            body["queue_position"] = 0
        if state == "COMPLETED" and (failure := self.failure()):
            body["error"], body["error_type"] = failure[1:]
        return (202 if state != "COMPLETED" and WRONG != "always-200" else 200), body

    def deliver(self, url):
        while self.state() != "COMPLETED":
            time.sleep(0.01)
        code, payload = self.answer
        body = {"request_id": self.id, "gateway_request_id": self.id, "status": "OK" if code == 200 else "ERROR"}
        if code != 200:
            body["error"] = f"Invalid status code: {code}"
        raw = json.dumps({**body, "payload": payload}).encode()
        for pause in (0.3, 0.6, 1.2):
            stamp = str(int(time.time()))
            message = "\n".join([self.id, "somebody", stamp, hashlib.sha256(raw).hexdigest()]).encode()
            headers = {
                "Content-Type": "application/json",
                "X-Fal-Webhook-Request-Id": self.id,
                "X-Fal-Webhook-User-Id": "somebody",
                "X-Fal-Webhook-Timestamp": stamp,
                "X-Fal-Webhook-Signature": KEY.sign(message[1:] if WRONG == "bad-signature" else message).signature.hex(),
            }
            try:
                opener = urllib.request.build_opener(NoRedirects)
                opener.open(urllib.request.Request(url, raw, headers, method="POST"), timeout=5)
                return
            except urllib.error.HTTPError as error:
                if error.code < 400 or WRONG == "no-retries":
                    return
            except OSError:
                pass
            time.sleep(pause)


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, code, body, headers=None):
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def refusal(self, application):
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() == "bearer":
            return "bearer: unable to decode issuer"
        if scheme.lower() != "key" or not token:
            return f'Cannot access application "{application}". Authentication is required to access this application.'
        if ":" not in token:
            return "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."
        return "invalid key credentials" if token.startswith("invalid:") else None

    def handle_any(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = [part for part in url.path.split("/") if part]
        if parts[:1] == ["files"]:
            return self.file(parts[-1].split(".")[0])
        if parts == [".well-known", "jwks.json"]:
            x = base64.urlsafe_b64encode(bytes(KEY.verify_key)).decode().rstrip("=")
            return self.send(200, {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x}]})
        if len(parts) < 2:
            return self.send(404, {"detail": "Not Found"})
        application, rest = "/".join(parts[:2]), parts[2:]
        if "requests" in rest[:-1]:
            return self.existing(application, rest[rest.index("requests") + 1 :], query)
        if complaint := self.refusal(application):
            return self.send(401, {"detail": complaint})
        if application != APPLICATION:
            return self.send(404, {"detail": f'Application "{parts[1]}" not found'})
        if self.command != "POST":
            return self.send(405, {"detail": "Method Not Allowed"}, {"Allow": "POST"})
        deadline = self.headers.get("X-Fal-Request-Start-Timeout") or self.headers.get("X-Fal-Request-Timeout")
        if deadline and not re.fullmatch(r"\d+(\.\d+)?", deadline):
            error = {"detail": f"Bad timeout {deadline}", "error_type": "bad_request"}
            return self.send(400, error, {"X-Fal-Error-Type": "bad_request"})
        path = "/".join(rest)
        if self.server.service == "run":
            code, answer = judge(path, body)
            if code == 200:
                time.sleep(0.02)
            units = "1" if code == 200 else "0"
            headers = {"x-fal-request-id": uuid7(), "x-fal-billable-units": units, "x-fal-served-from": RUNNER}
            return self.send(code, answer, headers)
        webhook = query.get("fal_webhook", [None])[0]
        job = Job(path, body, self.headers["Authorization"], webhook, float(deadline) if deadline else None)
        with LOCK:
            JOBS[job.id] = job
        _, answer = job.status(False)
        if webhook:
            answer["gateway_request_id"] = job.id
        if WRONG == "sub-path":
            answer = json.loads(json.dumps(answer).replace("kling-video/requests", f"kling-video/{path}/requests"))
        self.send(200, answer, {} if WRONG == "no-request-id" else {"x-fal-request-id": job.id})

    def existing(self, application, rest, query):
        complaint = self.refusal(application)
        job = JOBS.get(rest[0])
        if complaint and (job or self.headers.get("Authorization")):
            return self.send(401, {"detail": complaint})
        if job is None or (job.key != self.headers.get("Authorization") and WRONG != "leak"):
            return self.send(404, {"status": "NOT_FOUND"})
        logs = query.get("logs", ["0"])[0].lower() in ("1", "true", "yes")
        operation = "/".join(rest[1:])
        allowed = "PUT" if operation == "cancel" else "GET"
        if self.command != allowed:
            return self.send(405, {"detail": "Method Not Allowed"}, {"Allow": allowed})
        if operation == "status":
            return self.send(*job.status(logs))
        if operation == "status/stream":
            return self.stream(job, logs)
        if operation == "cancel":
            if job.state() == "COMPLETED":
                return self.send(400, {"status": "ALREADY_COMPLETED"})
            job.cancelled = True
            return self.send(202, {"status": "CANCELLATION_REQUESTED"})
        names = {"x-fal-request-id": job.id}
        if job.state() != "COMPLETED" and WRONG != "early-result":
            url = f"{BASES['queue']}/{APPLICATION}/requests/{job.id}"
            urls = {"response_url": url, "status_url": url + "/status"}
            early = {"cancel_url": url + "/cancel", "detail": "Request is still in progress", "request_id": job.id}
            return self.send(400, {**early, **urls}, names)
        if failure := job.failure():
            headers = {**names, "X-Fal-Error-Type": failure[2]}
            if failure[0] == 504:
                headers["X-Fal-Request-Timeout-Type"] = "user"
            return self.send(failure[0], {"detail": failure[1], "error_type": failure[2]}, headers)
        code, answer = job.answer
        units = "1" if code == 200 else "0"
        self.send(code, answer, {**names, "x-fal-billable-units": units, "x-fal-served-from": RUNNER})

    def stream(self, job, logs):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("x-fal-request-id", job.id)
        self.send_header("Connection", "close")
        self.end_headers()
        last, sent = None, 0
        while True:
            _, body = job.status(logs)
            if body != last:
                last = json.loads(json.dumps(body))
                if logs:
                    body["logs"], sent = body["logs"][sent:], len(body["logs"])
                if body["status"] != "COMPLETED" or WRONG != "no-last-event":
                    self.wfile.write(b"data: " + json.dumps(body).encode() + b"\n\n")
                    self.wfile.flush()
            if last["status"] == "COMPLETED":
                break
            time.sleep(0.01)
        self.close_connection = True

    def file(self, name):
        content = FILES.get(name)
        if content is None:
            return self.send(404, {"detail": "Not Found"})
        kind = "video/mp4" if name == "video" else "audio/mpeg"
        tag = '"' + hashlib.sha256(content).hexdigest()[:16] + '"'
        headers = {"Content-Type": kind, "ETag": tag, "Accept-Ranges": "bytes"}
        if self.headers.get("If-None-Match") == tag:
            return self.send(304, b"", headers)
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range") or "")
        if not wanted or self.headers.get("If-Range", tag) != tag:
            return self.send(200, content, headers)
        first, last = wanted.groups()
        start = int(first) if first else len(content) - int(last)
        end = int(last) + 1 if first and last else len(content)
        if start >= len(content):
            return self.send(416, b"", {**headers, "Content-Range": f"bytes */{len(content)}"})
        place = f"bytes {start}-{end - 1}/{len(content)}"
        self.send(206, content[start:end], {**headers, "Content-Range": place})

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_OPTIONS = handle_any


def main():
    global WRONG
    parser = argparse.ArgumentParser()
    parser.add_argument("--wrong", default="")
    WRONG = parser.parse_args().wrong
    servers = []
    for service in ("queue", "run"):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.service = service
        BASES[service] = f"http://127.0.0.1:{server.server_port}"
        servers.append(server)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(BASES["queue"], BASES["run"], flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
