"""How the trackers want to be spoken to: GitHub and GitLab, beside each other."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote


class TrackerApi(NamedTuple):
    """One tracker's way of asking; the paths hold `{project}`.

    `home` is where its issues are when the environment names no other address. `body` and `link` are what it
    calls the text of an issue, and where that can be read.
    """

    name: str
    token: str
    url: str
    usual: str
    home: str
    whoami: str
    project: str
    issues: str
    newest: str
    body: str
    link: str
    headers: Mapping[str, str]
    slashes: str
    """"/" where a project's path stands in an address as it is."""

    def path(self, template: str, project: str) -> str:
        """Return a path of the API."""
        return template.format(project=quote(project, safe=self.slashes))


PER_PAGE = 50

TRACKERS = {
    "github": TrackerApi(
        name="GitHub",
        token="ACMEINC_GITHUB_TOKEN",
        url="ACMEINC_GITHUB_URL",
        usual="https://api.github.com",
        home="github.com",
        whoami="/rate_limit",
        project="/repos/{project}",
        issues="/repos/{project}/issues",
        newest=f"?state=all&sort=created&direction=desc&per_page={PER_PAGE}",
        body="body",
        link="html_url",
        headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
        slashes="/",
    ),
    "gitlab": TrackerApi(
        name="GitLab",
        token="ACMEINC_GITLAB_TOKEN",
        url="ACMEINC_GITLAB_URL",
        usual="https://gitlab.com",
        home="gitlab.com",
        whoami="/api/v4/user",
        project="/api/v4/projects/{project}",
        issues="/api/v4/projects/{project}/issues",
        newest=f"?scope=all&order_by=created_at&sort=desc&per_page={PER_PAGE}",
        body="description",
        link="web_url",
        headers={},
        slashes="",
    ),
}
"""By what `channels.tracker.via` says."""
