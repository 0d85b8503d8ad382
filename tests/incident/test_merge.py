"""Two versions of one incident merged: nothing is lost, and the order of arrival does not matter."""

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.incident.document import read, record
from acmeinc.incident.merge import merge
from acmeinc.incident.model import Draft
from acmeinc.incident.parts import parse
from acmeinc.incident.state import incident_of

ENTRY = re.compile(r"^- .*<!-- [0-9A-Z]{26} .*-->$", re.M)

# ---- what a replica does: steps of the program, and hands

STEPS: Sequence[Draft] = (
    Draft("Seen from the office too", by="Bo Lind"),
    Draft("Rolled back\nthe second deploy", "deploy"),
    Draft("Raised", "severity", sets={"severity": "SEV1"}),
    Draft("Lowered", "severity", sets={"severity": "SEV3"}),
    Draft("Cleo takes command", "role", sets={"commander": "Cleo Park"}),
    Draft(
        "Mitigated", "milestone", sets={"milestones.mitigated": "2026-11-23T15:00:00Z", "status": "mitigated"}
    ),
    Draft("Detected earlier", "milestone", sets={"milestones.detected": "2026-11-23T13:50:00Z"}),
    Draft("Impact", "edit", sets={"impact": "A | pipe, and <b>more</b>"}),
    Draft("Customers", "edit", adds={"customers": ["Fabrikam"]}, removes={"customers": ["Contoso"]}),
    Draft("Contoso again", "edit", adds={"customers": ["Contoso"]}),
    Draft("Page sent", "edit", adds={"ticked": ["owner-paged"]}),
    Draft("Not mitigated", "edit", removes={"ticked": ["document-created"]}),
    Draft(
        "We see errors.", "update", extra={"audience": "stakeholders", "subject": "s", "channels": ["email"]}
    ),
)


def _line(text: str, number: int, words: str = "") -> str:
    """Return one of the entry lines of `text`, of those that hold `words` where there are any."""
    lines = [line for line in ENTRY.findall(text) if re.search(words, line)] or ENTRY.findall(text)
    return str(lines[number % len(lines)])


def edit_words(text: str, number: int) -> str:
    line = _line(text, number)
    return text.replace(line, re.sub(r" <!--", f" as Dana knows {number} <!--", line, count=1))


def delete_line(text: str, number: int) -> str:
    """Delete one that stood in the base: no merge can tell that a younger one ever was."""
    old = r"At the start|Declared|Login is currently|deploy 4812"
    return text.replace(_line(text, number, old) + "\n", "") if re.search(old, text) else text


def drop_comment(text: str, number: int) -> str:
    line = _line(text, number)
    return text.replace(line, line.split(" <!--")[0])


def write_line(text: str, number: int) -> str:
    marker = "<!-- acmeinc:timeline -->\n"
    return text.replace(
        marker, f"{marker}- 2026-11-23 10:15:0{number % 10} -05:00 **Dana** By hand {number}\n"
    )


def type_prose(text: str, number: int) -> str:
    return text.replace("Newest first.\n", f"Newest first.\nProse of Dana {number}\n")


def rewrite_prose(text: str, number: int) -> str:
    return text.replace("Blameless.", f"Blameless, says Dana {number}.")


def edit_header(text: str, number: int) -> str:
    return re.sub(r"^impact: .*$", f"impact: Worse {number} # Dana was here {number}", text, flags=re.M)


def add_key(text: str, number: int) -> str:
    return re.sub(r"^# acmeinc ", f"dana: Dana was here {number}\n# acmeinc ", text, flags=re.M)


def edit_row(text: str, number: int) -> str:
    return re.sub(r"^\| Workarounds \|.*$", f"| Workarounds | Use the app {number} |", text, flags=re.M)


def tick_box(text: str, number: int) -> str:
    return text.replace("- [ ] The change is durable", "- [x] The change is durable")


HANDS: Sequence[Callable[[str, int], str]] = (
    edit_words,
    delete_line,
    drop_comment,
    write_line,
    type_prose,
    rewrite_prose,
    edit_header,
    add_key,
    edit_row,
    tick_box,
)

START: Sequence[Draft] = (
    Draft("At the start, in the office", by="Bo Lind"),
    Draft("At the start, raised", "severity", sets={"severity": "SEV1"}),
    Draft("At the start, lowered", "severity", sets={"severity": "SEV3"}),
    Draft(
        "At the start, mitigated by mistake",
        "milestone",
        sets={"milestones.mitigated": "2026-11-23T14:30:00Z"},
    ),
    Draft("At the start, not mitigated", "milestone", sets={"milestones.mitigated": ""}),
)
step = st.sampled_from(range(len(STEPS)))
hand = st.tuples(st.sampled_from(HANDS), st.integers(0, 9))
history = st.lists(st.one_of(step, hand), max_size=4)


@pytest.fixture(scope="session")
def text(scene: Any) -> str:
    """Return the document that all replicas start from."""
    written: str = scene.document(*START)
    return written


def played(scene: Any, text: str, acts: Sequence[Any]) -> str:
    """Return what a replica makes of `text`."""
    for act in acts:
        text = scene.after(text, STEPS[act]) if isinstance(act, int) else act[0](text, act[1])
    return text


def words_of_hands(text: str) -> set[str]:
    """Return every piece of text that a hand left in a version."""
    return set(
        re.findall(r"(?:Dana knows|By hand|Prose of Dana|says Dana|Dana was here|Use the app) \d", text)
    )


def assert_whole(scene: Any, merged: str, *sides: str) -> None:
    """Nothing of the sides is lost, nothing is damaged, and the next step finds nothing to mend."""
    reading = read(merged)
    assert parse(merged).damage == ()
    assert (reading.by_hand, reading.notices) == ((), ())
    assert record(reading, [], scene.moment()).text == merged
    assert reading.incident == incident_of(reading.entries)
    removed = {entry.fields["entry"] for entry in reading.entries.values() if entry.kind == "removed"}
    for side in sides:
        before = read(side)
        recorded = before.entries.keys() - {entry.id for entry in before.by_hand}
        assert recorded - removed <= reading.entries.keys()
        missing = {words for words in words_of_hands(side) if words not in merged}
        assert not missing


@settings(max_examples=150, deadline=None)
@given(history, history)
def test_two_sides_lose_nothing_whichever_is_ours(scene: Any, text: str, one: Any, other: Any) -> None:
    ours, theirs = played(scene, text, one), played(scene, text, other)
    merged = merge(text, ours, theirs).text
    assert merged == merge(text, theirs, ours).text
    assert merge(text, merged, merged).text == merged
    assert merge(ours, ours, merged).text == merge(ours, merged, ours).text
    assert_whole(scene, merged, ours, theirs)


@settings(max_examples=60, deadline=None)
@given(history, history, history)
def test_three_sides_agree_in_every_order_of_arrival(
    scene: Any, text: str, one: Any, other: Any, third: Any
) -> None:
    sides = [played(scene, text, acts) for acts in (one, other, third)]
    results = []
    for first, second, last in itertools.permutations(sides):
        merged = merge(text, merge(text, first, second).text, last).text
        results.append((read(merged).entries, read(merged).incident))
        assert_whole(scene, merged, *sides)
    for entries, incident in results:
        assert entries == results[0][0]
        assert incident == results[0][1]


@settings(max_examples=100, deadline=None)
@given(history, history)
def test_lines_that_are_set_aside_change_nothing(scene: Any, text: str, one: Any, other: Any) -> None:
    """Where the words of a block's marker stand in the text too, every line is read."""
    versions = [text, played(scene, text, one), played(scene, text, other)]
    whole = [version.replace("Read this first.", "See acmeinc:timeline first.") for version in versions]
    merged = merge(*versions).text
    assert merge(*whole).text == merged.replace("Read this first.", "See acmeinc:timeline first.")
