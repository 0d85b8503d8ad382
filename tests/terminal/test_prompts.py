"""Who answers where nobody can be asked."""

import io

import pytest

from acmeinc.errors import NeedsAnswer
from acmeinc.terminal.console import Console
from acmeinc.terminal.prompts import Choice, NoPrompter, open_prompter

OPTIONS = [Choice("a", "A")]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda p: p.text("Impact?"), id="text"),
        pytest.param(lambda p: p.choose("Impact?", OPTIONS), id="choose"),
        pytest.param(lambda p: p.check("Impact?", OPTIONS), id="check"),
        pytest.param(lambda p: p.confirm("Impact?"), id="confirm"),
        pytest.param(lambda p: p.long_text("Impact?"), id="long-text"),
        pytest.param(lambda p: p.preview(["Impact?"]), id="preview"),
    ],
)
def test_no_terminal_no_answer(ask):
    """Exit 5, and a hint of what to type."""
    prompter = open_prompter(Console(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO()))
    assert isinstance(prompter, NoPrompter)
    with pytest.raises(NeedsAnswer, match="there is no terminal to ask in") as refusal:
        ask(prompter)
    assert "--" in refusal.value.hint
