"""What a check found, in five forms: for people, as JSON, as annotations of GitHub, for GitLab, as SARIF."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from acmeinc.errors import Problem
from acmeinc.incident.text import visible
from acmeinc.terminal.console import Ink
from acmeinc.terminal.layout import wrap

FORMATS = ("text", "json", "github", "gitlab", "sarif")


def problem_lines(problems: Iterable[Problem], ink: Ink, width: int | None = None) -> Iterator[str]:
    """Yield `file:line:column: level: message [rule]`, and below it what to type.

    With a `width`, for a terminal, in lines of whole words; without one each on one line.
    """
    for problem in problems:
        rule = f" [{problem.rule}]" if problem.rule else ""
        told = f"{_line(place_of(problem))}: {problem.level}: {_line(problem.message)}{rule}"
        first, *more = wrap(told, width - 4) if width else [told]
        level = ink.red("error") if problem.level == "error" else ink.yellow(problem.level)
        yield first.replace(f": {problem.level}:", f": {level}:", 1)
        yield from (f"    {line}" for line in more)
        if problem.hint:
            hint = f"hint: {_line(problem.hint)}"
            first, *more = wrap(hint, width - 4) if width else [hint]
            yield f"  {first}"
            yield from (f"    {line}" for line in more)


def place_of(problem: Problem) -> str:
    """Return `file:line:column`, without what is not known of them."""
    path = problem.path.replace("\n", "^J")
    return ":".join([path, *(str(number) for number in (problem.line, problem.column) if number)])


def check_json(problems: Sequence[Problem], files: int) -> dict[str, Any]:
    """Return the problems, and how many files were looked at; what is not known is null."""
    errors = sum(problem.level == "error" for problem in problems)
    return {
        "problems": [
            {
                "path": problem.path,
                "line": problem.line or None,
                "column": problem.column or None,
                "level": problem.level,
                "rule": problem.rule,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in problems
        ],
        "files": files,
        "errors": errors,
        "warnings": len(problems) - errors,
    }


def github_lines(problems: Iterable[Problem], folder: str) -> Iterator[str]:
    """Yield the workflow commands that annotate a pull request.

    `folder` is the repository's in its work tree, "" or ending in `/`.
    """
    for problem in problems:
        about = {
            "file": f"{folder}{problem.path}",
            "line": str(problem.line or ""),
            "col": str(problem.column or ""),
            "title": problem.rule,
        }
        told = ",".join(f"{name}={_property(value)}" for name, value in about.items() if value)
        text = f"{problem.message}\nhint: {problem.hint}" if problem.hint else problem.message
        yield f"::{problem.level} {told}::{_data(text)}"


def summary(errors: int, warnings: int, files: int) -> str:
    """Return in a line how much was found, and in how many files."""
    told = [_counted(number, what) for number, what in ((errors, "error"), (warnings, "warning")) if number]
    return f"{', '.join(told) or 'no problem'} in {_counted(files, 'file')}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _line(text: str) -> str:
    return visible(text.replace("\n", " "))


def _data(text: str) -> str:
    """Return the message of a workflow command: in one line, its escapes escaped."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return the value of a workflow command's property: it holds none of the characters that end one."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
