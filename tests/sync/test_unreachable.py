"""A missing, refused, hanging or half-open remote never delays a step beyond its bound, and loses nothing."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

BOUND = 5.0


class Server:
    """A server on this machine that accepts and then does what it was told."""

    def __init__(self, answer: bytes | None) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self._held.append(connection)
                if self._answer is not None:
                    connection.sendall(self._answer)

    def close(self) -> None:
        """End it, and every connection."""
        for one in (self._socket, *self._held):
            one.close()


@pytest.fixture
def serve() -> Iterator[Callable[[bytes | None], int]]:
    """Return what starts a server and returns its port."""
    servers: list[Server] = []

    def start(answer: bytes | None) -> int:
        servers.append(Server(answer))
        return servers[-1].port

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def closed_port() -> int:
    """Return a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def timed(clone: Any, *args: str, code: int) -> tuple[Any, float]:
    """Return what a command did, and how many seconds it took."""
    began = time.monotonic()
    result = clone(*args, code=code)
    return result, time.monotonic() - began


HALF_AN_HTTP_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n"
    b"Content-Length: 100000\r\n\r\n001e# service=git-upload-pack\n"
)


@pytest.mark.bounds
@pytest.mark.parametrize(
    ("scheme", "answer"),
    [
        pytest.param("git", None, id="git-hangs"),
        pytest.param("http", None, id="http-hangs"),
        pytest.param("git", b"0032", id="git-half-open"),
        pytest.param("http", HALF_AN_HTTP_ANSWER, id="http-half-open"),
    ],
)
def test_a_remote_that_never_ends_delays_a_step_by_no_more_than_the_bound(
    ana: Any, bo: Any, set_up: Any, serve: Any, scheme: str, answer: bytes | None
) -> None:
    set_up(bo, "sync: auto")
    bo("sync")
    bo.git("remote", "set-url", "origin", f"{scheme}://127.0.0.1:{serve(answer)}/incidents.git")
    result, seconds = timed(bo, "log", "two", code=6)
    assert seconds < BOUND + 3
    assert "error: saved here; 1 commit not yet pushed: origin did not answer in time\n" in result.err
    assert "hint: acmeinc sync\n" in result.err
    assert "two" in bo.document()
    assert "two" in bo.git("show", f"HEAD:{bo.documents()[0].relative_to(bo.root)}")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("git://127.0.0.1:{port}/incidents.git", id="git-refused"),
        pytest.param("http://127.0.0.1:{port}/incidents.git", id="http-refused"),
        pytest.param("ssh://git@127.0.0.1:{port}/incidents.git", id="ssh-refused"),
        pytest.param("file:///nonexistent/incidents.git", id="missing"),
        pytest.param("https://incidents.invalid/x.git", id="no-such-host"),
    ],
)
def test_a_remote_that_is_not_there_is_said_at_once(
    ana: Any, bo: Any, set_up: Any, closed_port: int, url: str
) -> None:
    set_up(bo, "sync: auto")
    bo("sync")
    bo.git("remote", "set-url", "origin", url.format(port=closed_port))
    result, seconds = timed(bo, "log", "two", code=6)
    assert seconds < BOUND + 3
    assert "error: saved here; 1 commit not yet pushed: could not push to origin: " in result.err
    assert "two" in bo.document()


def test_what_waited_goes_with_the_next_sync(ana: Any, bo: Any, closed_port: int, team: Any) -> None:
    bo.git("remote", "set-url", "origin", f"git://127.0.0.1:{closed_port}/x")
    for text in ("two", "three", "four"):
        bo("log", text)
    assert "error: 3 commits not yet pushed: " in bo("sync", code=6).err
    bo.git("remote", "set-url", "origin", f"file://{team.remote}")
    assert bo("sync").out == "✓ origin/main: pushed 3 commits, took in 0\n"


@pytest.mark.bounds
def test_a_hanging_remote_keeps_nobody_else_from_writing(ana: Any, bo: Any, set_up: Any, serve: Any) -> None:
    bo.git("remote", "set-url", "origin", f"git://127.0.0.1:{serve(None)}/incidents.git")
    syncing = bo.start("sync")
    time.sleep(1)
    _, seconds = timed(bo, "log", "two", code=0)
    assert syncing.poll() is None and seconds < 2
    assert syncing.wait() in (1, 6)


def test_nothing_that_talked_to_the_remote_is_left_running(ana: Any, bo: Any, serve: Any) -> None:
    port = serve(None)
    bo.git("remote", "set-url", "origin", f"http://127.0.0.1:{port}/incidents.git")
    bo("sync", "--wait", "1", code=1)
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert [line for line in running if str(port).encode() in line] == []


def test_a_protected_branch_is_said_with_the_way_round(ana: Any, bo: Any, team: Any) -> None:
    team.hook("pre-receive", "echo 'You are not allowed to push code to protected branches.' >&2; exit 1")
    bo("log", "two")
    result = bo("sync", code=6)
    assert "1 commit not yet pushed: origin/main does not take the push" in result.err
    assert "You are not allowed to push code to protected branches." in result.err
    assert "`branch: incidents` in acmeinc.yaml" in result.err
    assert bo.git("rev-list", "--count", "origin/main..HEAD") == "1"


def test_others_who_are_always_quicker_do_not_hold_a_step_for_ever(ana: Any, bo: Any, team: Any) -> None:
    """The remote's side moves the branch during every push."""
    team.hook(
        "update",
        "unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY\n"
        'git update-ref refs/heads/main "$(git commit-tree -m race -p main main^{tree})"',
    )
    bo("log", "two")
    result, seconds = timed(bo, "sync", "--wait", "2", code=6)
    assert seconds < 4
    assert "1 commit not yet pushed: others kept pushing first" in result.err


def test_a_hook_of_ones_own_that_refuses_the_push_is_heard(ana: Any, bo: Any) -> None:
    hook = bo.root / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not on Fridays' >&2\nexit 1\n")
    hook.chmod(0o755)
    bo("log", "two")
    assert "could not push to origin: not on Fridays" in bo("sync", code=6).err
