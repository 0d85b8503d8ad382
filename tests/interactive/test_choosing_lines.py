"""Lines of a chat chosen from a list, in a real terminal: the list is longer than the screen."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from incident_repository import Repository
from pseudo_terminal import CTRL_C, DOWN


def chat(folder: Path, lines: int) -> str:
    """Return the path of a chat of this morning, one line a minute, ending an hour ago."""
    began = datetime.now().astimezone() - timedelta(hours=1, minutes=lines)
    path = folder / "chat.txt"
    times = (began + timedelta(minutes=number) for number in range(lines))
    path.write_text(
        "".join(f"[{at:%Y-%m-%d %H:%M}] bo: line {n} of the chat\n" for n, at in enumerate(times))
    )
    return str(path)


def test_what_is_marked_is_taken(declared: Repository, tmp_path: Path) -> None:
    """And nothing else; the screen is left with what was chosen."""
    terminal = declared.at_terminal(
        "import", "timeline", "--from", chat(tmp_path, 60), "--zone", "UTC", "--select", TZ="UTC"
    )
    terminal.answer("Which lines?", DOWN)
    terminal.type(" " + DOWN * 30 + " \r")
    assert terminal.exit_code() == 0
    timeline = json.loads(declared.run("show", "login", "--json"))["timeline"]
    assert sorted(e["text"] for e in timeline if "source" in e["fields"]) == [
        "line 1 of the chat",
        "line 31 of the chat",
    ]
    assert any(line.startswith("✓ 2 lines in the timeline of inc-") for line in terminal.lines)


def test_breaking_off_writes_nothing(declared: Repository, tmp_path: Path) -> None:
    """Exit 130."""
    before = declared.state
    terminal = declared.at_terminal(
        "import", "timeline", "--from", chat(tmp_path, 3), "--zone", "UTC", "--select"
    )
    terminal.answer("Which lines?", " " + CTRL_C)
    assert terminal.exit_code() == 130
    assert declared.state == before
