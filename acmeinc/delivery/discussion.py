"""The one comment of acmeinc on a pull request, or a merge request: made once, then kept up to date.

Its first line, a comment of HTML, names it. Only a comment of one's own is changed: anybody may write one
that begins with the same line.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from acmeinc.delivery.https import PATIENCE, Answer, Request, ask, with_json
from acmeinc.delivery.refusal import Mend, accept
from acmeinc.delivery.secrets import Secrets
from acmeinc.delivery.tracker_api import TRACKERS, TrackerApi
from acmeinc.errors import Failed

PER_PAGE = 100
MOST_PAGES = 10
ACTIONS = "github-actions[bot]"
"""Who writes with the token of a workflow, which may not ask who it is."""

Done = Literal["made", "changed", "unchanged"]


class Comments(NamedTuple):
    """A forge's way of speaking about comments; the paths hold `{project}`, `{number}` and `{id}`."""

    all: str
    one: str
    change: str
    whoami: str
    author: tuple[str, str]
    """Where a comment says who wrote it, and by what an account is known."""


COMMENTS: Mapping[str, Comments] = {
    "github": Comments(
        all="/repos/{project}/issues/{number}/comments",
        one="/repos/{project}/issues/comments/{id}",
        change="PATCH",
        whoami="/user",
        author=("user", "login"),
    ),
    "gitlab": Comments(
        all="/api/v4/projects/{project}/merge_requests/{number}/notes",
        one="/api/v4/projects/{project}/merge_requests/{number}/notes/{id}",
        change="PUT",
        whoami="/api/v4/user",
        author=("author", "username"),
    ),
}
"""By the name of the forge, as in `TRACKERS`."""


class Discussion(NamedTuple):
    """The comments on the pull request `number` of `project`, such as `acme/incidents`."""

    forge: str
    project: str
    number: int
    secrets: Secrets

    def keep(self, text: str) -> Done:
        """Say `text` in the comment that begins with the same line, or in a new one; return what was done.

        Raises `Failed` where the forge does not take it, `Unanswered` where it did not say.
        """
        begun = time.monotonic()
        found = self._own(text.partition("\n")[0].rstrip(), begun)
        if found and _same(found.get("body"), text):
            return "unchanged"
        if found:
            self._ask(self._comments.change, self._comments.one, begun, text, id=found.get("id"))
            return "changed"
        self._ask("POST", self._comments.all, begun, text)
        return "made"

    @property
    def _api(self) -> TrackerApi:
        return TRACKERS[self.forge]

    @property
    def _comments(self) -> Comments:
        return COMMENTS[self.forge]

    def _own(self, first_line: str, begun: float) -> dict[str, Any] | None:
        """Return the comment of one's own that begins with that line; None when there is none."""
        named = [comment for comment in self._all(begun) if _first_line(comment.get("body")) == first_line]
        if not named:
            return None
        me = self._me(begun)
        field, key = self._comments.author
        return next((c for c in named if isinstance(c.get(field), dict) and c[field].get(key) == me), None)

    def _all(self, begun: float) -> Iterator[dict[str, Any]]:
        """Yield the comments, oldest first; raises `Failed` where there are more than anybody reads."""
        for page in range(1, MOST_PAGES + 1):
            query = f"?per_page={PER_PAGE}&page={page}" + ("&sort=asc" if self.forge == "gitlab" else "")
            listed = self._ask("GET", self._comments.all + query, begun).json
            if not isinstance(listed, list):
                raise Failed(f"{self._api.name} did not list the comments on {self._told}")
            yield from (comment for comment in listed if isinstance(comment, dict))
            if len(listed) < PER_PAGE:
                return
        raise Failed(f"{self._told} has more than {PER_PAGE * MOST_PAGES} comments")

    def _me(self, begun: float) -> str:
        """Return the name of the account that the token belongs to."""
        request = self._request("GET", self._comments.whoami)
        answer = ask(request, _left(begun))
        if self.forge == "github" and answer.status == 403:
            return ACTIONS
        self._accept(answer)
        told = answer.json if isinstance(answer.json, dict) else {}
        return str(told.get(self._comments.author[1], ""))

    def _ask(self, method: str, path: str, begun: float, text: str | None = None, id: object = "") -> Answer:
        answer = ask(self._request(method, path, text, id), _left(begun))
        self._accept(answer)
        return answer

    def _request(self, method: str, path: str, text: str | None = None, id: object = "") -> Request:
        filled = path.replace("{number}", str(self.number)).replace("{id}", str(id))
        url = self.secrets.address(self._api.url, self._api.usual) + self._api.path(filled, self.project)
        headers = {"Authorization": f"Bearer {self.secrets.need(self._api.token)}", **self._api.headers}
        again = method != "POST"
        if text is None:
            return Request(method, url, headers=headers, repeatable=again)
        return with_json(method, url, {"body": text}, **headers)._replace(repeatable=again)

    def _accept(self, answer: Answer) -> None:
        name, token = self._api.name, self._api.token
        rights = "`pull-requests: write`" if self.forge == "github" else "the scope `api`"
        mends = {
            401: Mend(f"{name} does not take {token}", f"export {token}=…"),
            403: Mend(f"{name} does not allow it", f"{token} needs {rights} in {self.project}"),
            404: Mend(f"{name} knows no {self._told}", f"does the owner of {token} see it?"),
            422: Mend(f"{name} did not take the comment"),
        }
        accept(answer, name, mends, self.secrets)

    @property
    def _told(self) -> str:
        return f"{self.project}{'#' if self.forge == 'github' else '!'}{self.number}"


def _left(begun: float) -> timedelta:
    return PATIENCE - timedelta(seconds=time.monotonic() - begun)


def _first_line(body: object) -> str:
    return body.partition("\n")[0].rstrip() if isinstance(body, str) else ""


def _same(body: object, text: str) -> bool:
    """Return whether a comment says `text`; forges take white space from its end."""
    return isinstance(body, str) and body.replace("\r\n", "\n").rstrip() == text.rstrip()
