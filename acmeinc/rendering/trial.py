"""Every template of a repository tried with sample data, in a process of its own that has nothing to lose.

A template comes by pull request, sometimes from a stranger: what it would do in an incident is seen here
before it is merged. The process has no environment and no files, and limits of time, memory and size.
"""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from types import MappingProxyType
from typing import IO, Any, NamedTuple

from acmeinc.errors import Failed, Problem
from acmeinc.process.known import to_plain
from acmeinc.process.meant import nearest
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Level
from acmeinc.rendering.templates import TEMPLATES, missing, path_of

_USUAL = Level("SEV1", "", (), timedelta(minutes=20), timedelta(minutes=30), timedelta(hours=1), page=True)
_START = "import sys; sys.path.insert(0, sys.argv[1]); from acmeinc.rendering.trial_child import main; main()"
_PACKAGE = Path(__file__).resolve().parents[2]
_NEEDED = ("SYSTEMROOT",)
"""Windows starts no Python without it; nothing else of the environment is handed on."""
_START_LIMIT = timedelta(seconds=60)
_MOST_ANSWERED = 1_000_000

READY = "ready"
"""What the process says once it has given up everything."""


class Limits(NamedTuple):
    """What one template may take: seconds of work, time until its answer is here, bytes of memory in all."""

    work: int = 2
    answer: timedelta = timedelta(seconds=20)
    memory: int = 512 * 1024 * 1024


LIMITS = Limits()


def template_problems(
    texts: Mapping[str, str],
    names: Collection[str],
    levels: Sequence[Level],
    settings: Settings,
    limits: Limits = LIMITS,
    *,
    pages: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({}),
) -> list[Problem]:
    """Return what is wrong with the templates that a step would fill in, by name and place.

    `names` are the files of `templates/`, `texts` what those say that are to be tried, by name. They are
    tried with `levels`, or with one of the process's where the repository's cannot be read. `pages` are the
    templates of pages by name, each with what it is filled in with; a repository may have none of them.
    Raises `Failed` where no process can be started.
    """
    known = [*TEMPLATES, *pages]
    required = known if any(name in names for name in pages) else TEMPLATES
    problems = [*_misnamed(names, known), *(missing(name) for name in required if name not in names)]
    sources = {name: texts[name] for name in known if name in texts}
    rules = {
        "levels": to_plain(tuple(levels) or (_USUAL,)),
        "settings": to_plain(settings),
        "pages": dict(pages),
    }
    problems += _tried(sources, rules, limits)
    return sorted(problems, key=lambda problem: problem[:4])


def sample_texts(
    texts: Mapping[str, str], levels: Sequence[Level], settings: Settings, limits: Limits = LIMITS
) -> dict[str, str]:
    """Return what templates make of the same sample, by name; nothing of those that make no text.

    Tried as above, each as the first step does that fills it in. Raises `Failed` as above.
    """
    sources = {name: texts[name] for name in TEMPLATES if name in texts}
    rules = {"levels": to_plain(tuple(levels) or (_USUAL,)), "settings": to_plain(settings), "shown": True}
    return {name: text for name, text in _answers(sources, rules, limits) if text} if sources else {}


def _misnamed(names: Iterable[str], known: Sequence[str]) -> Iterator[Problem]:
    """Yield a warning for each file whose name looks like that of a `known` template, and is not."""
    for name in names:
        meant = nearest(name, list(known))
        if meant and name != meant:
            told, hint = "no step uses this file", f"did you mean `{meant}`?"
            yield Problem(path_of(name), 0, 0, told, hint, "warning", rule="template-misnamed")


def _tried(sources: Mapping[str, str], rules: Mapping[str, Any], limits: Limits) -> Iterator[Problem]:
    """Yield what was found; whatever ends the process is the fault of the template it was busy with."""
    left = dict(sources)
    while left:
        for name, problems in _answers(left, rules, limits):
            del left[name]
            yield from (Problem(*problem) for problem in problems)
        if left:
            name = next(iter(left))
            del left[name]
            yield Problem(path_of(name), 0, 0, *_ENDED, rule="template-too-slow")


_ENDED = (
    "filling this template in took too much time or memory",
    "use fewer and shorter loops; what has to be computed belongs into the values",
)


def _answers(
    sources: Mapping[str, str], rules: Mapping[str, Any], limits: Limits
) -> Iterator[tuple[str, Any]]:
    """Yield what the process says of each of `sources`, in their order, until it ends or is late."""
    task = {**rules, "templates": dict(sources), "seconds": limits.work, "memory": limits.memory}
    child = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", _START, str(_PACKAGE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        encoding="utf-8",
    )
    lines: Queue[str] = Queue()
    speaker = Thread(target=_say, args=(child.stdin, json.dumps(task)), daemon=True)
    listener = Thread(target=_listen, args=(child.stdout, lines), daemon=True)
    try:
        speaker.start()
        listener.start()
        _see_it_start(lines)
        for name in tuple(sources):
            line = lines.get(timeout=limits.answer.total_seconds())
            yield name, json.loads(line)
    except (Empty, ValueError):
        return
    finally:
        child.kill()
        child.wait()
        for thread in (speaker, listener):
            thread.join()


def _see_it_start(lines: "Queue[str]") -> None:
    with suppress(Empty):
        if lines.get(timeout=_START_LIMIT.total_seconds()).strip() == READY:
            return
    raise Failed("the process that tries templates does not start", hint=f"see that {sys.executable} works")


def _say(stream: IO[str], text: str) -> None:
    with suppress(OSError), stream:
        stream.write(text)


def _listen(stream: IO[str], lines: "Queue[str]") -> None:
    """Put each line of `stream` into `lines`, and "" at its end; one that is too long ends it."""
    with stream:
        while (line := stream.readline(_MOST_ANSWERED)).endswith("\n"):
            lines.put(line)
        lines.put("")
