"""A page goes out whatever breaks before it, once, and nothing of it is lost (DESIGN §2, "A page")."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.errors import Failed
from acmeinc.incident.document import read
from acmeinc.steps.escalation import Help, escalate_step
from acmeinc.steps.perform import perform
from acmeinc.steps.step import Unsaved
from acmeinc.steps.updates import Update, update_step

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
Mend = Callable[[], None]


@pytest.fixture
def escalate(program: Any, make_desk: Any, planned: Any) -> Any:
    """Return what pages leadership through the carriers."""
    program.declare()

    def page() -> Any:
        desk = make_desk()
        reading = read(desk.repository.path_of(LOGIN).read_text())
        asked = Help("technical leadership", "https://oncall.example.com/leadership")
        return perform(escalate_step(planned(desk), reading, asked, "no progress", desk.moment.now), desk)

    return page


def failing_hook(root: Path) -> Mend:
    """A hook of the user's says no."""
    hook = root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not now >&2\nexit 1\n")
    hook.chmod(0o755)
    return hook.unlink


def foreign_lock(root: Path) -> Mend:
    """Somebody else's git holds the index for longer than anybody waits."""
    lock = root / ".git/index.lock"
    lock.touch()
    return lock.unlink


def no_record(root: Path) -> Mend:
    """The record of what is begun cannot be written."""
    folder = root / ".git/acmeinc/intents"
    folder.rmdir()
    folder.write_text("in the way")
    return folder.unlink


def no_lock(root: Path) -> Mend:
    """The lock file cannot be opened."""
    lock = root / ".git/acmeinc/lock"
    lock.unlink(missing_ok=True)
    lock.mkdir(parents=True)
    return lock.rmdir


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        pytest.param(failing_hook, "paged, but not finished: ", id="hook"),
        pytest.param(foreign_lock, "paged, but not finished: ", id="index-lock"),
        pytest.param(no_record, "paged, but not saved: ", id="no-record"),
        pytest.param(no_lock, "paged, but not saved: ", id="no-lock"),
    ],
)
def test_it_goes_out_and_the_person_is_told(
    break_it: Callable[[Path], Mend], told: str, escalate: Any, carriers: Any, program: Any
) -> None:
    """Paged once, and whether the next command finishes the step; mended, it goes on."""
    mend = break_it(program.root)
    with pytest.raises(Unsaved, match=f"^{told}") as stopped:
        escalate()
    assert [one.receipt.state for one in stopped.value.delivered] == ["sent"]
    assert len(carriers("paging").carried) == 1
    mend()
    program("log", "mended")
    assert len(carriers("paging").carried) == 1


def test_what_a_hook_refused_is_saved_by_the_next_command(escalate: Any, program: Any, carriers: Any) -> None:
    """With the receipt: the page is known to have gone out."""
    mend = failing_hook(program.root)
    with pytest.raises(Unsaved):
        escalate()
    mend()
    assert f"escalate of {LOGIN} was interrupted" in program("log", "mended").err
    page = next(m for m in program("show", LOGIN, "--json").json["communications"] if m["kind"] == "page")
    assert [(one["state"], one["remote"]) for one in page["deliveries"]] == [("sent", "paging-1")]


def test_a_page_that_failed_is_said_and_waits(escalate: Any, program: Any, carriers: Any) -> None:
    """Nobody got it: `next` says so until somebody has paged."""

    def fail(_: Dispatch) -> Receipt:
        raise Failed("events.example.com could not be reached")

    carriers.will("paging", fail)
    outcome = escalate()
    assert [one.receipt.state for one in outcome.delivered] == ["failed"]
    dues = program("next", "--json").json["due"]
    assert [due["kind"] for due in dues][:2] == ["page", "page"]


def test_everything_else_is_there_to_paste(program: Any, make_desk: Any, planned: Any, carriers: Any) -> None:
    """An update that pages, because the severity rose: mail and chat were not begun."""
    program.declare(severity="SEV3")
    desk = make_desk()
    sev3 = "inc-26-11-23-sev-3-login-is-down-for-all-customers"
    reading = read(desk.repository.path_of(sev3).read_text())
    planning = planned(desk)
    level = planning.rules.severity.level("SEV1")
    step = update_step(planning, reading, Update("It is worse.", desk.moment.now, level=level, because="x"))
    failing_hook(program.root)
    with pytest.raises(Unsaved) as stopped:
        perform(step, desk)
    assert {one.channel: one.receipt.state for one in stopped.value.delivered} == {
        "paging": "sent",
        "email": "printed",
        "chat": "printed",
        "incident_chat": "printed",
    }
    assert not carriers("email").carried
