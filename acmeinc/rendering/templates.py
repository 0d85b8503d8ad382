"""Templates of the incident repository: read, filled in, and told about precisely when they are wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from acmeinc.errors import BadData, NotFound, Problem

FOLDER = "templates"
TEMPLATES = (
    "bug.md",
    "closing.txt",
    "downgrade.txt",
    "incident.md",
    "initial.txt",
    "invitation.txt",
    "page.txt",
    "public_investigating.txt",
    "public_resolved.txt",
    "public_update.txt",
    "reminder.txt",
    "reopening.txt",
    "resolution.txt",
    "rules_notice.txt",
    "ticket.txt",
    "ticket_action.txt",
    "update.txt",
)
"""Every template that a step fills in."""


class Templates:
    """The templates that `read` finds; `read` takes a name such as `update.txt` and returns its text."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return template `name` with `values` (plain text, lists, dicts) in it; no value is rendered again.

        Raises BadData, naming the template and the line, for whatever is wrong with it.
        """
        source = self.source(name)
        # Jinja2 takes 50 ms to import, and most commands send nothing.
        from acmeinc.rendering.sandbox import rendered

        try:
            return rendered(source, path_of(name), values)
        except Exception as error:
            # A template can fail in any way that Python can; each is a fault of that file.
            from acmeinc.rendering.template_faults import fault

            raise BadData([fault(path_of(name), source, error, values)]) from error

    def source(self, name: str) -> str:
        """Return the text of template `name` as it is rendered; raises BadData where it cannot be read."""
        path = path_of(name)
        try:
            return self._read(name).removeprefix("\ufeff").replace("\r\n", "\n")
        except (OSError, NotFound):
            raise BadData([missing(name)]) from None
        except UnicodeDecodeError:
            message, hint = "the template is not UTF-8 text", "save it as UTF-8"
            raise BadData([Problem(path, 0, 0, message, hint, rule="file-encoding")]) from None


def missing(name: str) -> Problem:
    """Return what is told of a template that is not there."""
    path = path_of(name)
    hint = f"bring it back: git checkout HEAD -- {path}, or copy it from a repository that acmeinc init made"
    return Problem(path, 0, 0, "the template is missing", hint, rule="template-missing")


def path_of(name: str) -> str:
    """Return where template `name` is in the incident repository."""
    return f"{FOLDER}/{name}"
