"""The one door to mail servers: bounded in time, certificates verified, no password in the clear.

As with services on the web (`https`), what matters afterwards is whether the other side may have got the
mail: it is `NotGiven` until its text is under way, and `Unanswered` when the connection breaks after that.
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from acmeinc.delivery.https import NotGiven, Unanswered, is_here
from acmeinc.errors import Failed
from acmeinc.incident.text import visible

PATIENCE = timedelta(seconds=12)
"""How long one mail may take from the first packet to the last word; a third of it to get through at all."""
VARIABLE = "ACMEINC_SMTP_URL"

_FORM = "smtp+starttls://user:password@mail.example.com:587"
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LEADING_DOT = re.compile(rb"(?m)^\.")
_GOODBYE_SECONDS = 1

Value = TypeVar("Value")


class Server(NamedTuple):
    """Where mail is handed in; `scheme` is `smtp`, `smtp+starttls` or `smtps`. Without a user: no login."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


class Envelope(NamedTuple):
    """A mail as a server takes it: addresses, and the text with CRLF at the end of each line."""

    sender: str
    recipients: Sequence[str]
    content: bytes


class Refusal(NamedTuple):
    """An address that the server does not send to, and its words."""

    address: str
    words: str


def server_of(url: str) -> Server:
    """Return the server that `url` names; raises Failed, which never holds the URL, when it names none."""
    try:
        parts = urlsplit(url)
        usual = _PORTS[parts.scheme]
        port = parts.port or usual
    except (ValueError, KeyError):
        raise Failed(f"{VARIABLE} names no mail server: write {_FORM}") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    host = parts.hostname or ""
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise Failed(f"{VARIABLE} is not clear: in user and password, write %2F %3F %23 %40 for / ? # @")
    if not f"{host}{user}{password}".isascii():
        raise Failed(f"{VARIABLE} holds characters that mail servers do not take: write ASCII")
    if user and parts.scheme == "smtp" and not is_here(host):
        raise Failed(f"{VARIABLE} would show the password on the way: write smtp+starttls:// or smtps://")
    return Server(parts.scheme, host, port, user, password)


def hand_in(server: Server, envelope: Envelope, patience: timedelta = PATIENCE) -> tuple[Refusal, ...]:
    """Give a mail to a server, and return to whom it does not send it, where that is not everyone.

    Raises Failed when the server said no, `NotGiven` when it was not reached, `Unanswered` when it broke off.
    """
    return _talk(server, patience, lambda conversation: conversation.give(envelope))


def all_of(refused: Iterable[Refusal]) -> str:
    """Return who was refused, each with the server's words."""
    return ", ".join(f"{one.address}: {one.words}" for one in refused)


def knock(server: Server, patience: timedelta = PATIENCE) -> None:
    """Do everything but give a mail; raises Failed or `NotGiven` where that does not work."""
    _talk(server, patience, lambda conversation: conversation.ask("NOOP", "the connection"))


def _talk(server: Server, patience: timedelta, wanted: "Callable[[_Conversation], Value]") -> Value:
    conversation = _Conversation(server, patience)
    try:
        conversation.begin()
        return wanted(conversation)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise conversation.broken(error) from None
    finally:
        conversation.end()


class _Conversation:
    """One connection to a mail server, cut off when its time is over."""

    def __init__(self, server: Server, patience: timedelta) -> None:
        self._server = server
        self._seconds = patience.total_seconds()
        self._cut_off = threading.Event()
        self._watch = threading.Timer(self._seconds, self._cut)
        self._watch.daemon = True
        self._line: socket.socket | None = None
        self._given = False
        self._smtp = smtplib.SMTP(local_hostname="localhost")

    def begin(self) -> None:
        """Connect, encrypt and log in, as far as the server's address asks for it."""
        self._watch.start()
        connection = self._connect()
        # What is cut off in the end is a copy: encryption puts another one in the place of the connection.
        self._line = connection.dup()
        if self._cut_off.is_set():
            raise TimeoutError
        self._smtp.local_hostname = _own_name(connection)
        self._smtp.sock = self._encrypted(connection) if self._server.scheme == "smtps" else connection
        self._expect(2, *self._smtp.getreply(), "the connection")
        self._smtp.ehlo_or_helo_if_needed()
        if self._server.scheme == "smtp+starttls":
            self._start_tls(connection)
        if self._server.user:
            self._log_in()

    def give(self, envelope: Envelope) -> tuple[Refusal, ...]:
        """Give one mail; return the recipients that the server refuses, when it takes others."""
        self._expect(2, *self._smtp.mail(envelope.sender), f"mail from {envelope.sender}")
        refused = []
        for address in envelope.recipients:
            code, words = self._smtp.rcpt(address)
            if code // 100 != 2:
                refused.append(Refusal(address, _said(code, words)))
        if len(refused) == len(envelope.recipients):
            raise Failed(f"{self._server.host} refuses {all_of(refused)}")
        self.ask("DATA", "the mail", wanted=3)
        self._given = True
        self._smtp.send(_LEADING_DOT.sub(b"..", envelope.content) + b".\r\n")
        self._expect(2, *self._smtp.getreply(), "the mail")
        return tuple(refused)

    def ask(self, command: str, what: str, wanted: int = 2) -> None:
        """Say `command`; raises Failed, saying `what` is refused, unless the answer begins with `wanted`."""
        self._expect(wanted, *self._smtp.docmd(command), what)

    def broken(self, error: Exception) -> Failed:
        """Return what a connection that broke means: whether the mail may have arrived."""
        words = "no answer in time" if self._cut_off.is_set() else _words(error)
        if self._given:
            return Unanswered(f"{self._server.host} took the mail and did not answer: {words}")
        return NotGiven(f"{self._server.host} could not be reached: {words}")

    def end(self) -> None:
        """Say goodbye, whether or not anybody hears it."""
        with suppress(smtplib.SMTPException, OSError):
            if self._smtp.sock and not self._cut_off.is_set():
                self._smtp.sock.settimeout(_GOODBYE_SECONDS)
                self._smtp.quit()
        self._watch.cancel()
        self._smtp.close()
        if self._line:
            self._line.close()

    def _cut(self) -> None:
        self._cut_off.set()
        with suppress(OSError):
            if self._line:
                self._line.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> socket.socket:
        """Return a connection that came about within a third of the time."""
        connecting = _Connecting(self._server, self._seconds / 3)
        connecting.start()
        connecting.join(self._seconds / 3)
        if isinstance(connecting.result, Exception):
            raise connecting.result
        connecting.result.settimeout(None)  # from here on, time is up when the watch says so
        return connecting.result

    def _encrypted(self, connection: socket.socket) -> ssl.SSLSocket:
        return ssl.create_default_context().wrap_socket(connection, server_hostname=self._server.host)

    def _start_tls(self, connection: socket.socket) -> None:
        if not self._smtp.has_extn("starttls"):
            raise Failed(f"{self._server.host} does not offer encryption (STARTTLS)")
        self.ask("STARTTLS", "encryption")
        self._smtp.sock = self._encrypted(connection)
        self._smtp.file = None  # nothing that came before counts (RFC 3207)
        self._smtp.ehlo()

    def _log_in(self) -> None:
        try:
            self._smtp.login(self._server.user, self._server.password)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPResponseException as no:
            raise self._refusal(no.smtp_code, no.smtp_error, "the login") from None
        except smtplib.SMTPException:
            raise Failed(f"{self._server.host} offers no login with a password") from None

    def _expect(self, wanted: int, code: int, words: bytes, what: str) -> None:
        if code // 100 == wanted:
            return
        if self._given and code // 100 not in (4, 5):
            raise smtplib.SMTPServerDisconnected
        raise self._refusal(code, words, what)

    def _refusal(self, code: int, words: bytes | str, what: str) -> Failed:
        return Failed(f"{self._server.host} refuses {what}: {_said(code, words)}")


class _Connecting(threading.Thread):
    """A connection on its way, in a thread that can be left: nothing else ends the search for a name."""

    def __init__(self, server: Server, seconds: float) -> None:
        super().__init__(daemon=True)
        self._address = (server.host, server.port)
        self._seconds = seconds
        self.result: socket.socket | Exception = TimeoutError()

    def run(self) -> None:
        """Connect to the first address of the host that answers."""
        try:
            self.result = socket.create_connection(self._address, self._seconds)
        except (OSError, UnicodeError) as error:  # UnicodeError: no name of a host can look like that
            self.result = error


def _own_name(connection: socket.socket) -> str:
    """Return the address of this machine as mail servers want it; to look for a name can take long."""
    address = connection.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _said(code: int, words: bytes | str) -> str:
    """Return a server's answer in one line, and when it is worth trying again."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    line = visible(" ".join(f"{code} {text}".split()))
    return f"{line}; try again in a few minutes" if code // 100 == 4 else line


def _words(error: Exception) -> str:
    """Return why a connection failed, without what only a programmer reads."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPException):
        return "the connection broke off"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return f"no encryption with it ({error.reason})"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(getattr(error, "strerror", None) or type(error).__name__)
