"""The owner's backlog: a link that opens a new, filled-in issue, without an account of ours, and its project.

Three kinds of link are known: `https://github.com/acme/login/issues` (also of GitHub Enterprise),
`https://gitlab.com/acme/login/-/issues` (also of a GitLab of one's own), and Jira's own link that creates an
issue, which names project and type (`…/secure/CreateIssueDetails!init.jspa?pid=10000&issuetype=1`).
"""

import re
from urllib.parse import quote, urlsplit

LONGEST_TITLE = 255
"""GitLab and Jira take no more; GitHub takes one more."""
LONGEST_LINK = 6000
"""Servers and proxies refuse longer ones, most of them from 8,000 characters on."""

_PART = r"(?!\.\.?/)[\w.-]+"
_PATHS = {
    "gitlab": re.compile(rf"/(?P<project>{_PART}(?:/{_PART})+)/-/issues/?"),
    "github": re.compile(rf"/(?P<project>{_PART}/{_PART})/issues/?"),
}
_JIRA = re.compile(r".*/secure/CreateIssue[A-Za-z]*!init\.jspa")
_NAMES = {
    "github": ("title", "body"),
    "gitlab": ("issue[title]", "issue[description]"),
    "jira": ("summary", "description"),
}


def project_in(tracker: str, backlog: str) -> str:
    """Return the project of a backlog as `tracker` (`github` or `gitlab`) names it: `acme/login`.

    "" where the link is no backlog of that tracker.
    """
    match = _PATHS[tracker].fullmatch(urlsplit(backlog).path)
    return match["project"] if match else ""


def new_issue_link(backlog: str, title: str, body: str) -> str:
    """Return the link to a prefilled new issue; the backlog's own link where the tracker takes none.

    A title or body that is too long for a link is cut at its end.
    """
    tracker = _tracker_of(backlog)
    if not tracker:
        return backlog
    start = f"{backlog}&" if tracker == "jira" else f"{backlog.rstrip('/')}/new?"
    title_name, body_name = _NAMES[tracker]
    start += f"{title_name}={quote(title_fit(title))}&{body_name}="
    return start + _quoted_fit(body, LONGEST_LINK - len(start))


def title_fit(title: str) -> str:
    """Return a title that every tracker takes, cut at its end where it is too long."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def _tracker_of(backlog: str) -> str:
    """Return who understands a link; "" for nobody."""
    parts = urlsplit(backlog)
    if _JIRA.fullmatch(parts.path):
        return "jira" if "pid=" in parts.query else ""
    return next((name for name, path in _PATHS.items() if path.fullmatch(parts.path)), "")


def _quoted_fit(text: str, room: int) -> str:
    """Return `text` quoted for a link, cut so that it takes no more than `room` characters."""
    quoted = quote(text)
    if len(quoted) <= room:
        return quoted
    ellipsis, kept, left = quote("…"), [], room
    for character in map(quote, text[:room]):
        left -= len(character)
        if left < len(ellipsis):
            break
        kept.append(character)
    return "".join(kept) + ellipsis
