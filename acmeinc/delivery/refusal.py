"""An answer of a web service that is no yes, in words for people."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from acmeinc.delivery.https import Answer, insist
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import Failed
from acmeinc.incident.text import clean_line, visible

_LONGEST = 200


class Mend(NamedTuple):
    """What an answer means here, and what to type about it."""

    means: str
    hint: str = ""


def accept(answer: Answer, service: str, mends: Mapping[int, Mend], secrets: Secrets) -> None:
    """Return where the service did what it was asked.

    Raises `Failed` where it said no, in its own words and those of `mends`, by status; `Unanswered` where a
    gateway before it lost the answer.
    """
    if answer.ok:
        return
    words = _cut(secrets.hide(_words(answer.json)))
    if mend := mends.get(answer.status):
        raise Failed(f"{mend.means}: {words}" if words else mend.means, hint=mend.hint)
    insist(answer, service, words)


def _words(value: Any) -> str:
    """Return what a service says went wrong: in `error`, `message` or `errors`, as text, list or map."""
    return ", ".join(dict.fromkeys(_texts(value)))


def _cut(told: str) -> str:
    """Return what fits into a line or three. To be cut after hiding: half a secret would not be known."""
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _texts(value: Any, depth: int = 0) -> list[str]:
    if isinstance(value, str):
        return [visible(clean_line(value))] if value.strip() else []
    if depth > 3:
        return []
    if isinstance(value, list):
        return [text for part in value[:5] for text in _texts(part, depth + 1)]
    if not isinstance(value, dict):
        return []
    named = [value[name] for name in ("error", "message", "error_description", "errors") if name in value]
    if named or depth == 0:
        return [text for part in named for text in _texts(part, depth + 1)]
    # `{"title": ["is too long"]}`, `{"resource": "Issue", "field": "title", "code": "missing_field"}`
    parts = [f"{key} {text}" for key, inner in list(value.items())[:5] for text in _texts(inner, depth + 1)]
    return [" ".join(parts)] if parts else []
