"""The process in which templates are tried: it reads them from stdin, and tells what is wrong, line by line.

Asked for it, it tells what they make of a sample instead.

`acmeinc.rendering.trial` starts it, without an environment, and watches it from outside.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from acmeinc.process.known import from_plain
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Level
from acmeinc.rendering.confinement import end_after, give_up_everything
from acmeinc.rendering.rehearsal import page_problems, problems_of, shown
from acmeinc.rendering.trial import READY

_EVERY_WAY_TO_FAIL = (
    *("{{ by | upper('x') }}", "{{ by.x }}", "{{ x }}", "{{ x y }}", "{{ x", "{# x", "{{ 'x\\u0041\\y' }}"),
    *("{{ by | x }}", "{{ by is x }}", "{{ x() }}"),
    "{% for a in by %}" * 21 + "{% endfor %}" * 21,  # one more than Python nests
)


def main() -> None:
    """Try the templates that stdin holds, in the limits that it names; a line of JSON for each."""
    task: dict[str, Any] = json.load(sys.stdin)
    answer: Callable[..., Any] = shown if task.get("shown") else problems_of
    levels, settings = from_plain(task["levels"]), from_plain(task["settings"])
    _load_everything(levels, settings)
    give_up_everything(task["memory"])
    print(READY, flush=True)
    for name, source in task["templates"].items():
        end_after(task["seconds"])
        if tried := task.get("pages", {}).get(name):
            print(json.dumps(page_problems(name, source, tried)), flush=True)
        else:
            print(json.dumps(answer(name, source, levels, settings)), flush=True)


def _load_everything(levels: tuple[Level, ...], settings: Settings) -> None:
    """Let every library load what it loads when it is first used, as long as files can be read."""
    page_problems("x.html", "{{ x }}", [{"x": "<"}])
    problems_of("bug.md", "---\n---\n", levels[:1], settings)
    for source in _EVERY_WAY_TO_FAIL:
        problems_of("closing.txt", f"Subject: {{{{ 'x' }}}}\n\n{source}", levels[:1], settings)
