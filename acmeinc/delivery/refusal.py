"""An answer of a web service that is no yes, in words for people."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from acmeinc.delivery.channel import Receipt
from acmeinc.delivery.https import Answer
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import Failed
from acmeinc.incident.text import clean_line, visible

LOST_ON_THE_WAY = (502, 504)
"""What a gateway says when it had given the request on and got no answer itself."""
TOO_OFTEN = (420, 429)
_LONGEST = 200


class Mend(NamedTuple):
    """What an answer means here, and what to type about it."""

    means: str
    hint: str = ""


def refused(answer: Answer, service: str, mends: Mapping[int, Mend], secrets: Secrets) -> Receipt:
    """Return `unknown` for an answer that leaves open whether the request was carried out.

    Raises `Failed` for every other, which says that it was not, in the words of the service and of `mends`,
    by status.
    """
    words = _cut(secrets.hide(_words(answer.json)))
    if answer.status in LOST_ON_THE_WAY:
        return Receipt("unknown", f"{service} answered {answer.status}: it may have been carried out")
    if answer.status in TOO_OFTEN:
        raise Failed(f"{service} is asked too often{_when(answer.wait)}", hint="acmeinc send")
    mend = mends.get(answer.status, Mend(f"{service} answered {answer.status}"))
    raise Failed(f"{mend.means}: {words}" if words else mend.means, hint=mend.hint)


def _when(wait: timedelta | None) -> str:
    return f"; again in {int(wait.total_seconds())} s" if wait else ""


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
