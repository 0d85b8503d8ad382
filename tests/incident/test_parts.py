"""A document is taken apart without losing a byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident.parts import Block, parse, render

PIECES = st.sampled_from(
    [
        "---\n",
        "uid: a\n",
        "# acmeinc 01234567\n",
        "<!-- acmeinc:timeline -->\n",
        "<!-- /acmeinc:timeline -->\n",
        "<!-- acmeinc:data 01234567 -->\r\n",
        "<!-- /acmeinc:data -->",
        "```\n",
        "~~~\n",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "- x\n",
        "\ufeff",
        "\r",
        "text",
        "\n",
        "\x0c",
        "\u2028",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_rendering_what_was_parsed_is_the_same_text(text: str) -> None:
    assert render(parse(text)) == text


OPEN, CLOSE = "<!-- acmeinc:timeline -->\n", "<!-- /acmeinc:timeline -->\n"


@pytest.mark.parametrize(
    ("text", "damage"),
    [
        pytest.param("---\nuid: a\n# acmeinc 01234567\n---\n" + OPEN + CLOSE, (), id="sound"),
        pytest.param(OPEN + OPEN + CLOSE, ("block timeline opens inside another",), id="opens twice"),
        pytest.param(OPEN + CLOSE + CLOSE, ("block timeline closes without opening",), id="closes twice"),
        pytest.param((OPEN + CLOSE) * 2, ("block timeline stands twice",), id="stands twice"),
        pytest.param(OPEN, ("block timeline is not closed",), id="not closed"),
        pytest.param("---\nuid: a\nuid: b\n---\n", ("uid stands twice in the front matter",), id="two uids"),
        pytest.param(
            "---\n# acmeinc 01234567\n# acmeinc 01234568\n---\n",
            ("the front matter has two digests",),
            id="two digests",
        ),
        pytest.param("\n# acmeinc 01234567\n", ("front matter stands in the text",), id="strayed header"),
        pytest.param("<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n", ("conflict markers",), id="conflict"),
        pytest.param("```\n<<<<<<< a\nx\n>>>>>>> b\n```\n", (), id="a conflict in a fence is an example"),
        pytest.param("Title\n=======\nstatus: all is well\n", (), id="prose that only looks like it"),
        pytest.param("```\n" + OPEN + "```\n" + OPEN + CLOSE, (), id="a marker in a fence is an example"),
    ],
)
def test_damage_is_what_a_merge_by_text_leaves(text: str, damage: tuple[str, ...]) -> None:
    assert parse(text).damage == damage


def test_a_fence_around_the_only_block_does_not_hide_it() -> None:
    document = parse("```\n\n" + OPEN + "- a\n" + CLOSE + "\n```\n")
    assert document.blocks["timeline"] == Block("timeline", "", OPEN, ("- a\n",), CLOSE)


def test_ends_of_lines_and_byte_order_mark_are_known() -> None:
    document = parse("\ufeff---\r\nuid: a\r\n---\r\n")
    assert (document.bom, document.eol, document.header) == ("\ufeff", "\r\n", ("uid: a\r\n",))
