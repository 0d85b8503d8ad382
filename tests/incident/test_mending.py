"""Documents that a merge by text damaged."""

import random
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from several_people import HANDS, PROGRAM, START, Replica, assert_whole, delete_line, drop_comment

from acmeinc.incident import header
from acmeinc.incident.model import Draft
from acmeinc.incident.parts import parse
from acmeinc.incident.reading import read
from acmeinc.incident.state import State
from acmeinc.incident.variants import unify

WORDS = [
    "alpha",
    "`x`",
    "a|b",
    "<b>",
    "-->",
    "# h",
    "- l",
    "10:20",
    "**x**",
    "~~",
    "\\\\",
    "&amp;",
    "'q'",
    "```",
    "---",
]


def union(folder: Path, ours: str, base: str, theirs: str) -> str:
    """Return what `git merge-file --union` makes of three documents."""
    for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
        (folder / name).write_text(text, encoding="utf-8", newline="")
    command = ["git", "merge-file", "-p", "--union", *(str(folder / n) for n in ("ours", "base", "theirs"))]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def some_draft(rnd: random.Random) -> Draft:
    """Return something that a step records."""
    words = " ".join(rnd.choices(WORDS, k=rnd.randint(1, 5)))
    return rnd.choice(
        [
            Draft(words),
            Draft(words, sets={"impact": words}),
            Draft(words, sets={"severity": rnd.choice(["SEV1", "SEV2", "SEV3"])}),
            Draft(words, adds={"customers": [words]}, removes={"customers": ["Contoso"]}),
            Draft(words, adds={"ticked": [rnd.choice(["mitigated", "durable", "owner-paged"])]}),
            Draft(words, sets={"retrospective.impact": words}, adds={"retrospective.went_well": [words]}),
            Draft(words, adds={"retrospective.actions": [{"text": words, "owner": "Bo"}]}),
            Draft(words, adds={"responders": [{"name": words, "role": "sme"}]}),
            Draft(words, "update", sets={"status": rnd.choice(["identified", "mitigated"])}),
        ]
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_union_of_two_histories_is_both_of_them(scene: Any, tmp_path: Path, seed: int) -> None:
    rnd = random.Random(seed)
    base = scene.document(some_draft(rnd))
    sides = []
    for _ in range(2):
        side = base
        for _ in range(rnd.randint(1, 3)):
            side = scene.after(side, *(some_draft(rnd) for _ in range(rnd.randint(1, 3))))
        sides.append(side)
    merged = union(tmp_path, sides[0], base, sides[1])
    reading = scene.settled(merged)
    both = unify([*read(sides[0]).entries.values(), *read(sides[1]).entries.values()])
    assert reading.entries == both
    assert State(reading.entries).values() == State(both).values()
    written = scene.after(merged)
    assert scene.prose(written) == scene.prose(base)
    assert checklist_words(written) == checklist_words(base)
    names = [name for name, _ in header.known_values(parse(written).header)]
    assert max(Counter(names).values()) == 1
    assert written.count("**What went well?**") == 1


MENDABLE = [act for act in (*PROGRAM, *HANDS) if act not in (delete_line, drop_comment)]
"""What only git can tell from a line that was never there, or from a new one, is not asked of mending."""

history = st.lists(st.tuples(st.sampled_from(MENDABLE), st.integers(0, 29)), max_size=4)


@settings(max_examples=40)
@given(history, history)
def test_a_union_keeps_what_hands_did_on_both_sides(
    scene: Any, tmp_path_factory: Any, one: Any, other: Any
) -> None:
    base = scene.document(*START)
    sides = [Replica(scene, base).play(acts).text for acts in (one, other)]
    merged = union(tmp_path_factory.getbasetemp(), sides[0], base, sides[1])
    scene.settled(merged)
    assert_whole(scene, scene.after(merged), sides)


def checklist_words(text: str) -> list[str]:
    """Return the lines of the checklist, as if no box were ticked."""
    return [line.replace("[x]", "[ ]") for line in parse(text).blocks["checklist"].lines]


@pytest.fixture(scope="session")
def text(scene: Any) -> str:
    """Return a sound document."""
    written: str = scene.document()
    return written


def twice(text: str) -> str:
    """Return the document with its body twice."""
    return text + text.split("---\n", 2)[2]


def in_conflict(text: str) -> str:
    """Return the document with a conflict that git left in it."""
    line = "severity: SEV2\n"
    return text.replace(line, f"<<<<<<< ours\n{line}=======\nseverity: SEV2\n>>>>>>> theirs\n", 1)


DAMAGES = [
    pytest.param(lambda t: t.replace("<!-- /acmeinc:timeline -->\n", ""), id="timeline never closed"),
    pytest.param(lambda t: t.replace("<!-- acmeinc:timeline -->\n", ""), id="timeline never opened"),
    pytest.param(lambda t: t.replace("<!-- /acmeinc:actions -->\n", ""), id="last block never closed"),
    pytest.param(
        lambda t: t.replace("<!-- acmeinc:timeline -->\n", "<!-- acmeinc:timeline -->\n" * 2),
        id="opened twice",
    ),
    pytest.param(
        lambda t: t.replace("<!-- /acmeinc:checklist -->\n", "<!-- /acmeinc:checklist -->\n" * 2),
        id="closed twice",
    ),
    pytest.param(in_conflict, id="conflict markers"),
    pytest.param(lambda t: in_conflict(in_conflict(t)), id="a conflict in a conflict"),
    pytest.param(
        lambda t: t.replace("severity:", "<<<<<<< a\nseverity:", 1).replace(
            "## Timeline", ">>>>>>> b\n## Timeline"
        ),
        id="a conflict from the header into the text",
    ),
    pytest.param(lambda t: t.replace("severity: SEV2\n", "severity: SEV2\n" * 2, 1), id="a key twice"),
    pytest.param(lambda t: t.replace("---\n\n<", "\n<", 1), id="header never closed"),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_that_hides_nothing_is_mended_without_a_trace(scene: Any, text: str, damage: Any) -> None:
    damaged = damage(text)
    assert parse(damaged).damage
    assert all(notice.startswith("mended: ") for notice in read(damaged).notices)
    assert scene.after(damaged) == text


def test_a_body_that_stands_twice_states_everything_once(scene: Any, text: str) -> None:
    reading = scene.settled(twice(text))
    assert reading.entries == read(text).entries
    assert parse(scene.after(twice(text))).blocks == parse(text).blocks


def test_a_tick_wins(scene: Any, text: str) -> None:
    box = "- [ ] Customers are no longer affected <!-- step=mitigated -->\n"
    damaged = text.replace(box, box + box.replace("[ ]", "[x]")) + "<!-- /acmeinc:data -->\n"
    reading = scene.settled(damaged)
    assert "mitigated" in reading.incident.ticked
    assert scene.after(damaged).count("step=mitigated") == 1


def test_a_value_nobody_recorded_counts(scene: Any, text: str) -> None:
    damaged = text.replace("severity: SEV2\n", "severity: SEV2\nseverity: SEV1\n", 1)
    assert scene.settled(damaged).incident.severity == "SEV1"


def test_a_second_value_of_an_unknown_key_stays_as_a_comment(scene: Any, text: str) -> None:
    damaged = text.replace("severity: SEV2\n", "severity: SEV2\nx-jira: A-1\nx-jira: A-2\n", 1)
    assert "x-jira: A-1\n# x-jira: A-2\n" in scene.after(damaged)


def test_a_comment_beside_a_value_that_stands_twice_stays(scene: Any, text: str) -> None:
    damaged = text.replace("severity: SEV2\n", "severity: SEV2\nseverity: SEV2 # says Bo\n", 1)
    assert "severity: SEV2\n# says Bo\n" in scene.after(damaged)


def test_prose_between_damage_survives(scene: Any, text: str) -> None:
    prose = "status: all is well\n| Severity | of the storm |\n- [ ] call home\n"
    damaged = text.replace("Newest first.\n", f"Newest first.\n{prose}") + "<!-- /acmeinc:data -->\n"
    assert prose in scene.after(damaged)
