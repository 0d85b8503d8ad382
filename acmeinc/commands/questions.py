"""The questions that several commands ask, each worded once."""

from collections.abc import Sequence

from acmeinc.app import App
from acmeinc.commands.interview import Question
from acmeinc.process.ownership import find_owner
from acmeinc.process.severity import Level
from acmeinc.process.time_input import short
from acmeinc.terminal.prompts import Choice, Prompter


def functionality(app: App) -> Question:
    """Return the question what is affected; the ownership table completes it and tells a slip of keys."""
    names = list(dict.fromkeys(n for o in app.rules.owners for n in (o.functionality, o.service) if n))
    return Question(
        "functionality",
        "--functionality",
        lambda ask: _meant(app, ask, ask.text("What is affected?", suggestions=names, validate=required)),
        '"Login"',
    )


def _meant(app: App, ask: Prompter, typed: str) -> str:
    """Return what was typed, or the near miss that the person picks: nobody is paged for a guess."""
    match = find_owner(app.rules.owners, typed)
    near = list(dict.fromkeys(owner.functionality for owner in match.suggestions))
    if not near:
        return typed
    options = [*(Choice(name, name) for name in near), Choice(typed, f"{typed}, as typed")]
    return ask.choose("Not listed. You mean …", options, default=near[0])


def state() -> Question:
    """Return the question what state it is in."""
    return Question("state", "--state", _state, "down")


def _state(ask: Prompter) -> str:
    """Return what was typed, without the verb that every message says: "is down" is meant to be "down"."""
    typed = ask.text("What state is it in?", validate=required)
    verb, _, rest = typed.strip().partition(" ")
    return rest.strip() if verb.lower() in ("is", "are") and rest.strip() else typed


def audience() -> Question:
    """Return the question who notices."""
    usual = "all customers"
    return Question(
        "audience", "--audience", lambda ask: ask.text("Who notices?", default=usual), usual=usual
    )


def severity(app: App) -> Question:
    """Return the question how bad it is."""
    levels = app.rules.severity.levels
    return Question(
        "severity",
        "--severity",
        lambda ask: ask.choose(
            "How bad is it?", [Choice(x.id, f"{x.id}  {x.name}", _promise(x)) for x in levels]
        ),
        levels[0].id,
    )


def impact() -> Question:
    """Return the question what customers see."""
    return Question("impact", "--impact", lambda ask: ask.text("What do customers see?", validate=required))


def long(name: str, flag: str, text: str, initial: str = "") -> Question:
    """Return a question for text of any length, begun with `initial`."""
    return Question(name, flag, lambda ask: ask.long_text(text, initial))


def line(
    name: str, flag: str, text: str, suggestions: Sequence[str] = (), *, default: str = "", hint: str = ""
) -> Question:
    """Return a question for one line of text."""

    def one_line(ask: Prompter) -> str:
        return ask.text(text, default, suggestions, required, hint)

    return Question(name, flag, one_line)


def required(answer: str) -> str | None:
    """Return what is wrong with an empty answer; None for any other."""
    return None if answer.strip() else "a few words, please"


def _promise(level: Level) -> str:
    return f"update every {short(level.update)}" if level.update else ""
