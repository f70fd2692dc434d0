"""`falsework exec`: programs with the official Python client, and others, that know nothing of an emulator."""

import json
import signal
import subprocess
import sys

import pytest
from conftest import PROGRAM, ROOT, TOURS, VIDEO, run

def tour(execute, offline, tmp_path, name, options=()):
    """What a tour tells, after a check that it talked to this machine only."""
    connections = tmp_path / "connections.json"
    answer = execute(sys.executable, TOURS / name, options=options, prefix=offline,
                     env={"CONNECTIONS": str(connections), "FAL_KEY": "real:secret", "FAL_RUN_HOST": "live.example"})
    assert answer.returncode == 0, answer.stderr
    assert set(json.loads(connections.read_text())) <= {"127.0.0.1", "::1", "localhost"}
    assert "egress refused" not in answer.stderr
    return json.loads(answer.stdout)


def test_the_python_client(execute, offline, tmp_path):
    told = tour(execute, offline, tmp_path, "python_tour.py", ["--speed", "10"])
    assert told["run"] == told["async run"] == ["audio", "video"]
    assert told["hosts"] == ["queue.fal.run", "v3b.fal.media"], "URLs are as live's"
    assert (told["status"], told["result again"]) == ("Completed", True)
    for name in ("events", "subscribe"):
        assert told[name][-1] == "Completed" and set(told[name]) <= {"Queued", "InProgress", "Completed"}
    assert told["async events"][0] == "Completed"
    assert told["cancelled"] == told["async cancelled"] == "client_cancelled"
    assert told["webhook"] == ["OK", 128]
    assert told["client timeout"] == [True, "timeout"]
    assert told["async client timeout"] is True
    assert told["start timeout"][:2] == [504, "request_timeout"]
    assert told["422"][0] == told["async 422"] == 422
    assert told["422"][2][0]["loc"] == ["body", "video_url"]
    assert told["404"] == [404, None, 'Application "nothing" not found']
    assert told["401"] == [401, None, "invalid key credentials"]
    assert told["fifty"] == 50


def test_the_python_clients_uploads(execute, offline, tmp_path):
    told = tour(execute, offline, tmp_path, "python_uploads.py", ["--speed", "10"])
    assert told.pop("as an input") == ["audio", "video"]
    assert sorted(told) == ["async", "bytes", "file", "image", "multipart"]
    for name, (host, is_back) in told.items():
        assert host.endswith(".fal.media") and is_back, name


def test_that_it_runs_without_a_network(offline):
    if not offline:
        pytest.skip("no network namespaces here: connections were only counted")
    answer = run(*offline, sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 80), 5)")
    assert "unreachable" in answer.stderr


@pytest.mark.parametrize("command, status", [
    (["sh", "-c", "exit 7"], 7), (["true"], 0), (["sh", "-c", "kill -TERM $$"], 143), (["sh", "-c", "kill -KILL $$"], 137),
    (["no-such-command"], 127), (["/etc/passwd"], 126), (["sh", "-c", "yes | head -1 >/dev/null"], 0),
])
def test_the_exit_status_is_the_commands(execute, command, status):
    answer = execute(*command)
    assert answer.returncode == status, answer.stderr
    if status in (126, 127):
        assert answer.stderr.startswith(f"falsework: {command[0]}: ")


def test_the_command_need_not_come_after_two_dashes(state):
    answer = run(PROGRAM, "exec", "--state", state, "echo", "--port", "x")
    assert (answer.returncode, answer.stdout) == (0, "--port x\n")
    assert run(PROGRAM, "exec", "--state", state, "--").returncode == 2


def test_its_own_options_are_not_commands(state):
    told = run(PROGRAM, "exec", "--help")
    assert told.returncode == 0 and "--scenario" in told.stdout and "--allow-egress" in told.stdout
    unknown = run(PROGRAM, "exec", "--state", state, "--nonsense", "--", "true")
    assert unknown.returncode == 2 and "'--nonsense' is no option" in unknown.stderr
    assert run(PROGRAM, "exec", "--state", state, "--", "echo", "--help", "--").stdout == "--help --\n"


def test_standard_streams_are_the_commands(execute):
    answer = execute("sh", "-c", "cat; echo err >&2", input="through\n")
    assert (answer.stdout, answer.stderr) == ("through\n", "err\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1])
def test_signals_go_to_the_command(state, number):
    name = number.name.removeprefix("SIG")
    script = f"trap 'echo got {name}; exit 3' {name}; echo ready; while :; do sleep 0.05; done"
    process = subprocess.Popen([PROGRAM, "exec", "--state", state, "sh", "-c", script], cwd=ROOT, text=True,
                               stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    assert process.stdout.read() == f"got {name}\n"
    assert process.wait(timeout=20) == 3
    process.stdout.close()


def test_what_was_ignored_stays_ignored(state):
    answer = run("sh", "-c", f"trap '' HUP; {PROGRAM} exec --state {state} sh -c 'kill -HUP $$; echo alive'")
    assert answer.stdout == "alive\n"


def environment(answer):
    assert answer.returncode == 0, answer.stderr
    return dict(line.split("=", 1) for line in answer.stdout.split("\0") if "=" in line)


def test_the_environment_of_the_command(execute, state):
    before = {"FAL_KEY": "real:secret", "FAL_KEY_ID": "real", "FAL_KEY_SECRET": "secret", "NO_PROXY": "*",
              "NODE_OPTIONS": "--no-warnings", "ALL_PROXY": "socks5://proxy.example", "KEPT": "a b\nc"}
    told = environment(execute("env", "-0", env=before))
    proxy = told["HTTPS_PROXY"]
    assert proxy.startswith("http://127.0.0.1:")
    assert all(told[name] == proxy for name in ("https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"))
    assert told["NO_PROXY"] == told["no_proxy"] == "localhost,127.0.0.1,::1"
    assert told["FAL_KEY"] == "falsework:exec" and "real" not in "".join(told.values())
    assert (told["FAL_RUN_HOST"], told["FAL_QUEUE_RUN_HOST"]) == ("fal.run", "queue.fal.run")
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        assert told[name] == str(state / "bundle.pem")
    assert told["NODE_EXTRA_CA_CERTS"] == str(state / "ca.pem")
    assert told["NODE_OPTIONS"].startswith("--no-warnings --import file://")
    assert told["FALSEWORK_URL"] == f"http://localhost:{told['FALSEWORK_PORT']}"
    assert told["KEPT"] == "a b\nc"
    assert environment(execute("env", "-0", options=["--key", "mine:own"]))["FAL_KEY"] == "mine:own"


def test_a_state_directory_may_be_named_from_here(tmp_path):
    code = f'cd "{tmp_path}" && mkdir "a place" && "{PROGRAM}" exec --openapi {ROOT}/openapi --fixtures {ROOT}/fixtures ' \
           f"--state 'a place' sh -c 'cd / && node -p 1 && curl -s https://fal.run/_falsework/v1/ready'"
    answer = run("sh", "-c", code)
    assert answer.stdout.startswith('1\n{"ready":true'), answer.stderr


def test_our_own_commands_find_the_emulator(execute):
    answer = execute("sh", "-c", f'"{PROGRAM}" ready && "{PROGRAM}" env --client curl | grep HTTPS_PROXY')
    assert "is ready" in answer.stdout and "http://127.0.0.1:" in answer.stdout
    inner = execute(PROGRAM, "exec", "sh", "-c", "echo inner $FALSEWORK_PORT; true")
    assert inner.stdout.startswith("inner "), "one exec inside another has ports of its own"


def test_nothing_is_left_open_for_the_command(execute):
    answer = execute(sys.executable, "-c", "import os; print(sorted(map(int, os.listdir('/proc/self/fd')))[:-1])")
    assert answer.stdout.strip() == "[0, 1, 2]"


def test_the_module_for_node_is_nobody_elses_to_write(execute, state):
    execute("true")
    mode = (state / "node-redirect.mjs").stat().st_mode
    assert mode & 0o022 == 0


EXAMPLE = f"""curl --silent --fail-with-body --request POST --url https://fal.run/fal-ai/kling-video/video-to-audio \
  --header "Authorization: Key $FAL_KEY" --header "Content-Type: application/json" --data '{{"video_url": "{VIDEO}"}}'"""


def test_fals_curl_example_verbatim_in_a_pipeline(execute, offline):
    answer = execute("sh", "-c", EXAMPLE + " | cat", prefix=offline)
    assert answer.returncode == 0, answer.stderr
    url = json.loads(answer.stdout)["video"]["url"]
    assert url.startswith("https://v3b.fal.media/files/b/")
    plain = execute("sh", "-c", EXAMPLE.replace("https://fal.run", "http://fal.run"), prefix=offline)
    assert json.loads(plain.stdout)["video"]["url"].startswith("https://v3b.fal.media/")


def test_a_scenario_for_the_whole_command(execute):
    answer = execute("sh", "-c", EXAMPLE, options=["--scenario", "user_locked"])
    assert "User is locked" in answer.stdout
    refused = execute("true", options=["--scenario", "no_such"])
    assert refused.returncode == 2 and "user_locked" in refused.stderr


def test_two_at_once_do_not_meet(state):
    def start(key):
        submit = EXAMPLE.replace("https://fal.run", "https://queue.fal.run")
        script = submit + f"; curl -s $FALSEWORK_URL/_falsework/v1/worlds; echo; echo {key}; read x"
        return subprocess.Popen([PROGRAM, "exec", "--key", f"{key}:x", "--state", state, "sh", "-c", script], cwd=ROOT,
                                text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    first, second = start("one"), start("two")
    for process, own, other in ((first, "one", "two"), (second, "two", "one")):
        out, err = process.communicate("\n", timeout=60)
        assert f'"name":"{own}"' in out and other not in out
        assert "1 submitted and never fetched" in err


def test_forgotten_requests_can_be_a_failure(execute):
    submit = EXAMPLE.replace("https://fal.run", "https://queue.fal.run")
    assert execute("sh", "-c", submit).returncode == 0
    assert execute("sh", "-c", submit, options=["--fail-on-orphans"]).returncode == 1
    assert execute("sh", "-c", submit + "; exit 5", options=["--fail-on-orphans"]).returncode == 5


def test_nothing_else_gets_out(execute):
    script = "curl -s -o /dev/null https://example.com; curl -s http://example.com/; curl -s https://example.com"
    answer = execute("sh", "-c", script + "; curl -s $FALSEWORK_URL/_falsework/v1/egress")
    assert "falsework lets nothing out to example.com:80" in answer.stdout
    assert '{"host":"example.com:443","times":2}' in answer.stdout
    assert "egress refused: example.com:443, 2 times" in answer.stderr
    assert "egress refused: example.com:80, once" in answer.stderr


def test_this_machine_is_open_and_what_is_allowed_is_passed_on(execute, offline, tmp_path):
    script = """
python3 -m http.server --bind 127.0.0.1 0 > port 2>/dev/null & server=$!
until grep -q port port 2>/dev/null; do :; done
port=$(sed 's/.*port \\([0-9]*\\).*/\\1/' port)
curl -s -o /dev/null -w '%{http_code}\\n' --noproxy '' http://127.0.0.1:$port/
curl -s -o /dev/null -w '%{http_code}\\n' --noproxy '' --proxytunnel http://localhost:$port/
kill $server
"""
    answer = execute("sh", "-c", f"cd {tmp_path}; {script}", env={"PYTHONUNBUFFERED": "1"})
    assert answer.stdout == "200\n200\n", answer.stderr
    assert execute("true", options=["--allow-egress", "no host"]).returncode == 2
    # A name that no name server knows: it is looked up, and not refused.
    answer = execute("curl", "-sS", "http://nobody.invalid/", options=["--allow-egress", "*.invalid"], prefix=offline)
    assert "cannot be reached" in answer.stdout and "egress" not in answer.stderr


MANY = """
import os, resource, socket, urllib.request
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
port = int(os.environ["FALSEWORK_PROXY_PORT"])
idle = [socket.create_connection(("127.0.0.1", port)) for _ in range({count})]
if {count} > 256:
    for client in idle: client.close()
print(urllib.request.urlopen("http://fal.run/_falsework/v1/ready").status)
"""


@pytest.mark.parametrize("count", [150, 400])
def test_many_idle_clients_and_few_descriptors(state, count):
    answer = run("sh", "-c", 'ulimit -Sn 256; exec "$@"', "sh", PROGRAM, "exec", "--state", state, "--",
                 sys.executable, "-c", MANY.format(count=count))
    assert answer.stdout == "200\n", answer.stderr


def test_a_stop_while_the_command_is_busy(state):
    script = "import subprocess, sys, os; print('ready', flush=True); " \
             "os.execvp('curl', ['curl', '-s', '-N', os.environ['FALSEWORK_URL'] + '/_falsework/v1/wait?event=completed'" \
             ", '-H', 'Authorization: Key a:b'])"
    process = subprocess.Popen([PROGRAM, "exec", "--state", state, sys.executable, "-c", script], cwd=ROOT, text=True,
                               stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 143
    process.stdout.close()
