"""A mail as bytes, read back by the standard library: nothing is lost, and nothing gets in."""

import email
import email.policy
import re
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.delivery.mime import Calendar, Letter, Mailbox, as_bytes, as_html
from acmeinc.incident.text import clean_line, visible

NEW_YORK = timezone(timedelta(hours=-5))
PLAIN = Letter(
    sender=Mailbox("Acme Corp", "incidents@example.com"),
    to=(Mailbox("", "incident_updates@example.com"),),
    subject="SEV1 Incident - Login is down for all customers",
    body="Login is down.\n\nAna Ruiz",
    date=datetime(2026, 11, 23, 9, 14, 9, tzinfo=NEW_YORK),
    id="01M1.01U1@example.com",
)
EVERYTHING = st.one_of(
    st.text(max_size=220),
    st.lists(
        st.sampled_from(
            (
                *(
                    "Störung",
                    "Login is down",
                    "😀",
                    "日本語の障害",
                    "Re:",
                    "  ",
                    "a" * 90,
                    "=?utf-8?q?x=0Ay?=",
                ),
                *(
                    ", eve@example.net, ",
                    '"',
                    "\\",
                    ";",
                    ":",
                    "<b>",
                    "(c)",
                    "\r\nBcc: eve@example.net\r\n",
                    "\x00",
                ),
            )
        ),
        max_size=20,
    ).map(" ".join),
)


def read(letter: Letter) -> EmailMessage:
    """Return the mail as whoever gets it reads it; its bytes have to be fit for every server."""
    content = as_bytes(letter)
    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert content.isascii() and max(map(len, lines)) <= 998
    return cast(EmailMessage, email.message_from_bytes(content, policy=email.policy.default))


def words(text: object) -> list[str]:
    """Return the words of a text: where a header is folded, spaces may come and go."""
    return str(text).split()


def test_the_head_of_a_first_mail() -> None:
    """Nothing else stands in it."""
    mail = read(PLAIN)
    assert {name: str(value) for name, value in mail.items() if name != "Content-Type"} == {
        "MIME-Version": "1.0",
        "From": "Acme Corp <incidents@example.com>",
        "To": "incident_updates@example.com",
        "Subject": "SEV1 Incident - Login is down for all customers",
        "Date": "Mon, 23 Nov 2026 09:14:09 -0500",
        "Message-ID": "<01M1.01U1@example.com>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }


def test_a_reply_names_the_mail_it_answers_and_its_whole_thread() -> None:
    """However long the thread is."""
    ids = [f"{number:026}.01U1@mail.a-rather-long-name.incidents.example.com" for number in range(200)]
    mail = read(PLAIN._replace(earlier=ids))
    assert mail["In-Reply-To"].strip() == f"<{ids[-1]}>"
    assert words(mail["References"]) == [f"<{one}>" for one in ids]


def test_an_invitation_is_a_way_to_read_the_mail_and_a_file() -> None:
    """The same text both times; the file is of another type, so that nobody is invited twice."""
    text = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:Störung\r\nEND:VCALENDAR\r\n"
    mail = read(PLAIN._replace(calendar=Calendar(text, "CANCEL")))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    part, file = list(mail.walk())[-2:]
    assert (part.get_param("method"), part.get_content_charset()) == ("CANCEL", "utf-8")
    assert (file.get_filename(), file.get_content_disposition()) == ("invite.ics", "attachment")
    assert cast(EmailMessage, part).get_content() == text
    assert cast(EmailMessage, file).get_content() == text.encode()
    assert mail["X-Auto-Response-Suppress"] is None


@given(EVERYTHING)
def test_no_text_becomes_a_header_or_an_address(text: str) -> None:
    """What people type stays a subject or a name, and says what it said."""
    name = " ".join(visible(clean_line(text)).split())[:60]
    people = (Mailbox(name, "ana@example.com"), Mailbox(text, "bo@example.com"))
    mail = read(PLAIN._replace(subject=text, sender=Mailbox(text, "incidents@example.com"), to=people))
    assert mail.keys() == read(PLAIN).keys()
    assert str(mail["Subject"]).strip() == visible(clean_line(text)).strip()
    addresses = [one.addr_spec for one in mail["To"].addresses]
    assert addresses == ["ana@example.com", "bo@example.com"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["incidents@example.com"]
    assert "".join(words(mail["To"].addresses[0].display_name)) == "".join(words(name))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("=?utf-8?q?Login=0ABcc=3A_eve=40example.net?=", id="line-break"),
        pytest.param("SEV1 =?utf-8?b?RVZF?= is down", id="word"),
    ],
)
def test_what_looks_encoded_is_not_decoded(text: str) -> None:
    """Whoever writes such a subject gets it as it is."""
    mail = read(PLAIN._replace(subject=text, sender=Mailbox(text, "incidents@example.com")))
    assert mail["Subject"] == text
    assert mail["From"].addresses[0].display_name == text
    assert mail.keys() == read(PLAIN).keys()


@given(EVERYTHING)
def test_a_body_arrives_as_it_was_written(text: str) -> None:
    """Whatever it begins or ends with."""
    body = visible(text).replace("\r", "")
    plain = next(
        part for part in read(PLAIN._replace(body=body)).walk() if part.get_content_type() == "text/plain"
    )
    assert cast(EmailMessage, plain).get_content().replace("\r\n", "\n") == f"{body}\n"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        pytest.param("one\ntwo\n\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>", id="paragraphs"),
        pytest.param(
            "See the [incident document](https://git.example.com/?b=1&c=2) for more.",
            '<p>See the <a href="https://git.example.com/?b=1&amp;c=2">incident document</a> for more.</p>',
            id="link",
        ),
        pytest.param(
            "(https://status.example.com/x_y, or https://example.com.)",
            '<p>(<a href="https://status.example.com/x_y">https://status.example.com/x_y</a>, or '
            '<a href="https://example.com">https://example.com</a>.)</p>',
            id="bare-links",
        ),
        pytest.param(
            "[mail us](mailto:help@example.com)",
            '<p><a href="mailto:help@example.com">mail us</a></p>',
            id="mailto",
        ),
        pytest.param(
            "[document](incidents/2026/11/inc.md)", "<p>[document](incidents/2026/11/inc.md)</p>", id="path"
        ),
        pytest.param(
            "[x](javascript:alert(1)) ![x](https://example.com/x.png)",
            '<p>[x](javascript:alert(1)) !<a href="https://example.com/x.png">x</a></p>',
            id="no-script-no-picture",
        ),
        pytest.param(
            "<img src=https://a.example/\"onerror='x'> & `a` **b**",
            '<p>&lt;img src=<a href="https://a.example/">https://a.example/</a>&quot;onerror=&#x27;x&#x27;&gt;'
            " &amp; `a` **b**</p>",
            id="markup",
        ),
        pytest.param(
            "[<b>\"](https://example.com/'x)",
            '<p><a href="https://example.com/&#x27;x">&lt;b&gt;&quot;</a></p>',
            id="markup-in-a-link",
        ),
    ],
)
def test_a_text_as_html(body: str, shown: str) -> None:
    assert as_html(body) == f"<!doctype html>\n<html><body>\n{shown}\n</body></html>\n"


@given(
    EVERYTHING,
    st.sampled_from(["{}", "[{}](https://example.com)", "[a](https://example.com/{})", "https://{}"]),
)
def test_html_holds_no_markup_but_its_own(text: str, frame: str) -> None:
    """Four tags, and one attribute."""
    page = as_html(frame.format(text))
    tags = re.findall(r"<[^>]*>", page)
    own = re.compile(r'<!doctype html>|</?(?:html|body|p|a)>|<br>|<a href="(?:https?://|mailto:)[^"<>\s]*">')
    assert [tag for tag in tags if not own.fullmatch(tag)] == []
    assert page.count("<") == len(tags)


def test_the_types_of_the_texts() -> None:
    """Plain first, HTML last: the last one that a reader knows is shown."""
    parts: list[Any] = list(read(PLAIN).walk())
    assert [(part.get_content_type(), part.get_content_charset()) for part in parts] == [
        ("multipart/alternative", None),
        ("text/plain", "utf-8"),
        ("text/html", "utf-8"),
    ]
