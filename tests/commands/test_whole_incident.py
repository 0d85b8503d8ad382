"""One whole incident, from suspicion to the closed retrospective: every command's output and the document.

ACMEINC_UPDATE_GOLDEN=1 writes the files in tests/golden/incident instead of comparing with them.
"""

import os
from pathlib import Path
from typing import NamedTuple

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "incident"


class Act(NamedTuple):
    """What somebody types, how many minutes after the last time, and how it ends."""

    name: str
    words: tuple[str, ...]
    minutes: int = 0
    code: int = 0


ACTS = (
    Act(
        "decide",
        ("decide", "--functionality", "Login", "--state", "down", "--condition", "degraded",
         "--detected", "09:02"),
    ),
    Act(
        "declare",
        ("declare", "--functionality", "login", "--state", "down", "--severity", "SEV2", "--started", "08:58",
         "--impact", "They cannot log in after clearing cookies.", "--detected", "09:02",
         "--responder", "Bo Lind:triage-engineer"),
    ),
    Act("send", ("send",), 1, code=6),
    Act("send-done", ("send", "--done")),
    Act("log", ("log", "--kind", "discovery", "rejected", "tokens", "carry", "the", "new", "key"), 3),
    Act("milestone", ("milestone", "acknowledged", "--at", "09:16"), 1),
    Act("checkin", ("checkin", "the", "key", "rotation", "at", "08:55", "looks", "guilty",
                    "--impact-changed"), 5),
    Act(
        "update",
        ("update", "--phase", "investigating", "--severity", "SEV1", "--because", "all logins fail now",
         "--customer", "Contoso", "--quantity", "All"),
        1,
    ),
    Act("escalate", ("escalate", "--to", "leadership", "--because", "a second pair of eyes"), 10),
    Act("assign", ("assign", "commander", "Bo", "Lind"), 1),
    Act("resolve-too-early", ("resolve",), 1, code=3),
    Act("publish", ("publish", "--phase", "identified", "-m", "Signing in fails; we know why."), 1),
    Act("log-correct-time", ("log", "--kind", "deploy", "--by", "Bo Lind", "--at", "09:40",
                             "rolled", "back", "the", "key"), 5),
    Act("update-mitigated", ("update", "--phase", "mitigated", "-m", "The old key is back."), 5),
    Act("next", ("next",), 30, code=0),
    Act(
        "resolve",
        ("resolve", "--durable", "--sign-off", "--retro", "tomorrow 11:00", "--left", "The old key is back.",
         "--next-steps", "Alert on the age of keys.", "--kudos", "Identity and Support",
         "--customers-notified", "Everyone was told in the app."),
    ),
    Act("reopen", ("reopen", "--because", "new sessions fail again"), 10),
    Act("update-again", ("update", "--phase", "mitigated", "-m", "The cache is cleared."), 10),
    Act(
        "resolve-again",
        ("resolve", "--durable", "--sign-off", "--retro", "tomorrow 12:00", "--left", "Caches are cleared.",
         "--next-steps", "none", "--kudos", "Identity"),
        10,
    ),
    Act("reschedule", ("retro", "--reschedule", "wed 10:00"), 5),
    Act(
        "retro",
        ("retro", "--impact", "All customers, twice", "--went-well", "paged in a minute",
         "--improve", "rotate keys by day", "--lucky", "it was early", "--wrong", "caches",
         "--action", "Alert on key age | Bo Lind | 2026-12-04 | https://t.example.com/1",
         "--attendee", "Ana Ruiz", "--attendee", "Bo Lind"),
        2880,
    ),
    Act("retro-done", ("retro", "--done"), 45),
    Act("list", ("list", "--all")),
    Act("search", ("search", "key", "guilty")),
)  # fmt: skip


def _compare(name: str, text: str) -> None:
    file = GOLDEN / name
    if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    assert file.read_bytes().decode() == text, f"{name} differs"


def _told(act: Act, out: str, err: str) -> str:
    command = " ".join(word if word.replace("-", "").isalnum() else repr(word) for word in act.words)
    parts = [f"$ acmeinc {command}\n", out, *(["--- stderr\n", err] if err else []), f"--- exit {act.code}\n"]
    return "".join(parts)


@pytest.mark.usefixtures("git_environment")
def test_a_whole_incident(program, git) -> None:
    """The clock and the entropy are fixed: nothing has to be normalised."""
    for number, act in enumerate(ACTS, 1):
        program.clock.forward(minutes=act.minutes)
        result = program(*act.words, code=act.code)
        _compare(f"{number:02}-{act.name}.txt", _told(act, result.out, result.err))
        assert git("status", "--short") == ""
    (document,) = program.root.glob("incidents/2026/11/*.md")
    _compare(document.name, document.read_bytes().decode())
    _compare("invite.ics", (document.with_suffix("") / "invite.ics").read_bytes().decode())
    _compare("subjects.txt", git("log", "--reverse", "--format=%s"))


def test_the_golden_files_are_those_of_the_acts() -> None:
    """None is left over from an act that is no more."""
    acts = {f"{number:02}-{act.name}.txt" for number, act in enumerate(ACTS, 1)}
    document = "inc-26-11-23-sev-2-login-is-down-for-all-customers.md"
    assert {file.name for file in GOLDEN.iterdir()} == acts | {document, "invite.ics", "subjects.txt"}
