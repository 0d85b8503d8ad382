"""Carrying out a step: one commit, in the right words, and nothing else touched (DESIGN §6)."""

import pytest

from acmeinc.errors import RulesSayNo
from acmeinc.incident.model import Draft
from acmeinc.steps.perform import path_of, perform
from acmeinc.steps.saving import short_id
from acmeinc.steps.step import Step


@pytest.mark.parametrize(
    ("incident_id", "short"),
    [
        pytest.param("inc-26-11-23-sev-1-login", "inc-26-11-23-sev-1-login", id="short"),
        pytest.param("inc-26-11-23-sev-1-" + "x" * 21, "inc-26-11-23-sev-1-" + "x" * 21, id="just-fits"),
        pytest.param("inc-26-11-23-sev-1-" + "x" * 22, "inc-26-11-23-sev-1-" + "x" * 20 + "…", id="long"),
        pytest.param("inc-26-11-23-sev-1-" + "x" * 19 + "-y-z", "inc-26-11-23-sev-1-" + "x" * 19 + "…",
                     id="no-hyphen-before-the-dots"),
    ],
)  # fmt: skip
def test_a_long_id_leaves_room_in_the_subject(incident_id, short) -> None:
    """At most 40 characters."""
    assert short_id(incident_id) == short


STEPS = [
    (("update", "--phase", "identified", "-m", "x"), "update: identified"),
    (("update", "--severity", "SEV2", "--because", "b", "-m", "x"), "update: identified, SEV2"),
    (("publish", "-m", "x"), "publish: identified"),
    (("log", "--kind", "deploy", "x"), "log: deploy"),
    (("checkin", "x"), "check-in"),
    (("assign", "scribe", "Bo", "Lind"), "assign: scribe"),
    (("milestone", "started"), "milestone: started"),
    (("escalate", "--to", "on-call", "--because", "x"), "escalate"),
    (("send", "--done"), "page confirmed"),
    (("downgrade", "--because", "x"), "downgrade: downgraded"),
]


def test_each_step_is_one_commit_with_its_words(program, log_of) -> None:
    """Subject under 72 characters; the trailers name incident, step, severity now, and every entry."""
    program.declare()
    for words, summary in STEPS:
        before = set(entries(program))
        program(*words)
        subject, trailers = log_of()
        assert subject == f"inc-26-11-23-sev-1-login-is-down-for-al…: {summary}"
        assert len(subject) < 72
        assert [line.split(": ")[0] for line in trailers][:3] == ["Incident", "Step", "Severity"]
        assert trailers[1] == f"Step: {words[0]}"
        new = [f"Entry: {entry}" for entry in sorted(set(entries(program)) - before)]
        assert trailers[3:] == new


def entries(program):
    """Return the ids of all entries of the one incident."""
    incident = program("show", "login", "--json").json
    return [entry["id"] for entry in (*incident["timeline"], *incident["communications"])]


@pytest.fixture
def log_of(program):
    """Return subject and trailers of the newest commit."""
    import subprocess

    def newest() -> tuple[str, list[str]]:
        shown = subprocess.run(
            ["git", "log", "-1", "--format=%s%n%(trailers:only)"],
            cwd=program.root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        subject, *trailers = shown.strip().splitlines()
        return subject, trailers

    return newest


def test_an_id_that_somebody_took_meanwhile_is_not_written_over(program, desk) -> None:
    """Two people declare the same at once: the second is told."""
    incident = program.declare()
    path = program.root / path_of(incident["id"])
    before = path.read_bytes()
    step = Step("declare", incident["id"], "declare", (Draft("x"),), template="# A new document\n")
    with pytest.raises(RulesSayNo, match="has just been declared"):
        perform(step, desk)
    assert path.read_bytes() == before


@pytest.fixture
def desk(program):
    """Return the desk of the program's repository."""
    from acmeinc.app import App

    app = App(clock=program.clock, entropy=program.entropy)
    app.repo_path = program.root
    return app.desk
