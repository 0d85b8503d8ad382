"""Bugs and action items as issues of the owner's tracker: GitHub, GitLab.

The last line of an issue names what it was made for. Where an earlier try may have made it, the newest issues
are looked through for that line before another is made.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from acmeinc.delivery.channel import TRIED, Dispatch, Receipt
from acmeinc.delivery.https import PATIENCE, Answer, Request, Unanswered, ask, with_json
from acmeinc.delivery.issue_text import carries, issue_body, issue_title
from acmeinc.delivery.refusal import Mend, accept
from acmeinc.delivery.secrets import Secrets
from acmeinc.delivery.tracker_api import PER_PAGE, TRACKERS, TrackerApi
from acmeinc.errors import AcmeError, Failed
from acmeinc.incident import ulid
from acmeinc.incident.fields import action_row, moment_of
from acmeinc.process.rules import Rules
from acmeinc.process.tracker import project_in

MOST_PAGES = 3
MOST_PROJECTS = 10
_CLOCKS_DIFFER = timedelta(days=1)


class Tracker(NamedTuple):
    """Makes issues in the project of the backlog that a message names in its fields."""

    via: str
    rules: Rules
    secrets: Secrets
    name: str = "tracker"
    prints: bool = False

    @property
    def api(self) -> TrackerApi:
        """Return how this tracker wants to be spoken to."""
        return TRACKERS[self.via]

    def address(self, dispatch: Dispatch) -> str:
        """Return the backlog."""
        return str(dispatch.fields.get("backlog", ""))

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return (): nothing is left to do."""
        return ()

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Make the issue, and return its link, which goes where the incident keeps it."""
        begun = time.monotonic()
        project = self._project(self.address(dispatch))
        before = dispatch.before(self.name)
        if before in TRIED:
            try:
                found = self._look(project, dispatch, begun)
            except AcmeError as failure:
                return Receipt(before, f"not looked for: {failure}")
            if found:
                return _made(dispatch, found)
        try:
            answer = self._ask(self._request("POST", self.api.issues, project, self._issue(dispatch)), begun)
            self._accept(answer, project)
        except Unanswered as lost:
            return Receipt("unknown", str(lost))
        link = answer.json.get(self.api.link, "") if isinstance(answer.json, dict) else ""
        if not link:
            return Receipt("unknown", f"{self.api.name} answered, and did not say what it made")
        return _made(dispatch, str(link))

    def probe(self) -> Receipt:
        """Return whether the token is taken, and sees the projects of the owners' backlogs (at most ten)."""
        begun = time.monotonic()
        backlogs = {project_in(self.via, owner.backlog): owner.backlog for owner in self.rules.owners}
        backlogs.pop("", None)
        try:
            self._accept(self._ask(self._request("GET", self.api.whoami, ""), begun), "")
            for backlog in list(backlogs.values())[:MOST_PROJECTS]:
                project = self._project(backlog)
                answer = self._ask(self._request("GET", self.api.project, project), begun)
                self._accept(answer, project)
                if not _takes_issues(answer.json):
                    return Receipt("failed", f"{project} takes no issues")
        except AcmeError as failure:
            return Receipt("failed", str(failure))
        seen = min(len(backlogs), MOST_PROJECTS)
        return Receipt("sent", f"{self.api.name} takes the token; backlogs seen: {seen}")

    def _project(self, backlog: str) -> str:
        """Return the project; raises `Failed` where the backlog is on another machine than the one asked.

        A project of the same name there may be somebody else's, and public.
        """
        project, host = project_in(self.via, backlog), urlsplit(backlog).hostname
        if not project:
            raise Failed(f"{backlog or 'no link'} is no backlog at {self.api.name}", hint="see ownership.csv")
        if self._url == self.api.usual and host != self.api.home:
            raise Failed(
                f"the backlog is at {host}, and {self.api.url} is not set",
                hint=f"export {self.api.url}=https://{host}…, the address of its API",
            )
        return project

    @property
    def _url(self) -> str:
        return self.secrets.address(self.api.url, self.api.usual)

    def _look(self, project: str, dispatch: Dispatch, begun: float) -> str:
        """Return the link of the issue that an earlier try made, "" when there is none.

        Raises `Failed` where that is not certain.
        """
        marker, since = _marker(dispatch), _recorded_at(dispatch) - _CLOCKS_DIFFER
        for page in range(1, MOST_PAGES + 1):
            path = f"{self.api.issues}{self.api.newest}&page={page}"
            answer = self._ask(self._request("GET", path, project), begun)
            self._accept(answer, project)
            if not isinstance(answer.json, list):
                raise Failed(f"{self.api.name} did not list the issues of {project}")
            issues = [issue for issue in answer.json if isinstance(issue, dict)]
            for issue in issues:
                if carries(issue.get(self.api.body), marker):
                    return str(issue.get(self.api.link, ""))
            oldest = moment_of(str(issues[-1].get("created_at"))) if issues else None
            if len(issues) < PER_PAGE or (oldest and oldest < since):
                return ""
        raise Failed(f"{project} has too many new issues to look through")

    def _issue(self, dispatch: Dispatch) -> dict[str, str]:
        message = dispatch.message
        body = issue_body(message.body, _marker(dispatch))
        return {"title": issue_title(message.subject), self.api.body: body}

    def _request(self, method: str, template: str, project: str, value: Any = None) -> Request:
        url = f"{self._url}{self.api.path(template, project)}"
        headers = {"Authorization": f"Bearer {self.secrets.need(self.api.token)}", **self.api.headers}
        return with_json(method, url, value, **headers) if value else Request(method, url, headers=headers)

    def _ask(self, request: Request, begun: float) -> Answer:
        left = PATIENCE - timedelta(seconds=time.monotonic() - begun)
        if left < timedelta(0) and request.method == "GET":
            raise Failed(f"{self.api.name} is too slow")
        return ask(request, left)

    def _accept(self, answer: Answer, project: str) -> None:
        name, token = self.api.name, self.api.token
        see = f"does the owner of {token} see it? Is the backlog link in ownership.csv right?"
        mends = {
            401: Mend(f"{name} does not take {token}", f"export {token}=…"),
            403: Mend(f"{name} does not allow it", f"{token} has to be allowed to make issues in {project}"),
            404: Mend(f"{name} knows no {project}", see),
            410: Mend(f"{project} takes no issues", "switch issues on in the project's settings"),
            422: Mend(f"{name} did not take the issue"),
            400: Mend(f"{name} did not take the issue"),
        }
        accept(answer, name, mends, self.secrets)


def _marker(dispatch: Dispatch) -> str:
    """Return the line that names what an issue was made for."""
    return f"acmeinc: {dispatch.incident.id} {dispatch.entry}"


def _recorded_at(dispatch: Dispatch) -> datetime:
    return datetime.fromtimestamp(ulid.time_of(dispatch.entry) / 1000, UTC)


def _takes_issues(project: Any) -> bool:
    told = project if isinstance(project, dict) else {}
    return told.get("has_issues", True) is not False and told.get("issues_access_level") != "disabled"


def _made(dispatch: Dispatch, link: str) -> Receipt:
    """Return the receipt of an issue: its link belongs to the action item it is for, else to the incident."""
    wanted = dispatch.fields.get("action")
    if wanted is None:
        return Receipt("sent", remote=link, adds={"links.tickets": [link]})
    actions = dispatch.incident.retrospective.actions
    rows = [action_row(action._replace(link=link)) for action in actions if action.text == wanted]
    return Receipt("sent", remote=link, adds={"retrospective.actions": rows} if rows else {})
