"""Strings that break programs, through every door that takes text: exactly back, or refused with a reason."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import frontmatter
import pytest

from acmeinc.incident.reading import read
from acmeinc.incident.text import clean, clean_line

EVERY = 16
"""In the default run one string of so many goes through the doors that take one at a time."""
GROUP = 40
"""So many strings go into one document, which is read and written again for each."""

both = pytest.mark.parametrize(
    "every", [pytest.param(EVERY, id="sample"), pytest.param(1, id="all", marks=pytest.mark.corpus)]
)


@pytest.fixture
def strings(corpora: Path) -> list[str]:
    found: list[str] = json.loads((corpora / "naughty_strings.json").read_text("utf-8"))
    assert len(found) == 515
    return found


def test_customers(strings: Sequence[str], program: Any) -> None:
    texts = {clean_line(text): text for text in strings if clean_line(text)}
    flags = [word for text in texts.values() for word in ("--customer", text)]
    shown = shown_again(program, declared(program, *flags))
    assert shown["customers"] == list(texts)
    (initial,) = (m["body"] for m in shown["communications"] if m["kind"] == "initial")
    assert [line[2:] for line in initial.splitlines() if line.startswith("* ")] == list(texts)


@both
def test_titles(strings: Sequence[str], program: Any, every: int) -> None:
    for text in strings[::every]:
        flags = ("--functionality", text, "--state", text, "--audience", text)
        if not clean(text):
            refused(program, "declare", *flags, "--severity", "SEV3", "--impact", "odd", code=5)
            continue
        shown = shown_again(program, declared(program, *flags))
        assert [shown[name] for name in ("functionality", "state", "audience")] == [clean(text)] * 3
        headline = clean_line(f"{clean(text)} is {clean(text)} for {clean(text)}")
        assert shown["title"].endswith(f"] {headline[:1].upper()}{headline[1:]}")


@both
def test_log(strings: Sequence[str], program: Any, every: int) -> None:
    def log(incident_id: str, text: str) -> None:
        # A lone "-" means standard input; nothing else that is typed means anything.
        program("log", "-i", incident_id, "--", " -" if text == "-" else text)

    texts = strings[::every]
    for incident_id, group in told(program, texts, log):
        shown = shown_again(program, incident_id)
        notes = [entry["text"] for entry in reversed(shown["timeline"]) if entry["kind"] == "note"]
        assert notes == list(map(clean, group))
    refused(program, "log", "--", " ", code=2)
    refused(program, "log", "--", "", code=2)


@both
def test_update_messages(strings: Sequence[str], program: Any, every: int) -> None:
    def update(incident_id: str, text: str) -> None:
        program("update", "-i", incident_id, "--phase", "investigating", "--message", text)

    for incident_id, group in told(program, strings[::every], update):
        shown = shown_again(program, incident_id)
        bodies = [m["body"] for m in reversed(shown["communications"]) if m["kind"] == "update"]
        for text, body in zip(group, bodies, strict=True):
            assert f"\n\n{clean(text)}\n\n" in body
        refused(program, "update", "-i", incident_id, "--message", " ", code=5)


def declared(program: Any, *flags: str) -> str:
    """Return the id of a new incident with these facts."""
    defaults = {"--functionality": "Login", "--state": "odd", "--severity": "SEV3", "--impact": "odd"}
    missing = [word for flag, value in defaults.items() if flag not in flags for word in (flag, value)]
    return str(program("declare", "--new", *missing, *flags, "--json").json["id"])


def told(
    program: Any, texts: Sequence[str], tell: Callable[[str, str], None]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Tell each text that is not blank, some forty in one incident; yield each incident and its texts."""
    kept = [text for text in texts if clean(text)]
    for start in range(0, len(kept), GROUP):
        incident_id = declared(program)
        group = kept[start : start + GROUP]
        for text in group:
            program.clock.forward(seconds=1)
            tell(incident_id, text)
        yield incident_id, group


def refused(program: Any, *args: str, code: int) -> None:
    """The program says no and why, and nothing is written."""
    before = head(program)
    assert program(*args, code=code).err.startswith("error: ")
    assert head(program) == before


def head(program: Any) -> str:
    return str((program.root / ".git/refs/heads/main").read_text())


def shown_again(program: Any, incident_id: str) -> dict[str, Any]:
    """Return what `show --json` prints, after the document said the same to two other readers."""
    shown: dict[str, Any] = program("show", incident_id, "--json").json
    text = (program.root / shown["path"]).read_bytes().decode("utf-8")
    reading = read(text)
    assert (reading.notices, reading.by_hand, reading.document.damage) == ((), (), ())
    incident = reading.incident
    assert [entry.text for entry in incident.timeline] == [entry["text"] for entry in shown["timeline"]]
    assert [e.text for e in incident.communications] == [m["body"] for m in shown["communications"]]
    front = frontmatter.loads(text).metadata
    names = ("title", "functionality", "state", "audience", "impact", "customers")
    assert [front[name] for name in names] == [shown[name] for name in names]
    return shown
