"""A whole incident by mail: one thread for the stakeholders, one for the invitations, nothing lost.

ACMEINC_UPDATE_GOLDEN=1 writes the mails in tests/golden/mail instead of comparing with them.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import vobject
from mail_server import Arrived, MailServer

GOLDEN = Path(__file__).parents[1] / "golden" / "mail"
LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
FIRST = "SEV1 Incident - Login is down for all customers"
UPDATES = "incident_updates@example.com"

STEPS = (
    ("initial", ("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1", "--impact",
                 "They cannot log in.", "--responder", "Bo Lind:sme", "--responder", "Vendor Support")),
    ("update", ("update", "--phase", "identified", "-m", "A key rotation: <see> https://e.example/x?y&z.")),
    ("update-severity", ("update", "--severity", "SEV2", "--because", "half can log in", "-m", "Better.")),
    ("", ("update", "--phase", "mitigated", "-m", "The old key is back.")),
    ("resolution", ("resolve", "--durable", "--sign-off", "--retro", "tomorrow 11:00", "--left", "Old key.",
                    "--next-steps", "Alert on the age of keys.", "--kudos", "Identity")),
    ("reopening", ("reopen", "--because", "new sessions fail again")),
    ("", ("update", "--phase", "mitigated", "-m", "The cache is cleared.")),
    ("", ("resolve", "--durable", "--sign-off", "--retro", "tomorrow 12:00", "--left", "Caches are cleared.",
          "--next-steps", "none", "--kudos", "Identity")),
    ("moved", ("retro", "--reschedule", "wed 10:00")),
    ("downgrade", ("downgrade", "--because", "it was the customer's proxy")),
)  # fmt: skip
"""Commands; the names are those of the mails that are compared as a whole."""


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mail server on this machine."""
    with MailServer() as running:
        yield running


@pytest.fixture
def by_mail(program, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the program, set up to send mail: one line of settings, one variable."""
    settings = program.root / "acmeinc.yaml"
    settings.write_text(
        settings.read_text().replace("via: outbox                # outbox | smtp", "via: smtp")
    )
    monkeypatch.setenv("ACMEINC_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
    return program


def head(arrived: Arrived, name: str) -> str:
    """Return a header of a mail, its words a space apart."""
    return " ".join(str(arrived.mail[name] or "").split())


def is_invitation(arrived: Arrived) -> bool:
    """Return whether a mail went to the responders."""
    return UPDATES not in arrived.recipients


def run(by_mail: Any, count: int) -> None:
    """Go through the first steps, ten minutes apart."""
    for _, words in STEPS[:count]:
        by_mail(*words)
        by_mail.clock.forward(minutes=10)


def test_a_whole_incident(by_mail, server: MailServer) -> None:
    """What everyone gets, from the first mail to the last."""
    compared = set()
    for name, words in STEPS:
        before = len(server.arrived)
        by_mail(*words)
        by_mail.clock.forward(minutes=10)
        for arrived in server.arrived[before:]:
            if is_invitation(arrived):
                (file,) = by_mail.root.glob("incidents/*/*/inc-*/invite.ics")
                assert arrived.part("application/ics").get_content() == file.read_bytes()
            if name:
                compared.add(compare(f"invitation-{name}" if is_invitation(arrived) else name, arrived))
    assert compared == {file.name for file in GOLDEN.iterdir()}
    is_one_thread(
        [one for one in server.arrived if not is_invitation(one)], by_mail("show", LOGIN, "--json").json
    )
    is_one_meeting([one for one in server.arrived if is_invitation(one)])


def compare(name: str, arrived: Arrived) -> str:
    """Compare a whole mail, and return its file; only the lines between its parts are new every time."""
    text = re.sub(r"={15}\d+==", "=BOUNDARY=", arrived.content.decode()).replace("\r\n", "\n")
    file = GOLDEN / f"{name}.eml"
    if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert file.read_text() == text, f"{name} differs"
    return file.name


def is_one_thread(mails: list[Arrived], incident: Any) -> None:
    """Each answers the one before; the subject is that of the first, whatever the severity is now."""
    assert {one.recipients for one in mails} == {(UPDATES,)}
    assert [head(one, "Subject") for one in mails] == [
        FIRST,
        f"Re: {FIRST}",
        f"Re: {FIRST}",
        f"Re: {FIRST}",
        "Resolution: SEV2 Login is down for all customers is resolved.",
        "Reopened: SEV2 Login is down for all customers",
        f"Re: {FIRST}",
        "Resolution: SEV2 Login is down for all customers is resolved.",
        "Closed: SEV2 Login is down for all customers is now a bug.",
    ]
    ids = [head(one, "Message-ID") for one in mails]
    assert [head(one, "In-Reply-To") for one in mails] == ["", *ids[:-1]]
    assert [head(one, "References") for one in mails] == [" ".join(ids[:n]) for n in range(len(ids))]
    told = [
        (message["id"], delivery["remote"])
        for message in reversed(incident["communications"])
        for delivery in message["deliveries"]
        if delivery["channel"] == "email"
    ]
    assert [f"<{remote}>" for _, remote in told] == ids
    assert ids == [f"<{entry}.{incident['uid']}@example.com>" for entry, _ in told]


def is_one_meeting(mails: list[Arrived]) -> None:
    """In everybody's calendar: made, cancelled, made anew, moved, cancelled."""
    assert {one.recipients for one in mails} == {("ana@example.com", "bo@example.com")}
    parts = [one.part("text/calendar") for one in mails]
    calendars = [vobject.readOne(part.get_content()) for part in parts]
    assert [
        (one.method.value, one.vevent.sequence.value, f"{one.vevent.dtstart.value:%a %H:%M}")
        for one in calendars
    ] == [
        ("REQUEST", "1", "Tue 11:00"),
        ("CANCEL", "2", "Tue 11:00"),
        ("REQUEST", "3", "Tue 12:00"),
        ("REQUEST", "4", "Wed 10:00"),
        ("CANCEL", "5", "Wed 10:00"),
    ]
    assert [part.get_param("method") for part in parts] == [one.method.value for one in calendars]
    assert len({one.vevent.uid.value for one in calendars}) == 1
    ids = [head(one, "Message-ID") for one in mails]
    assert [head(one, "In-Reply-To") for one in mails] == ["", *ids[:-1]]


def test_the_commander_sees_who_was_invited_and_who_cannot_be(by_mail) -> None:
    """How many at first, because long lines lose their middle."""
    run(by_mail, 4)
    result = by_mail(*STEPS[4][1])
    assert "✓ invitation  2 responders: Ana Ruiz, Bo Lind\n" in result.out
    assert "✓ email       incident_updates@example.com\n" in result.out
    assert "! Vendor Support has no address in people.csv: invite them by hand" in result.err


def test_who_was_refused_is_shown_and_recorded(by_mail, server: MailServer) -> None:
    """The others have it, so it is not sent again."""
    run(by_mail, 4)
    server.replies["RCPT bo@example.com"] = "550 5.1.1 no such user"
    result = by_mail(*STEPS[4][1])
    told = "1 of 2 addresses; refused bo@example.com: 550 5.1.1 no such user"
    assert "✓ invitation  2 responders: Ana Ruiz, Bo Lind\n" in result.out
    assert f"! invitation  {told}\n" in result.out
    assert f"Invitation sent: 2 responders: Ana Ruiz, Bo Lind ({told})" in by_mail("show", LOGIN).out
    assert [row["kind"] for row in by_mail("send", "--json", code=6).json["waiting"]] == ["page"]


def test_greylisted_it_is_sent_a_few_minutes_later(by_mail, server: MailServer) -> None:
    """With the id it would have had, and once."""
    server.replies["DATA"] = "451 4.7.1 greylisted"
    result = by_mail(*STEPS[0][1], code=6)
    assert (
        "127.0.0.1 refuses the mail: 451 4.7.1 greylisted; try again in a few minutes"
        in result.out.replace("\n              ", " ")
    )
    by_mail.clock.forward(minutes=5)
    server.replies.clear()
    by_mail("send", code=6)
    by_mail(*STEPS[1][1])
    first, second = server.arrived
    assert head(second, "In-Reply-To") == head(first, "Message-ID")
    assert head(first, "Date") == "Mon, 23 Nov 2026 09:14:09 -0500"


def test_what_waited_goes_out_in_its_order_as_one_thread(by_mail, server: MailServer) -> None:
    """After an evening without a mail server."""
    server.replies["MAIL"] = "421 4.3.2 down"
    for _, words in STEPS[:3]:
        by_mail(*words, code=6)
        by_mail.clock.forward(minutes=10)
    server.replies.clear()
    by_mail("send", code=6)
    ids = [head(one, "Message-ID") for one in server.arrived]
    assert [head(one, "References") for one in server.arrived] == ["", ids[0], " ".join(ids[:2])]
    by_mail("send", code=6)
    assert len(server.arrived) == 3


def test_what_may_have_arrived_is_sent_again_only_when_asked(by_mail, server: MailServer) -> None:
    """Under the same id, by which a mailbox that has it knows it."""
    server.fault = "drop"
    by_mail(*STEPS[0][1], code=6)
    server.fault = ""
    by_mail("send", code=6)
    assert len(server.arrived) == 1
    by_mail(*STEPS[1][1])
    by_mail("send", "--again", code=6)
    first, update, again = server.arrived
    assert head(again, "Message-ID") == head(first, "Message-ID") == head(update, "In-Reply-To")
    assert (head(again, "In-Reply-To"), head(again, "References")) == ("", "")


def test_an_invitation_that_a_later_one_replaces_is_not_sent_any_more(by_mail, server: MailServer) -> None:
    """Nobody needs to hear of a time that has passed away."""
    run(by_mail, 4)
    server.replies["RCPT ana@example.com"] = server.replies["RCPT bo@example.com"] = "450 later"
    by_mail(*STEPS[4][1], code=6)
    by_mail("retro", "--reschedule", "wed 10:00", code=6)
    server.replies.clear()
    before = len(server.arrived)
    by_mail("send", code=6)
    (arrived,) = server.arrived[before:]
    event = vobject.readOne(arrived.part("text/calendar").get_content()).vevent
    assert (event.sequence.value, f"{event.dtstart.value:%a %H:%M}") == ("2", "Wed 10:00")


def test_without_the_variable_it_fails_and_says_which(by_mail, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never quietly printed instead."""
    monkeypatch.delenv("ACMEINC_SMTP_URL")
    result = by_mail(*STEPS[0][1], code=6)
    assert "✗ email       failed: ACMEINC_SMTP_URL is not set\n" in result.out
    assert "hint: export ACMEINC_SMTP_URL=…, or " in result.err
    (row,) = (row for row in by_mail("send", "--json", code=6).json["waiting"] if row["channel"] == "email")
    assert (row["state"], row["detail"]) == ("failed", "ACMEINC_SMTP_URL is not set")


def test_no_secret_is_printed_or_recorded(
    by_mail, server: MailServer, monkeypatch: pytest.MonkeyPatch, git: Callable[..., str]
) -> None:
    """Also where the server takes no login, with `--debug`, and in the history."""
    monkeypatch.setenv("ACMEINC_SMTP_URL", f"smtp://ana:correct%20horse@127.0.0.1:{server.port}")
    result = by_mail("--debug", *STEPS[0][1], code=6)
    assert "127.0.0.1 offers no login with a password" in result.out
    everything = result.out + result.err + git("log", "-p", "--all")
    assert not [form for form in ("correct%20horse", "correct horse") if form in everything]
