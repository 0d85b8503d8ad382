"""Other programs that keep many things, as yardsticks, where they are installed: Taskwarrior and jrnl."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from benchmarks.scene import Scene
from benchmarks.shape import Shape

_BEGAN = datetime(2016, 1, 1, tzinfo=UTC)
_JRNL = """\
version: v4.2.1
journals:
  default:
    journal: {journal}
editor: ''
encrypt: false
template: false
highlight: false
timeformat: '%Y-%m-%d %H:%M'
tagsymbols: '@'
default_hour: 9
default_minute: 0
linewrap: 79
indent_character: '|'
display_format: pretty
colors: {{body: none, date: none, tags: none, title: none}}
"""


def task_list(place: Scene, count: int) -> Callable[[], float] | None:
    """Return a measure of `task list limit:20` with `count` tasks, None without Taskwarrior."""
    if not shutil.which("task"):
        return None
    home = place.folder / "tasks"
    home.mkdir()
    (home / "rc").write_text(
        f"data.location={home}/data\nconfirmation=off\nverbose=nothing\n", encoding="utf-8"
    )
    chance, shape = Random(count), Shape(Random(count))
    tasks = [
        {
            "uuid": str(UUID(int=chance.getrandbits(128))),
            "description": shape.sentence(12),
            "entry": f"{_BEGAN + timedelta(hours=9 * number):%Y%m%dT%H%M%SZ}",
            "status": "pending",
            "tags": [shape.severity()],
        }
        for number in range(count)
    ]
    (home / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    rc = {"TASKRC": str(home / "rc")}
    place.run(["task", "import", "tasks.json"], home, **rc)
    return place.timer(["task", "list", "limit:20"], home, **rc)


def jrnl_entry(place: Scene, count: int, words: list[str]) -> Callable[[], float] | None:
    """Return a measure of one more entry in a journal of `count`, None without jrnl."""
    program = shutil.which("jrnl")
    if not program:
        return None
    home = place.folder / "journal"
    home.mkdir()
    journal, shape = home / "journal.txt", Shape(Random(count))
    (home / "jrnl.yaml").write_text(_JRNL.format(journal=journal), encoding="utf-8")
    with journal.open("w", encoding="utf-8") as file:
        for number in range(count):
            when = _BEGAN + timedelta(hours=9 * number)
            file.write(f"[{when:%Y-%m-%d %H:%M}] {shape.sentence(12)}.\n\n")
    return place.timer([program, "--config-file", str(home / "jrnl.yaml"), *words], home)
