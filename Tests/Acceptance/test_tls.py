"""The certificate, as clients that check strictly see it."""

import json
import socket
import ssl
import sys

import pytest
from conftest import run

NAMES = [
    "fal.run", "queue.fal.run", "ws.fal.run", "falrun.com", "queue.falrun.com", "fal.ai", "rest.fal.ai", "api.fal.ai",
    "alpha.fal.ai", "rest.alpha.fal.ai", "fal.media", "v3.fal.media", "v3b.fal.media",
]
OURS = ["localhost", "run.localhost", "queue.localhost", "rest.localhost", "cdn.localhost", "api.localhost", "127.0.0.1", "::1"]


def handshake(falsework, name):
    context = ssl.create_default_context(cafile=str(falsework.state / "ca.pem"))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    with socket.create_connection(("127.0.0.1", falsework.https_port), 10) as plain:
        with context.wrap_socket(plain, server_hostname=name) as secure:
            return secure.version()


@pytest.mark.parametrize("name", NAMES + OURS)
def test_every_name_passes_strict_checks(falsework, name):
    assert handshake(falsework, name) == "TLSv1.3"


@pytest.mark.parametrize("name", ["example.com", "evilfal.run", "fal.run.example.com", "a.queue.fal.run", "run"])
def test_other_names_do_not(falsework, name):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(falsework, name)


def test_every_name_passes_openssls_strict_checks(falsework):
    script = "".join(
        f"openssl s_client -connect 127.0.0.1:{falsework.https_port} -servername {name} -verify_hostname {name} "
        f"-CAfile {falsework.state}/ca.pem -x509_strict -verify_return_error </dev/null 2>&1 | grep 'Verify return'\n"
        for name in NAMES
    )
    assert run("sh", "-c", script).stdout.splitlines() == ["Verify return code: 0 (ok)"] * len(NAMES)


def test_every_host_leads_here_through_the_proxy(execute, offline):
    code = f"""
import json, ssl, urllib.request
context = ssl.create_default_context()
context.verify_flags |= ssl.VERIFY_X509_STRICT
print(json.dumps([json.load(urllib.request.urlopen(f"https://{{name}}/_falsework/v1/ready", context=context))["ready"]
                  for name in {NAMES!r}]))
"""
    answer = execute(sys.executable, "-c", code, prefix=offline)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == [True] * len(NAMES)
