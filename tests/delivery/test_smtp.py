"""The door to mail servers: what was given and what was not, encrypted as asked, and never for ever."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import trustme
from mail_server import MailServer

from acmeinc.delivery.https import NotGiven, Unanswered
from acmeinc.delivery.smtp import Envelope, Refusal, Server, hand_in, knock, server_of
from acmeinc.errors import Failed

SHORT = timedelta(seconds=0.9)
CONTENT = b"Subject: one\r\n\r\n.a dot\r\n..\r\n.\r\nthe end\r\n"
ENVELOPE = Envelope("incidents@example.com", ["ana@example.com", "bo@example.com"], CONTENT)
LOGIN = ("ana", "correct-horse")


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mail server without encryption."""
    with MailServer() as running:
        yield running


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ssl.SSLContext]:
    """Return a maker of server contexts with a certificate for a name, which this machine trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    def make(name: str = "127.0.0.1") -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        return context

    return make


def to(server: MailServer, scheme: str = "smtp", login: tuple[str, str] = ("", "")) -> Server:
    """Return the address of a server."""
    return Server(scheme, "127.0.0.1", server.port, *login)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("smtp://mail.example.com", Server("smtp", "mail.example.com", 25), id="plain"),
        pytest.param("smtps://Mail.example.com/", Server("smtps", "mail.example.com", 465), id="tls"),
        pytest.param(
            "smtp+starttls://ana:pass@mail.example.com:2525",
            Server("smtp+starttls", "mail.example.com", 2525, "ana", "pass"),
            id="port-and-login",
        ),
        pytest.param(
            "smtps://ana%40example.com:p%3Aa%2Fs%25s%23@mail.example.com",
            Server("smtps", "mail.example.com", 465, "ana@example.com", "p:a/s%s#"),
            id="encoded",
        ),
        pytest.param("smtp://a:b@127.0.0.1:25", Server("smtp", "127.0.0.1", 25, "a", "b"), id="loopback"),
        pytest.param("smtp://a:b@[::1]", Server("smtp", "::1", 25, "a", "b"), id="loopback-six"),
        pytest.param("smtp://a:b@localhost", Server("smtp", "localhost", 25, "a", "b"), id="localhost"),
    ],
)
def test_a_url_names_a_server(url: str, expected: Server) -> None:
    assert server_of(url) == expected


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param("mail.example.com", "names no mail server", id="no-scheme"),
        pytest.param("https://ana:hunter2@mail.example.com", "names no mail server", id="other-scheme"),
        pytest.param("smtp+tls://ana:hunter2@mail.example.com:587", "names no mail server", id="near-miss"),
        pytest.param("smtp://ana:hunter2@mail.example.com:mail", "names no mail server", id="port"),
        pytest.param("smtps://ana:hunter2[@mail.example.com", "names no mail server", id="bracket"),
        pytest.param("smtps://", "is not clear", id="no-host"),
        pytest.param("smtps://ana:hun/ter2@mail.example.com", "names no mail server", id="slash-in-password"),
        pytest.param("smtps://ana:25/hunter2@mail.example.com", "is not clear", id="path"),
        pytest.param("smtps://ana@mail.example.com?hunter2", "is not clear", id="query"),
        pytest.param("smtps://ana@mail.example.com#hunter2", "is not clear", id="fragment"),
        pytest.param("smtps://ana:hunter2ä@mail.example.com", "write ASCII", id="not-ascii"),
        pytest.param("smtps://ana:hunter2%C3%A4@mail.example.com", "write ASCII", id="encoded-not-ascii"),
        pytest.param("smtp://ana:hunter2@mail.example.com", "would show the password", id="in-the-clear"),
        pytest.param("smtp://ana:hunter2@10.0.0.1", "would show the password", id="in-the-clear-near-by"),
    ],
)
def test_what_names_no_server_is_never_told_again(url: str, why: str) -> None:
    """Only the variable is."""
    with pytest.raises(Failed, match=why) as refused:
        server_of(url)
    told = f"{refused.value}{refused.value.hint}{refused.value.__cause__}"
    assert "ACMEINC_SMTP_URL" in told and "hunter2" not in told and "ter2" not in told


def test_a_mail_arrives_as_it_was_given(server: MailServer) -> None:
    """Lines that begin with a dot too; who says so has no name but an address."""
    assert hand_in(to(server), ENVELOPE) == ()
    ((sender, recipients, content),) = server.arrived
    assert (sender, recipients) == ("incidents@example.com", ("ana@example.com", "bo@example.com"))
    assert content == CONTENT


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
@pytest.mark.parametrize("login", [("", ""), LOGIN], ids=["no-login", "login"])
def test_a_mail_goes_encrypted(scheme: str, login: tuple[str, str], trusted) -> None:
    """With a certificate that is trusted, for the name that was called."""
    wanted = login if login[0] else None
    with MailServer(trusted(), at_once=scheme == "smtps", login=wanted) as server:
        assert hand_in(to(server, scheme, login), ENVELOPE) == ()
        assert len(server.arrived) == 1


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_certificate_nobody_vouches_for_ends_it(scheme: str, trusted, monkeypatch) -> None:
    """The login is not given away."""
    context = trusted()
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        MailServer(context, at_once=scheme == "smtps", login=LOGIN) as server,
        pytest.raises(NotGiven, match=r"127\.0\.0\.1 could not be reached: its certificate is not trusted"),
    ):
        hand_in(to(server, scheme, LOGIN), ENVELOPE)
    assert server.arrived == []


def test_a_certificate_for_another_name_ends_it(trusted) -> None:
    with (
        MailServer(trusted("mail.example.com"), at_once=True) as server,
        pytest.raises(NotGiven, match="its certificate is not trusted"),
    ):
        hand_in(to(server, "smtps"), ENVELOPE)


def test_without_encryption_where_it_is_asked_for_nothing_goes(server: MailServer) -> None:
    with pytest.raises(Failed, match=r"^127\.0\.0\.1 does not offer encryption \(STARTTLS\)$"):
        hand_in(to(server, "smtp+starttls"), ENVELOPE)
    assert server.arrived == []


def test_a_server_without_encryption_is_not_called_encrypted(server: MailServer) -> None:
    with pytest.raises(NotGiven, match="no encryption with it"):
        hand_in(to(server, "smtps"), ENVELOPE)


def test_a_login_that_is_refused(trusted) -> None:
    with MailServer(trusted(), login=LOGIN) as server, pytest.raises(Failed) as refused:
        hand_in(to(server, "smtp+starttls", ("ana", "wrong-horse")), ENVELOPE)
    assert str(refused.value) == ("127.0.0.1 refuses the login: 535 5.7.8 Authentication credentials invalid")
    assert not isinstance(refused.value, Unanswered)


def test_a_server_that_knows_no_login(server: MailServer) -> None:
    with pytest.raises(Failed, match="offers no login with a password"):
        hand_in(to(server, login=LOGIN), ENVELOPE)


def test_some_recipients_refused(server: MailServer) -> None:
    """The others get it."""
    server.replies["RCPT bo@example.com"] = "550 5.1.1 no \x1b[31msuch user"
    refused = hand_in(to(server), ENVELOPE)
    assert refused == (Refusal("bo@example.com", "550 5.1.1 no ^[[31msuch user"),)
    assert [one.recipients for one in server.arrived] == [("ana@example.com",)]


@pytest.mark.parametrize(
    ("replies", "told"),
    [
        pytest.param(
            {"MAIL": "451 4.7.1 greylisted"},
            "mail from incidents@example.com: 451 4.7.1 greylisted; try again in a few minutes",
            id="greylisted",
        ),
        pytest.param(
            {"RCPT ana@example.com": "450 4.2.0 greylisted", "RCPT bo@example.com": "550 who?"},
            "ana@example.com: 450 4.2.0 greylisted; try again in a few minutes, bo@example.com: 550 who?",
            id="every-recipient",
        ),
        pytest.param({"DATA": "554 5.7.1 spam"}, "the mail: 554 5.7.1 spam", id="text"),
        pytest.param(
            {"DATA": "451-4.3.0 the disk\r\n451 is full"},
            "the mail: 451 4.3.0 the disk is full; try again in a few minutes",
            id="text-for-now",
        ),
    ],
)
def test_the_server_says_no(server: MailServer, replies: dict[str, str], told: str) -> None:
    """In its own words."""
    server.replies.update(replies)
    with pytest.raises(Failed) as refused:
        hand_in(to(server), ENVELOPE)
    assert str(refused.value) == f"127.0.0.1 refuses {told}"
    assert not isinstance(refused.value, Unanswered) and server.arrived == []


def test_broken_off_after_the_text_it_may_have_arrived(server: MailServer) -> None:
    """As it has here."""
    server.fault = "drop"
    with pytest.raises(Unanswered, match="took the mail and did not answer: the connection broke off"):
        hand_in(to(server), ENVELOPE)
    assert len(server.arrived) == 1


def test_no_answer_after_the_text_it_may_have_arrived(server: MailServer) -> None:
    """Nobody waits for ever; here long enough to come so far on a busy machine."""
    server.fault = "silent"
    with pytest.raises(Unanswered, match="took the mail and did not answer: no answer in time"):
        hand_in(to(server), ENVELOPE, timedelta(seconds=2.5))


@pytest.mark.parametrize(
    ("answers", "error", "told"),
    [
        pytest.param([], NotGiven, "the connection broke off", id="hangs-up"),
        pytest.param([b"554 go away\r\n"], Failed, "refuses the connection: 554 go away", id="go-away"),
        pytest.param([b"HTTP/1.1 400 Bad\r\n"], Failed, "refuses the connection: -1", id="no-mail-server"),
        pytest.param([b"220 " + b"x" * 9000], NotGiven, "500 Line too long.", id="endless-line"),
        pytest.param(
            [b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n"],
            NotGiven,
            "the connection broke off",
            id="hangs-up-before-the-text",
        ),
        pytest.param(
            [b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"],
            Unanswered,
            "the connection broke off",
            id="hangs-up-in-the-text",
        ),
        pytest.param(
            [
                b"220 hi\r\n",
                b"250 hi\r\n",
                b"250 ok\r\n",
                b"250 ok\r\n",
                b"250 ok\r\n",
                b"354 go\r\n",
                b"eh\r\n",
            ],
            Unanswered,
            "did not answer",
            id="answers-nonsense",
        ),
    ],
)
def test_a_conversation_that_ends_early(answers: list[bytes], error: type[Failed], told: str) -> None:
    """Before its text is under way a mail is not sent, after that nobody knows."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, args=(listening, answers))
        thread.start()
        with pytest.raises(Failed, match=told) as failure:
            hand_in(Server("smtp", "127.0.0.1", listening.getsockname()[1]), ENVELOPE)
        thread.join(10)
    assert type(failure.value) is error


def answer(listening: socket.socket, answers: list[bytes]) -> None:
    """Take one connection, say each of `answers` when it is its turn, and hang up."""
    connection, _ = listening.accept()
    connection.settimeout(5)
    with connection:
        for number, words in enumerate(answers):
            if number:
                connection.recv(1 << 16)
            connection.sendall(words)


def test_nobody_listens() -> None:
    """Nothing was given."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotGiven, match=r"127\.0\.0\.1 could not be reached: Connection refused"):
            hand_in(Server("smtp", "127.0.0.1", taken.getsockname()[1]), ENVELOPE)


def test_no_host_has_such_a_name() -> None:
    """Nothing was given."""
    with pytest.raises(NotGiven, match="could not be reached: UnicodeError"):
        hand_in(Server("smtp", f"{'a' * 64}.example", 25), ENVELOPE)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_says_nothing(scheme: str) -> None:
    """The connection stands, no word comes."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        pytest.raises(NotGiven, match="could not be reached: no answer in time"),
    ):
        hand_in(Server(scheme, "127.0.0.1", listening.getsockname()[1]), ENVELOPE, SHORT)


def test_a_server_that_says_a_letter_at_a_time() -> None:
    """Each comes in time, the whole never would."""
    over = threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            while not over.wait(0.05):
                connection.send(b"2")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        with pytest.raises(NotGiven, match="no answer in time"):
            hand_in(Server("smtp", "127.0.0.1", listening.getsockname()[1]), ENVELOPE, SHORT)
        over.set()
        thread.join(10)


def test_knocking_gives_nobody_a_mail(trusted) -> None:
    with MailServer(trusted(), login=LOGIN) as server:
        knock(to(server, "smtp+starttls", LOGIN))
        with pytest.raises(Failed, match="refuses the login"):
            knock(to(server, "smtp+starttls", ("ana", "wrong-horse")))
        assert server.arrived == []
