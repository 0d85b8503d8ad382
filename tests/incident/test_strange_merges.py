"""No three texts are too strange to merge: whatever hands, editors and merges by text have made of them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from several_people import HANDS, PROGRAM, START, Act, Replica

from acmeinc.incident.document import read, record
from acmeinc.incident.merge import TwoIncidents, merge
from acmeinc.incident.parts import lines_of, parse
from acmeinc.incident.variants import removed_ids

# ---- strange text

ENTRY = '- 2026-11-23 10:15:07 -05:00 **Ana Ruiz** Rolled back <!-- {} {} sum="9c1e44d0" -->\n'
ONE, TWO, LAST = "01KAR5ZK000000000000000000", "01KAR5ZK000000000000000001", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
FRAGMENTS: Sequence[str] = (
    *("---\n", "\ufeff", "\r\n", "\n", "\r", "\t", "  ", "\x00", "\x0b", "\u2028", "\udc80", "\ue000", "~~"),
    *(
        "<<<<<<< ours\n",
        "||||||| base\n",
        "=======\n",
        ">>>>>>> theirs\n",
        "```\n",
        "~~~ x\n",
        "> - quoted\n",
    ),
    *("<!-- acmeinc:timeline -->\n", "<!-- /acmeinc:timeline -->\n", "<!-- acmeinc:data 01234567 -->\n"),
    *("<!-- /acmeinc:data -->\n", "<!-- acmeinc:checklist -->", "<!-- acmeinc:communications -->\n"),
    *("<!-- /acmeinc:communications -->\n", "<!-- acmeinc:retrospective -->\n", "<!-- acmeinc:title -->\n"),
    *("<!-- acmeinc:future 01234567 -->\n", "<!-- /acmeinc:future -->\n", "<!-- /acmeinc:title -->\n"),
    *("severity: SEV1\n", "severity: SEV9x\n", "uid: 01KAR4M3V7Q1ZP6T0B8C9D2E3F\n", "customers: [a, b]\n"),
    *("impact: |\n  two\n  lines\n", "customers:\n  - c\n", "links: {chat: x}\n", "links: &a [*a]\n"),
    *("milestones:\n  detected: yesterday\n", "# acmeinc 01234567\n", "# [inc-26-11-23-SEV-1] x\n"),
    *("| Severity | SEV1 |\n", "| Customer impact | all |\n", "| Detected | 10:15 |\n", "|---|---|\n"),
    *("- [x] Mine <!-- step=mine -->\n", "- [x] a <!-- step=durable -->\n", "### Previous communications\n"),
    *("**What went well?**\n", "- luck\n", "| text | owner | 2026-12-01 | | |\n", "* 10:15 **Bo** typed\n"),
    ENTRY.format(ONE, "kind=deploy"),
    ENTRY.format(ONE, "kind={deploy"),
    ENTRY.format(TWO, 'severity=[1] after.severity="x" add.customers=3 add.responders=[1] corrects=' + TWO),
    ENTRY.format(LAST, f"kind=note hand=true corrects={ONE}"),
    ENTRY.format(LAST, f"kind=removed entry={ONE}").replace("2026", "9999"),
    f'- x <!-- {TWO} kind=redaction redacts={ONE} sum="" -->\n',
    f"- <!-- {ONE} kind=note -->\n",
    "- 2026-11-23 10:15:07 -05:00 **Ana Ruiz** Rolled back\n",
)

Mangling = Callable[[str, int, int], str]


def cut(text: str, at: int, size: int) -> str:
    lines = lines_of(text)
    start = at % (len(lines) + 1)
    return "".join(lines[:start] + lines[start + 1 + size % 6 :])


def twice(text: str, at: int, size: int) -> str:
    lines = lines_of(text)
    end = at % (len(lines) + 1)
    return "".join(lines[:end] + lines[max(0, end - size % 40) : end] + lines[end:])


def swapped(text: str, at: int, other: int) -> str:
    lines = lines_of(text) or [""]
    at, other = at % len(lines), other % len(lines)
    lines[at], lines[other] = lines[other], lines[at]
    return "".join(lines)


def windows(text: str, every: int, _: int) -> str:
    """Return the text with other ends of lines, on all lines or on some."""
    lines = enumerate(lines_of(text))
    return "".join(f"{line.rstrip()}\r\n" if index % (1 + every % 3) == 0 else line for index, line in lines)


def truncated(text: str, at: int, more: int) -> str:
    return text[: (at * 997 + more) % (len(text) + 1)]


def beheaded(text: str, at: int, more: int) -> str:
    return text[(at * 997 + more) % (len(text) + 1) :]


def put(text: str, at: int, which: int) -> str:
    lines = lines_of(text)
    lines.insert(at % (len(lines) + 1), FRAGMENTS[which % len(FRAGMENTS)])
    return "".join(lines)


def put_inside(text: str, at: int, which: int) -> str:
    at = (at * 997 + which) % (len(text) + 1)
    return text[:at] + FRAGMENTS[which % len(FRAGMENTS)] + text[at:]


def unended(text: str, _: int, __: int) -> str:
    return text.rstrip()


number = st.integers(0, 400)
mangling = st.tuples(
    st.sampled_from([cut, twice, swapped, windows, truncated, beheaded, put, put, put, put_inside, unended]),
    number,
    number,
)
manglings = st.lists(mangling, max_size=4)
act = st.tuples(st.sampled_from([*PROGRAM, *HANDS]), st.integers(0, 29))
history = st.lists(act, max_size=3)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
document = st.tuples(st.just("document"), history, manglings)
union = st.tuples(st.just("union"), history, history, manglings)
plain = st.tuples(
    st.just("text"), st.lists(st.sampled_from(FRAGMENTS) | any_text, max_size=15).map("".join), manglings
)


@pytest.fixture(scope="session")
def text(scene: Any) -> str:
    """Return the document that every mangled one was once."""
    written: str = scene.document(*START)
    return written


@pytest.fixture(scope="session")
def make(scene: Any, text: str, tmp_path_factory: Any) -> Callable[[Any], str]:
    """Return what makes a text from how it is to be made."""
    folder = tmp_path_factory.mktemp("union")

    def played(acts: Sequence[Act]) -> str:
        return Replica(scene, text).play(acts).text

    def making(how: Any) -> str:
        kind, *given, manglings = how
        made = given[0] if kind == "text" else played(given[0])
        if kind == "union":
            made = merged_by_text(folder, made, text, played(given[1]))
        for mangle, one, other in manglings:
            made = mangle(made, one, other)
        return str(made)

    return making


def merged_by_text(folder: Path, *versions: str) -> str:
    """Return what `git merge-file --union` makes of ours, base and theirs."""
    names = [str(folder / name) for name in ("ours", "base", "theirs")]
    for name, version in zip(names, versions, strict=True):
        Path(name).write_bytes(version.encode())
    command = ["git", "merge-file", "-p", "--union", *names]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


# ---- what has to hold

_READABLE = re.compile(r"^ {0,3}[-*+][ \t].*<!-- +([0-7][0-9A-HJKMNP-TV-Z]{25})(?: [^<>]*)?-->")


def assert_merges(scene: Any, base: str, ours: str, theirs: str) -> None:
    try:
        merged = merge(base, ours, theirs).text
    except TwoIncidents:
        with pytest.raises(TwoIncidents):
            merge(base, theirs, ours)
        return
    assert merged == merge(base, theirs, ours).text
    assert parse(merged).damage == ()
    reading = read(merged)
    assert reading.by_hand == ()
    assert merged == record(reading, [], scene.moment()).text
    assert merged == merge(merged, merged, merged).text == merge(base, merged, merged).text
    told_away = removed_ids(reading.entries.values())
    if "redact" in f"{base}{ours}{theirs}":
        return  # What hands made of a redacted line goes with it.
    for line in (*ours.split("\n"), *theirs.split("\n")):
        if readable := _READABLE.match(line):
            known = readable[1] in reading.entries or readable[1] in told_away
            assert known or line.strip() in merged


@given(document | union | plain, document | union | plain)
def test_no_two_sides_are_too_strange_to_merge(
    scene: Any, text: str, make: Any, one: Any, other: Any
) -> None:
    assert_merges(scene, text, make(one), make(other))


@given(document | union | plain, document | union | plain, document | union | plain)
def test_no_base_is_too_strange_to_merge_over(scene: Any, make: Any, base: Any, one: Any, other: Any) -> None:
    assert_merges(scene, make(base), make(one), make(other))


@given(plain, plain, plain)
def test_what_was_never_a_document_is_merged(scene: Any, make: Any, base: Any, one: Any, other: Any) -> None:
    assert_merges(scene, make(base), make(one), make(other))


def test_every_process_makes_the_same_of_it(scene: Any, text: str) -> None:
    """The order of sets differs from process to process."""
    sides = [scene.after(text, *START[:2]), put(twice(scene.after(text, *START[2:]), 120, 30), 60, 0)]
    program = (
        "import sys; from acmeinc.incident.merge import merge; sys.stdout.write(merge(*sys.argv[1:]).text)"
    )
    command = [sys.executable, "-c", program, text, *sides]
    environments = ({**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2"))
    first, second = (subprocess.check_output(command, env=environment) for environment in environments)
    assert first.decode() == second.decode() == merge(text, *sides).text
