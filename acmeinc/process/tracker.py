"""A link that opens a new, filled-in issue in the owner's backlog, without an account of ours."""

import re
from urllib.parse import quote, urlsplit

_GITHUB = re.compile(r"/[\w.-]+/[\w.-]+/issues/?")
_GITLAB = re.compile(r"/.+/-/issues/?")


def new_issue_link(backlog: str, title: str, body: str) -> str:
    """Return the link to a prefilled new issue; the backlog's own link where the tracker takes none."""
    parts = urlsplit(backlog)
    base = backlog.rstrip("/")
    if parts.hostname == "github.com" and _GITHUB.fullmatch(parts.path):
        return f"{base}/new?title={quote(title)}&body={quote(body)}"
    if "gitlab" in (parts.hostname or "") and _GITLAB.fullmatch(parts.path):
        return f"{base}/new?issue[title]={quote(title)}&issue[description]={quote(body)}"
    return backlog
