"""A short soak with the built program; script/soak MINUTES goes on for as long as one likes."""

import sys

from conftest import PROGRAM, ROOT, run


def test_a_mixed_load_leaves_nothing_behind():
    answer = run(sys.executable, ROOT / "script/soak", "0.35", "--falsework", PROGRAM)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count("soak: ok") == 7
