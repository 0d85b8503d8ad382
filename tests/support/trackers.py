"""GitHub and GitLab on 127.0.0.1, as far as issues need them; both refuse what the real ones do.

with Service() as service:
    tracker = Tracker(service, "github")
    tracker.set_up(root, monkeypatch)
"""

import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from service import Asked, Reply, Service

TOKEN = "token-very-secret"
PROJECT = "acme-example/auth-api"


class Tracker:
    """A tracker with one project, `acme-example/auth-api`; `issues` are its issues, newest first.

    The answers to the next `lose` new issues are lost.
    """

    def __init__(self, service: Service, kind: Literal["github", "gitlab"]) -> None:
        self.service = service
        self.kind = kind
        self.issues: list[dict[str, Any]] = []
        self.lose = 0
        base = "/repos/acme-example/auth-api"
        if kind == "gitlab":
            base = "/api/v4/projects/acme-example%2Fauth-api"
        self.path = f"{base}/issues"
        whoami = {"github": "/rate_limit", "gitlab": "/api/v4/user"}[kind]
        service.when("GET", whoami, self._authorised(lambda _: Reply(200, {"id": 1})))
        service.when("GET", base, self._authorised(lambda _: Reply(200, {"id": 2, "has_issues": True})))
        service.when("GET", self.path, self._authorised(self._list))
        service.when("POST", self.path, self._authorised(self._create))

    @property
    def backlog(self) -> str:
        """Return the link of the project's backlog."""
        return f"{self.service.url}/{PROJECT}{'/-' if self.kind == 'gitlab' else ''}/issues"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that lead here."""
        name = f"ACMEINC_{self.kind.upper()}"
        return {f"{name}_TOKEN": TOKEN, f"{name}_URL": self.service.url}

    def set_up(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the incident repository at `root` file its bugs here, those of Login's owner at least."""
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        settings, owners = root / "acmeinc.yaml", root / "ownership.csv"
        settings.write_text(re.sub("via: link.*", f"via: {self.kind}", settings.read_text(encoding="utf-8")))
        owners.write_text(
            owners.read_text(encoding="utf-8").replace(
                "https://github.com/acme-example/auth-api/issues", self.backlog
            )
        )

    @property
    def made(self) -> list[dict[str, str]]:
        """Return what was asked to be made, in the order it came."""
        return [asked.json for asked in self.service.asked if asked.method == "POST"]

    def link(self, number: int) -> str:
        """Return the link of an issue."""
        return f"{self.backlog}/{number}"

    def _authorised(self, answer: Any) -> Any:
        def check(asked: Asked) -> Reply:
            if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
                return Reply(401, {"message": "Bad credentials"})
            return answer(asked)

        return check

    def _list(self, asked: Asked) -> Reply:
        query = {
            name: int(values[0])
            for name, values in parse_qs(urlsplit(asked.path).query).items()
            if "page" in name
        }
        start = (query["page"] - 1) * query["per_page"]
        return Reply(200, self.issues[start : start + query["per_page"]])

    def _create(self, asked: Asked) -> Reply:
        given, number = asked.json, len(self.issues) + 1
        if len(given["title"]) > 255:
            return _TOO_LONG[self.kind]
        link, number_name = ("html_url", "number") if self.kind == "github" else ("web_url", "iid")
        made = {number_name: number, link: self.link(number), "created_at": "2026-11-23T14:20:00Z", **given}
        self.issues.insert(0, made)
        if self.lose:
            self.lose -= 1
            return Reply(fault="drop")
        return Reply(201, made)


_TOO_LONG = {
    "github": Reply(
        422,
        {
            "message": "Validation Failed",
            "errors": [{"resource": "Issue", "code": "custom", "message": "title is too long"}],
        },
    ),
    "gitlab": Reply(400, {"message": {"title": ["is too long (maximum is 255 characters)"]}}),
}
