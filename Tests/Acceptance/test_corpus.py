"""fal's exact answers to thousands of inputs, replayed; the corpus lies beside the repository where there is one."""

import sys

import pytest
from conftest import ROOT, Falsework, run

VALIDATION = ROOT.parent / "shared" / "validation"


@pytest.fixture(scope="module")
def fast(tmp_path_factory):
    emulator = Falsework(tmp_path_factory.mktemp("state"), "--speed", "100", "--runners", "64")
    yield emulator
    assert emulator.stop() == 0


@pytest.mark.skipif(not (VALIDATION / "check.py").exists(), reason="no corpus beside this checkout")
@pytest.mark.parametrize("mode,prefix", [("sync", ""), ("queue", "/queue")])
def test_the_sample(fast, mode, prefix):
    answer = run(sys.executable, VALIDATION / "check.py", fast.url + prefix, VALIDATION / "sample.jsonl",
                 "--mode", mode, "--strict")
    assert answer.returncode == 0, answer.stdout
