"""Shell completion: the protocol of each shell, the scripts, and Tab in a real bash."""

import shutil
import subprocess
from pathlib import Path

import pytest
from incident_repository import ACMEINC, GIT, Repository
from pseudo_terminal import ROOT, Terminal

SHELLS = ("bash", "zsh", "fish")
LOGIN = "inc-*-sev-1-login-is-down-for-all-customers"
MEANINGS = [
    pytest.param("show inc", [LOGIN], id="incident"),
    pytest.param("update -i inc", [LOGIN], id="incident-flag"),
    pytest.param("declare --severity ", ["SEV1", "SEV2", "SEV3"], id="severities"),
    pytest.param("declare --severity sev2", ["SEV2"], id="severity-in-lower-case"),
    pytest.param("declare --functionality Log", ["Login"], id="functionality"),
    pytest.param("owner auth", ["auth-api"], id="service"),
    pytest.param("milestone mi", ["mitigated"], id="milestone"),
    pytest.param("milestone retro", ["retrospective_prep", "retrospective_done"], id="milestones"),
    pytest.param("decide --condition data", ["data-loss"], id="condition"),
    pytest.param("update --phase ident", ["identified"], id="phase"),
    pytest.param("log --kind de", ["decision", "deploy"], id="kind"),
    pytest.param("assign sc", ["scribe"], id="role"),
    pytest.param("resol", ["resolve"], id="command"),
]


def candidates(repository: Repository, meant: list[str]) -> list[str]:
    """Return what is to be told, the incident by its name."""
    (incident,) = (path.stem for path in repository.root.glob("incidents/*/*/inc-*.md"))
    return [incident if word == LOGIN else word for word in meant]


@pytest.mark.parametrize(("typed", "meant"), MEANINGS)
def test_a_shell_is_told_what_may_be_meant(declared: Repository, typed: str, meant: list[str]) -> None:
    """By the protocol of bash: words in, candidates out."""
    words = ["acmeinc", *typed.split(" ")]
    bash = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    said = declared.run(_ACMEINC_COMPLETE="complete_bash", **bash)
    assert said.split() == candidates(declared, meant)


@pytest.mark.parametrize(("typed", "meant"), [MEANINGS[0], MEANINGS[2], MEANINGS[-1]])
def test_other_shells_are_told_the_same(declared: Repository, typed: str, meant: list[str]) -> None:
    """Each by its own protocol, whatever kind of word it is."""
    expected = candidates(declared, meant)
    line = {"_TYPER_COMPLETE_ARGS": f"acmeinc {typed}"}
    fish = {"_ACMEINC_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert [row.split("\t")[0] for row in declared.run(**fish, **line).splitlines()] == expected
    zsh = declared.run(_ACMEINC_COMPLETE="complete_zsh", **line)
    assert [word for word in expected if f'"{word}"' not in zsh] == []


def test_another_repository_is_asked_where_one_is_named(declared: Repository, tmp_path: Path) -> None:
    """By -C, and by ACMEINC_REPO; where there is none, nothing is completed and nothing is said."""
    elsewhere = Repository(tmp_path)
    words = f"acmeinc -C {declared.root} show inc"
    protocol = {"_ACMEINC_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "4"}
    assert elsewhere.run(**protocol).startswith("inc-")
    here = {**protocol, "COMP_WORDS": "acmeinc show inc", "COMP_CWORD": "2"}
    assert elsewhere.run(**here, ACMEINC_REPO=str(declared.root)).startswith("inc-")
    assert elsewhere.run(**here).strip() == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("acmeinc declare --functionality Pub", r"Public\ API", id="quoted"),
        pytest.param(r"acmeinc declare --functionality public\ a", r"Public\ API", id="after-a-quoted-space"),
        pytest.param('acmeinc declare --functionality "public a', "Public API", id="quotes-are-open"),
    ],
)
def test_bash_gets_one_word(repository: Repository, words: str, said: str) -> None:
    """bash inserts what it is told as it is."""
    protocol = {"_ACMEINC_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "3"}
    assert repository.run(**protocol).strip() == said


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_valid_for_its_shell(repository: Repository, tmp_path: Path, shell: str) -> None:
    """As far as the shell itself can say without running it."""
    script = tmp_path / f"completion.{shell}"
    script.write_text(repository.run(_ACMEINC_COMPLETE=f"source_{shell}"))
    assert f"complete_{shell}" in script.read_text()
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    subprocess.run([shell, "-n", str(script)], check=True)


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_tab_in_bash(declared: Repository, tmp_path: Path) -> None:
    """`--show-completion` knows the shell it is asked in; what it prints works there."""
    program = tmp_path / "bin/acmeinc"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {" ".join(ACMEINC)} "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}:/usr/bin:/bin"
    surroundings = {**GIT, "PATH": path, "PYTHONPATH": str(ROOT), "PS1": "$ ", "HISTFILE": ""}
    bash = Terminal(["bash", "--norc", "-i"], surroundings, columns=120, folder=declared.root)
    declared.terminals.append(bash)
    bash.answer("$", 'eval "$(acmeinc --show-completion)"; clear; echo rea""dy\n')
    bash.answer("ready", "acmeinc declare --functionality pub\t")
    bash.expect(r"acmeinc declare --functionality Public\ API")
    bash.type("--severity sev2\t")
    bash.expect(r"Public\ API --severity SEV2")
    bash.type("\x15acmeinc show inc\t")
    bash.expect("-login-is-down-for-all-customers")
