"""Every kind of terminal: narrow, without colour, without control sequences; editor, pager, watch."""

import re
import signal
from collections.abc import Callable

import pytest
from incident_repository import ACMEINC, Repository, answer_declare
from pseudo_terminal import CTRL_C, DOWN, Terminal

_COLOR = re.compile(r"\x1b\[[\d;]*m")
_COPIED = re.compile(r"https?://|incidents/|inc-\d\d-\d\d-\d\d|^hint: .*acmeinc ")


def narrow(terminal: Terminal) -> list[str]:
    """Return the lines too wide for 60 columns, as they were printed; those that a prompt draws apart."""
    printed = _COLOR.sub("", terminal.raw).replace("\r", "").split("\n")
    return [line for line in printed if "\x1b" not in line and len(line) > 60 and not _COPIED.search(line)]


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(("next",), id="next"),
        pytest.param(("list",), id="list"),
        pytest.param(("show", "--no-pager"), id="show"),
        pytest.param(("owner", "login"), id="owner"),
        pytest.param(("owner", "logon"), id="near-miss"),
        pytest.param(("search", "log in"), id="search"),
        pytest.param(("send",), id="send"),
        pytest.param(("log", *(["one", "of", "the", "many", "words", "of", "a", "long", "line"])), id="log"),
        pytest.param(("resolve",), id="gates"),
        pytest.param(("milestone", "started", "--at", "10m ago"), id="echo"),
        pytest.param(("assign", "scribe", "Cleo", "Park"), id="assign"),
        pytest.param(("list", "--status", "lost"), id="usage"),
    ],
)
def test_sixty_columns_hold_what_is_printed(declared: Repository, step: tuple[str, ...]) -> None:
    """Only ids, paths and links are longer: they are there to be copied."""
    terminal = declared.at_terminal(*step, columns=60)
    terminal.exit_code()
    assert narrow(terminal) == []
    assert terminal.everything != [""]


def test_sixty_columns_hold_a_declaration(repository: Repository) -> None:
    """Questions, checklist, preview, results and what is next."""
    terminal = repository.at_terminal("decide", columns=60, rows=30)
    terminal.answer("What is affected?", "log\t\r")
    terminal.answer("What state is it in?", "down\r")
    terminal.answer("Who notices?", "\r")
    terminal.answer("  ❯ ○ SEV1  A customer SLA is breached, or will be very", DOWN + " \r")
    terminal.answer("Commander", "\r")
    terminal.answer("Declare it now?", "\r")
    terminal.answer("What do customers see?", "They cannot log in after clearing cookies.\r")
    terminal.expect("enter send")
    assert terminal.lines[-2] == "  Page: Identity"
    terminal.type("q")
    assert terminal.exit_code() == 130
    assert narrow(terminal) == []


def test_no_color_means_no_colour_code(repository: Repository) -> None:
    """Neither in a question, nor in a list, nor in a result; bold and dim are no colours."""
    terminal = repository.at_terminal("declare", NO_COLOR="1")
    answer_declare(terminal)
    terminal.type("\r")
    assert terminal.exit_code() == 0
    for step in (("next",), ("show", "--no-pager"), ("resolve",)):
        other = repository.at_terminal(*step, NO_COLOR="1")
        other.exit_code()
        terminal.raw += other.raw
    codes = {int(n or 0) for found in re.findall(r"\x1b\[([\d;]*)m", terminal.raw) for n in found.split(";")}
    assert codes <= {0, 1, 2, 4, 7}


def test_colour_says_nothing_that_words_do_not(declared: Repository) -> None:
    """With colour the text is the same."""
    plain, colored = (declared.at_terminal("resolve", **e) for e in ({"NO_COLOR": "1"}, {}))
    assert (plain.exit_code(), colored.exit_code()) == (3, 3)
    assert plain.lines == colored.lines
    assert (plain.colors, colored.colors) == (set(), {"red"})


def test_plain_prompts_are_lines_and_numbers(repository: Repository) -> None:
    """For screen readers: no control sequence at all, and the same step."""
    terminal = repository.at_terminal("declare", ACMEINC_PLAIN_PROMPTS="1", NO_COLOR="1", rows=60)
    terminal.answer("What is affected? (? lists the choices):", "login\r")
    terminal.answer("What state is it in?:", "down\r")
    terminal.answer("Who notices? [all customers]:", "\r")
    terminal.expect("  1. SEV1  Major incident - update every 30m")
    terminal.answer("Number:", "2\r")
    terminal.answer("What do customers see?:", "Nobody can log in.\r")
    terminal.answer("Enter sends, e edits, q quits:", "\r")
    assert terminal.exit_code() == 0
    assert "\x1b" not in terminal.raw
    assert "Next for inc-" in terminal.raw and "(SEV2)" in terminal.raw


def test_e_edits_the_messages_before_they_go_out(
    repository: Repository, editor: Callable[[str], str]
) -> None:
    """The preview shows them again; the page stays as it is."""
    terminal = repository.at_terminal(
        "declare", EDITOR=editor("sed -i 's/actively triaging/looking into/' \"$1\"")
    )
    answer_declare(terminal)
    assert any("actively triaging" in line for line in terminal.lines)
    terminal.type("e")
    terminal.wait(lambda: any("looking into" in line for line in terminal.lines), "the edited message")
    terminal.answer_again("enter send", "\r")
    assert terminal.exit_code() == 0
    assert "looking into" in repository.run("show")


def test_an_editor_left_empty_cancels(repository: Repository, editor: Callable[[str], str]) -> None:
    """As in git: nothing is sent, and the answers are kept."""
    before = repository.state
    terminal = repository.at_terminal("declare", EDITOR=editor(': > "$1"'))
    answer_declare(terminal)
    terminal.type("e")
    assert terminal.exit_code() == 130
    assert terminal.lines[-2].startswith("the text is empty: cancelled")
    assert repository.state == before


def test_long_text_is_written_in_the_editor(declared: Repository, editor: Callable[[str], str]) -> None:
    """Enter alone opens it; several lines come back."""
    line = r'printf "The old key is back.\n\nNew sessions work.\n" > "$1"'
    terminal = declared.at_terminal("update", "--phase", "identified", EDITOR=editor(line))
    terminal.expect("(enter alone opens editor)")
    terminal.type("\r")
    terminal.answer("enter send", "\r")
    assert terminal.exit_code() == 0
    assert "The old key is back.\n\nNew sessions work." in declared.run("show", "--json").replace(r"\n", "\n")


def test_show_is_a_page_in_a_terminal(declared: Repository) -> None:
    """A pager where it does not fit, the Markdown in a pipe."""
    terminal = declared.at_terminal("show", PAGER="sed s/^/page:/")
    assert terminal.exit_code() == 0
    assert terminal.everything[0].startswith("page:[inc-")
    assert any("Commander  Ana Ruiz" in line for line in terminal.everything)
    assert declared.run("show").startswith("---\n")


def test_watch_leaves_the_terminal_as_it_found_it(declared: Repository) -> None:
    """Another screen, no cursor, a countdown; after Ctrl-C everything is as before."""
    watch = " ".join([*ACMEINC, "next", "--watch"])
    terminal = declared.at_terminal(shell=f"stty -g; trap : INT; {watch}; echo code $?; stty -g")
    terminal.expect("check-in")
    terminal.expect("ctrl-c ends")
    terminal.wait(lambda: "\a" in terminal.raw, "the bell")
    terminal.type(CTRL_C)
    terminal.expect("code 0")
    assert terminal.exit_code() == 0
    shown = re.fullmatch(
        r"(?P<before>[\w:]+)\r\n\x1b\[\?1049h\x1b\[\?25l(?P<watch>.*)\x1b\[\?25h\x1b\[\?1049l"
        r"code 0\r\n(?P<after>[\w:]+)\r\n",
        terminal.raw,
        re.DOTALL,
    )
    assert shown and shown["before"] == shown["after"]
    assert "\a" in shown["watch"]


@pytest.mark.parametrize("name", ["TERM", "HUP", "QUIT"])
def test_watch_gives_the_terminal_back_whatever_ends_it(declared: Repository, name: str) -> None:
    """A screen without a cursor, and an old board in place of the shell, would be left otherwise."""
    number = getattr(signal, f"SIG{name}")
    terminal = declared.at_terminal("watch", "--quiet")
    terminal.wait(lambda: terminal.raw.count("ctrl-c ends") > 1, "the board to follow")
    terminal.child.kill(number)
    assert terminal.exit_code() == 128 + number
    assert terminal.raw.endswith("\x1b[?25h\x1b[?1049l")


def test_the_board_follows_the_documents_and_the_window(declared: Repository) -> None:
    """What another process writes is there at once; a window of another size is filled anew."""
    terminal = declared.at_terminal("watch", "--quiet", "--color", "never")
    terminal.expect("SEV1  Login is down for all customers")
    declared.run("log", "found the bad deploy")
    terminal.expect("Ana Ruiz: found the bad deploy")
    terminal.child.setwinsize(12, 60)
    terminal.screen.resize(12, 60)
    terminal.wait(lambda: "  stakeholder update  " in "\n".join(terminal.lines), "a smaller board")
    terminal.wait(lambda: len(terminal.lines) <= 12 and "1 open" in terminal.lines[0][-40:], "its head")
    declared.root.joinpath("severity.yaml").write_text("severities: [\n")
    declared.run("log", "the rules are broken now", code=6)
    terminal.expect("! severity.yaml:")
    terminal.expect("SEV1  Login is down for all customers")
    assert "\a" not in terminal.raw
    terminal.type(CTRL_C)
    assert terminal.exit_code() == 0


@pytest.mark.parametrize("words", [("next", "--watch"), ("watch",)], ids=" ".join)
def test_the_board_needs_a_terminal(declared: Repository, words: tuple[str, ...]) -> None:
    """A pipe gets no control sequences."""
    assert declared.run(*words, code=2) == ""


def test_an_open_incident_is_offered_to_join(declared: Repository) -> None:
    """Before the other questions are asked; its commander is there already, so that nothing is written."""
    before = declared.state
    terminal = declared.at_terminal("declare", columns=60)
    terminal.answer("What is affected?", "auth-api\r")
    terminal.answer("What state is it in?", "slow\r")
    terminal.expect("! an incident on it is open (SEV1), commanded by Ana Ruiz:")
    terminal.answer("Join it?", "\r")
    terminal.expect("Next for inc-")
    assert terminal.exit_code() == 0
    assert (narrow(terminal), declared.state) == ([], before)
