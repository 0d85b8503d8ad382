"""A mail server, for real, on 127.0.0.1: it keeps what it is given, and can misbehave in every way.

with MailServer() as server:
    server.replies["RCPT bo@example.com"] = "550 no such user"
    server.replies["DATA"] = "451 greylisted"
"""

import asyncio
import email
import email.policy
import ssl
import threading
from email.message import EmailMessage
from typing import Any, Literal, NamedTuple, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Fault = Literal["", "drop", "silent"]


class Arrived(NamedTuple):
    """A mail as it arrived."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        """Return it as the standard library reads it."""
        return cast(EmailMessage, email.message_from_bytes(self.content, policy=email.policy.default))

    def part(self, kind: str) -> EmailMessage:
        """Return the one part of a type such as `text/plain`."""
        (part,) = (one for one in self.mail.walk() if one.get_content_type() == kind)
        return cast(EmailMessage, part)

    def text(self, kind: str) -> str:
        """Return the text of a part, with plain line ends."""
        text: str = self.part(kind).get_content()
        return text.replace("\r\n", "\n")


class MailServer:
    """Takes mail until it is closed.

    `replies` are what it answers instead of its usual 250, by what it is asked. The `fault` comes when the
    whole mail has arrived: `drop` breaks the connection off, `silent` never answers.
    """

    def __init__(
        self,
        context: ssl.SSLContext | None = None,
        *,
        at_once: bool = False,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.arrived: list[Arrived] = []
        self.replies: dict[str, str] = {}
        self.fault: Fault = ""
        self.port = 0
        self._context = context
        self._at_once = at_once
        self._login = login
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._ready = threading.Event()

    def __enter__(self) -> "MailServer":
        """Start listening."""
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of whoever still waits, and stop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def handle_MAIL(self, _: Any, session: Session, envelope: Envelope, sender: str, __: Any) -> str:
        """Answer who the mail is from; who has to log in first is told so."""
        if self._login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = sender
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(self, _: Any, __: Session, envelope: Envelope, address: str, ___: Any) -> str:
        """Answer whether the mail goes to an address."""
        reply = self.replies.get(f"RCPT {address}", "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        """Keep the mail, and answer."""
        reply = self.replies.get("DATA", "250 OK")
        if reply.startswith("2"):
            content = cast(bytes, envelope.original_content)
            self.arrived.append(Arrived(str(envelope.mail_from), tuple(envelope.rcpt_tos), content))
        if self.fault == "drop":
            cast(asyncio.Transport, server.transport).abort()
        if self.fault == "silent":
            await asyncio.sleep(30)
        return reply

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        listening = self._loop.run_until_complete(
            self._loop.create_server(
                self._conversation, "127.0.0.1", 0, ssl=self._context if self._at_once else None
            )
        )
        self.port = listening.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        listening.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    def _conversation(self) -> SMTP:
        return SMTP(
            self,
            loop=self._loop,
            hostname="mail.example.com",
            tls_context=None if self._at_once else self._context,
            authenticator=self._authenticate if self._login else None,
            auth_require_tls=not self._login or (bool(self._context) and not self._at_once),
        )

    def _authenticate(
        self, _: Any, __: Session, ___: Envelope, ____: str, given: LoginPassword
    ) -> AuthResult:
        wanted = self._login and tuple(word.encode() for word in self._login)
        return AuthResult(success=(given.login, given.password) == wanted, handled=False)
