"""The door to services: what was given and what was not, waiting as told, and never for ever."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from service import Reply, Service

from acmeinc.delivery.https import (
    CONNECT_SECONDS,
    READ_SECONDS,
    Answer,
    NotGiven,
    Request,
    Unanswered,
    ask,
    insist,
    with_json,
)
from acmeinc.errors import Failed

PATIENCE = timedelta(seconds=1)


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service that can be told how to behave."""
    with Service() as running:
        yield running


def test_json_goes_out_and_comes_back(service: Service) -> None:
    """With headers of one's own."""
    service.when("POST", "/say", Reply(201, {"id": "7"}, {"X-Scopes": "chat"}))
    answer = ask(with_json("POST", f"{service.url}/say", {"a": "ä"}, X_Token="t"))
    assert (answer.ok, answer.json, answer.headers["x-scopes"]) == (True, {"id": "7"}, "chat")
    (asked,) = service.asked
    assert (asked.json, asked.headers["X-Token"]) == ({"a": "ä"}, "t")


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503])
def test_an_answer_is_an_answer_and_nothing_is_asked_twice(service: Service, status: int) -> None:
    """What to make of it is the channel's business."""
    service.when("POST", "/say", Reply(status, "no"))
    answer = ask(with_json("POST", f"{service.url}/say", {}))
    assert (answer.status, answer.content, answer.ok) == (status, b"no", False)
    assert len(service.asked) == 1


def test_too_often_waits_as_told(service: Service) -> None:
    """Nothing was done, so it is asked again."""
    service.when("POST", "/say", Reply(200, "done"))
    service.when("POST", "/say", Reply(429, headers={"Retry-After": "1"}), times=1)
    assert ask(with_json("POST", f"{service.url}/say", {}), timedelta(seconds=5)).ok
    assert len(service.asked) == 2


def test_too_often_for_longer_than_anybody_waits(service: Service) -> None:
    """It says how long, at once."""
    service.when("POST", "/say", Reply(429, headers={"Retry-After": "120"}))
    assert ask(with_json("POST", f"{service.url}/say", {})) == Answer(429, b"", timedelta(minutes=2))
    assert len(service.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_may_arrive_twice_is_asked_again(service: Service, status: int) -> None:
    """A page, under its own key."""
    service.when("POST", "/say", Reply(202))
    service.when("POST", "/say", Reply(status), times=2)
    request = with_json("POST", f"{service.url}/say", {})._replace(repeatable=True)
    assert ask(request).status == 202
    assert len(service.asked) == 3


def test_a_connection_that_breaks_after_the_request(service: Service) -> None:
    """It may have been carried out: it is not asked again."""
    service.when("POST", "/say", Reply(fault="drop"))
    with pytest.raises(Unanswered, match="took the request and did not answer: the connection broke off"):
        ask(with_json("POST", f"{service.url}/say", {"a": 1}))
    assert len(service.asked) == 1


def test_what_may_arrive_twice_is_asked_again_after_a_break(service: Service) -> None:
    """Until it is taken."""
    service.when("POST", "/say", Reply(202))
    service.when("POST", "/say", Reply(fault="drop"), times=2)
    assert ask(with_json("POST", f"{service.url}/say", {"a": 1})._replace(repeatable=True)).status == 202


def test_nobody_listens() -> None:
    """Nothing was given."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(NotGiven, match=r"127\.0\.0\.1 could not be reached: .*refused"):
            ask(with_json("POST", f"http://127.0.0.1:{port}/say", {}), PATIENCE)


def test_who_answers_drop_by_drop_is_left() -> None:
    """No timeout of a socket ends that: something always comes."""
    listening = socket.create_server(("127.0.0.1", 0))
    left = threading.Event()

    def drip() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not left.wait(0.05):
                connection.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/say"
    already_over = timedelta(seconds=1 - CONNECT_SECONDS - READ_SECONDS)
    with pytest.raises(Unanswered, match="no answer in time"):
        ask(with_json("POST", url, {"a": 1}), already_over)
    left.set()
    thread.join(5)
    listening.close()


def test_too_often_and_then_nobody_is_no_request_given() -> None:
    """The first one was refused, the second one never left."""
    listening = socket.create_server(("127.0.0.1", 0))

    def refuse_once() -> None:
        connection, _ = listening.accept()
        listening.close()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    port = listening.getsockname()[1]
    thread = threading.Thread(target=refuse_once)
    thread.start()
    with pytest.raises(NotGiven):
        ask(with_json("POST", f"http://127.0.0.1:{port}/say", {"a": 1}), PATIENCE)
    thread.join(5)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/x", "http://10.0.0.1/", "ftp://example.com/", "file:///etc/passwd"),
        *("https://", "", "http://[", "https://[x]/"),
    ],
)
def test_nothing_goes_anywhere_unencrypted(url: str) -> None:
    """Except to this very machine."""
    with pytest.raises(NotGiven, match="is not called without encryption"):
        ask(Request("GET", url))


def test_what_is_no_address_is_not_repeated() -> None:
    """It may be a secret."""
    with pytest.raises(NotGiven) as refusal:
        ask(Request("POST", "https://exa mple.com/hooks/s3cret"))
    assert str(refusal.value) == "exa mple.com could not be reached: that is no address"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        pytest.param(Answer(500, b""), Failed, "It answered 500: why", id="500"),
        pytest.param(Answer(302, b""), Failed, "It answered 302: why", id="redirect"),
        pytest.param(
            Answer(429, b"", timedelta(minutes=2)), Failed, "It asks to be left alone for 2 minutes", id="429"
        ),
        pytest.param(
            Answer(504, b""), Unanswered, "It took the request, and its answer was lost (504)", id="gateway"
        ),
    ],
)
def test_what_is_no_yes(answer: Answer, kind: type[Failed], words: str) -> None:
    """A no is failed; what a gateway lost may have been carried out."""
    with pytest.raises(Failed) as refusal:
        insist(answer, "It", "why")
    assert (type(refusal.value), str(refusal.value)) == (kind, words)


def test_a_redirect_is_not_followed(service: Service) -> None:
    """Whoever answers for the other host did not ask for the secret."""
    service.when("POST", "/say", Reply(307, headers={"Location": f"{service.url}/other"}))
    assert ask(with_json("POST", f"{service.url}/say", {})).status == 307
    assert [asked.path for asked in service.asked] == ["/say"]


def test_what_is_no_json_is_none(service: Service) -> None:
    """An answer that is cut short, a page of HTML, nesting without end."""
    for content in (b'{"a": ', b"<html>", b"[" * 100_000):
        service.when("GET", "/say", Reply(200, content))
        assert ask(Request("GET", f"{service.url}/say")).json is None


def test_an_answer_has_an_end(service: Service) -> None:
    """However much comes."""
    service.when("GET", "/say", Reply(200, b"x" * (3 << 20)))
    assert len(ask(Request("GET", f"{service.url}/say")).content) < 2 << 20
