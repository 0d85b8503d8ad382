"""Where a forge shows what was pushed: a commit, and the page that opens a pull request of a branch."""

import re
from urllib.parse import quote

_HTTP = re.compile(r"(https?)://(?:[^@/]*@)?([\w.:-]+)/(.+)")
_SSH = re.compile(r"ssh://(?:[^@/]*@)?([\w.-]+)(?::\d+)?/(.+)|(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)")
_GITEA = ("gitea", "forgejo", "codeberg")


def pull_request_link(remote: str, base: str, branch: str) -> str:
    """Return where to open a pull request of `branch` into `base` of the repository at the URL `remote`.

    GitHub, GitLab, Bitbucket and Gitea are known by the name of the host; "" for any other, and for a path.
    """
    host, web = _on_the_web(remote)
    into, of = quote(base), quote(branch)
    if "gitlab" in host:
        asked = {"source_branch": quote(branch, safe=""), "target_branch": quote(base, safe="")}
        query = "&".join(f"merge_request%5B{name}%5D={value}" for name, value in asked.items())
        return f"{web}/-/merge_requests/new?{query}"
    if "github" in host:
        return f"{web}/compare/{into}...{of}?quick_pull=1"
    if "bitbucket.org" in host:
        return f"{web}/pull-requests/new?source={quote(branch, safe='')}&dest={quote(base, safe='')}"
    return f"{web}/compare/{into}...{of}" if any(name in host for name in _GITEA) else ""


def commit_link(remote: str, commit: str) -> str:
    """Return where a commit of the repository at the URL `remote` can be read; "" for no known forge."""
    host, web = _on_the_web(remote)
    if "gitlab" in host:
        return f"{web}/-/commit/{commit}"
    if "bitbucket.org" in host:
        return f"{web}/commits/{commit}"
    return f"{web}/commit/{commit}" if any(name in host for name in ("github", *_GITEA)) else ""


def _on_the_web(remote: str) -> tuple[str, str]:
    """Return the host of a remote, and the page of its repository; "" for a remote without one."""
    if by_http := _HTTP.fullmatch(remote):
        scheme, host, project = by_http.groups()
    elif by_ssh := _SSH.fullmatch(remote):
        scheme, host, project = "https", by_ssh[1] or by_ssh[3], by_ssh[2] or by_ssh[4]
    else:
        return "", ""
    project = project.strip("/").removesuffix(".git")
    return host.lower(), f"{scheme}://{host}/{quote(project)}"
