"""`falsework contract` as people run it: on the emulator, on somebody else's mock, and on what plays fal's live service."""

import contextlib
import json
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree

import pytest
from conftest import PROGRAM, ROOT, Falsework, run

HERE = pathlib.Path(__file__).parent


def contract(*options, env=None):
    return run(PROGRAM, "contract", *options, env=env)


@contextlib.contextmanager
def mock(wrong=""):
    """Somebody else's mock; gives the options that name its two ports."""
    command = [sys.executable, str(HERE / "other_mock.py"), "--wrong", wrong]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        queue, synchronous = process.stdout.readline().split()
        yield ["--queue-url", queue, "--run-url", synchronous, "--rest-url", queue, "--key", "me:secret"]
    finally:
        process.kill()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """What plays the live service, and the options that lead there instead of to fal's hosts."""
    emulator = Falsework(tmp_path_factory.mktemp("live"), "--clock", "auto")
    yield ["--live", "--connect", f"127.0.0.1:{emulator.https_port}", "--ca", str(emulator.state / "ca.pem")]
    assert emulator.stop() == 0


def test_the_emulator_in_this_process_holds():
    result = contract()
    assert result.returncode == 0, result.stdout + result.stderr
    # Nothing is beside the point on the emulator: a case that stops applying would check nothing.
    assert re.search(r"emulator: \d{3} hold, 0 deviate$", result.stdout, re.M), result.stdout


def test_a_running_emulator_holds(falsework, tmp_path):
    report = tmp_path / "contract.xml"
    result = contract("--url", falsework.url, "--report", f"junit={report}")
    assert result.returncode == 0, result.stdout + result.stderr
    suite = xml.etree.ElementTree.parse(report).getroot()
    assert int(suite.get("tests")) >= 120 and suite.get("failures") == "0"


def test_cases_may_be_repeated_on_the_same_emulator(falsework):
    for place in [], ["--url", falsework.url]:
        result = contract("--repeat", "2", *place)
        assert result.returncode == 0, result.stdout + result.stderr


def test_somebody_elses_mock_that_is_right_holds():
    with mock() as place:
        result = contract(*place)
    assert result.returncode == 0, result.stdout + result.stderr
    assert int(re.search(r": (\d+) hold", result.stdout).group(1)) >= 80, result.stdout


@pytest.mark.parametrize(
    "wrong, case",
    [
        ("always-200", "queue.status.queued"),
        ("failed-state", "queue.failure.looks-like-success"),
        ("doubled-logs", "queue.logs.complete-and-once"),
        ("sub-path", "queue.submit.urls-name-the-application"),
        ("no-request-id", "queue.submit.id-in-the-header"),
        ("leak", "isolation.others-see-nothing"),
        ("early-result", "queue.result.in-progress-is-400"),
        ("no-last-event", "queue.stream.ends-with-completed"),
        ("limit-199", "input.prompt.200-is-not"),
        ("bad-signature", "webhook.signature"),
        ("no-retries", "webhook.tried-again"),
    ],
)
def test_somebody_elses_mock_that_is_wrong_is_caught(wrong, case):
    with mock(wrong) as place:
        result = contract(*place, "--filter", case, "--patience", "4", "--report", "json")
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{case} (" in result.stdout and "evidence: " in result.stdout
    assert "me:secret" not in result.stdout


def test_a_terminal_sees_progress_and_colour_unless_it_does_not_want_it():
    for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        leader, follower = pty.openpty()
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FAL_KEY")}
        command = [PROGRAM, "contract", "--filter", "auth.*"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=follower, env={**kept, "TERM": "xterm", **environment})
        os.close(follower)
        text = b""
        with contextlib.suppress(OSError):  # the other side is closed when the process ends
            while select.select([leader], [], [], 60)[0] and (part := os.read(leader, 65_536)):
                text += part
        os.close(leader)
        assert process.wait(timeout=60) == 0
        assert b"auth.missing" in text and b"/1" in text
        assert (b"\x1b[32m" in text) == coloured


def test_lists_and_pages():
    text = contract("--list", "--filter", "auth.*").stdout
    assert text.startswith("auth.missing\n") and "queue." not in text
    assert contract("--list", "--format", "markdown").stdout.count("\n| `") >= 120


@pytest.mark.parametrize(
    "options",
    [
        ["--filter", "no-such-case"],
        ["--report", "pdf"],
        ["--url", "localhost:1"],
        ["--repeat", "0"],
        ["--parallel", "0"],
        ["--live"],
        ["--live", "--url", "http://127.0.0.1:1"],
        ["--sweep", "/nonexistent/ledger"],
        ["--snapshots", "/nonexistent"],
        ["--connect", "nowhere"],
    ],
)
def test_what_cannot_be_done_is_2(options):
    env = {"FAL_KEY": "a:b"} if options[:1] == ["--sweep"] or "--url" in options else {}
    result = contract(*options, env=env)
    assert result.returncode == 2, result.stdout + result.stderr
    assert result.stderr


def test_a_target_that_is_not_there_is_3():
    assert contract("--url", "http://127.0.0.1:1").returncode == 3
    assert contract("--queue-url", "http://127.0.0.1:1", "--filter", "auth.*").returncode == 3


def test_live_asks_before_it_sends_anything(live, tmp_path):
    ledger = tmp_path / "ledger"
    result = contract(*live, "--ledger", str(ledger), env={"FAL_KEY": "id:secret"})
    assert result.returncode == 2 and "--yes" in result.stderr
    assert "Estimate: $0.00" in result.stdout
    assert not ledger.exists()


def test_live_is_free_and_leaves_nothing(live, tmp_path):
    ledger = tmp_path / "ledger"
    result = contract(*live, "--yes", "--ledger", str(ledger), env={"FAL_KEY": "id:secret"})
    assert result.returncode == 0, result.stdout + result.stderr
    entries = [json.loads(line) for line in ledger.read_text().splitlines()]
    submitted = {entry["request_id"] for entry in entries if entry["event"] == "submitted"}
    assert submitted and submitted == {entry["request_id"] for entry in entries if entry["event"] == "ended"}
    assert "secret" not in ledger.read_text()


def test_live_spends_only_what_is_allowed(live, tmp_path):
    options = [*live, "--yes", "--ledger", str(tmp_path / "ledger"), "--paid", "run.bills-units", "--filter", "run.*"]
    refused = contract(*options, env={"FAL_KEY": "id:secret"})
    assert refused.returncode == 2 and "$0.04" in refused.stderr
    paid = contract(*options, "--max-usd", "0.04", env={"FAL_KEY": "id:secret"})
    assert paid.returncode == 0, paid.stdout + paid.stderr
    assert "$0.04  run.bills-units" in paid.stdout


def test_a_locked_account_on_live_is_3(live, tmp_path):
    options = ["--yes", "--ledger", str(tmp_path / "ledger"), "--filter", "queue.cancel"]
    assert contract(*live, *options, env={"FAL_KEY": "locked:secret"}).returncode == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_a_run_on_live_leaves_behind_is_cancelled(number, tmp_path):
    emulator = Falsework(tmp_path / "state", "--clock", "manual")
    ledger = tmp_path / "ledger"
    place = ["--live", "--connect", f"127.0.0.1:{emulator.https_port}", "--ca", str(emulator.state / "ca.pem")]
    # No time passes there, so the case polls until it is stopped.
    command = [PROGRAM, "contract", *place, "--yes", "--ledger", str(ledger), "--filter", "queue.failure.looks-like-success"]
    try:
        environment = {**os.environ, "FAL_KEY": "id:secret"}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        bound = time.monotonic() + 60
        while not (ledger.exists() and '"submitted"' in ledger.read_text()):
            assert time.monotonic() < bound and process.poll() is None
            select.select([], [], [], 0.01)
        process.send_signal(number)
        process.communicate(timeout=60)
        if number == signal.SIGKILL:
            assert '"ended"' not in ledger.read_text()
            swept = contract("--sweep", str(ledger), *place[1:], env={"FAL_KEY": "id:secret"})
            assert swept.returncode == 0 and "1 of 1 requests" in swept.stdout, swept.stdout + swept.stderr
        assert '"ended"' in ledger.read_text()
    finally:
        emulator.process.send_signal(signal.SIGTERM)
        text = emulator.process.communicate(timeout=20)[0]
    assert "never fetched" not in text, "the emulator knows of no request that was forgotten"


def test_drift_between_two_targets(falsework):
    assert contract("--filter", "auth.*", "--compare", falsework.url).returncode == 0
    with mock() as place:
        result = contract(*place, "--filter", "queue.submit.eight-fields", "--compare", "emulator")
    assert result.returncode in (0, 1) and "cases compared" in result.stdout


def test_what_is_recorded_is_compared_later(tmp_path):
    assert contract("--filter", "auth.*", "--record", str(tmp_path)).returncode == 0
    files = sorted(tmp_path.glob("*.json"))
    assert len(files) > 5 and ":secret" not in "".join(file.read_text() for file in files)
    assert contract("--filter", "auth.*", "--snapshots", str(tmp_path)).returncode == 0
    changed = json.loads((tmp_path / "auth.missing.json").read_text())
    changed["exchanges"][0]["status"] = 418
    (tmp_path / "auth.missing.json").write_text(json.dumps(changed))
    drifted = contract("--filter", "auth.*", "--snapshots", str(tmp_path))
    assert drifted.returncode == 1 and "status code" in drifted.stdout
    changed["exchanges"][0]["status"] = 401
    for days, status in ((40, 0), (70, 1)):
        changed["recorded_at"] = int(time.time()) - days * 86_400
        (tmp_path / "auth.missing.json").write_text(json.dumps(changed))
        result = contract("--filter", "auth.*", "--snapshots", str(tmp_path))
        assert result.returncode == status and f"{days} days old" in result.stderr
