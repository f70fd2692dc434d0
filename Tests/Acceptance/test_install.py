"""What script/install puts into a prefix works there, and goes again."""

import os
import pathlib
import shutil
import subprocess

import pytest
from conftest import PROGRAM, ROOT, run


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    prefix = tmp_path_factory.mktemp("install") / "prefix"
    answer = run(ROOT / "script/install", "--prefix", prefix, "--bin-path", pathlib.Path(PROGRAM).resolve().parent)
    assert answer.returncode == 0, answer.stderr
    return prefix


def test_the_program_finds_its_documents_and_fixtures(prefix, tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FALSEWORK_")}
    for arguments in [["validate"], ["validate", "fal-ai/kling-video/video-to-audio", "in.json"]]:
        (tmp_path / "in.json").write_text('{"video_url": "https://example.com/a.mp4"}')
        answer = subprocess.run([prefix / "bin/falsework", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr


def complete(prefix, line):
    """What bash offers at the end of a line."""
    words = line.split(" ")
    script = f"""
    shopt -s extglob
    source {prefix}/share/bash-completion/completions/falsework
    COMP_LINE={line!r} COMP_POINT={len(line)} COMP_WORDS=({" ".join(words[:-1])} {words[-1]!r}) COMP_CWORD={len(words) - 1}
    "$(complete -p falsework | sed 's/.*-F \\([^ ]*\\).*/\\1/')" falsework {words[-1]!r} {words[-2]!r}
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return run("bash", "-c", script).stdout.split()


def test_bash_completes_commands_options_and_values(prefix):
    assert "validate" in complete(prefix, "falsework va")
    assert "--https-port" in complete(prefix, "falsework serve --http")
    assert {"real", "manual", "auto"} <= set(complete(prefix, "falsework serve --clock "))


@pytest.mark.parametrize("shell, file", [("zsh", "zsh/site-functions/_falsework"), ("fish", "fish/vendor_completions.d/falsework.fish")])
def test_other_shells_can_read_their_completions(prefix, shell, file):
    text = (prefix / "share" / file).read_text()
    assert "https-port" in text and "validate" in text
    if shutil.which(shell):
        assert run(shell, "-n", prefix / "share" / file).returncode == 0


def test_the_manual_names_every_command_and_option(prefix):
    page = (prefix / "share/man/man1/falsework.1").read_text().replace("\\-", "-")
    told = run(PROGRAM, "serve", "--help").stdout
    assert ".SS falsework serve" in page and ".SS falsework validate" in page
    for word in told.split():
        if word.startswith("--") and word.isascii():
            for option in word.split("/"):
                if option not in ("--help", "--version") and "(" not in option:
                    assert option.strip(".,;:)") in page, option
    if shutil.which("man"):
        answer = run("man", "--warnings", "--local-file", prefix / "share/man/man1/falsework.1", env={"MANWIDTH": "100"})
        assert answer.returncode == 0 and answer.stderr == ""


def test_the_unit_starts_what_was_installed(prefix):
    unit = (prefix / "lib/systemd/system/falsework.service").read_text()
    assert f"ExecStart={prefix}/bin/falsework serve" in unit and "@" not in unit.split("SystemCallFilter")[0]


def test_it_goes_without_a_trace_and_leaves_what_is_not_its_own(tmp_path):
    prefix = tmp_path / "prefix"
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin/other").write_text("not ours")
    assert run(ROOT / "script/install", "--prefix", prefix, "--bin-path", pathlib.Path(PROGRAM).resolve().parent).returncode == 0
    assert run(ROOT / "script/install", "--prefix", prefix, "--remove").returncode == 0
    assert [file.relative_to(prefix) for file in prefix.rglob("*")] == [pathlib.Path("bin"), pathlib.Path("bin/other")]
    assert run(ROOT / "script/install", "--prefix", prefix, "--remove").returncode == 2


def test_a_list_that_names_other_peoples_files_removes_nothing(tmp_path):
    (tmp_path / "prefix/share/falsework").mkdir(parents=True)
    (tmp_path / "prefix/share/falsework/installed").write_text("../precious\n")
    (tmp_path / "precious").write_text("")
    answer = run(ROOT / "script/install", "--prefix", tmp_path / "prefix", "--remove")
    assert answer.returncode == 2 and (tmp_path / "precious").exists()
