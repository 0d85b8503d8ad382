"""Messages that leave: all channels at once, each once, whatever happens on the way (DESIGN §6)."""

import os
import signal
import subprocess
import threading
from typing import Any

import pytest

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.errors import Failed
from acmeinc.incident.document import read
from acmeinc.incident.state import deliveries, remote_of
from acmeinc.steps.perform import perform
from acmeinc.steps.sending import ON_THE_WAY, resend
from acmeinc.steps.step import Unsaved
from acmeinc.steps.updates import Update, update_step
from acmeinc.steps.waiting import waiting_in
from acmeinc.storage.sync import Synced

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"


@pytest.fixture
def incident(program: Any, beginnings: Any) -> Any:
    """Declare an incident, everything printed."""
    return beginnings("declared", program, program.declare)


@pytest.fixture
def update(incident: Any, make_desk: Any, planned: Any) -> Any:
    """Return what sends an update through the carriers."""

    def send(message: str = "Half of the hosts are back.", share: Any = None) -> Any:
        desk = make_desk()._replace(share=share)
        reading = read(document(desk).read_text())
        return perform(update_step(planned(desk), reading, Update(message, desk.moment.now)), desk)

    return send


def document(desk: Any) -> Any:
    """Return the path of the incident's document."""
    return desk.repository.path_of(LOGIN)


def states(program: Any) -> dict[str, str]:
    """Return the state of the newest message on each channel."""
    newest = program("show", LOGIN, "--json").json["communications"][0]
    return {delivery["channel"]: delivery["state"] for delivery in newest["deliveries"]}


def waiting(program: Any, code: int = 6) -> list[tuple[str, str]]:
    """Return what waits, printed pages left out, as channel and state."""
    rows = program("send", "--dry-run", "--json").json["waiting"]
    return [(row["channel"], row["state"]) for row in rows if row["kind"] != "page"]


def failing(_: Dispatch) -> Receipt:
    """Answer no."""
    raise Failed("mail.example.com says no")


def perhaps(_: Dispatch) -> Receipt:
    """Break off after everything was given."""
    return Receipt("unknown", "the connection broke off")


def surprised(_: Dispatch) -> Receipt:
    """Break in a way that nobody foresaw."""
    raise ZeroDivisionError("token-123456")


def test_every_channel_carries_it_and_its_other_sides_id_is_kept(
    program: Any, update: Any, carriers: Any
) -> None:
    """First the message is in git, then it leaves, then the receipts are in git."""
    outcome = update()
    assert states(program) == {"email": "sent", "chat": "sent", "incident_chat": "sent"}
    assert remote_of(outcome.incident, "update", "email") == "email-1"
    assert {one.channel for one in outcome.delivered} == {"email", "chat", "incident_chat"}
    subjects = git_log(program)
    assert subjects[:2] == [f"{LOGIN[:39]}…: sent", f"{LOGIN[:39]}…: update: investigating"]
    assert program("send", "-i", LOGIN, "--json", "--dry-run").json["waiting"][0]["kind"] == "page"


def git_log(program: Any) -> list[str]:
    """Return the subjects of the history, newest first."""
    shown = subprocess.run(["git", "log", "--format=%s"], cwd=program.root, capture_output=True, text=True)
    return shown.stdout.splitlines()


def test_what_failed_is_sent_again_and_only_that(
    program: Any, update: Any, carriers: Any, make_desk: Any
) -> None:
    """What arrived stays as it is."""
    carriers.will("email", failing)
    carriers.will("chat", perhaps)
    outcome = update()
    assert states(program) == {"email": "failed", "chat": "unknown", "incident_chat": "sent"}
    assert "mail.example.com says no" in {one.receipt.detail for one in outcome.delivered}
    desk = make_desk()
    ready = [one for one in waiting_in(read(document(desk).read_text())) if one.may_go]
    which = [(one.entry.id, one.delivery.channel) for one in ready if one.entry.kind == "update"]
    resend(outcome.incident, which, desk)
    assert states(program) == {"email": "sent", "chat": "unknown", "incident_chat": "sent"}
    assert [len(carriers(name).carried) for name in ("email", "chat", "incident_chat")] == [2, 1, 1]


def test_a_fault_of_the_channel_itself_is_unknown_and_tells_no_secret(
    program: Any, update: Any, carriers: Any
) -> None:
    """How far it got cannot be told."""
    carriers.will("email", surprised)
    update()
    assert states(program)["email"] == "unknown"
    assert "token-123456" not in document_text(program)


def document_text(program: Any) -> str:
    """Return the text of the document."""
    (path,) = (program.root / "incidents").glob("*/*/inc-*.md")
    text: str = path.read_text()
    return text


def test_the_channels_do_not_wait_for_each_other(update: Any, carriers: Any) -> None:
    """Each of them answers only once all have been asked."""
    together = threading.Barrier(3, timeout=20)

    def answer(_: Dispatch) -> Receipt:
        together.wait()
        return Receipt("sent")

    for name in ("email", "chat", "incident_chat"):
        carriers.will(name, answer)
    assert [one.receipt.state for one in update().delivered] == ["sent"] * 3


def test_others_write_while_a_message_is_on_its_way(program: Any, update: Any, carriers: Any) -> None:
    """The lock is free: what they record is there afterwards."""

    def answer(_: Dispatch) -> Receipt:
        program("log", "meanwhile")
        return Receipt("sent")

    carriers.will("email", answer)
    outcome = update()
    assert "meanwhile" in {entry.text for entry in outcome.reading.entries.values()}
    assert states(program)["email"] == "sent"


def test_the_second_message_of_a_channel_knows_the_first(
    program: Any, update: Any, carriers: Any, make_desk: Any
) -> None:
    """A reply needs the id of what it replies to, also where both waited."""
    carriers.will("chat", failing, failing)
    update("one")
    outcome = update("two")
    desk = make_desk()
    which = [
        (one.entry.id, one.delivery.channel)
        for one in waiting_in(read(document(desk).read_text()))
        if one.delivery.channel == "chat"
    ]
    resend(outcome.incident, which, desk)
    first, second = carriers("chat").carried[2:]
    assert (first.message.body, second.message.body) != (second.message.body, first.message.body)
    seen = [deliveries(second.incident, entry) for entry in second.incident.communications]
    assert any(one.remote == "chat-3" for found in seen for one in found)


def killed_while(program: Any, update: Any, carriers: Any, channel: str) -> None:
    """Run an update in a process of its own that is killed while `channel` carries it."""

    def kill(_: Dispatch) -> Receipt:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("not reached")

    child = os.fork()
    if not child:
        carriers.will(channel, kill)
        try:
            update()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_killed_on_the_way_it_may_have_arrived(program: Any, update: Any, carriers: Any) -> None:
    """The next command says so, and nothing is sent again by itself."""
    killed_while(program, update, carriers, "email")
    result = program("log", "after the kill")
    assert f"send of {LOGIN} was interrupted" in result.err
    assert states(program) == {"email": "unknown", "chat": "unknown", "incident_chat": "unknown"}
    assert ON_THE_WAY in document_text(program)
    assert waiting(program) == [("email", "unknown"), ("chat", "unknown"), ("incident_chat", "unknown")]
    program("send", code=6)
    assert states(program)["email"] == "unknown"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_living_sender_is_left_alone(program: Any, update: Any, carriers: Any) -> None:
    """Its record is held: another command does not take it for a dead one's."""

    def answer(_: Dispatch) -> Receipt:
        assert "interrupted" not in program("log", "meanwhile").err
        return Receipt("sent")

    carriers.will("email", answer)
    update()
    assert states(program) == {"email": "sent", "chat": "sent", "incident_chat": "sent"}


def test_two_that_send_at_once_send_once(program: Any, update: Any, carriers: Any, make_desk: Any) -> None:
    """What is on its way already, or has arrived meanwhile, is nobody else's to send."""

    def answer(dispatch: Dispatch) -> Receipt:
        other = resend(dispatch.incident, [(dispatch.entry, "email")], make_desk())
        assert other.delivered == ()
        return Receipt("sent")

    carriers.will("email", answer)
    outcome = update()
    assert states(program)["email"] == "sent"
    message = outcome.incident.communications[0].id
    assert resend(outcome.incident, [(message, "email")], make_desk()).delivered == ()


def test_what_cannot_be_recorded_first_is_not_sent(program: Any, update: Any, carriers: Any) -> None:
    """Without its record a message could go out twice; it waits, and goes with the next `send`."""
    folder = program.root / ".git/acmeinc/intents"

    def put_in_the_way(_: Any) -> Synced:
        """Stand between the commit of the step and its messages."""
        if folder.is_dir():
            folder.rmdir()
            folder.write_text("in the way")
        return Synced()

    outcome = update(share=put_in_the_way)
    assert {one.receipt.state for one in outcome.delivered} == {"failed"}
    assert all(one.receipt.detail.startswith("not begun: ") for one in outcome.delivered)
    assert not any(carriers(name).carried for name in ("email", "chat", "incident_chat"))
    folder.unlink()
    assert waiting(program) == [("email", "waiting"), ("chat", "waiting"), ("incident_chat", "waiting")]


def test_ctrl_c_on_the_way_is_recorded_as_unknown(program: Any, update: Any, carriers: Any) -> None:
    """Who loses patience gets the prompt back, and the document says what is not known."""

    released = threading.Event()

    def slow(_: Dispatch) -> Receipt:
        os.kill(os.getpid(), signal.SIGINT)
        released.wait(20)
        return Receipt("sent")

    carriers.will("email", slow)
    with pytest.raises(KeyboardInterrupt):
        update()
    released.set()
    assert states(program)["email"] == "unknown"


def test_what_was_sent_and_could_not_be_recorded_is_recorded_next(
    program: Any, update: Any, carriers: Any
) -> None:
    """A hook that fails after the messages have gone."""
    hook = program.root / ".git/hooks/pre-commit"

    def answer(_: Dispatch) -> Receipt:
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
        return Receipt("sent", remote="7")

    carriers.will("email", answer)
    with pytest.raises(Unsaved, match="sent, but not recorded yet"):
        update()
    hook.unlink()
    program("log", "mended")
    assert states(program) == {"email": "sent", "chat": "sent", "incident_chat": "sent"}
    assert "7" in {
        d["remote"] for d in program("show", LOGIN, "--json").json["communications"][0]["deliveries"]
    }


def test_a_step_whose_messages_left_is_undone_as_one(program: Any, update: Any) -> None:
    """Message and receipts are one step: what it changed is taken back, what was sent is named."""
    update()
    done = program("undo", "-i", LOGIN, "--yes")
    assert "! cannot be unsent: Re: SEV1 Incident - Login is down for all customers" in done.err
    assert git_log(program)[0] == f"{LOGIN[:39]}…: undo: update: investigating"


def test_what_waited_and_was_sent_later_is_a_step_of_its_own(
    program: Any, update: Any, carriers: Any, make_desk: Any
) -> None:
    """Nobody can take that back."""
    carriers.will("email", failing)
    outcome = update()
    program("log", "in between")
    desk = make_desk()
    waits = next(
        one for one in waiting_in(read(document(desk).read_text())) if one.delivery.channel == "email"
    )
    resend(outcome.incident, [(waits.entry.id, "email")], desk)
    refused = program("undo", "-i", LOGIN, "--yes", code=3)
    assert "what was sent cannot be unsent" in refused.err
