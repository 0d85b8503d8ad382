"""Where a document can be read, for the link in every message."""

import re
from urllib.parse import quote

from acmeinc.process.settings import Settings

_SSH = re.compile(r"(?:ssh://)?[\w.-]+@([\w.-]+)(?::\d+)?[:/](.+)")
_HTTPS = re.compile(r"https://(?:[^@/]*@)?([\w.:-]+)/(.+)")


def document_link(settings: Settings, remote: str, branch: str, path: str) -> str:
    """Return the URL of the file at `path`: by `document_url`, else from the remote; else the path itself."""
    if settings.document_url:
        return settings.document_url.replace("{path}", quote(path))
    match = _HTTPS.fullmatch(remote) or _SSH.fullmatch(remote)
    if not match or match[1] in ("localhost", "127.0.0.1"):
        return path
    project = match[2].removesuffix(".git").strip("/")
    infix = "/-" if "gitlab" in match[1] else ""
    return f"https://{match[1]}/{project}{infix}/blob/{quote(branch)}/{quote(path)}"


def bridge_link(settings: Settings, incident_id: str, uid: str) -> str:
    """Return the video bridge of an incident, from the organisation's link template; "" for none.

    Who knows how ids are made can guess the next one; a `uid` cannot be guessed.
    """
    return settings.bridge.replace("{id}", incident_id).replace("{uid}", uid.lower())
