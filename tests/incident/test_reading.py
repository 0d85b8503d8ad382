"""A document that nobody touched is read by its entries alone; that says the same as reading all of it."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.incident.parts import parse
from acmeinc.incident.reading import take_in, untouched_entries
from acmeinc.incident.touched import take_in_touched


def is_untouched(text: str) -> bool:
    return untouched_entries(parse(text)) is not None


def test_what_a_step_wrote_is_untouched(scene: Any) -> None:
    text = scene.document()
    assert is_untouched(text)
    assert take_in(text) == take_in_touched(parse(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("status: declared", "status: mitigated", id="a value of the header"),
        pytest.param("\n# acmeinc ", "\n# acmeinc 0", id="the digest of the header"),
        pytest.param("| Status | declared |", "| Status | mitigated |", id="a row of a table"),
        pytest.param("- [ ] Customers are", "- [x] Customers are", id="a ticked box"),
        pytest.param(
            ":timeline -->\n", ":timeline -->\n- 10:15 **Bo Lind** seen\n", id="a line typed by hand"
        ),
        pytest.param(":timeline -->\n", ":timeline -->\nWhat is this?\n", id="prose in a list"),
        pytest.param("- 2026", "  - 2026", id="an indented entry"),
        pytest.param("- 2026", "- ", id="an entry without its time"),
        pytest.param("Read this first.", "Read this first. <!-- why? -->", id="a comment in the prose"),
        pytest.param("<!-- /acmeinc:data -->", "", id="a marker that is gone"),
    ],
)
def test_what_a_hand_did_is_looked_at(scene: Any, before: str, after: str) -> None:
    text = scene.document()
    assert before in text
    touched = text.replace(before, after, 1)
    assert not is_untouched(touched)
    assert take_in(touched) == take_in_touched(parse(touched))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Read this first.", "Read this *now*.\n- or later\n", id="prose"),
        pytest.param(
            "<!-- /acmeinc:timeline -->", "\n<!-- /acmeinc:timeline -->", id="an empty line in a list"
        ),
    ],
)
def test_what_states_nothing_is_passed_over(scene: Any, before: str, after: str) -> None:
    text = scene.document().replace(before, after, 1)
    assert is_untouched(text)
    assert take_in(text) == take_in_touched(parse(text))


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_lines_shuffled_dropped_and_doubled_read_the_same(scene: Any, chance: random.Random) -> None:
    """Whatever happened to the lines, the short way is taken only where it says the same as the long one."""
    lines = scene.document().splitlines(keepends=True)
    for _ in range(chance.randint(0, 3)):
        place = chance.randrange(len(lines))
        some = lines[place : place + chance.randint(1, 3)]
        if chance.random() < 0.5:
            del lines[place : place + len(some)]
        to = chance.randrange(len(lines))
        lines[to:to] = some
    text = "".join(lines)
    assert take_in(text) == take_in_touched(parse(text))
