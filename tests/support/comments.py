"""The comments on a pull request, at a GitHub or GitLab on 127.0.0.1, which knows no more than they need.

with Service() as service:
    comments = Comments(service, "github")
"""

from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from service import Asked, Reply, Service

TOKEN = "token-very-secret"
PROJECT = "acme-example/incidents"
NUMBER = 7


class Comments:
    """The comments on `acme-example/incidents` 7, oldest first; `add` writes one by somebody.

    At GitHub the token is that of a workflow, unless `me` says whose it is.
    """

    def __init__(self, service: Service, kind: Literal["github", "gitlab"], me: str = "") -> None:
        self.service = service
        self.kind = kind
        self.listed: list[dict[str, Any]] = []
        self.me = me or {"github": "github-actions[bot]", "gitlab": "project_42_bot"}[kind]
        paths = {
            "github": (
                f"/repos/{PROJECT}/issues/{NUMBER}/comments",
                f"/repos/{PROJECT}/issues/comments",
                "/user",
            ),
            "gitlab": (
                *(f"/api/v4/projects/{PROJECT.replace('/', '%2F')}/merge_requests/{NUMBER}/notes",) * 2,
                "/api/v4/user",
            ),
        }
        self.all, self.one, whoami = paths[kind]
        field = {"github": "login", "gitlab": "username"}[kind]
        told = Reply(200, {field: self.me}) if me or kind == "gitlab" else Reply(403, {"message": "no user"})
        service.when("GET", whoami, self._authorised(lambda _: told))
        service.when("GET", self.all, self._authorised(self._list))
        service.when(
            "POST", self.all, self._authorised(lambda asked: Reply(201, self.add(asked.json["body"])))
        )

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that lead here."""
        name = f"ACMEINC_{self.kind.upper()}"
        return {f"{name}_TOKEN": TOKEN, f"{name}_URL": self.service.url}

    @property
    def bodies(self) -> list[str]:
        """Return what the comments say."""
        return [comment["body"] for comment in self.listed]

    def add(self, body: str, by: str = "") -> dict[str, Any]:
        """Write a comment and return it as the forge does."""
        number = len(self.listed) + 1
        author = {"login": by or self.me} if self.kind == "github" else {"username": by or self.me}
        made = {"id": number, "body": body.rstrip(), "user" if self.kind == "github" else "author": author}
        self.listed.append(made)
        method = {"github": "PATCH", "gitlab": "PUT"}[self.kind]
        self.service.when(
            method, f"{self.one}/{number}", self._authorised(lambda asked: self._change(made, asked))
        )
        return made

    def _change(self, comment: dict[str, Any], asked: Asked) -> Reply:
        comment["body"] = asked.json["body"].rstrip()
        return Reply(200, comment)

    def _authorised(self, answer: Any) -> Any:
        def check(asked: Asked) -> Reply:
            if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
                return Reply(401, {"message": "Bad credentials"})
            return answer(asked)

        return check

    def _list(self, asked: Asked) -> Reply:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        start = (int(query["page"]) - 1) * int(query["per_page"])
        return Reply(200, self.listed[start : start + int(query["per_page"])])
