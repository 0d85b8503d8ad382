"""The channels of e-mail: who gets what, in which thread, and what became of it."""

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from mail_server import MailServer

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.delivery.channels import open_channel
from acmeinc.delivery.discreet import Discreet
from acmeinc.delivery.mail import Invitations, Mail
from acmeinc.delivery.outbox import Outbox
from acmeinc.delivery.secrets import HIDDEN, Secrets
from acmeinc.errors import Failed
from acmeinc.incident import ulid
from acmeinc.incident.model import Entry, Incident, Responder
from acmeinc.process.message import Message
from acmeinc.process.rules import Rules

WRITTEN = datetime(2026, 11, 23, 14, 14, 9, tzinfo=UTC)
UID = "01KAR4M3V7Q1ZP6T0B8C9D2E3F"
FILES = {
    "acmeinc.yaml": """
organization: Acme Corp
time_zone: America/New_York
channels:
  email: {via: smtp, from: incidents@acme.example, to: "updates@acme.example, board@acme.example"}
""",
    "people.csv": """name,email,team,role,chat
Ana Ruiz,ana@example.com,Identity,,@ana
Bo Lind,bo@example.com,Identity,,@bo
Cy Oda,,Support,,
Di Roe,di at example.com,Support,,
""",
}
PASSWORD = "correct horse"
HOW_TO_SET_IT = "export ACMEINC_SMTP_URL=…, or ACMEINC_SMTP_URL_FILE, or ACMEINC_SMTP_URL_COMMAND"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mail server that wants a login."""
    with MailServer(login=("ana", PASSWORD)) as running:
        yield running


def rules(**changed: str) -> Rules:
    """Return rules by which mail is sent."""
    return Rules({**FILES, **changed}.get)


def secrets(server: MailServer) -> Secrets:
    """Return the secret that names the server."""
    return Secrets({"ACMEINC_SMTP_URL": f"smtp://ana:correct%20horse@127.0.0.1:{server.port}"})


def entry_id(minute: int) -> str:
    """Return the id of the entry that was recorded so many minutes after the first."""
    return ulid.make(ulid.milliseconds(WRITTEN + timedelta(minutes=minute)), b"\1" * 10)


def entry(minute: int, kind: str, channel: str = "email", **fields: Any) -> Entry:
    """Return a message as the document holds it."""
    more = {"kind": kind, "subject": kind.title(), "channels": [channel], **fields}
    return Entry(entry_id(minute), WRITTEN + timedelta(minutes=minute), "Ana Ruiz", "Its text.", more)


def receipt(minute: int, state: str, channel: str = "email", remote: str = "") -> Entry:
    """Return what became of the message of a minute."""
    fields = {"kind": "receipt", "message": entry_id(minute), "channel": [channel], "state": state}
    return Entry(f"{entry_id(minute)[:-1]}Z", WRITTEN, "Ana Ruiz", "", fields | {"remote": remote})


def incident(*entries: Entry) -> Incident:
    """Return an incident with messages and receipts; the newest come first."""
    responders = tuple(Responder(name) for name in ("@bo", "Cy Oda", "Di Roe", "Somebody Else"))
    newest = sorted(entries, key=lambda one: one.id, reverse=True)
    return Incident(
        "inc-26-11-23-sev-1-login-is-down",
        UID,
        commander="Ana Ruiz",
        responders=responders,
        timeline=tuple(one for one in newest if not one.is_communication),
        communications=tuple(one for one in newest if one.is_communication),
    )


def dispatch(message: Entry, *others: Entry) -> Dispatch:
    """Return a message on its way, in an incident with others."""
    fields = message.fields
    carried = Message(message.kind, "", str(fields["subject"]), message.text, tuple(fields["channels"]))
    return Dispatch(carried, incident(message, *others), message.id, "incidents/x.md", fields)


def threading(server: MailServer) -> list[tuple[str, str, list[str]]]:
    """Return id, parent and thread of each mail that arrived."""
    mails = [one.mail for one in server.arrived]
    return [
        (
            str(mail["Message-ID"]).strip(" <>"),
            str(mail["In-Reply-To"] or "").strip(" <>"),
            [one.strip("<>") for one in str(mail["References"] or "").split()],
        )
        for mail in mails
    ]


@pytest.mark.parametrize(
    ("via", "expected"), [("smtp", {"email": Mail, "calendar": Invitations}), ("outbox", {})], ids=str
)
def test_a_channel_is_what_the_settings_say(via: str, expected: Mapping[str, type]) -> None:
    """The rest stays in the outbox."""
    settings = FILES["acmeinc.yaml"].replace("via: smtp", f"via: {via}")
    for name in ("paging", "email", "chat", "incident_chat", "status_page", "calendar", "tracker"):
        channel = open_channel(name, rules(**{"acmeinc.yaml": settings}), Secrets({}))
        carrying = channel.channel if isinstance(channel, Discreet) else channel
        assert type(carrying) is expected.get(name, Outbox)
        assert (channel.name, channel.prints) == (name, name not in expected)


def test_a_message_goes_to_the_list_from_the_organisation(server: MailServer) -> None:
    """Its id is the receipt's, made of what the document says; its date is when it was written."""
    channel = Mail(rules(), secrets(server))
    told = dispatch(entry(0, "initial"))
    assert channel.deliver(told) == Receipt("sent", remote=f"{entry_id(0)}.{UID}@acme.example")
    assert channel.address(told) == "updates@acme.example, board@acme.example"
    (arrived,) = server.arrived
    assert arrived.sender == "incidents@acme.example"
    assert arrived.recipients == ("updates@acme.example", "board@acme.example")
    assert arrived.mail["From"] == "Acme Corp <incidents@acme.example>"
    assert arrived.mail["Date"] == "Mon, 23 Nov 2026 09:14:09 -0500"
    assert threading(server) == [(f"{entry_id(0)}.{UID}@acme.example", "", [])]


def test_the_same_message_has_the_same_bytes_at_every_try(server: MailServer) -> None:
    """Apart from the lines between its parts: whoever gets it twice can tell."""
    told = dispatch(entry(7, "update"), entry(0, "initial"), receipt(0, "unknown"))
    for _ in range(2):
        Mail(rules(), secrets(server)).deliver(told)
    first, second = (one.content.replace(one.mail.get_boundary().encode(), b"") for one in server.arrived)
    assert first == second


@pytest.mark.parametrize(
    ("receipts", "left"),
    [
        pytest.param(
            [receipt(0, "sent", remote="a@x"), receipt(1, "sent", remote="b@x")], ["a@x", "b@x"], id="sent"
        ),
        pytest.param(
            [receipt(0, "sent", remote="a@x"), receipt(1, "unknown")],
            ["a@x", f"{entry_id(1)}.{UID}@acme.example"],
            id="perhaps-sent",
        ),
        pytest.param([receipt(0, "sent", remote="a@x"), receipt(1, "failed")], ["a@x"], id="failed"),
        pytest.param([receipt(0, "printed"), receipt(1, "sent", remote="b@x")], ["b@x"], id="printed"),
        pytest.param([receipt(0, "sent"), receipt(1, "sent", remote="b@x")], ["b@x"], id="carried-by-hand"),
        pytest.param([receipt(1, "sent", channel="chat", remote="c1")], [], id="another-channel"),
        pytest.param([receipt(3, "sent", remote="later@x")], [], id="later-ones"),
        pytest.param([], [], id="waiting"),
    ],
)
def test_a_reply_answers_what_was_sent_or_perhaps_sent(
    server: MailServer, receipts: list[Entry], left: list[str]
) -> None:
    """The newest of them; all of them are its thread."""
    others = (entry(0, "initial"), entry(1, "update"), entry(3, "update"))
    Mail(rules(), secrets(server)).deliver(dispatch(entry(2, "update"), *others, *receipts))
    assert threading(server)[0][1:] == (left[-1] if left else "", left)


def test_a_day_of_updates_is_one_thread(server: MailServer) -> None:
    """Its ids stand in lines that every server takes."""
    earlier = [entry(minute, "update") for minute in range(48)]
    receipts = [
        receipt(minute, "sent", remote=f"{entry_id(minute)}.{UID}@acme.example") for minute in range(48)
    ]
    Mail(rules(), secrets(server)).deliver(dispatch(entry(50, "update"), *earlier, *receipts))
    assert len(threading(server)[0][2]) == 48
    assert max(map(len, server.arrived[0].content.split(b"\r\n"))) < 100


def test_an_invitation_goes_to_every_responder_with_an_address(server: MailServer) -> None:
    """Named by chat handle too; who has none is told of elsewhere."""
    channel = Invitations(rules(), secrets(server))
    fields = {"sequence": 3, "start": "2026-11-24T15:30:00Z", "method": "request"}
    told = dispatch(entry(0, "invitation", "calendar", **fields))
    assert channel.deliver(told).state == "sent"
    assert channel.address(told) == "2 responders: Ana Ruiz, Bo Lind"
    (arrived,) = server.arrived
    assert arrived.recipients == ("ana@example.com", "bo@example.com")
    assert arrived.mail["To"] == "Ana Ruiz <ana@example.com>, Bo Lind <bo@example.com>"
    part = arrived.part("text/calendar")
    assert part.get_param("method") == "REQUEST"
    event = vobject.readOne(part.get_content()).vevent
    assert (event.uid.value, event.sequence.value) == (f"{UID}@acmeinc", "3")
    assert event.dtstart.value == datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    assert event.dtstamp.value == WRITTEN
    assert event.organizer.value == "mailto:incidents@acme.example"
    assert [one.value for one in event.attendee_list] == ["mailto:ana@example.com", "mailto:bo@example.com"]
    assert arrived.part("application/ics").get_content() == part.get_content().encode()


def test_a_cancellation_takes_the_invitation_back_in_its_own_thread(server: MailServer) -> None:
    """Which is not the thread of the stakeholders."""
    start = {"start": "2026-11-24T15:30:00Z"}
    invited = entry(1, "invitation", "calendar", sequence=1, method="request", **start)
    cancelled = entry(2, "invitation", "calendar", sequence=2, method="cancel", **start)
    left = (receipt(0, "sent", remote="stake@x"), receipt(1, "sent", "calendar", remote="invited@x"))
    told = dispatch(cancelled, entry(0, "initial"), invited, *left)
    assert Invitations(rules(), secrets(server)).deliver(told).state == "sent"
    assert threading(server)[0][1:] == ("invited@x", ["invited@x"])
    calendar = vobject.readOne(server.arrived[0].part("text/calendar").get_content())
    assert (calendar.method.value, calendar.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert calendar.vevent.sequence.value == "2"


def test_nobody_to_invite_is_no_mail(server: MailServer) -> None:
    """It fails, and says what to do; nobody is bothered."""
    nobody = rules(**{"people.csv": "name,email,team,role\n"})
    told = dispatch(entry(0, "invitation", "calendar", start="2026-11-24T15:30:00Z"))
    channel = Invitations(nobody, secrets(server))
    with pytest.raises(Failed) as failure:
        channel.deliver(told)
    assert str(failure.value) == "nobody to send it to"
    assert failure.value.hint == "add their addresses to people.csv, then: acmeinc send"
    assert (channel.address(told), server.arrived) == ("nobody", [])


def test_an_invitation_without_a_time_is_no_mail(server: MailServer) -> None:
    with pytest.raises(Failed, match=r"^the invitation does not say when$"):
        Invitations(rules(), secrets(server)).deliver(dispatch(entry(0, "invitation", "calendar")))


def test_a_fault_in_people_csv_does_not_hide_where_it_goes() -> None:
    """`address` is asked where nothing may go wrong any more."""
    broken = rules(**{"people.csv": "name,email\n"})
    told = dispatch(entry(0, "invitation", "calendar", start="2026-11-24T15:30:00Z"))
    assert Invitations(broken, Secrets({})).address(told) == "all responders"


def test_who_was_refused_is_told_of_a_mail_that_was_sent(server: MailServer) -> None:
    server.replies["RCPT board@acme.example"] = "550 5.1.1 no such user"
    assert Mail(rules(), secrets(server)).deliver(dispatch(entry(0, "initial"))) == Receipt(
        "sent",
        "1 of 2 addresses; refused board@acme.example: 550 5.1.1 no such user",
        f"{entry_id(0)}.{UID}@acme.example",
    )


def test_what_may_have_arrived_keeps_its_id(server: MailServer) -> None:
    """So that the next mail can answer it."""
    server.fault = "drop"
    assert Mail(rules(), secrets(server)).deliver(dispatch(entry(0, "initial"))) == Receipt(
        "unknown",
        "127.0.0.1 took the mail and did not answer: the connection broke off",
        f"{entry_id(0)}.{UID}@acme.example",
    )


def test_a_mail_server_that_is_not_named_fails_and_says_how_to_name_it() -> None:
    """Configured is configured: it is never quietly printed."""
    with pytest.raises(Failed) as failure:
        Mail(rules(), Secrets({})).deliver(dispatch(entry(0, "initial")))
    assert (str(failure.value), failure.value.hint) == ("ACMEINC_SMTP_URL is not set", HOW_TO_SET_IT)


@pytest.mark.parametrize("state", ["sent", "failed"])
@pytest.mark.parametrize(
    "secret",
    [
        pytest.param(PASSWORD, id="password"),
        pytest.param(base64.b64encode(b"\0ana\0correct horse").decode(), id="login-plain"),
        pytest.param(base64.b64encode(PASSWORD.encode()).decode(), id="login-login"),
    ],
)
def test_a_server_that_repeats_the_password_is_not_quoted(
    server: MailServer, secret: str, state: str
) -> None:
    """In none of the forms in which it was given; and endless words have an end."""
    server.replies["RCPT board@acme.example"] = f"550 {'x' * 440} {secret} {'y' * 400}"
    if state == "failed":
        server.replies["RCPT updates@acme.example"] = f"550 {secret}"
    channel = Mail(rules(), secrets(server))
    try:
        told = channel.deliver(dispatch(entry(0, "initial"))).detail
    except Failed as failure:
        told = str(failure)
    assert secret[:6] not in told and len(told) == 501
    assert HIDDEN in told


def test_a_probe_sends_nothing(server: MailServer) -> None:
    """It says what a mail would meet."""
    assert Mail(rules(), secrets(server)).probe() == Receipt("sent", "127.0.0.1 is ready")
    wrong = Secrets({"ACMEINC_SMTP_URL": f"smtp://ana:wrong-horse@127.0.0.1:{server.port}"})
    assert Mail(rules(), wrong).probe() == Receipt(
        "failed", "127.0.0.1 refuses the login: 535 5.7.8 Authentication credentials invalid"
    )
    assert Mail(rules(), Secrets({})).probe() == Receipt(
        "failed", "ACMEINC_SMTP_URL is not set", hint=HOW_TO_SET_IT
    )
    assert server.arrived == []
