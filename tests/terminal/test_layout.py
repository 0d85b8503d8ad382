"""Columns hold with wide and combining characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.terminal.layout import cells, hanging, pad, shorten, talk, wrap

ID = "inc-26-11-23-sev-1-login-is-down-for-all-customers-2"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]))


@pytest.mark.parametrize(
    ("text", "width"),
    [
        pytest.param("Login", 5, id="ascii"),
        pytest.param("日本", 4, id="wide"),
        pytest.param("cafe\u0301", 4, id="combining"),
        pytest.param("a\u200bb", 2, id="zero-width"),
    ],
)
def test_cells_counts_columns(text, width):
    """Neither characters nor bytes."""
    assert cells(text) == width
    assert pad(text, 8) == text + " " * (8 - width)


def test_shorten_keeps_both_ends_of_an_id():
    """Date, severity and ordinal stay; the middle of the slug goes."""
    assert shorten(ID, 40) == "inc-26-11-23-sev-1-login-i…l-customers-2"
    assert shorten(ID, len(ID)) == ID


@given(TEXTS, st.integers(1, 60))
def test_shorten_never_exceeds_the_width(text, width):
    """Whatever the characters."""
    assert cells(shorten(text, width)) <= max(width, 1)


@given(TEXTS, st.integers(4, 60))
def test_wrap_loses_no_word(text, width):
    """Only white space at a break may go."""
    assert "".join(" ".join(wrap(text, width)).split()) == "".join(text.split())


def test_wrap_keeps_breaks_indents_and_links():
    """A link is never broken: it is there to be opened."""
    text = "one two three\n\n  four five\nhttps://example.com/a/very/long/link end"
    assert wrap(text, 10) == [
        "one two",
        "three",
        "",
        "  four",
        "  five",
        "https://example.com/a/very/long/link",
        "end",
    ]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        pytest.param("! the disk is full here", ["! the disk is", "  full here"], id="a-notice-hangs"),
        pytest.param("  four words in here", ["  four words in", "  here"], id="an-indent-is-kept"),
        pytest.param(
            "later: acmeinc send --done", ["later:", "acmeinc send --done"], id="a-command-is-whole"
        ),
        pytest.param("one\n! two", ["one", "! two"], id="lines-that-fit"),
        pytest.param("\x1b[31m1234567 1234567\x1b[0m", ["\x1b[31m1234567 1234567\x1b[0m"], id="colours"),
        pytest.param("", [""], id="nothing"),
    ],
)
def test_talk_breaks_between_words(said: str, lines: list[str]):
    """At a width of 15; what was coloured has been laid out."""
    assert talk(said, 15) == lines


def test_hanging_lines_stand_below_the_text():
    """A label has its own column."""
    assert hanging("To: ", "a@example.com, b@example.com", 24) == [
        "  To: a@example.com,",
        "      b@example.com",
    ]
