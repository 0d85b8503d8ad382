"""A mail as bytes: plain text and simple HTML, with an invitation where there is one (RFC 5322, 2045, 6047).

The classes of `email.mime` write it, not `EmailMessage`: that one takes `=?…?=` in a subject for encoded
text, loses spaces between encoded words, and the quotes around a long name with a comma.
"""

import html
import re
from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.charset import QP, SHORTEST, Charset
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr
from typing import NamedTuple

from acmeinc.incident.text import clean_line, visible

FILE_NAME = "invite.ics"

_UTF8 = Charset("utf-8")
# Said outright: what is usual can be changed for the whole process by any library, and apprise does.
_UTF8.header_encoding, _UTF8.body_encoding = SHORTEST, QP
_WRITTEN = policy.compat32.clone(linesep="\r\n", max_line_length=998)
"""Folds nothing by itself: an id in a line of its own is not found by everyone."""
_FOLD = "\n "
_LONGEST_NAME = 80
_LINK = re.compile(
    r"\[(?P<label>[^\[\]\n]+)\]\((?P<target>(?:https?://|mailto:)[^\s()<>]+)\)"
    r"|(?P<bare>https?://[^\s<>\"]*[^\s<>\".,;:!?'()\[\]])"
)


class Mailbox(NamedTuple):
    """Somebody's name, "" for none, and address."""

    name: str
    address: str


class Calendar(NamedTuple):
    """An invitation: the text of its file, and what it asks of a calendar (`REQUEST`, `CANCEL`)."""

    text: str
    method: str


class Letter(NamedTuple):
    """A mail before it is bytes; ids are without brackets.

    `earlier` are the ids of the mails of its thread, oldest first: it answers the last of them.
    """

    sender: Mailbox
    to: Sequence[Mailbox]
    subject: str
    body: str
    date: datetime
    id: str
    earlier: Sequence[str] = ()
    calendar: Calendar | None = None


def as_bytes(letter: Letter) -> bytes:
    """Return the mail, seven bits wide, each line ended by CRLF."""
    mail = _texts(letter)
    if letter.calendar:
        # Some readers act on the part in the body, others only on the file; of another type, it is not
        # taken for a second invitation.
        file = MIMEApplication(letter.calendar.text.encode(), "ics", name=FILE_NAME)
        file.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
        text, mail = mail, MIMEMultipart("mixed")
        mail.attach(text)
        mail.attach(file)
    mail["From"] = _mailbox(letter.sender)
    mail["To"] = f",{_FOLD}".join(_mailbox(one) for one in letter.to)
    mail["Subject"] = _header(letter.subject, "Subject")
    mail["Date"] = format_datetime(letter.date)
    mail["Message-ID"] = f"<{letter.id}>"
    if letter.earlier:
        mail["In-Reply-To"] = f"<{letter.earlier[-1]}>"
        mail["References"] = _FOLD.join(f"<{one}>" for one in letter.earlier)
    mail["Auto-Submitted"] = "auto-generated"
    if not letter.calendar:
        # Exchange does not look at the line above before it answers for who is away.
        mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return mail.as_bytes(policy=_WRITTEN)


def as_html(body: str) -> str:
    """Return a text as an HTML page: its paragraphs and lines, links that can be clicked, nothing else."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", body)]
    shown = [f"<p>{_linked(part).replace(chr(10), '<br>' + chr(10))}</p>" for part in paragraphs if part]
    return "\n".join(("<!doctype html>", "<html><body>", *shown, "</body></html>", ""))


def _texts(letter: Letter) -> MIMEMultipart:
    """Return the ways to read a mail, the best one last."""
    texts = MIMEMultipart("alternative")
    texts.attach(_text(letter.body + "\n", "plain"))
    texts.attach(_text(as_html(letter.body), "html"))
    if letter.calendar:
        invitation = _text(letter.calendar.text, "calendar")
        invitation.set_param("method", letter.calendar.method)
        texts.attach(invitation)
    return texts


def _text(text: str, kind: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", kind)
    part.set_payload(text, _UTF8)
    return part


def _mailbox(mailbox: Mailbox) -> str:
    name = _line(mailbox.name)[:_LONGEST_NAME]
    return formataddr((name, mailbox.address)) if _is_plain(name) else f"{_encoded(name)} <{mailbox.address}>"


def _header(text: str, name: str) -> str:
    """Return untrusted text for the header `name`."""
    line = _line(text)
    return line if _is_plain(line) else _encoded(line, name)


def _line(text: str) -> str:
    return visible(clean_line(text))


def _is_plain(line: str) -> bool:
    """Return whether a header can hold `line` as it is; what looks like an encoded word is encoded."""
    return line.isascii() and "=?" not in line


def _encoded(line: str, header: str = "From") -> str:
    return Header(line, _UTF8, header_name=header).encode()


def _linked(text: str) -> str:
    """Return text as HTML, with the links in it."""
    parts, end = [], 0
    for link in _LINK.finditer(text):
        parts += [html.escape(text[end : link.start()]), _link(link)]
        end = link.end()
    return "".join([*parts, html.escape(text[end:])])


def _link(link: re.Match[str]) -> str:
    target, label = link["target"] or link["bare"], link["label"] or link["bare"]
    return f'<a href="{html.escape(target)}">{html.escape(label)}</a>'
