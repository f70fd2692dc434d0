"""Any model of fal's from its document alone: fal's own documents, dropped in, and the official client."""

import json
import shutil
import sys

import jsonschema
import pytest
from conftest import PROGRAM, ROOT, Falsework, python, run, shell_exports

DOCUMENTS = ROOT.parent / "shared" / "fal-openapi"
VALIDATION = ROOT.parent / "shared" / "validation" / "any-model"
ALL = sorted(DOCUMENTS.glob("*.json"))
SAMPLE = ALL[:: max(1, len(ALL) // 12)]

pytestmark = pytest.mark.skipif(not ALL, reason="no documents of fal's beside this checkout")

SUBSCRIBE = """
import json
import shutil
import fal_client

results = {{}}
for endpoint, arguments in {requests!r}:
    ran = fal_client.run(endpoint, arguments=arguments)
    handle = fal_client.submit(endpoint, arguments=arguments)
    states = [type(event).__name__ for event in handle.iter_events(with_logs=True)]
    results[endpoint] = {{"run": ran, "states": states, "queue": handle.get()}}
print("result:", json.dumps(results))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    emulator = Falsework(tmp_path_factory.mktemp("state"), "--openapi", DOCUMENTS, "--clock", "auto")
    yield emulator
    assert emulator.stop() == 0


def read(path):
    document = json.loads(path.read_text())
    return document["info"]["x-fal-metadata"]["endpointId"], document


def arguments(endpoint, document):
    """The examples of the fields; None where a field must be there and has no example."""
    schemas = document["components"]["schemas"]
    reference = document["paths"][f"/{endpoint}"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = schemas.get(reference.rsplit("/", 1)[1], {})
    found = {name: field["examples"][0] for name, field in schema.get("properties", {}).items() if field.get("examples")}
    return found if set(schema.get("required", [])) <= set(found) else None


def output_schema(endpoint, document):
    result = document["paths"][f"/{endpoint}/requests/{{request_id}}"]["get"]
    return {**result["responses"]["200"]["content"]["application/json"]["schema"], "components": document["components"]}


def files(value):
    if isinstance(value, dict):
        if isinstance(value.get("url"), str):
            yield value
        for member in value.values():
            yield from files(member)
    elif isinstance(value, list):
        for element in value:
            yield from files(element)


def test_the_client_runs_every_sampled_model(served):
    documents = dict(read(path) for path in SAMPLE)
    requests = [(endpoint, arguments(endpoint, document)) for endpoint, document in documents.items()]
    requests = [(endpoint, given) for endpoint, given in requests if given is not None]
    assert len(requests) > 5
    answer = python(SUBSCRIBE.format(requests=requests), shell_exports(served, "python"))
    assert answer.returncode == 0, answer.stderr
    results = json.loads(answer.stdout.rsplit("result: ", 1)[1])
    for endpoint, _ in requests:
        told = results[endpoint]
        assert told["states"][-1] == "Completed"
        schema = output_schema(endpoint, documents[endpoint])
        for output in (told["run"], told["queue"]):
            jsonschema.Draft202012Validator(schema).validate(output)
            for file in files(output):
                headers, content = served.fetch(file["url"])
                assert file.get("file_size") in (None, len(content)), file
                assert file.get("content_type") in (None, headers["content-type"]), file


def test_presets_and_refusals_of_any_model(served):
    endpoint, document = read(SAMPLE[0])
    code = f"""
import fal_client
for name in ["file_download_error", "runner_disconnected"]:
    try:
        fal_client.subscribe({endpoint!r}, arguments={arguments(endpoint, document)!r}, headers={{"x-falsework-scenario": name}})
    except fal_client.FalClientHTTPError as error:
        print(name, error.response.status_code, error.error_type)
try:
    fal_client.subscribe({endpoint + "/nope"!r}, arguments={{}})
except fal_client.FalClientHTTPError as error:
    print(error.response.status_code, error.response.json())
"""
    answer = python(code, shell_exports(served, "python"))
    assert answer.returncode == 0, answer.stderr
    path = f"{endpoint}/nope".split("/", 2)[2]
    assert answer.stdout.splitlines() == [
        "file_download_error 422 None", "runner_disconnected 503 runner_disconnected",
        f"404 {{'detail': 'Path /{path} not found'}}",
    ]


@pytest.mark.parametrize("mode,prefix", [("sync", ""), ("queue", "/queue")])
def test_the_sample_of_any_model(tmp_path, mode, prefix):
    emulator = Falsework(tmp_path, "--openapi", VALIDATION / "openapi", "--speed", "100", "--runners", "64")
    try:
        answer = run(sys.executable, VALIDATION / "check.py", emulator.url + prefix, VALIDATION / "sample.jsonl",
                     "--mode", mode, "--strict", "--openapi", VALIDATION / "openapi")
    finally:
        assert emulator.stop() == 0
    assert answer.returncode == 0, answer.stdout


def test_a_broken_document_is_named_and_served(tmp_path):
    endpoint, document = read(SAMPLE[0])
    content = document["paths"][f"/{endpoint}"]["post"]["requestBody"]["content"]["application/json"]
    content["schema"] = {"$ref": "#/components/schemas/Nowhere"}
    folder = tmp_path / "openapi"
    folder.mkdir()
    (folder / "whatever.json").write_text(json.dumps(document))
    log = tmp_path / "log"
    with log.open("w") as stderr:
        emulator = Falsework(tmp_path / "state", "--openapi", folder, "--clock", "auto", stderr=stderr)
        code = f"import fal_client; print(list(fal_client.run({endpoint!r}, arguments={{'any': 1}})))"
        answer = python(code, shell_exports(emulator, "python"))
        assert emulator.stop() == 0
    assert answer.returncode == 0, answer.stderr
    assert f"{folder}/whatever.json:1:" in log.read_text() and "Nowhere" in log.read_text()
    checked = run(PROGRAM, "validate", "--openapi", folder)
    assert checked.returncode == 1 and "whatever.json:1:" in checked.stdout


def test_a_result_that_breaks_its_document_fails_the_self_check(tmp_path):
    fixtures = tmp_path / "fixtures"
    shutil.copytree(ROOT / "fixtures", fixtures)
    endpoint = "fal-ai/kling-video/video-to-audio"
    scenario = fixtures / f"scenarios/{endpoint}/success.json"
    scenario.write_text(scenario.read_text().replace('"audio": {', '"sound": {'))
    log = tmp_path / "log"
    with log.open("w") as stderr:
        emulator = Falsework(tmp_path / "state", "--fixtures", fixtures, "--clock", "auto", "--self-check", stderr=stderr)
        code = f"import fal_client; print(fal_client.run({endpoint!r}, arguments={{'video_url': 'https://x/a.mp4'}})['sound'])"
        answer = python(code, shell_exports(emulator, "python"))
        assert emulator.stop() == 1
    assert answer.returncode == 0, answer.stderr
    assert f"{endpoint}: the value: has no member audio (by #/components/schemas/" in log.read_text()
