"""The questions, asked in a real terminal."""

import stat
from pathlib import Path

import pytest

FUNCTIONALITIES = ["Login", "Invoice export", "Blog"]
CONDITIONS = [
    ["core-down", "SEV1  Core functionality of the product is unavailable"],
    ["sla", "SEV1  A customer SLA is breached, or will be very soon"],
    ["slow", "SEV2  The application works, but slowly"],
]
SEVERITIES = [["SEV1", "SEV1", "Major"], ["SEV2", "SEV2", "Partial"], ["SEV3", "SEV3"]]
UP, DOWN, CTRL_C, CTRL_D, CTRL_U = "\x1b[A", "\x1b[B", "\x03", "\x04", "\x15"


def test_tab_completes_a_suggestion_by_any_part_of_it(asking):
    """Part of a name in any case, Tab, Enter; the answer stands in its column and the list is gone."""
    terminal = asking(
        (
            "text",
            {"question": "What is affected?", "suggestions": FUNCTIONALITIES, "hint": "tab completes: 3"},
        )
    )
    terminal.expect("(tab completes: 3)")
    assert terminal.lines[0].startswith("What is affected?          › ")
    terminal.type("VOICE\t")
    terminal.expect("› Invoice export")
    terminal.type("\r")
    terminal.expect("answer:")
    assert terminal.lines == ["What is affected?          › Invoice export", 'answer: "Invoice export"']
    assert terminal.exit_code() == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("log", "Login", id="its-beginning-before-the-middle-of-another"),
        pytest.param("LO", "Login", id="upper-case"),
        pytest.param("blog", "Blog", id="all-of-it"),
        pytest.param("export", "Invoice export", id="its-end"),
        pytest.param("fax", "fax", id="nothing-fits"),
    ],
)
def test_tab_replaces_all_that_was_typed(asking, typed, meant):
    """However fast the keys come."""
    terminal = asking(("text", {"question": "What?", "suggestions": ["Blog", *FUNCTIONALITIES]}))
    terminal.expect("›")
    terminal.type(typed + "\t\r")
    terminal.expect(f'answer: "{meant}"')


def test_any_text_may_be_given_where_there_are_suggestions(asking):
    """What nobody has listed can break too."""
    terminal = asking(("text", {"question": "What is affected?", "suggestions": FUNCTIONALITIES}))
    terminal.expect("›")
    terminal.type("  Fax gateway \r")
    terminal.expect('answer: "Fax gateway"')


def test_suggestions_may_hold_anything(asking):
    """Markup and control characters in a rules file do not break the list."""
    terminal = asking(("text", {"question": "What?", "suggestions": ["<b>&amp;", "a\x1b[31mred"]}))
    terminal.expect("›")
    terminal.type("r")
    terminal.expect("a^[[31mred")
    terminal.type("\t\r")
    terminal.expect("answer:")


def test_a_default_is_there_to_be_kept_or_changed(asking):
    """Enter keeps what is shown; the hint belongs to the default and goes with the prompt."""
    terminal = asking(
        ("text", {"question": "Commander", "default": "Ana Ruiz", "hint": "you"}),
        ("text", {"question": "Scribe", "default": "Ana Ruiz"}),
    )
    terminal.expect("(you)")
    terminal.type("\r")
    terminal.expect("Scribe                     › Ana Ruiz")
    terminal.type(CTRL_U + "Bo Lind\r")
    terminal.expect('answer: "Bo Lind"')
    assert terminal.lines[0] == "Commander                  › Ana Ruiz"


def test_a_long_reason_ends_at_a_word(asking):
    """There is one line for it."""
    why = "a few words, please, so that whoever reads this tomorrow knows what was meant by it"
    terminal = asking(("text", {"question": "Why?", "required": why}), columns=60)
    terminal.answer("Why?", "\r")
    terminal.expect("a few words, please, so that whoever reads this tomorrow …")


def test_an_answer_that_cannot_be_is_refused_with_a_reason(asking):
    """The reason appears on Enter, and the question stays."""
    terminal = asking(
        ("text", {"question": "What state is it in?", "required": "Say what is wrong with it."})
    )
    terminal.expect("›")
    terminal.type("\r")
    terminal.expect("Say what is wrong with it.")
    terminal.type("down\r")
    terminal.expect('answer: "down"')


def test_choose_starts_at_the_default_and_moves_with_arrows(asking):
    """Explanations stand beside the options, and not in the answer left on the screen."""
    terminal = asking(("choose", {"question": "Which severity?", "options": SEVERITIES, "default": "SEV2"}))
    terminal.expect("❯ SEV2")
    assert terminal.lines == [
        "Which severity?            (arrows move, enter picks)",
        "    SEV1  (Major)",
        "  ❯ SEV2  (Partial)",
        "    SEV3",
    ]
    terminal.type(UP)
    terminal.expect("❯ SEV1")
    terminal.type("\r")
    terminal.expect("answer:")
    assert terminal.lines == ["Which severity?            › SEV1", 'answer: "SEV1"']


def test_check_returns_the_marked_options_in_their_order(asking):
    """Space marks, Enter goes on; every marked option is named afterwards."""
    terminal = asking(("check", {"question": "Which of these are true?", "options": CONDITIONS}))
    terminal.expect("❯ ○ SEV1")
    terminal.type(DOWN + DOWN + " ")
    terminal.expect("❯ ● SEV2")
    terminal.type(UP + UP + " ")
    terminal.expect("❯ ● SEV1")
    terminal.type("\r")
    terminal.expect("answer:")
    assert terminal.lines[-1] == 'answer: ["core-down", "slow"]'
    assert terminal.lines[0].startswith("Which of these are true?   › SEV1  Core functionality")


def test_check_asks_once_more_before_nothing_is_the_answer(asking):
    """Enter on an unmarked option marks nothing, which a person in a hurry may not see."""
    terminal = asking(("check", {"question": "Which of these are true?", "options": CONDITIONS}))
    terminal.expect("❯ ○ SEV1")
    terminal.type("\r")
    terminal.expect("Nothing is marked: space marks; enter again if none is true.")
    terminal.type("\r")
    terminal.expect("answer: []")


@pytest.mark.parametrize(
    ("key", "shown", "answer"),
    [
        pytest.param("\r", "No", "false", id="enter-takes-the-default"),
        pytest.param("y", "Yes", "true", id="y"),
        pytest.param("N", "No", "false", id="n"),
    ],
)
def test_confirm_takes_one_key(asking, key, shown, answer):
    """y and n answer at once, Enter takes the default, which is the capital letter."""
    terminal = asking(("confirm", {"question": "Declare it now?", "default": False}))
    terminal.expect("(y/N)")
    terminal.type(key)
    terminal.expect("answer:")
    assert terminal.lines == [f"Declare it now?            › {shown}", f"answer: {answer}"]


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        pytest.param("\r", "send", id="enter"),
        pytest.param("E", "edit", id="e"),
        pytest.param("q", "quit", id="q"),
    ],
)
def test_preview_shows_the_message_and_takes_one_key(asking, key, verdict):
    """Keys that mean nothing write nothing."""
    terminal = asking(("preview", {"lines": ["  To: #incidents", "    Login is down."]}))
    terminal.expect("enter send · e edit · q quit  ›")
    assert terminal.lines[:2] == ["  To: #incidents", "    Login is down."]
    terminal.type("x" + key)
    terminal.expect("answer:")
    assert terminal.lines[-2:] == [f"enter send · e edit · q quit  › {verdict}", f'answer: "{verdict}"']


@pytest.mark.parametrize("plain", ["0", "1"], ids=["keys", "lines"])
def test_keys_pressed_before_the_preview_do_not_send_it(asking, plain):
    """Enter pressed twice at the question before must not send a message nobody has seen."""
    terminal = asking(
        ("text", {"question": "Impact"}),
        ("preview", {"lines": ["  To: #incidents"]}),
        ACMEINC_PLAIN_PROMPTS=plain,
    )
    terminal.expect("Impact")
    terminal.type("None\r\r\r")
    terminal.expect("q quit")
    terminal.type("q" if plain == "0" else "q\r")
    terminal.expect('answer: "quit"')


@pytest.mark.parametrize("key", [pytest.param(CTRL_C, id="ctrl-c"), pytest.param(CTRL_D, id="ctrl-d")])
@pytest.mark.parametrize(
    "question",
    [
        pytest.param(("text", {"question": "Why?", "suggestions": ["a"]}), id="text"),
        pytest.param(("choose", {"question": "Why?", "options": SEVERITIES}), id="choose"),
        pytest.param(("check", {"question": "Why?", "options": SEVERITIES}), id="check"),
        pytest.param(("confirm", {"question": "Why?"}), id="confirm"),
        pytest.param(("long_text", {"question": "Why?"}), id="long-text"),
        pytest.param(("preview", {"lines": ["Why?"]}), id="preview"),
    ],
)
def test_ctrl_c_and_ctrl_d_cancel_every_question(asking, question, key):
    """Exit 130, and the person is told that nothing happened."""
    terminal = asking(question)
    terminal.expect("(" if question[0] in ("choose", "check", "confirm") else "›")
    terminal.type(key)
    terminal.expect("error: cancelled; nothing was written or sent")
    assert terminal.exit_code() == 130


def test_sixty_columns_are_enough(asking):
    """Long conditions go on below themselves; nothing is cut off."""
    terminal = asking(("check", {"question": "Which of these are true?", "options": CONDITIONS}), columns=60)
    terminal.expect("slowly")
    assert terminal.lines == [
        "Which of these are true?   (space marks, enter goes on)",
        "  ❯ ○ SEV1  Core functionality of the product is",
        "            unavailable",
        "    ○ SEV1  A customer SLA is breached, or will be very",
        "            soon",
        "    ○ SEV2  The application works, but slowly",
    ]


def test_no_color_means_none_anywhere(asking):
    """Not in the question, not in the list of completions, not in a refusal."""
    terminal = asking(
        ("text", {"question": "What?", "suggestions": FUNCTIONALITIES, "required": "Say it.", "hint": "tab"}),
        NO_COLOR="1",
    )
    terminal.expect("(tab)")
    terminal.type("o\t")
    terminal.expect("› Login")
    assert terminal.colors == set()
    terminal.type(CTRL_U + "\r")
    terminal.expect("Say it.")
    assert terminal.colors == set()


def write_editor(folder: Path, body: str) -> str:
    """Return a command that edits a file by a shell script."""
    script = folder / "editor"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


def test_enter_alone_opens_the_editor_that_is_set(asking, tmp_path):
    """Several lines come back; the screen keeps the first."""
    editor = write_editor(tmp_path, r'printf "They cannot log in.\n\n# Not a comment\n" > "$1"')
    terminal = asking(("long_text", {"question": "What do customers see?"}), EDITOR=editor)
    terminal.expect("(enter alone opens")
    terminal.type("\r")
    terminal.expect("answer:")
    assert terminal.lines == [
        "What do customers see?     › They cannot log in. (and 2 more lines)",
        r'answer: "They cannot log in.\n\n# Not a comment"',
    ]


def test_ctrl_x_ctrl_e_goes_on_in_the_editor(asking, tmp_path):
    """What was typed so far is in the file."""
    editor = write_editor(tmp_path, 'sed -i "1s/$/ after all/" "$1"')
    terminal = asking(("long_text", {"question": "What do customers see?"}), EDITOR=editor)
    terminal.expect("›")
    terminal.type("Nothing\x18\x05")
    terminal.expect('answer: "Nothing after all"')


def test_text_typed_in_place_needs_no_editor(asking):
    """Without an editor set, Enter alone is an empty answer."""
    terminal = asking(
        ("long_text", {"question": "What?"}), ("long_text", {"question": "And?", "initial": "a\nb"})
    )
    terminal.expect("›")
    terminal.type("\r")
    terminal.expect('answer: ""')
    terminal.expect("And?")
    terminal.type(" c\r")
    terminal.expect(r'answer: "a\nb c"')


@pytest.mark.parametrize(
    "environment", [{"ACMEINC_PLAIN_PROMPTS": "1"}, {"TERM": "dumb"}], ids=["asked", "dumb"]
)
def test_plain_questions_for_screen_readers_and_dumb_terminals(asking, environment):
    """Numbers and lines, no control sequence."""
    terminal = asking(("choose", {"question": "Which severity?", "options": SEVERITIES}), **environment)
    terminal.expect("Number:")
    terminal.type("2\r")
    terminal.expect("answer:")
    assert terminal.lines == [
        "Which severity?",
        "  1. SEV1 - Major",
        "  2. SEV2 - Partial",
        "  3. SEV3",
        "Number: 2",
        'answer: "SEV2"',
    ]


def test_without_a_terminal_nothing_is_asked(asking):
    """A refusal to be asked counts as no terminal."""
    terminal = asking(("confirm", {"question": "Declare it now?"}), ACMEINC_NO_INPUT="1")
    terminal.expect("error: this needs an answer")
    assert terminal.exit_code() == 5
