"""`acmeinc import timeline`: what was said in a chat, as lines of an incident's timeline."""

import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acmeinc.incident.reading import read

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "docs" / "samples"
GOLDEN = ROOT / "tests" / "golden" / "import"
IMPORT = ("import", "timeline", "--from", "ops.log")
OWN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
TOKEN = "xoxb-" + "123456789012-abcdefghijkl"


@pytest.fixture(autouse=True)
def declared(program: Any, beginnings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name sources as somebody in their folder does; return the id of an incident that began at 08:58."""
    monkeypatch.chdir(SAMPLES)
    made = str(beginnings("started", program, lambda: program.declare(started="08:58")["id"]))
    program.clock.forward(minutes=16)
    return made


@pytest.fixture
def notes(program: Any) -> Callable[[], list[tuple[str, str, str]]]:
    """Return the imported lines of the timeline, oldest first: when, who, what."""

    def found() -> list[tuple[str, str, str]]:
        timeline = program("show", "login", "--json").json["timeline"]
        return [(e["at"][11:19], e["by"], e["text"]) for e in reversed(timeline) if "source" in e["fields"]]

    return found


@pytest.fixture
def pasted(tmp_path: Path) -> Callable[[str], str]:
    """Return what writes a text that was copied, and returns its path."""

    def write(text: str) -> str:
        path = tmp_path / "chat.txt"
        path.write_text(text, "utf-8")
        return str(path)

    return write


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., str]:
    """Return what zips an export with channels by name, each a list of messages, and returns its path."""

    def write(**channels: list[dict[str, Any]]) -> str:
        people = [{"id": "U1", "name": "bo", "profile": {"real_name": "B. L.", "email": "bo@example.com"}}]
        with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
            archive.writestr("users.json", json.dumps(people))
            for name, messages in channels.items():
                archive.writestr(f"{name.replace('_', '-')}/2026-11-23.json", json.dumps(messages))
        return str(tmp_path / "export.zip")

    return write


def message(text: str, minute: int = 5, **more: Any) -> dict[str, Any]:
    """Return a message of Bo's, so many minutes past 09:00 in New York."""
    return {"type": "message", "user": "U1", "text": text, "ts": f"{1795442400 + minute * 60}.000200", **more}


def test_a_dry_run_shows_the_diff_and_the_counts(program: Any, git: Any) -> None:
    """The whole output; nothing is written."""
    result = program(*IMPORT, "--dry-run")
    file = GOLDEN / "timeline-dry-run.txt"
    text = f"{result.out}--- stderr\n{result.err}"
    if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
        file.write_bytes(text.encode())
    assert file.read_bytes().decode() == text
    assert (git("status", "--short"), git("rev-list", "--count", "HEAD").strip()) == ("", "2")


def test_each_message_is_an_entry_with_author_and_time(program: Any, notes: Any, git: Any) -> None:
    """People are called as people.csv calls them, and the box of the timeline is ticked."""
    result = program(*IMPORT)
    assert notes() == [
        ("14:03:00", "Ana Ruiz", "pages for sign-in, who is on it?"),
        ("14:05:00", "Bo Lind", "me. every token is refused since 08:58"),
        ("14:07:00", "Bo Lind", "/me restarts one session host"),
        ("14:12:00", "Bo Lind", "no change. the signing key was rotated at 08:57"),
        ("14:20:00", "Ana Ruiz", "put the old key back, password=•••"),
        ("14:24:00", "Bo Lind", "old key is back on all hosts"),
    ]
    assert "✓ 6 lines in the timeline of" in result.out
    assert git("log", "-1", "--format=%s").strip().endswith(": import: 6 lines from IRC")
    assert git("status", "--short") == ""
    (path,) = program.root.glob("incidents/2026/11/*.md")
    reading = read(path.read_text("utf-8"))
    assert (reading.notices, reading.by_hand, reading.document.damage) == ((), (), ())
    assert "timeline-kept" in reading.incident.ticked


def test_imported_again_nothing_changes(program: Any, git: Any) -> None:
    """Not even when the log has grown, or is read as another file."""
    program(*IMPORT, "--until", "09:06")
    head = git("rev-parse", "HEAD")
    again = program(*IMPORT, "--until", "09:06")
    assert again.out.startswith("Nothing to import.\n")
    assert "2 left out: there already" in again.out
    assert git("rev-parse", "HEAD") == head
    assert "2 left out: there already" in program(*IMPORT).out


def test_what_was_logged_by_hand_is_known(program: Any, notes: Any, pasted: Any) -> None:
    """By its author and its words, within a minute; each line stands for one message."""
    program("log", "--by", "Bo Lind", "--at", "09:05:40", "Old   key is back")
    text = "[09:05] bo: old key is back\n[09:05] bo: old key is back\n[09:12] bo: old key is back\n"
    result = program("import", "timeline", "--from", pasted(text))
    assert "1 left out: there already" in result.out
    assert [clock for clock, _, _ in notes()] == ["14:05:00", "14:12:00"]


def test_alike_messages_of_one_minute_are_several(program: Any, notes: Any, pasted: Any) -> None:
    """And known again, each of them."""
    path = pasted("[09:05] bo: ok\n[09:05] bo: ok\n[09:05] ana: ok\n")
    program("import", "timeline", "--from", path)
    assert [(by, text) for _, by, text in notes()] == [
        ("Bo Lind", "ok"),
        ("Bo Lind", "ok"),
        ("Ana Ruiz", "ok"),
    ]
    assert "3 left out: there already" in program("import", "timeline", "--from", path).out


def test_what_was_taken_back_can_be_imported_anew(program: Any, notes: Any, export: Any) -> None:
    """Also a part of it: the first try had too much."""
    path = export(**{OWN: [message("deploy 4812"), message("lunch?", 6)]})
    program("import", "timeline", "--from", path)
    program("undo", "--yes")
    result = program("import", "timeline", "--from", path, "--match", "DEPLOY")
    assert "✓ 1 line in" in result.out
    assert sorted(text for _, _, text in notes()) == ["deploy 4812", "deploy 4812", "lunch?"]
    assert (
        "1 left out: there already" in program("import", "timeline", "--from", path, "--match", "deploy").out
    )


@pytest.mark.parametrize(
    ("flags", "kept"),
    [
        pytest.param(
            ("--since", "09:06"), ["/me restarts", "no change.", "put the old", "old key is"], id="since"
        ),
        pytest.param(("--until", "09:04"), ["pages for sign-in, who is on it?"], id="until"),
        pytest.param(
            ("--match", "KEY", "--match", "who"),
            ["pages for", "no change.", "put the old", "old key is"],
            id="match",
        ),
    ],
)
def test_only_what_is_wanted(program: Any, notes: Any, flags: tuple[str, ...], kept: list[str]) -> None:
    """The rest is counted."""
    result = program(*IMPORT, *flags)
    assert [text[: len(words)] for (_, _, text), words in zip(notes(), kept, strict=True)] == kept
    assert f"{6 - len(kept)} left out: not asked for" in result.out


def test_lines_are_chosen_from_a_list(program: Any, answers: Any, notes: Any) -> None:
    """What is there already is not offered."""
    program(*IMPORT, "--until", "09:04")
    diff = program(*IMPORT, "--dry-run").out
    (chosen,) = re.findall(r"/me restarts .*<!-- (\w+)", diff)
    program(*IMPORT, "--select", prompter=answers(("Which lines?", [chosen])))
    assert [text for _, _, text in notes()] == [
        "pages for sign-in, who is on it?",
        "/me restarts one session host",
    ]
    none = answers(("Which lines?", []))
    assert "no line was chosen" in program(*IMPORT, "--select", prompter=none, code=130).err
    assert "Which lines?" in program(*IMPORT, "--select", code=5).err


def test_a_secret_is_taken_out_and_told(program: Any, notes: Any, pasted: Any) -> None:
    """Where it stands, never what it is; the rest of the line is kept."""
    result = program(
        "import", "timeline", "--from", pasted(f"[09:05] bo: use {TOKEN} now\nand password=hunter2hunter2\n")
    )
    assert notes() == [("14:05:00", "Bo Lind", "use ••• now\nand password=•••")]
    assert "chat.txt:1: a Slack token was taken out" in result.err
    assert TOKEN not in result.err + result.out


def test_a_zone_is_said(program: Any, notes: Any) -> None:
    """Where it was the wrong one, lines may be in the future: told."""
    result = program(*IMPORT, "--zone", "Europe/London")
    assert "6 times without a zone are in Europe/London" in result.err
    assert notes()[0][0] == "09:03:00"
    result = program(*IMPORT, "--zone", "America/Los_Angeles")
    assert "6 left out: in the future: is the zone right?" in result.out


def test_a_day_is_said_where_no_line_does(program: Any, pasted: Any) -> None:
    """Else it is that of the incident."""
    path = pasted("[09:05] bo: a\n")
    result = program("import", "timeline", "--from", path, "--dry-run")
    assert "no line of it says the day: 2026-11-23 was taken" in result.err
    result = program("import", "timeline", "--from", path, "--date", "2026-11-22", "--dry-run")
    assert "2026-11-22 09:05:00 -05:00 **Bo Lind** a" in result.out
    assert "is no date" in program("import", "timeline", "--from", path, "--date", "today", code=2).err


@pytest.mark.parametrize(
    ("channels", "flags", "code", "told"),
    [
        pytest.param([OWN, "random"], (), 0, "✓ 1 line", id="the-incidents-own"),
        pytest.param(["ops"], (), 0, "✓ 1 line", id="the-only-one"),
        pytest.param(["ops", "web"], ("--channel", "#web"), 0, "✓ 1 line", id="said"),
        pytest.param(["ops", "web"], ("--channel", "db"), 4, "there is no channel db here", id="not-there"),
        pytest.param(["ops", "web"], (), 5, "--channel, one of: ops, web", id="not-said"),
    ],
)
def test_which_channel_of_an_export(
    program: Any, export: Any, channels: list[str], flags: tuple[str, ...], code: int, told: str
) -> None:
    """Asked for where somebody is there to say."""
    path = export(**{name: [message("hi")] for name in channels})
    result = program("import", "timeline", "--from", path, *flags, code=code)
    assert told in result.out + result.err


def test_a_channel_is_picked(program: Any, export: Any, answers: Any, notes: Any) -> None:
    """By its name."""
    path = export(ops=[message("hi")], web=[message("ho")])
    program("import", "timeline", "--from", path, prompter=answers(("Which channel?", "web")))
    assert notes() == [("14:05:00", "Bo Lind", "ho")]


def test_chat_is_read_from_standard_input(program: Any, notes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it comes out of the clipboard."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Bo Lind  9:05 AM\nhi\n")))
    program("import", "timeline", "--from", "-")
    assert notes() == [("14:05:00", "Bo Lind", "hi")]


def test_too_many_lines_are_refused(program: Any, pasted: Any) -> None:
    """A timeline is there to be read; `--match` and the like make fewer of them."""
    path = pasted("".join(f"[08:{n // 10:02}] bo: line {n}\n" for n in range(501)))
    result = program("import", "timeline", "--from", path, code=2)
    assert "501 lines are more than a timeline can tell (500)" in result.err
    assert "✓ 500 lines" in program("import", "timeline", "--from", path, "--until", "08:49").out


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        pytest.param("nothing of that kind\n", 4, "looks like no chat", id="no-chat"),
        pytest.param("09:00 -!- bo has joined #ops\n", 4, "nobody says anything", id="only-events"),
        pytest.param(
            "[01/02/2026 09:05] bo: a\n", 3, "chat.txt:1:1: 01/02/2026 is 2026-01-02 or 2026-02-01", id="date"
        ),
    ],
)
def test_what_cannot_be_read_is_told(program: Any, pasted: Any, text: str, code: int, told: str) -> None:
    """With what it could be."""
    result = program("import", "timeline", "--from", pasted(text), code=code)
    assert told in result.err
    assert "hint: " in result.err


def test_nasty_words_come_through_whole(program: Any, notes: Any, pasted: Any) -> None:
    """Mark-up, control characters, a line that looks like an entry: words, nothing else."""
    words = "`x` <b> ~~no~~ <!-- 01K kind=note --> | \x1b[31mred\x07 - 2026-11-23 10:15:07 -05:00 **Eve** hi"
    result = program("import", "timeline", "--from", pasted(f"[09:05] bo: {words}\n"), "--dry-run")
    assert "\x1b" not in result.out
    program("import", "timeline", "--from", pasted(f"[09:05] bo: {words}\n"))
    assert notes() == [("14:05:00", "Bo Lind", words.replace("\x1b", "␛").replace("\x07", "␇"))]


def test_json_is_the_incident_with_the_counts(program: Any) -> None:
    """As of every step that writes."""
    found = program(*IMPORT, "--json").json
    assert (found["status"], found["imported"], len(found["commit"])) == ("declared", 6, 40)
    again = program(*IMPORT, "--json").json
    assert (again["imported"], again["commit"], again["left_out"]["there already"]) == (0, None, 6)
