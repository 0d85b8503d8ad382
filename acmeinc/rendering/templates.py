"""Templates of the incident repository: read, filled in, and told about precisely when they are wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from acmeinc.errors import BadData, NotFound, Problem

FOLDER = "templates"

_RESTORE = "bring it back: git checkout HEAD -- {path}, or copy it from a repository that acmeinc init made"


class Templates:
    """The templates that `read` finds; `read` takes a name such as `update.txt` and returns its text."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return template `name` with `values` (plain text, lists, dicts) in it; no value is rendered again.

        Raises BadData, naming the template and the line, for whatever is wrong with it.
        """
        source = self._source(name)
        # Jinja2 takes 50 ms to import, and most commands send nothing.
        from acmeinc.rendering.sandbox import rendered

        try:
            return rendered(source, path_of(name), values)
        except Exception as error:
            # A template can fail in any way that Python can; each is a fault of that file.
            raise BadData([_problem(path_of(name), error, values)]) from error

    def faults(self, name: str) -> list[Problem]:
        """Return what is wrong with template `name` as it stands, whatever values it gets."""
        from acmeinc.rendering.sandbox import refuse_unreadable

        try:
            refuse_unreadable(self._source(name), path_of(name))
        except BadData as unread:
            return list(unread.problems)
        except Exception as error:
            # A template can fail in any way that Python can; each is a fault of that file.
            return [_problem(path_of(name), error, {})]
        return []

    def _source(self, name: str) -> str:
        path = path_of(name)
        try:
            return self._read(name).removeprefix("\ufeff").replace("\r\n", "\n")
        except (OSError, NotFound):
            problem = Problem(path, 0, 0, "the template is missing", _RESTORE.format(path=path))
        except UnicodeDecodeError:
            problem = Problem(path, 0, 0, "the template is not UTF-8 text", "save it as UTF-8")
        raise BadData([problem])


def path_of(name: str) -> str:
    """Return where template `name` is in the incident repository."""
    return f"{FOLDER}/{name}"


def _problem(path: str, error: Exception, values: Mapping[str, Any]) -> Problem:
    from jinja2 import TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_in(path, error)
    match error:
        case TemplateSyntaxError():
            return Problem(path, line, 0, error.message or "the template cannot be read", _see(path, line))
        case UndefinedError():
            hint = f"this template knows: {', '.join(sorted(values))}"
            return Problem(path, line, 0, error.message or "a value is undefined", hint)
        case SecurityError():
            return Problem(path, line, 0, f"not allowed: {error}", _see(path, line))
    return Problem(path, line, 0, f"the template fails: {error or type(error).__name__}", _see(path, line))


def _see(path: str, line: int) -> str:
    where = f"line {line} of {path}" if line else path
    return f"change {where}, or go back to the last version that worked: git log -p -- {path}"


def _line_in(path: str, error: Exception) -> int:
    """Return the template's line that raised `error`, 0 when it is not known."""
    line, traceback = 0, error.__traceback__
    while traceback:
        if traceback.tb_frame.f_code.co_filename == path:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
