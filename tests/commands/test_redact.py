"""Taking a leaked secret out of an entry (`log --redact`)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acmeinc.incident.merge import merge
from acmeinc.incident.reading import read

Git = Callable[..., str]

SECRET = "AKIA1234567890ABCD"


def entry(program: Any, kind: str) -> str:
    """Return the id of the newest entry of a kind."""
    shown = program("show", "--json").json
    return str(next(e["id"] for e in (*shown["timeline"], *shown["communications"]) if e["kind"] == kind))


@pytest.fixture
def leaked(program: Any) -> str:
    """Return the id of an entry that holds a secret."""
    program.declare()
    program("log", "the", "key", "is", SECRET)
    return entry(program, "note")


def test_the_words_go_and_the_entry_stays(
    program: Any, leaked: str, document: Callable[[], Path], git: Git
) -> None:
    """Id, time and author stay; the redaction is an entry of its own, in one commit."""
    program.clock.forward(minutes=1)
    shown = program("log", "--redact", leaked[-8:], "--json").json
    (redacted,) = [e for e in shown["timeline"] if e["id"] == leaked]
    assert (redacted["text"], redacted["by"], redacted["at"]) == (
        "[redacted]",
        "Ana Ruiz",
        "2026-11-23T14:14:09Z",
    )
    assert redacted["fields"]["redacted"] is True
    assert shown["timeline"][0]["text"] == "Redacted the note of 09:14 by Ana Ruiz"
    assert shown["timeline"][0]["fields"] == {"redacts": leaked}
    assert SECRET not in document().read_text()
    assert git("log", "-1", "--format=%s").rstrip().endswith("log: redacted")
    assert git("status", "--short") == ""


def test_it_says_what_still_holds_the_words(program: Any, leaked: str) -> None:
    """Git history does, and how to purge it is said in full."""
    said = program("log", "--redact", leaked).err
    assert said == (
        "! git history still holds the words: whoever has a clone can read them. "
        "Make the secret invalid first.\n"
        "  To purge them from history as well (commit ids change: agree on a moment when nobody writes):\n"
        "    git clone --mirror URL purge && cd purge\n"
        "    git filter-repo --replace-text words.txt      (words.txt: one secret a line)\n"
        "    git push --mirror --force\n"
        "  then everybody clones anew, and the host is asked to drop what it has cached.\n"
    )


def test_copies_elsewhere_are_named(program: Any, document: Callable[[], Path]) -> None:
    """The impact of a declaration also stands in messages and in what people typed."""
    program.declare(impact=f"The key {SECRET} is public.")
    path = document()
    path.write_text(path.read_text() + f"\nMy notes: {SECRET}\n")
    said = program("log", "--redact", entry(program, "declared")).err
    lines = path.read_text().split("\n")
    number = 1 + next(i for i, line in enumerate(lines) if line.startswith("My notes"))
    assert f"! the same words stand in line {number} of the document: take them out by hand" in said
    assert "! the same words stand in 2 more entries (initial, page):" in said
    again = next(line for line in said.split("\n") if line.startswith("    acmeinc log --redact"))
    said = program(*again.split()[1:]).err
    assert said.count("cannot be unsent") == 2
    assert [line for line in path.read_text().split("\n") if SECRET in line] == [f"My notes: {SECRET}"]


def test_values_that_the_entry_gave_are_redacted_too(program: Any, document: Callable[[], Path]) -> None:
    """What the header and the tables show comes from the entry; names of the incident stay."""
    declared = program.declare(impact=SECRET, workaround=f"use {SECRET}")
    shown = program("log", "--redact", entry(program, "declared"), "--json").json
    assert (shown["impact"], shown["workarounds"]) == ("[redacted]", "[redacted]")
    for name in ("id", "uid", "title", "functionality", "commander", "teams", "links", "milestones"):
        assert shown[name] == declared[name]
    fixed = program("update", "-m", "On it.", "--impact", "Nobody can log in.", "-y", "--json").json
    assert fixed["impact"] == "Nobody can log in."


def test_a_merge_never_brings_the_words_back(program: Any, leaked: str, document: Callable[[], Path]) -> None:
    """Someone who has not seen the redaction writes on; a hand edit of the line goes with it."""
    base = document().read_text()
    program("log", "--redact", leaked)
    ours = document().read_text()
    theirs = base.replace(f"key is {SECRET}", f"key was {SECRET} (Bo)")
    for left, right in ((ours, theirs), (theirs, ours)):
        merged = merge(base, left, right).text
        assert SECRET not in merged
        assert read(merged).entries[leaked].text == "[redacted]"


def test_a_correction_made_from_a_hand_edit_is_covered(
    program: Any, leaked: str, document: Callable[[], Path]
) -> None:
    """What a hand made of the line before is no hiding place."""
    path = document()
    path.write_text(path.read_text().replace(f"key is {SECRET}", f"key was {SECRET} (Bo)"))
    program("log", "next")
    assert path.read_text().count(SECRET) == 2
    program("log", "--redact", leaked)
    assert SECRET not in path.read_text()


def test_a_dry_run_changes_nothing(program: Any, leaked: str, document: Callable[[], Path]) -> None:
    """The diff is shown, the document stays."""
    before = document().read_text()
    shown = program("log", "--redact", leaked, "--dry-run").out
    assert "+- 2026-11-23 09:14:09 -05:00 **Ana Ruiz** [redacted]" in shown
    assert document().read_text() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(("--redact", "01NONE"), 4, "no entries fit '01NONE'", id="unknown"),
        pytest.param(("--redact", "0"), 4, "entries fit '0'", id="ambiguous"),
        pytest.param(("--redact", "{leaked}", "words"), 2, "--redact takes no words", id="words"),
    ],
)
def test_refused(program: Any, leaked: str, words: tuple[str, ...], code: int, said: str) -> None:
    """What is not one entry is refused, and so is a reason, in which the secret would be typed again."""
    done = program("log", *(word.format(leaked=leaked) for word in words), "--json", code=code)
    assert said in json.loads(done.out)["error"]


def test_redacting_twice_is_refused(program: Any, leaked: str) -> None:
    """There is nothing left to take out."""
    program("log", "--redact", leaked)
    assert "is redacted already" in program("log", "--redact", leaked, code=3).err
