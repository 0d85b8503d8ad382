"""Versions of one incident merged: nothing is lost, and the order of arrival does not matter."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from several_people import HANDS, PROGRAM, START, Act, Replica, assert_whole

from acmeinc.incident.document import read, redrawn
from acmeinc.incident.merge import merge
from acmeinc.incident.parts import parse

act = st.tuples(st.sampled_from([*PROGRAM, *HANDS]), st.integers(0, 29))
history = st.lists(act, max_size=4)


@pytest.fixture(scope="session")
def text(scene: Any) -> str:
    """Return the document that all replicas start from."""
    written: str = scene.document(*START)
    return written


def played(scene: Any, text: str, acts: Sequence[Act]) -> str:
    """Return what a replica makes of `text`."""
    return Replica(scene, text).play(acts).text


def drawn(text: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of the drawn blocks; of the checklist only the boxes are drawn."""
    return {name: block.lines for name, block in parse(text).blocks.items() if name != "checklist"}


@given(history, history)
def test_two_sides_lose_nothing_whichever_is_ours(scene: Any, text: str, one: Any, other: Any) -> None:
    ours, theirs = played(scene, text, one), played(scene, text, other)
    merged = merge(text, ours, theirs).text
    assert merged == merge(text, theirs, ours).text
    assert merged == merge(text, merged, merged).text
    assert merge(ours, ours, merged).text == merge(ours, merged, ours).text
    assert drawn(merged) == drawn(redrawn(parse(scene.template), read(merged).entries))
    assert_whole(scene, merged, [ours, theirs])


@given(history, history, history)
def test_three_sides_agree_in_every_order_of_arrival(
    scene: Any, text: str, one: Any, other: Any, third: Any
) -> None:
    sides = [played(scene, text, acts) for acts in (one, other, third)]
    results = []
    for first, second, last in itertools.permutations(sides):
        merged = merge(text, merge(text, first, second).text, last).text
        results.append((read(merged).entries, read(merged).incident))
        assert_whole(scene, merged, sides)
    for entries, incident in results:
        assert entries == results[0][0]
        assert incident == results[0][1]


@given(st.lists(st.tuples(st.integers(0, 4), st.none() | history), max_size=10))
def test_a_team_that_syncs_now_and_then_ends_with_one_document(scene: Any, text: str, turns: Any) -> None:
    """Five clones; each turn somebody works, or puts what he has onto what the others have."""
    team = [Replica(scene, text) for _ in range(5)]
    remote, commits = text, []
    for who, acts in turns:
        if acts is None:
            remote = team[who].sync(remote)
        else:
            commits += team[who].play(acts).commits
    for replica in (*team, *team):
        remote = replica.sync(remote)
    assert {replica.text for replica in team} == {remote}
    assert_whole(scene, remote, commits)


@given(history, history)
def test_lines_that_are_set_aside_change_nothing(scene: Any, text: str, one: Any, other: Any) -> None:
    """Where the words of a block's marker stand in the text too, every line is read."""
    versions = [text, played(scene, text, one), played(scene, text, other)]
    whole = [version.replace("Read this first.", "See acmeinc:timeline first.") for version in versions]
    merged = merge(*versions).text
    assert merge(*whole).text == merged.replace("Read this first.", "See acmeinc:timeline first.")
