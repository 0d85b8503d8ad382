"""Statuspage on 127.0.0.1, as far as posts need it: it keeps incidents, and refuses as the real one does.

with Service() as service:
    page = Statuspage(service)
    page.set_up(root, monkeypatch)
"""

import re
from pathlib import Path
from typing import Any

import pytest
from service import Asked, Reply, Service

KEY = "sp-very-secret-key"
PAGE = "kctbh9vrtdwd"
LOGIN = "8kbf7d35c070"


class Statuspage:
    """The page; `incidents` are what it shows, newest first. Answers to the next `lose` posts get lost."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.incidents: list[dict[str, Any]] = []
        self.lose = 0
        service.when(
            "GET", self._path(), self._authorised(lambda _: Reply(200, {"id": PAGE, "name": "Acme"}))
        )
        service.when("GET", self._path("/incidents"), self._authorised(self._list))
        service.when("POST", self._path("/incidents"), self._authorised(self._create))

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that lead here."""
        return {"ACMEINC_STATUSPAGE_KEY": KEY, "ACMEINC_STATUSPAGE_URL": self.service.url}

    def set_up(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the incident repository at `root` post here."""
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        told = f"via: statuspage\n    page: {PAGE}\n    components: {{Login: {LOGIN}}}"
        file = root / "acmeinc.yaml"
        file.write_text(re.sub(r"via: site.*", told, file.read_text(encoding="utf-8")), encoding="utf-8")

    @property
    def posts(self) -> list[dict[str, Any]]:
        """Return what was posted, in the order it came."""
        return [asked.json["incident"] for asked in self.service.asked if asked.method in ("POST", "PATCH")]

    def _path(self, more: str = "") -> str:
        return f"/v1/pages/{PAGE}{more}"

    def _authorised(self, answer: Any) -> Any:
        def check(asked: Asked) -> Reply:
            if asked.headers.get("Authorization") != f"OAuth {KEY}":
                return Reply(401, {"error": "Could not authenticate"})
            return answer(asked)

        return check

    def _list(self, asked: Asked) -> Reply:
        limit = int(re.search(r"limit=(\d+)", asked.path)[1])
        return Reply(200, self.incidents[:limit])

    def _create(self, asked: Asked) -> Reply:
        given = asked.json["incident"]
        if not given.get("name"):
            return Reply(422, {"error": ["Name can't be blank"]})
        number = len(self.incidents) + 1
        made = {
            "id": f"inc{number}",
            "page_id": PAGE,
            "shortlink": f"https://stspg.example.com/{number}",
            "incident_updates": [],
        }
        self.incidents.insert(0, made)
        self.service.when(
            "PATCH",
            self._path(f"/incidents/inc{number}"),
            self._authorised(lambda a: self._update(made, a, 200)),
        )
        return self._update(made, asked, 201)

    def _update(self, made: dict[str, Any], asked: Asked, status: int) -> Reply:
        given = asked.json["incident"]
        made |= {name: given[name] for name in ("name", "status", "metadata")}
        made["impact"] = given["impact_override"]
        made["components"] = [
            {"id": key, "status": value} for key, value in given.get("components", {}).items()
        ]
        made["incident_updates"].insert(0, {"status": given["status"], "body": given["body"]})
        if self.lose:
            self.lose -= 1
            return Reply(fault="drop")
        return Reply(status, made)
