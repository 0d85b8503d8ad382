"""`site serve`: the page on this machine, for nobody else, built again when something changes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from announcements import Story, Told, at, write
from pseudo_terminal import ROOT

from acmeinc.site.preview import Preview, file_of

SEARCH = Story("Search", "slow", "SEV2", at("2026-11-20"), [Told(0, "investigating", "Slow.")], "identified")
PATIENCE = 20


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """Serve a folder with two files of the page, and one that is none."""
    for name in ("index.html", "history/index.html", "secret.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    with Preview(tmp_path, ["index.html", "history/index.html"], 0) as served:
        yield served


def ask(address: str, target: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, str]:
    """Return an answer and its text."""
    place = urlsplit(address)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=PATIENCE)
    connection.putrequest(method, target, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer, answer.read().decode()


@pytest.mark.parametrize(
    ("target", "name"),
    [
        pytest.param("/", "index.html", id="first"),
        pytest.param("/index.html", "index.html", id="by-name"),
        pytest.param("/?x=1", "index.html", id="with-query"),
        pytest.param("/history/", "history/index.html", id="folder"),
        pytest.param("/history/index%2Ehtml", "history/index.html", id="encoded"),
    ],
)
def test_files_of_the_page(preview: Preview, target: str, name: str) -> None:
    """With headers that let a browser show them and nothing else."""
    answer, text = ask(preview.address, target)
    assert (answer.status, text) == (200, name)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert ask(preview.address, target, "HEAD")[1] == ""


@pytest.mark.parametrize(
    "target",
    [
        "/secret.txt",
        "/history",
        "/../index.html",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/secret.txt",
        "//etc/passwd",
        "/index.html%00",
        "/.acmeinc-site.json",
    ],
)
def test_nothing_else_is_there(preview: Preview, target: str) -> None:
    """No other file, no list of a folder, no way out."""
    answer, text = ask(preview.address, target)
    assert (answer.status, text) == (404, "there is no such page\n")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_other_ways_to_ask_are_refused(preview: Preview) -> None:
    """Nothing can be sent."""
    assert ask(preview.address, "/", "POST")[0].status == 501
    assert ask(preview.address, "/", "DELETE")[0].status == 501


@pytest.mark.parametrize(
    "host", ["status.example.com", "127.0.0.1", "127.0.0.1:1", "", "localhost.evil.example"]
)
def test_a_name_that_leads_here_from_elsewhere_is_refused(preview: Preview, host: str) -> None:
    """A page on the web cannot have its visitors' browsers read what is served here."""
    assert ask(preview.address, "/", Host=host)[0].status == 421
    port = urlsplit(preview.address).port
    assert ask(preview.address, "/", Host=f"localhost:{port}")[0].status == 200


def test_nobody_else_can_reach_it(preview: Preview) -> None:
    """It listens on 127.0.0.1 alone: another address of the same machine is closed."""
    place = urlsplit(preview.address)
    assert place.hostname == "127.0.0.1"
    with socket.socket() as other:
        other.settimeout(2)
        with pytest.raises(OSError):
            other.connect(("127.0.0.2", place.port or 0))


def test_a_file_that_went_is_not_there(preview: Preview, tmp_path: Path) -> None:
    """Until the next build says so, too."""
    (tmp_path / "index.html").unlink()
    assert ask(preview.address, "/")[0].status == 404


@pytest.mark.parametrize(
    ("target", "name"),
    [("/", "index.html"), ("/a/", "a/index.html"), ("/a/b.html?c#d", "a/b.html"), ("", "index.html")],
)
def test_which_file_is_meant(target: str, name: str) -> None:
    """Of a folder its first page."""
    assert file_of(target) == name


def test_a_port_that_is_taken(plain) -> None:
    """Is said, with what to type instead; so is one that there is not."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        said = plain("site", "serve", "--port", taken, code=1).err
    assert f"port {taken} cannot be used" in said and "--port 0" in said
    assert "there is no port 70000" in plain("site", "serve", "--port", "70000", code=1).err


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, and no longer than patience lasts."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a signal")
def test_a_whole_preview(plain) -> None:
    """It follows documents, templates and rules, survives a broken one, and ends by Ctrl-C."""
    write(plain.root, SEARCH)
    command = [sys.executable, "-m", "acmeinc", "site", "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    serving = subprocess.Popen(command, cwd=plain.root, env=environment, stdout=pipe, stderr=pipe, text=True)
    try:
        assert serving.stdout
        address = serving.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")

        def shows(words: str) -> Callable[[], bool]:
            return lambda: words in ask(address, "/")[1]

        assert shows("Search is slow")()
        write(plain.root, SEARCH._replace(posts=[*SEARCH.posts, Told(30, "identified", "We know why.")]))
        until(shows("We know why."))
        home = plain.root / "templates" / "site" / "home.html"
        whole = home.read_text(encoding="utf-8")
        home.write_text(f"{whole}{{{{ nothing }}}}", encoding="utf-8")
        time.sleep(0.6)
        assert shows("We know why.")()
        home.write_text(f"{whole}<p>Greetings</p>", encoding="utf-8")
        until(shows("<p>Greetings</p>"))
        settings = plain.root / "acmeinc.yaml"
        settings.write_text(settings.read_text("utf-8").replace("Acme Corp", "Contoso", 1), "utf-8")
        until(shows("<title>Contoso status</title>"))
        serving.send_signal(signal.SIGINT)
        out, err = serving.communicate(timeout=PATIENCE)
    finally:
        serving.kill()
        serving.wait()
    assert (serving.returncode, out) == (0, "")
    assert "templates/site/home.html" in err and "there is no value `nothing`" in err
    assert "Traceback" not in err
