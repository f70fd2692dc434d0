"""Schemathesis, another people's tool, makes up requests from our documents and looks at what comes back."""

import pathlib
import subprocess
import sys

import pytest
from conftest import ROOT, Falsework

SECONDS = 8

# fal's documents list only what succeeds, its answers carry nulls that they forbid, and bad input is accepted at submit:
# what is left is that nothing breaks, and that all of it is JSON.
OF_FAL = ["--checks", "not_a_server_error,content_type_conformance,unsupported_method,missing_required_header"]

# A document cannot say all that an input must be, and a scenario may be called "reload": the same path, another method.
OF_CONTROL = ["--exclude-checks", "positive_data_acceptance,allow_header_conformance", "--exclude-path-regex", "/wait$"]


@pytest.fixture(scope="module")
def automatic(tmp_path_factory):
    emulator = Falsework(tmp_path_factory.mktemp("state"), "--clock", "auto")
    yield emulator
    assert emulator.stop() == 0


@pytest.mark.parametrize(
    "document, service, checks",
    [
        ("fal-ai/kling-video/video-to-audio", "/queue", OF_FAL),
        ("fal-ai/kling-video/lipsync/audio-to-video", "/queue", OF_FAL),
        ("falsework-control", "", OF_CONTROL),
    ],
)
def test_no_request_that_a_document_allows_breaks_anything(automatic, document, service, checks, tmp_path):
    tool = pathlib.Path(sys.executable).parent / "schemathesis"
    answer = subprocess.run(
        [tool, "run", "--no-color", "--workers", "1", "--max-time", str(SECONDS), "--generation-deterministic",
        "--phases", "examples,coverage,fuzzing", "--header", "Authorization: Key made:up", "--url", automatic.url + service,
        *checks, ROOT / f"openapi/{document}.json"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Coverage" in answer.stdout and "generated" in answer.stdout
