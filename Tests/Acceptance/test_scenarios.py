"""Scenario files: the published schema and `falsework validate` say the same of them."""

import copy
import json
import re
import shutil

import jsonschema
import pytest
from conftest import PROGRAM, ROOT, run

FOLDER = ROOT / "fixtures/scenarios"
SCHEMA = json.loads((FOLDER / "scenario.schema.json").read_text())
COMMITTED = sorted(path for path in FOLDER.rglob("*.json") if not path.name.endswith(".schema.json"))
CHECK = jsonschema.Draft202012Validator(SCHEMA)

BASE = {
    "format": 1,
    "endpoint": "fal-ai/kling-video/video-to-audio",
    "name": "x",
    "description": "d",
    "provenance": {"mark": "inferred", "source": "s", "date": "2026-01-01"},
    "timeline": {},
    "outcome": {"result": {}},
}
FILE = "media/video-to-audio/dubbed_video.mp4"
ERROR = {"type": "t", "msg": "m", "loc": ["body"]}
RESET = {"reset": True}
LINE = {"at": 0, "level": "INFO", "message": "m"}


def scenario(changes):
    """The smallest scenario with members replaced, or removed where the value is None."""
    value = copy.deepcopy(BASE) | changes
    return {name: member for name, member in value.items() if member is not None}


def model_error(**changes):
    return {"outcome": {"model_error": {"status": 422, "retryable": False, "errors": [ERROR]} | changes}}


GOOD = [
    {},
    {"$schema": "../../../scenario.schema.json"},
    {"match": {"input": {"/video_url": "x", "/asmr_mode": {"a": [None]}}}},
    {"match": {"headers": {"X-Tenant": "", "user-agent": {"contains": "fal"}}}, "times": 1},
    {"match": {"calls": 3}},
    {"match": {"calls": [1, 3]}},
    {"match": {"calls": {"from": 2}}},
    {"match": {"calls": {"from": 2, "to": 2}}},
    {"match": {"calls": {"every": 3}, "headers": {"a": "b"}, "input": {"/video_url/0": 1}}, "times": 1000000},
    {"timeline": {"queue": 0, "run": 31536000, "attempts": 11, "logs": [LINE]}},
    {"cancellation": "accepted"},
    {"cancellation": "too_late"},
    {"cancellation": "removed"},
    {"webhook": {}},
    {"webhook": {"variant": "duplicate", "payload_error": True}},
    {"faults": []},
    *[
        {"faults": [{"fault": fault}]}
        for fault in [
            {"answer": {"status": 503}},
            {"answer": {"status": 200, "headers": {"x-a": "b"}, "body": None, "request_id": True}},
            {"answer": {"status": 502, "text": "nginx", "content_type": "text/plain"}},
            {"latency": 0.5},
            {"latency": {"uniform": [0.1, 2]}},
            {"latency": {"normal": {"mean": 1, "deviation": 0.1}}},
            {"latency": {"log_normal": {"median": 1, "sigma": 0.5}}},
            {"slow_body": {"bytes_per_second": 100}},
            {"cut_body": {"after": 0}},
            {"reset": True},
            {"empty_reply": True},
            {"garbage": {"bytes": 10}},
            {"stalled_stream": {"after": 1}},
            {"duplicated_frames": True},
            {"split_frames": {"bytes": 3}},
        ]
    ],
    {"faults": [{"on": "submit", "calls": [1], "probability": 0.5, "times": 1, "carried_out": True, "fault": RESET}]},
    {"faults": [{"on": ["status", "result"], "fault": RESET}]},
    {"input_seconds": 1.5},
    {"outcome": {"result": None}},
    {"outcome": {"result": [{"$file": FILE}, {"a": {"$file": FILE, "missing": True}}]}},
    model_error(),
    model_error(errors=[ERROR | {"ctx": {}, "input": None, "loc": ["body", "a", 0]}]),
    {"outcome": {"platform_error": "runner_disconnected"}},
    {"outcome": {"never": True}},
]

BAD = [
    ({name: None}, f'"{name}" is missing') for name in BASE
] + [
    ({"format": 2}, "/format: must be 1"),
    ({"$schema": 1}, "/$schema: must be a string"),
    ({"surprise": 1}, "/surprise: is unknown here"),
    ({"endpoint": "fal-ai"}, "/endpoint: must be an id"),
    ({"name": "x y"}, "/name: must consist of"),
    ({"name": "x" * 101}, "/name: must consist of"),
    ({"name": ""}, "/name: must be a string"),
    ({"description": ""}, "/description: must be a string"),
    ({"provenance": BASE["provenance"] | {"mark": "guessed"}}, "/provenance/mark: must be one of"),
    ({"provenance": BASE["provenance"] | {"date": "01.02.2026"}}, "/provenance/date: must be a date"),
    ({"provenance": BASE["provenance"] | {"by": "me"}}, "/provenance/by: is unknown here"),
    ({"provenance": {"mark": "inferred", "date": "2026-01-01"}}, '"source" is missing'),
    ({"match": {}}, "/match: must have at least one member"),
    ({"match": {"inputs": {}}}, "/match/inputs: is unknown here; allowed are input, headers, calls; did you mean input?"),
    ({"match": {"input": {}}}, "/match/input: must have 1 to 64 members"),
    ({"match": {"input": {"video_url": 1}}}, "/match/input/video_url: must be a JSON pointer"),
    ({"match": {"input": {"/a~2": 1}}}, "must be a JSON pointer"),
    ({"match": {"headers": {}}}, "/match/headers: must have 1 to 64 members"),
    ({"match": {"headers": {"a b": "c"}}}, "/match/headers/a b: is no name of a header field"),
    ({"match": {"headers": {"a": 1}}}, "/match/headers/a: must be a string, or an object"),
    ({"match": {"headers": {"a": {"contains": ""}}}}, "/match/headers/a/contains: must be a string"),
    ({"match": {"headers": {"a": {"is": "b"}}}}, '/match/headers/a: "contains" is missing'),
    ({"match": {"calls": 0}}, "/match/calls: must be a number from 1"),
    ({"match": {"calls": []}}, "/match/calls: must be"),
    ({"match": {"calls": {"every": 2, "from": 1}}}, "/match/calls: must be"),
    ({"match": {"calls": {"to": 1}}}, "/match/calls: must be"),
    ({"times": 1}, "/times: counts how often match applies"),
    ({"times": 0, "match": {"calls": 1}}, "/times: must be a whole number from 1 to 1000000"),
    ({"times": 1.5, "match": {"calls": 1}}, "/times: must be a whole number"),
    ({"timeline": []}, "/timeline: must be an object"),
    ({"timeline": {"queue": -1}}, "/timeline/queue: must be a number of seconds"),
    ({"timeline": {"run": "1"}}, "/timeline/run: must be a number of seconds"),
    ({"timeline": {"attempts": 12}}, "/timeline/attempts: must be a whole number from 1 to 11"),
    ({"timeline": {"logs": {}}}, "/timeline/logs: must be an array"),
    ({"timeline": {"logs": [LINE | {"level": "LOUD"}]}}, "/timeline/logs/0/level: must be one of"),
    ({"timeline": {"logs": [{"level": "INFO"}]}}, '/timeline/logs/0: "message" is missing'),
    ({"timeline": {"logs": [LINE | {"source": "x"}]}}, "/timeline/logs/0/source: is unknown here"),
    ({"cancellation": "late"}, '/cancellation: must be one of "accepted", "too_late", "removed"'),
    ({"webhook": {"variant": "odd"}}, '/webhook/variant: must be one of "valid", "bad_signature"'),
    ({"webhook": {"payload_error": 1}}, "/webhook/payload_error: must be true or false"),
    ({"faults": {}}, "/faults: must be an array"),
    ({"faults": [{}] * 65}, "/faults: must not have more than 64"),
    ({"faults": [1]}, "/faults/0: must be an object"),
    ({"faults": [{}]}, '/faults/0: "fault" is missing'),
    ({"faults": [{"fault": RESET, "on": "poll"}]}, "/faults/0/on: must be one or a list of submit, status, stream"),
    ({"faults": [{"fault": RESET, "probability": 2}]}, "/faults/0/probability: must be a number from 0 to 1"),
    ({"faults": [{"fault": RESET, "times": 0}]}, "/faults/0/times: must be a whole number from 1 to 1000000"),
    ({"faults": [{"fault": RESET, "endpoint": "a/b"}]}, "/faults/0/endpoint: is unknown here"),
    ({"faults": [{"fault": {}}]}, "/faults/0/fault: must have one member: answer, latency"),
    ({"faults": [{"fault": {"reset": False}}]}, "/faults/0/fault/reset: must be true"),
    ({"faults": [{"fault": {"answer": {}}}]}, "/faults/0/fault/answer/status: is missing"),
    ({"faults": [{"fault": {"answer": {"status": 99}}}]}, "/faults/0/fault/answer/status: must be a whole number"),
    ({"faults": [{"fault": {"latency": -1}}]}, "/faults/0/fault/latency: must be seconds from 0 to 600"),
    ({"faults": [{"fault": {"garbage": {"bytes": 0}}}]}, "/faults/0/fault/garbage/bytes: must be a whole number"),
    ({"input_seconds": -1}, "/input_seconds: must be a number of seconds"),
    ({"outcome": {}}, "/outcome: must have one member"),
    ({"outcome": {"never": True, "result": {}}}, "/outcome: must have one member"),
    ({"outcome": {"never": False}}, "/outcome/never: must be true"),
    ({"outcome": {"platform_error": "nope"}}, "/outcome/platform_error: must be one of"),
    ({"outcome": {"result": {"a": [{"$file": 1}]}}}, "/outcome/result/a/0/$file: must be a string"),
    ({"outcome": {"result": {"$file": FILE, "missing": "yes"}}}, "/outcome/result/missing: must be true or false"),
    ({"outcome": {"result": {"$file": FILE, "file_name": "x"}}}, "/outcome/result/file_name: is unknown here"),
    (model_error(status=200), "/outcome/model_error/status: must be a status code"),
    (model_error(errors=[]), "/outcome/model_error/errors: must hold at least one"),
    (model_error(retryable="no"), "/outcome/model_error/retryable: must be true or false"),
    (model_error(errors=[ERROR | {"loc": ["query"]}]), "/outcome/model_error/errors/0/loc: must be an array"),
    (model_error(errors=[ERROR | {"ctx": []}]), "/outcome/model_error/errors/0/ctx: must be an object"),
    (model_error(errors=[ERROR | {"url": "x"}]), "/outcome/model_error/errors/0/url: is unknown here"),
]

# What no schema can know.
BEYOND = [
    ({"endpoint": "fal-ai/kling-vide/video-to-audio"}, "did you mean fal-ai/kling-video/video-to-audio?"),
    ({"match": {"input": {"/vide_url": 1}}}, "has no input /vide_url; did you mean /video_url?"),
    ({"match": {"calls": {"from": 2, "to": 1}}}, "/match/calls: must be"),
    ({"timeline": {"run": 1, "logs": [LINE | {"at": 2}]}}, "/timeline/logs/0/at: must not be later"),
    ({"outcome": {"result": {"$file": "media/nothing.mp4"}}}, "media/nothing.mp4: cannot be read: no such file"),
    ({"outcome": {"result": {"$file": "../x"}}}, "../x is not a path inside"),
]


def validate(*arguments):
    answer = run(PROGRAM, "validate", *arguments)
    assert answer.returncode in (0, 1), answer.stderr
    return answer


def written(tmp_path, changes, name="x.json"):
    file = tmp_path / name
    file.write_text(json.dumps(scenario(changes), indent=2))
    return file


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_committed_scenario_satisfies_the_schema(path):
    CHECK.validate(json.loads(path.read_text()))


def test_all_good_ones_are_accepted_by_both(tmp_path):
    for number, changes in enumerate(GOOD):
        CHECK.validate(scenario(changes))
        written(tmp_path, changes | {"name": f"x{number}"}, f"{number:02}.json")
    answer = validate(tmp_path)
    assert (answer.returncode, answer.stdout) == (0, f"{len(GOOD)} files are good.\n")


def test_all_broken_ones_are_refused_by_both_with_the_place(tmp_path):
    files = []
    for number, (changes, _) in enumerate(BAD):
        assert not CHECK.is_valid(scenario(changes)), changes
        files.append(written(tmp_path, {"name": f"x{number}"} | changes, f"{number:03}.json"))
    answer = validate(tmp_path)
    lines = answer.stdout.splitlines()
    assert answer.returncode == 1
    assert len(lines) == len(BAD)
    for file, line, (_, reason) in zip(files, lines, BAD):
        assert re.match(re.escape(str(file)) + r":\d+:\d+: ", line), line
        assert reason in line


@pytest.mark.parametrize("changes,reason", BEYOND)
def test_what_no_schema_can_know(tmp_path, changes, reason):
    assert CHECK.is_valid(scenario(changes))
    answer = validate(written(tmp_path, changes))
    assert answer.returncode == 1
    assert reason in answer.stdout


def test_the_lists_of_words_are_the_programs_own(tmp_path):
    properties = SCHEMA["properties"]
    wrong = {"mark": "?", "source": "s", "date": "2026-01-01"}
    for words, changes in [
        (properties["provenance"]["properties"]["mark"], {"provenance": wrong}),
        (properties["cancellation"], {"cancellation": "?"}),
        (properties["webhook"]["properties"]["variant"], {"webhook": {"variant": "?"}}),
        (properties["outcome"]["properties"]["platform_error"], {"outcome": {"platform_error": "?"}}),
        (
            properties["timeline"]["properties"]["logs"]["items"]["properties"]["level"],
            {"timeline": {"logs": [LINE | {"level": "?"}]}},
        ),
    ]:
        text = validate(written(tmp_path, changes)).stdout.split("must be one of ")[1]
        assert re.findall(r'"([^"]+)"', text) == words["enum"]
    kinds, operations = ({"faults": [fault]} for fault in [{"fault": {}}, {"on": "?", "fault": RESET}])
    faults = SCHEMA["$defs"]["fault"]["properties"]["fault"]["properties"]
    text = validate(written(tmp_path, kinds)).stdout.strip()
    assert text.split("one member: ")[1].split(", ") == list(faults)
    text = validate(written(tmp_path, operations)).stdout.strip()
    assert text.split("a list of ")[1].split(", ") == SCHEMA["$defs"]["operation"]["enum"]


def test_the_place_is_a_line_and_a_column(tmp_path):
    file = tmp_path / "x.json"
    file.write_text(json.dumps(BASE, indent=2).replace('"timeline": {}', '"timeline": {\n    "queue":   -1}'))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "queue" in text)
    assert validate(file).stdout.startswith(f"{file}:{line}:16: /timeline/queue: must be a number")


def test_two_of_one_name(tmp_path):
    written(tmp_path, {}, "a.json")
    second = written(tmp_path, {}, "b.json")
    answer = validate(tmp_path)
    assert answer.stdout.startswith(f"{second}:4:11: /name: fal-ai/kling-video/video-to-audio has a scenario x already")


def test_everything_is_checked_without_arguments():
    answer = validate()
    assert (answer.returncode, answer.stdout) == (0, f"{len(COMMITTED) + 2} files are good.\n")


def test_every_broken_file_is_reported(tmp_path):
    for kind in ["fixtures", "openapi"]:
        shutil.copytree(ROOT / kind, tmp_path / kind)
    document = tmp_path / "openapi/fal-ai/kling-video/video-to-audio.json"
    document.write_text(document.read_text().replace("#/components/schemas/", "#/nowhere/"))
    broken = [document]
    for path in COMMITTED[:2]:
        file = tmp_path / path.relative_to(ROOT)
        file.write_text(file.read_text().replace('"outcome"', '"outcomes"'))
        broken.append(file)
    answer = validate("--openapi", tmp_path / "openapi", "--fixtures", tmp_path / "fixtures")
    assert answer.returncode == 1
    assert list(dict.fromkeys(line.split(":")[0] for line in answer.stdout.splitlines())) == [str(file) for file in broken]


@pytest.mark.parametrize(
    "arguments,text",
    [
        (["nothing.json"], "nothing.json: cannot be read: no such file"),
        (["fal-ai/kling-video/video-to-audio"], "which input?"),
        (["--fixtures", "/nonexistent"], "/nonexistent: no such directory"),
        (["fal-ai/kling-video/video-too-audio", "-"], "did you mean fal-ai/kling-video/video-to-audio?"),
    ],
)
def test_what_cannot_be_told(arguments, text):
    answer = run(PROGRAM, "validate", *arguments)
    assert answer.returncode == 2
    assert text in answer.stderr
