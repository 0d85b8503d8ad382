"""What programs read: the answers of Statuspage's public API, by a schema and by a client of it."""

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from announcements import Story, Told, at
from statuspage_schema import SCHEMAS

from acmeinc.site.model import Site
from acmeinc.site.statuspage import FOLDER, MOST, answers

LOGIN = Story(
    "Login",
    "down",
    "SEV1",
    at("2026-11-23", "09:14"),
    [
        Told(0, "investigating", "We look."),
        Told(31, "identified", "A *key* <b>& more</b>", "SEV2"),
        Told(40, "monitoring", "Better."),
    ],
)
SEARCH = Story(
    "Search",
    "slow",
    "SEV3",
    at("2026-11-20"),
    [Told(0, "investigating", "Slow."), Told(90, "resolved", "Over.")],
    "closed",
)
JOBS = Story("Background jobs", "late", "SEV3", at("2026-11-22"), [Told(0, "investigating", "Late.")])


def read(site: Site) -> dict[str, Any]:
    """Return every answer by its name."""
    return {name.removeprefix(f"{FOLDER}/").removesuffix(".json"): json.loads(a) for name, a in answers(site)}


@pytest.mark.parametrize(
    "stories",
    [
        pytest.param([], id="nothing"),
        pytest.param([SEARCH], id="over"),
        pytest.param([LOGIN, SEARCH, JOBS], id="open"),
        pytest.param([SEARCH] * (MOST + 5), id="many"),
    ],
)
def test_the_shape_is_the_published_one(site, stories: Sequence[Story]) -> None:
    """Every file, every key."""
    told = read(site(stories))
    assert told.keys() == SCHEMAS.keys()
    for name, schema in SCHEMAS.items():
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(
            told[name]
        )


def test_the_whole_is_as_bad_as_the_worst_open_incident(site) -> None:
    """In the words that Statuspage uses."""
    assert read(site([SEARCH]))["status"]["status"] == {
        "indicator": "none",
        "description": "All Systems Operational",
    }
    assert read(site([JOBS]))["status"]["status"]["indicator"] == "minor"
    assert read(site([LOGIN, JOBS]))["summary"]["status"]["indicator"] == "major"
    worse = LOGIN._replace(posts=LOGIN.posts[:1])
    assert read(site([worse, JOBS]))["summary"]["status"]["indicator"] == "critical"


def test_an_incident_and_its_updates(site) -> None:
    """Newest first; each says what it made of the component."""
    told = read(site([LOGIN, SEARCH]))
    (open_one,) = told["incidents/unresolved"]["incidents"]
    assert told["incidents"]["incidents"][0] == open_one == told["summary"]["incidents"][0]
    assert (open_one["name"], open_one["status"], open_one["impact"]) == (
        "Login is down",
        "monitoring",
        "major",
    )
    assert open_one["shortlink"] == f"https://status.example.com/incidents/{open_one['id']}.html"
    assert open_one["monitoring_at"] == "2026-11-23T14:54:00.000Z"
    changes = [u["affected_components"][0] for u in open_one["incident_updates"]]
    assert [(c["old_status"], c["new_status"]) for c in changes] == [
        ("partial_outage", "partial_outage"),
        ("major_outage", "partial_outage"),
        ("operational", "major_outage"),
    ]
    over = told["incidents"]["incidents"][1]
    assert (over["status"], over["resolved_at"]) == ("resolved", "2026-11-20T15:30:00.000Z")
    assert over["incident_updates"][0]["affected_components"][0]["new_status"] == "operational"


def test_what_is_no_public_component_is_not_named(site) -> None:
    """The incident is told all the same."""
    told = read(site([JOBS]))["summary"]
    assert "Background jobs" not in [component["name"] for component in told["components"]]
    (incident,) = told["incidents"]
    assert incident["components"] == []
    assert incident["incident_updates"][0]["affected_components"] is None


def test_texts_are_plain_and_harmless_inside_a_page(site) -> None:
    """As published; what HTML would take for a tag is escaped in the file."""
    raw = dict(answers(site([LOGIN])))[f"{FOLDER}/summary.json"]
    assert json.loads(raw)["incidents"][0]["incident_updates"][1]["body"] == "A *key* <b>& more</b>"
    assert not {b"<", b">", b"&"} & {raw[i : i + 1] for i in range(len(raw))}


@pytest.fixture
def published(site, tmp_path: Path) -> Iterator[str]:
    """Serve a page with two open incidents on 127.0.0.1 and return its address."""
    for name, answer in answers(site([LOGIN, SEARCH, JOBS])):
        path = tmp_path / "served" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer)
    handler = functools.partial(_Quiet, directory=str(tmp_path / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


CLIENT = """\
import json, sys
from statuspage_prometheus_exporter.service_checker import check_status_page_service
print(json.dumps(check_status_page_service("acme", {"name": "Acme", "url": sys.argv[1]})))
"""


def test_a_client_of_statuspage_reads_it(published: str, tmp_path: Path) -> None:
    """An exporter for Prometheus, as it is in the registry; its only setting is the address."""
    command = [sys.executable, "-c", CLIENT, f"{published}/{FOLDER}/summary.json"]
    services = tmp_path / "services.json"
    services.write_text("{}")
    environment = {**os.environ, "SERVICES_JSON_PATH": str(services), "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["success"], found["raw_status"], found["status_text"]) == (True, "major", "Major Outage")
    assert [
        (i["name"], i["status"], i["impact"], i["affected_components"]) for i in found["incident_metadata"]
    ] == [
        ("Login is down", "monitoring", "major", ["Login"]),
        ("Background jobs is late", "investigating", "minor", []),
    ]
    states = {component["name"]: component["status_value"] for component in found["component_metadata"]}
    assert states["Login"] == 0 and states["Search"] == 1
