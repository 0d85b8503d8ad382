"""The words of an issue, safe in trackers that read Markdown, and the line by which it is found again."""

import re

from acmeinc.incident.text import clean, clean_line
from acmeinc.process.tracker import title_fit

LONGEST_BODY = 60_000
"""GitHub takes 65,536 characters, GitLab more."""
_NO_MENTION = "@\u200b"
"""An invisible space: whoever is called like a word of ours is not called to the issue."""

_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://)")
_COMMAND = re.compile(r"^([ >]*)/(?=[a-z])", re.MULTILINE)


def issue_title(subject: str) -> str:
    """Return the title of an issue."""
    return title_fit(clean_line(subject))


def issue_body(text: str, marker: str) -> str:
    """Return the body of an issue, with `marker` as its last line.

    Nobody is mentioned, no tag hides what follows, and no line is taken for a command (`/close`). Other
    Markdown stays as it was typed.
    """
    safe = _MENTION.sub(_NO_MENTION, _TAG.sub("&lt;", _COMMAND.sub(r"\1\\/", clean(text))))
    if len(safe) > LONGEST_BODY:
        safe = f"{safe[:LONGEST_BODY].rstrip()}…"
    return f"{safe}\n\n{marker}"


def carries(body: object, marker: str) -> bool:
    """Return whether the body of an issue, as a tracker gives it back, has `marker` as a line of its own."""
    return isinstance(body, str) and marker in (line.strip() for line in body.splitlines())
