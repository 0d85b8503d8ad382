"""Lines merged over their base."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident.prose import NOTE, merge_lines


@pytest.mark.parametrize(
    ("base", "left", "right", "merged"),
    [
        pytest.param("abc", "abc", "abc", "abc", id="nothing-changed"),
        pytest.param("abc", "aBc", "abc", "aBc", id="one-side-changed"),
        pytest.param("abc", "aBc", "aBc", "aBc", id="both-changed-alike"),
        pytest.param("abc", "abcd", "xabc", "xabcd", id="both-added-apart"),
        pytest.param("abc", "abyc", "abxc", "abxyc", id="both-added-in-one-place"),
        pytest.param("abc", "ac", "abc", "ac", id="one-side-deleted"),
        pytest.param("abc", "ac", "aBc", "aBc", id="deleted-here-changed-there"),
        pytest.param("abc", "aXc", "aBc", ["a", *NOTE, "B", "", "X", "c"], id="both-changed"),
        pytest.param("", "abc", "axc", "abxc", id="no-base"),
        pytest.param("", "abc", "", "abc", id="no-base-one-side"),
    ],
)
def test_what_both_sides_did_stands_in_the_result(
    base: str, left: str, right: str, merged: str | list[str]
) -> None:
    """Each character is a line here."""
    assert merge_lines(list(base), list(left), list(right)) == list(merged)
    assert merge_lines(list(base), list(right), list(left)) == list(merged)


def test_without_a_note_both_versions_follow_each_other() -> None:
    assert merge_lines(["a"], ["b"], ["c"], note=()) == ["b", "c"]


LINES = st.lists(st.sampled_from("abcdefg"), max_size=8)


@given(LINES, LINES, LINES)
def test_no_changed_line_is_lost_and_no_side_is_preferred(
    base: list[str], left: list[str], right: list[str]
) -> None:
    merged = merge_lines(base, left, right)
    assert merged == merge_lines(base, right, left)
    assert set(left) - set(base) <= set(merged)
    assert set(right) - set(base) <= set(merged)
    assert merge_lines(base, left, base) == left
    assert merge_lines(base, left, left) == left
