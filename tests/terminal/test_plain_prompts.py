"""Numbered questions, read line by line."""

import io

import pytest

from acmeinc.errors import Cancelled
from acmeinc.terminal.console import Console
from acmeinc.terminal.plain_prompts import PlainPrompter
from acmeinc.terminal.prompts import Choice

SEVERITIES = [Choice("SEV1", "SEV1", "Major"), Choice("SEV2", "SEV2")]


def answering(*lines: str) -> tuple[PlainPrompter, io.StringIO]:
    """Return a prompter that is answered by `lines`, and what it writes to stderr."""
    stderr = io.StringIO()
    console = Console(stdout=io.StringIO(), stderr=stderr)
    return PlainPrompter(console, io.StringIO("".join(f"{line}\n" for line in lines))), stderr


def test_text_lists_the_suggestions_when_asked():
    """A refused answer is asked again, with the reason."""
    prompter, stderr = answering("?", "", "Login")
    answer = prompter.text(
        "What is affected?",
        suggestions=["Login", "Invoice export"],
        validate=lambda answer: None if answer else "Say what is affected.",
    )
    assert answer == "Login"
    assert stderr.getvalue() == (
        "What is affected? (? lists the choices):   1. Login\n  2. Invoice export\n"
        "What is affected? (? lists the choices): Say what is affected.\n"
        "What is affected? (? lists the choices): "
    )


def test_enter_takes_the_default():
    """It is shown in brackets."""
    prompter, stderr = answering("")
    assert prompter.text("Commander", default="Ana Ruiz", hint="you") == "Ana Ruiz"
    assert stderr.getvalue() == "Commander (you) [Ana Ruiz]: "


@pytest.mark.parametrize("typed", ["1", "sev1", ""], ids=["number", "name", "default"])
def test_choose_takes_a_number_a_name_or_the_default(typed):
    """What fits nothing is asked again."""
    prompter, stderr = answering("7", typed)
    assert prompter.choose("Which severity?", SEVERITIES, default="SEV1") == "SEV1"
    assert stderr.getvalue() == (
        "Which severity?\n  1. SEV1 - Major\n  2. SEV2\nNumber [1]: Type a number from 1 to 2.\nNumber [1]: "
    )


def test_check_takes_numbers():
    """In any order, with commas or spaces; the order of the options comes back."""
    prompter, stderr = answering("2 9", "2, 1")
    assert prompter.check("Which are true?", SEVERITIES) == ["SEV1", "SEV2"]
    assert "Type numbers from 1 to 2.\n" in stderr.getvalue()
    assert answering("")[0].check("Which are true?", SEVERITIES) == []


@pytest.mark.parametrize(
    ("typed", "default", "yes"),
    [("y", False, True), ("NO", True, False), ("", True, True), ("", False, False)],
)
def test_confirm_takes_yes_no_or_enter(typed, default, yes):
    """Anything else is asked again."""
    prompter, stderr = answering("maybe", typed)
    assert prompter.confirm("Declare it now?", default) is yes
    assert "Type yes or no.\n" in stderr.getvalue()


@pytest.mark.parametrize(("typed", "verdict"), [("", "send"), ("E", "edit"), ("q", "quit")])
def test_preview_shows_the_lines_first(typed, verdict):
    """A key that means nothing sends nothing."""
    prompter, stderr = answering("x", typed)
    assert prompter.preview(["  To: #incidents"]) == verdict
    assert stderr.getvalue() == "  To: #incidents\n" + "Enter sends, e edits, q quits: " * 2


def test_long_text_keeps_what_was_there():
    """Enter keeps it, a line replaces it."""
    assert answering("")[0].long_text("Message", "draft") == "draft"
    assert answering("new")[0].long_text("Message", "draft") == "new"


def test_the_end_of_input_cancels():
    """Ctrl-D."""
    with pytest.raises(Cancelled, match="cancelled; nothing was written or sent"):
        answering()[0].text("Impact")
