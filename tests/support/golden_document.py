"""A whole incident document, as the program wrote it, to be mangled; and what is wrong with it, in short."""

from datetime import UTC, datetime
from pathlib import Path

from acmeinc.checks.documents import Context, document_problems
from acmeinc.errors import Problem

ID = "inc-26-11-23-sev-2-login-is-down-for-all-customers"
PATH = f"incidents/2026/11/{ID}.md"
TEXT = (Path(__file__).parents[1] / "golden" / "incident" / f"{ID}.md").read_bytes().decode()
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LEVELS = ("SEV1", "SEV2", "SEV3")


def problems(text: str, path: str = PATH, now: datetime = NOW) -> list[Problem]:
    """Return what is wrong with a document."""
    return document_problems(text, path, Context(LEVELS, now))


def told(text: str, path: str = PATH, now: datetime = NOW) -> list[str]:
    """Return what is wrong with a document, each as `12:3 warning document-order`."""
    return [f"{p.line}:{p.column} {p.level} {p.rule}" for p in problems(text, path, now)]


def line(number: int) -> str:
    """Return a line of the document, with its end."""
    return TEXT.split("\n")[number - 1] + "\n"


def replaced(old: str, new: str, text: str = TEXT) -> str:
    """Return the document with the first `old` replaced, which has to be there."""
    assert old in text, old
    return text.replace(old, new, 1)
