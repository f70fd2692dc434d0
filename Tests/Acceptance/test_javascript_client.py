"""Programs under Node that call fal as the official JavaScript client does, and know nothing of an emulator."""

import json

import pytest
from conftest import TOURS


@pytest.mark.parametrize("how", ["direct", "proxy"])
def test_the_javascript_client(execute, offline, how):
    answer = execute("node", TOURS / "javascript_tour.mjs", how, options=["--speed", "10"], prefix=offline)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    both = ["video", "audio"]
    assert told["run"] == told["retried"] == both
    assert told["subscribe"] == ["COMPLETED", both]
    assert told["requestId"] is True
    assert (told["logs"], told["noLogs"]) == ("string", None)
    host = "v3b.fal.media" if how == "direct" else "localhost"
    assert told["output"] == [host, "video/mp4", True], "through a proxy URLs are the emulator's own"
    assert told["streamType"] == "text/event-stream"
    assert told["stream"] == ["COMPLETED", True]
    assert told["cancel"] == "CANCELLATION_REQUESTED"
    assert told["aborted"] == "AbortError"
    assert told["401"] == [401, "Unauthorized", "invalid key credentials"]
    assert told["404"] == [404, "Not Found", 'Application "nothing" not found']
    assert told["422"] == ["body", "video_url"]
    assert told["timeout"][0] == 504
    assert told["request"] == told["blob"] == 200
    assert told["token"] == "string"
    assert told["upload"] == ["video/mp4", True]
    assert told["asInput"] == both
    assert told["multipart"] == ["video/mp4", True]
    assert "egress refused" not in answer.stderr


OTHERS = """
const https = require("node:https"), net = require("node:net"), tls = require("node:tls");
const get = (url) => new Promise((resolve) => https.get(url, (answer) => resolve(answer.statusCode)).on("error", (e) => resolve(e.code)));
const raw = (...where) => new Promise((resolve) => {
  const socket = net.connect(...where);
  socket.on("data", (bytes) => { resolve(bytes.toString().split("\\r\\n")[0]); socket.destroy(); });
  socket.write("GET /_falsework/v1/ready HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n");
});
(async () => {
  const told = [];
  told.push(await get("https://queue.fal.run/_falsework/v1/ready"));
  told.push(await get("https://v3b.fal.media/_falsework/v1/ready"));
  told.push(await raw(80, "fal.run"), await raw({ port: "80", host: "FAL.RUN." }));
  told.push(await new Promise((resolve) => {
    const socket = tls.connect(443, "rest.fal.ai", { servername: "rest.fal.ai" }, () => resolve(socket.authorized));
  }));
  try { net.connect(8443, "fal.run"); } catch (error) { told.push(error.message); }
  told.push(await get("https://example.com/"));
  told.push(await fetch("https://example.com/").catch((error) => error.cause.message));
  told.push((await fetch(process.env.FALSEWORK_URL)).status);
  console.log(JSON.stringify(told));
  process.exit();
})();
"""


def test_whatever_opens_a_socket_in_a_commonjs_program(execute, offline, tmp_path):
    program = tmp_path / "a program.cjs"
    program.write_text(OTHERS)
    answer = execute("node", program, prefix=offline)
    assert answer.returncode == 0, answer.stderr
    ready = "HTTP/1.1 200 OK"
    refused = "falsework lets nothing out to example.com:443; start it with --allow-egress example.com to reach it"
    assert json.loads(answer.stdout) == [
        200, 200, ready, ready, True, "falsework answers for fal.run on the ports 443 and 80 only, not on 8443",
        "ERR_FALSEWORK_EGRESS", refused, 200,
    ]
    assert "egress refused: example.com:443, 2 times" in answer.stderr


def test_what_is_allowed_is_let_out_of_node(execute, offline):
    """The name is one that no name server knows: the connection itself says so, not the module."""
    code = "require('node:https').get('https://nobody.invalid/').on('error', (e) => console.log(e.code))"
    answer = execute("node", "-e", code, options=["--no-deny-egress"], prefix=offline)
    assert "egress refused" not in answer.stderr
    assert answer.stdout.strip() == "ERR_FALSEWORK_EGRESS", "the proxy could not reach it, and says so"
