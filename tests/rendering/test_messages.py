"""Every message, whole, with the templates that are shipped; and what a changed template may not lose."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.errors import BadData
from acmeinc.incident.model import Action, Entry, Incident
from acmeinc.process.message import Message
from acmeinc.process.ownership import Owner
from acmeinc.process.settings import Settings
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity import Level
from acmeinc.rendering.messages import Messages
from acmeinc.rendering.templates import Templates

NOW = datetime(2026, 11, 23, 14, 40, 12, tzinfo=UTC)
URL = "https://git.example.com/acme/incidents/inc-26-11-23-sev-2-login-is-down-for-all-customers.md"
IDENTITY = Owner(
    functionality="Login",
    service="auth-api",
    team="Identity",
    paging="https://oncall.example.com/identity",
    backlog="https://github.com/acme-example/auth-api/issues",
    chat="#team-identity",
    contact="identity@example.com",
    public=True,
    line=2,
)
CADENCES = {"SEV1": (30, 60), "SEV2": (60, 180), "SEV3": (180, None)}

Golden = Callable[[str, str], None]


def level_of(severity: str) -> Level:
    """Return the process's level of that name."""
    update, status_page = CADENCES[severity]
    return Level(
        id=severity,
        name="",
        conditions=(),
        check_in=timedelta(minutes=update - 10),
        update=timedelta(minutes=update),
        status_page=timedelta(minutes=status_page) if status_page else None,
        page=True,
    )


def settings() -> Settings:
    """Return the settings of an organisation in New York."""
    parsed, problems = parse_settings("organization: Acme Corp\ntime_zone: America/New_York\n")
    assert parsed and not problems
    return parsed


def messages(read: Callable[[str], str]) -> Messages:
    """Return the writer of messages with the templates that `read` finds."""
    return Messages(Templates(read), settings(), level_of)


@pytest.fixture
def write(shipped: Callable[[str], str]) -> Messages:
    """Return the writer of messages with the shipped templates."""
    return messages(shipped)


def whole(message: Message) -> str:
    """Return a message as its golden file holds it."""
    return (
        f"kind: {message.kind}\naudience: {message.audience}\nchannels: {', '.join(message.channels)}\n"
        f"next update: {message.next_update}\nSubject: {message.subject}\n\n{message.body}\n"
    )


def bare(incident: Incident) -> Incident:
    """Return the incident in its first minutes, when little is known."""
    return incident._replace(
        severity="SEV2",
        status="declared",
        impact="",
        quantity="Unknown",
        customers=(),
        workarounds="",
        remediation="",
        milestones={"detected": incident.milestones["detected"]},
        communications=(),
    )


def test_page(golden: Golden, write: Messages, incident: Incident) -> None:
    golden("page.txt", whole(write.page(incident, IDENTITY, "Ana Ruiz", document=URL)))


def test_page_without_an_owner_goes_to_the_rotation_and_says_so(
    golden: Golden, write: Messages, incident: Incident
) -> None:
    page = write.page(bare(incident), None, "Ana Ruiz", document=URL, because="no progress for 40 minutes")
    golden("page-no-owner.txt", whole(page))


def test_initial(golden: Golden, write: Messages, incident: Incident) -> None:
    golden("initial.txt", whole(write.initial(incident, "Ana Ruiz", NOW, document=URL)))


def test_initial_with_little_known(golden: Golden, write: Messages, incident: Incident) -> None:
    golden("initial-bare.txt", whole(write.initial(bare(incident), "Ana Ruiz", NOW, document=URL)))


@pytest.mark.parametrize("phase", ["investigating", "identified", "mitigated"])
def test_update(golden: Golden, write: Messages, incident: Incident, phase: str) -> None:
    message = write.update(
        incident, "Ana Ruiz", NOW, document=URL, message="The last deploy is being rolled back.", phase=phase
    )
    golden(f"update-{phase}.txt", whole(message))


def test_update_with_a_severity_change(golden: Golden, write: Messages, incident: Incident) -> None:
    message = write.update(
        incident,
        "Ana Ruiz",
        NOW,
        document=URL,
        message="All logins fail now.\nWe are rolling back.",
        resources="A database specialist is needed.",
        severity_before="SEV2",
        because="all logins fail, not only new ones",
    )
    golden("update-severity.txt", whole(message))


@pytest.mark.parametrize("phase", ["investigating", "identified", "monitoring", "resolved"])
def test_public(golden: Golden, write: Messages, incident: Incident, phase: str) -> None:
    message = write.public(incident, phase, "Some customers cannot log in.", NOW)
    golden(f"public-{phase}.txt", whole(message))


def test_public_without_a_message_or_a_cadence(golden: Golden, write: Messages, incident: Incident) -> None:
    quiet = incident._replace(severity="SEV3", public_title="Login problems")
    golden("public-bare.txt", whole(write.public(quiet, "investigating", "", NOW)))


def test_a_later_investigating_post_says_that_work_goes_on(
    golden: Golden, write: Messages, incident: Incident
) -> None:
    posted = incident._replace(communications=(Entry("01", NOW, "Ana Ruiz", "…", {"kind": "public"}),))
    message = write.public(posted, "investigating", "Logins fail.", NOW, eta="11:00 EST")
    golden("public-continued.txt", whole(message))


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        pytest.param(
            {"started": (13, 58), "mitigated": (15, 13)},
            "Login was affected for 1 hour 15 minutes between 08:58 EST and 10:13 EST on 2026-11-23.",
            id="both",
        ),
        pytest.param(
            {"started": (4, 50), "mitigated": (5, 20)},
            "Login was affected for 30 minutes between 23:50 EST on 2026-11-22 and 00:20 EST on 2026-11-23.",
            id="over-midnight",
        ),
        pytest.param(
            {"started": (13, 58)}, "Login was affected from 08:58 EST on 2026-11-23.", id="only-started"
        ),
        pytest.param(
            {"mitigated": (15, 13)}, "Login was affected until 10:13 EST on 2026-11-23.", id="only-mitigated"
        ),
        pytest.param(
            {"started": (16, 0), "mitigated": (15, 13)},
            "Login was affected until 10:13 EST on 2026-11-23.",
            id="started-after-mitigated",
        ),
        pytest.param(
            {"started": (15, 13), "mitigated": (15, 13)},
            "Login was affected for less than a minute between 10:13 EST and 10:13 EST on 2026-11-23.",
            id="moments",
        ),
        pytest.param({}, "Login was affected.", id="neither"),
    ],
)
def test_a_resolved_post_tells_only_the_times_that_are_known(
    write: Messages, incident: Incident, known: dict[str, tuple[int, int]], sentence: str
) -> None:
    milestones = {name: datetime(2026, 11, 23, *clock, tzinfo=UTC) for name, clock in known.items()}

    message = write.public(incident._replace(milestones=milestones), "resolved", "", NOW)

    assert message.body == f"{sentence}\nThe issue has now been resolved."


def test_resolution(golden: Golden, write: Messages, incident: Incident) -> None:
    message = write.resolution(
        incident,
        "Ana Ruiz",
        document=URL,
        left="The deploy is rolled back and the old key is in use.",
        next_steps="Key rotation gets a test against old sessions.",
        kudos="Identity and the customer support team, who found the workaround.",
        status_page_updated=True,
        customers_notified="All affected customers have an in-app notification, and their CSM an email.",
    )
    golden("resolution.txt", whole(message))


def test_resolution_with_little_known(golden: Golden, write: Messages, incident: Incident) -> None:
    early = bare(incident)._replace(retrospective=incident.retrospective._replace(at=None))
    message = write.resolution(
        early, "Ana Ruiz", document=URL, left="", next_steps="", kudos="", status_page_updated=False
    )
    golden("resolution-bare.txt", whole(message))


def test_reopening(golden: Golden, write: Messages, incident: Incident) -> None:
    message = write.reopening(
        incident, "Ana Ruiz", NOW, document=URL, because="logins fail again since 16:05"
    )
    golden("reopening.txt", whole(message))


@pytest.mark.parametrize(
    ("name", "owner", "duplicate_of"),
    [
        pytest.param("downgrade.txt", IDENTITY, "", id="bug"),
        pytest.param("downgrade-no-owner.txt", None, "", id="bug-no-owner"),
        pytest.param(
            "downgrade-duplicate.txt", IDENTITY, "inc-26-11-23-sev-1-sso-is-down-for-everyone", id="duplicate"
        ),
    ],
)
def test_downgrade(
    golden: Golden, write: Messages, incident: Incident, name: str, owner: Owner | None, duplicate_of: str
) -> None:
    closed = incident._replace(duplicate_of=duplicate_of)
    message = write.downgrade(closed, "Ana Ruiz", owner, document=URL, because="only the login page's logo")
    golden(name, whole(message))


def test_closing(golden: Golden, write: Messages, incident: Incident) -> None:
    golden("closing.txt", whole(write.closing(incident, "Ana Ruiz", document=URL)))


@pytest.mark.parametrize("because", ["", "only the login page's logo"], ids=["decided", "downgraded"])
def test_ticket(golden: Golden, write: Messages, incident: Incident, because: str) -> None:
    message = write.ticket(incident, "Ana Ruiz", document=URL, because=because)
    golden(f"ticket{'-downgraded' if because else ''}.txt", whole(message))


@pytest.mark.parametrize(
    ("name", "action"),
    [
        pytest.param("ticket-action.txt", Action("Alert on key age", "Bo Lind", "2026-12-04"), id="whole"),
        pytest.param("ticket-action-bare.txt", Action("Alert on key age"), id="bare"),
    ],
)
def test_action_ticket(
    golden: Golden, write: Messages, incident: Incident, name: str, action: Action
) -> None:
    golden(name, whole(write.action_ticket(incident, "Ana Ruiz", action, document=URL)))


@pytest.mark.parametrize("cancelled", [False, True], ids=["invited", "cancelled"])
def test_invitation(golden: Golden, write: Messages, incident: Incident, cancelled: bool) -> None:
    at = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    message = write.invitation(incident, "Ana Ruiz", at, document=URL, cancelled=cancelled)
    golden(f"invitation{'-cancelled' if cancelled else ''}.txt", whole(message))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{ 7*7 }}{% if x %}", id="template"),
        pytest.param("[inc-26-11-23-SEV-1] <b>", id="markup"),
        pytest.param("Subject: other", id="subject"),
    ],
)
def test_user_text_comes_through_as_it_is(write: Messages, incident: Incident, text: str) -> None:
    said = incident._replace(impact=text, functionality=text, customers=(text,))

    message = write.initial(said, text, NOW, document=URL)

    assert message.subject == f"SEV1 Incident - {text} is down for all customers"
    assert message.body.startswith(f"{text} is currently experiencing a SEV1 incident.")
    assert f"Description of customer impact: {text}\n" in message.body
    assert f"\n* {text}\n" in message.body
    assert message.body.endswith(f"\n{text}")


@given(st.text(max_size=300))
def test_no_text_makes_a_second_header_or_a_long_subject(
    shipped: Callable[[str], str], incident: Incident, text: str
) -> None:
    subject = messages(shipped).initial(incident._replace(state=text), text, NOW, document=URL).subject

    assert len(subject) <= 200
    assert subject.startswith("SEV1 Incident - Login is")
    assert subject.splitlines() == [subject]
    assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in subject)


def test_a_reply_keeps_a_long_subject_whole(write: Messages, incident: Incident) -> None:
    long = incident._replace(audience="everyone " * 40, communications=())
    initial = write.initial(long, "Ana Ruiz", NOW, document=URL)
    told = Entry("01", NOW, "Ana Ruiz", initial.body, {"kind": "initial", "subject": initial.subject})

    update = write.update(
        long._replace(communications=(told,)), "Ana Ruiz", NOW, document=URL, message="Still on it."
    )

    assert update.subject == f"Re: {initial.subject}"
    assert len(update.subject) <= 200


Shipped = Callable[[str], str]


def changed(shipped: Shipped, old: str, new: str) -> Messages:
    """Return the writer of messages in whose templates a team replaced `old` by `new`."""
    return messages(lambda name: shipped(name).replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("Subject: ", "", "1:1: the message has lost its subject line", id="subject"),
        pytest.param("Subject: ", "Subject: \n", "1:1: the message has lost its subject line", id="empty"),
        pytest.param("}}\n\n", "}}\n", "1:1: the message has lost its subject line", id="no-empty-line"),
        pytest.param(
            "{{ document }}", "", " the message has lost the link to the incident document", id="link"
        ),
        pytest.param(
            "Expect an update", "Expect", " the message does not say when the next update comes", id="promise"
        ),
    ],
)
def test_a_template_that_lost_a_promise_is_named(
    shipped: Shipped, incident: Incident, old: str, new: str, says: str
) -> None:
    with pytest.raises(BadData) as caught:
        changed(shipped, old, new).initial(incident, "Ana Ruiz", NOW, document=URL)

    assert str(caught.value).splitlines()[0] == f"templates/initial.txt:{says}"
    assert caught.value.hint


def test_a_team_may_add_its_own_words(shipped: Shipped, incident: Incident) -> None:
    write = changed(shipped, "{{ by }}\n", "{{ by }}, {{ organization }}\n")

    message = write.initial(incident, "Ana Ruiz", NOW, document=URL)

    assert message.body.endswith("Ana Ruiz, Acme Corp")


def test_a_page_goes_out_even_when_its_template_is_broken(
    golden: Golden, shipped: Shipped, incident: Incident
) -> None:
    write = changed(shipped, "{{ paged }}", "{{ pagd }}")
    golden("page-broken-template.txt", whole(write.page(incident, IDENTITY, "Ana Ruiz", document=URL)))


def test_a_level_without_updates_promises_none(shipped: Shipped, incident: Incident) -> None:
    silent: dict[str, Any] = {"update": None, "status_page": None}
    write = Messages(Templates(shipped), settings(), lambda _: level_of("SEV3")._replace(**silent))

    message = write.initial(incident, "Ana Ruiz", NOW, document=URL)

    assert message.next_update is None
    assert "Expect an update" not in message.body
