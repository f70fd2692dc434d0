"""The emulator over plain HTTP, as curl and other people's code call it."""

import http.client
import json
import re
import subprocess

import pytest
from conftest import ENDPOINTS, ROOT, VIDEO, Falsework, run

UUID7 = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def call(falsework, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", falsework.port, timeout=30)
    fields = {"Authorization": "Key http:test"}
    fields.update(headers or {})
    connection.request(method, path, body=json.dumps(body) if isinstance(body, dict) else body,
                       headers={k: v for k, v in fields.items() if v is not None})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def test_the_documented_curl_example(falsework):
    """As fal documents it; only scheme and host are changed."""
    answer = run(
        "bash", "-c",
        f"""curl --silent --fail-with-body --request POST --url {falsework.url}/fal-ai/kling-video/video-to-audio \
  --header "Authorization: Key $FAL_KEY" --header "Content-Type: application/json" \
  --data '{{"video_url": "{VIDEO}"}}'""",
        env={"FAL_KEY": "curl:test"},
    )
    assert answer.returncode == 0, answer.stdout
    assert set(json.loads(answer.stdout)) == {"video", "audio"}


def test_the_queue_with_curl_and_no_json_content_type(falsework):
    submit = run("curl", "-s", "-H", "Authorization: Key curl:test", "-d", json.dumps({"video_url": VIDEO}),
                 f"{falsework.url}/queue/fal-ai/kling-video/video-to-audio")
    body = json.loads(submit.stdout)
    assert list(body) == ["status", "request_id", "response_url", "status_url", "cancel_url", "logs", "metrics",
                          "queue_position"]
    assert re.fullmatch(UUID7, body["request_id"])
    assert body["response_url"] == f"{falsework.url}/queue/fal-ai/kling-video/requests/{body['request_id']}"
    early = run("curl", "-s", "-H", "Authorization: Key curl:test", body["response_url"])
    assert json.loads(early.stdout)["detail"] == "Request is still in progress"


def test_fals_own_names_under_tls(falsework):
    names = ["fal.run", "queue.fal.run", "v3b.fal.media", "rest.fal.ai", "queue.localhost", "localhost"]
    for name in names:
        answer = run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", falsework.state / "ca.pem",
                     "--connect-to", f"{name}:443:127.0.0.1:{falsework.https_port}", f"https://{name}/_falsework/v1/ready")
        assert answer.stdout == "200", (name, answer.stderr)


def test_urls_name_fals_hosts_for_who_uses_them(falsework):
    def curl(url, *options):
        host = url.split("/")[2]
        answer = run("curl", "-s", "--cacert", falsework.state / "ca.pem", "-H", "Authorization: Key curl:names",
                     "--connect-to", f"{host}:443:127.0.0.1:{falsework.https_port}", *options, url)
        return json.loads(answer.stdout)

    body = curl("https://queue.fal.run/fal-ai/kling-video/video-to-audio", "-d", json.dumps({"video_url": VIDEO}))
    assert body["status_url"].startswith("https://queue.fal.run/fal-ai/kling-video/requests/")
    result = curl("https://fal.run/fal-ai/kling-video/video-to-audio", "-H", "Content-Type: application/json",
                  "-d", json.dumps({"video_url": VIDEO}))
    assert re.fullmatch(r"https://v3b\.fal\.media/files/b/[0-9a-f]{8}/[A-Za-z0-9_-]{21}_dubbed_video\.mp4",
                        result["video"]["url"])


def test_the_certificate_passes_strict_checks(falsework):
    chain = run("bash", "-c", f"openssl s_client -connect 127.0.0.1:{falsework.https_port} -servername queue.fal.run "
                f"-CAfile {falsework.state}/ca.pem -x509_strict -verify_return_error </dev/null")
    assert "Verify return code: 0 (ok)" in chain.stdout, chain.stdout + chain.stderr
    assert (falsework.state / "authority.pem").stat().st_mode & 0o077 == 0


def test_two_keys_never_see_each_other(falsework):
    answer, content = call(falsework, "POST", "/queue/fal-ai/kling-video/video-to-audio", {"video_url": VIDEO})
    url = json.loads(content)["status_url"].removeprefix(falsework.url)
    assert call(falsework, "GET", url)[0].status == 202
    other, content = call(falsework, "GET", url, headers={"Authorization": "Key other:test"})
    assert (other.status, content) == (404, b'{"status":"NOT_FOUND"}')


HOSTILE = [
    ("GET", "/fal-ai%2Fkling-video/video-to-audio", None),
    ("GET", "/fal-ai/kling-video/%00/requests/x/status", None),
    ("GET", "/queue/fal-ai/kling-video/requests/%ff", None),
    ("GET", "/" + "a/" * 3000, None),
    ("POST", "/fal-ai/kling-video/video-to-audio", "[" * 100_000),
    ("POST", "/fal-ai/kling-video/video-to-audio", '{"video_url":' * 100_000),
    ("POST", "/fal-ai/kling-video/video-to-audio", '{"video_url": "' + "x" * 10_000_000 + '"}'),
    ("POST", "/queue/fal-ai/kling-video/video-to-audio", "\x00\x01\x02"),
    ("BREW", "/fal-ai/kling-video/video-to-audio", None),
    ("DELETE", "/cdn/files/b/00000000/x", None),
    ("GET", "/cdn/files/b/..%2f..%2fetc/passwd", None),
    ("PUT", "/queue/fal-ai/kling-video/requests/../cancel", None),
]


@pytest.mark.parametrize("method,path,body", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_requests_get_an_answer_and_the_emulator_lives(falsework, method, path, body):
    headers = {"Content-Type": "application/json", "x-falsework-scenario": "success; queue=0; run=0"}
    answer, content = call(falsework, method, path, body, headers if body else None)
    assert answer.status < 500, content[:200]
    assert call(falsework, "GET", "/_falsework/v1/ready")[0].status == 200


def test_a_stop_answers_what_is_in_flight(tmp_path):
    emulator = Falsework(tmp_path, "--speed", "5", "--log-level", "debug", stderr=subprocess.PIPE)
    curl = subprocess.Popen(
        ["curl", "-s", "-H", "Authorization: Key a:b", "-H", "Content-Type: application/json",
         "-d", json.dumps(ENDPOINTS["fal-ai/kling-video/video-to-audio"]),
         f"{emulator.url}/fal-ai/kling-video/video-to-audio"],
        stdout=subprocess.PIPE, text=True)
    for line in emulator.process.stderr:
        if "POST /fal-ai/kling-video/video-to-audio waits" in line:
            break
    assert emulator.stop() == 0
    assert set(json.loads(curl.communicate(timeout=20)[0])) == {"video", "audio"}


def test_nothing_of_a_key_is_logged(tmp_path):
    emulator = Falsework(tmp_path, "--log-level", "trace", stderr=subprocess.PIPE)
    for key in ("someone:S3CRET", "invalid:S3CRET", "S3CRET"):
        call(emulator, "POST", "/fal-ai/kling-video/video-to-audio?token=S3CRET", {}, {"Authorization": f"Key {key}"})
    log = emulator.process.stderr
    assert emulator.stop() == 0
    text = log.read()
    assert "POST /fal-ai/kling-video/video-to-audio 4" in text
    assert "S3CRET" not in text
