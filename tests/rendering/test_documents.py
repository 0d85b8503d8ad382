"""The documents that templates begin, read back by what works on them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from acmeinc.incident.drawing import BLOCKS
from acmeinc.incident.parts import Block, parse
from acmeinc.process.checklist import PHASES
from acmeinc.process.ownership import Owner
from acmeinc.process.settings import Settings
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity import Condition, Level
from acmeinc.rendering.documents import Bug, bug_document, incident_document
from acmeinc.rendering.templates import Templates

SETTINGS = """\
organization: Acme Corp
links:
  severity_matrix: severity.yaml
  incident_directory: incidents/
  monitoring: https://monitoring.example.com
  concerned_responders: mailto:concerned_responders@example.com
  "on call": on call.md
"""


def settings() -> Settings:
    """Return settings with every sort of link."""
    parsed, problems = parse_settings(SETTINGS)
    assert parsed and not problems
    return parsed


def level(severity: str, *minutes: int) -> Level:
    """Return a level by its cadences in minutes: check-in, update, status page (0: never)."""
    check_in, update, status_page = (timedelta(minutes=each) if each else None for each in minutes)
    return Level(severity, "", (), check_in, update, status_page, page=True)


LEVELS = (level("SEV1", 20, 30, 60), level("SEV2", 50, 60, 180), level("SEV3", 170, 180, 0))


@pytest.fixture
def document(shipped: Callable[[str], str]) -> str:
    """Return a new incident document."""
    title = "[inc-26-11-23-SEV-1] Login is down for all customers"
    return incident_document(Templates(shipped), title, LEVELS, settings())


def test_a_new_document_has_every_block_once_in_order(document: str) -> None:
    parsed = parse(document)
    blocks = [part for part in parsed.parts if isinstance(part, Block)]

    assert not parsed.damage
    assert [block.name for block in blocks] == list(BLOCKS)
    assert [block.name for block in blocks if block.lines] == ["checklist"]
    assert document.startswith("---\n---\n\n<!-- acmeinc:title -->\n")


def test_the_checklist_has_every_item_of_every_phase_in_order(document: str) -> None:
    items = re.findall(r"^- \[ \] \S.* <!-- step=([a-z-]+) -->$", document, re.MULTILINE)

    assert items == [item for phase in PHASES.values() for item in phase]


def test_cadences_stand_in_the_form_of_the_process(document: str) -> None:
    assert "Every (20m/50m/2h50m) check in" in document
    assert "Every (30m/1h/3h) reply to all" in document
    assert "Every (1h/3h/-) update the status page" in document


def test_links_work_from_the_folder_of_the_document(document: str) -> None:
    _, _, links = document.partition("## Links\n")

    assert links == (
        "\n* [severity_matrix]\n* [incident_directory]\n* [monitoring]\n* [concerned_responders]\n"
        "* [on call]\n"
        "\n[severity_matrix]: ../../../severity.yaml\n"
        "[incident_directory]: ../../../incidents/\n"
        "[monitoring]: https://monitoring.example.com\n"
        "[concerned_responders]: mailto:concerned_responders@example.com\n"
        "[on call]: ../../../on%20call.md\n"
    )


def test_a_new_document_is_as_shown(golden: Callable[[str, str], None], document: str) -> None:
    golden("incident.md", document)


def bug(**changed: Any) -> Bug:
    """Return a decision that a wrong logo is a bug."""
    fields: dict[str, Any] = {
        "id": "bug-26-11-23-login-is-ugly-for-all-customers",
        "uid": "01KAR4M3V7Q1ZP6T0B8C9D2E3F",
        "functionality": "Login",
        "state": "ugly",
        "audience": "all customers",
        "decided": datetime(2026, 11, 23, 14, 40, 12, tzinfo=UTC),
        "decided_by": "Ana Ruiz",
        "impact": "The logo is last year's.",
        "conditions": (Condition("non-critical", "Non-critical functionality is broken"),),
        "owner": Owner(
            functionality="Login",
            service="auth-api",
            team="Identity",
            paging="https://oncall.example.com/identity",
            backlog="https://github.com/acme-example/auth-api/issues",
            chat="",
            contact="",
            public=True,
            line=2,
        ),
    }
    return Bug(**(fields | changed))


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        pytest.param("bug.md", {"ticket": "unknown"}, id="owned"),
        pytest.param("bug-no-owner.md", {"owner": None, "impact": "", "conditions": ()}, id="no-owner"),
    ],
)
def test_a_bug_is_as_shown(
    golden: Callable[[str, str], None], shipped: Callable[[str], str], name: str, changed: dict[str, Any]
) -> None:
    golden(name, bug_document(Templates(shipped), bug(**changed)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"\nowning_team: "Eve', id="second-key"),
        pytest.param("---\n# [inc-26-11-23-SEV-1]", id="end-of-the-header"),
        pytest.param("no: &a !!python/object:os.system {x}", id="yaml"),
        pytest.param("{{ 7*7 }} <b> \\ \x1b[31m 🚒", id="markup"),
    ],
)
def test_no_text_changes_the_header_of_a_bug(shipped: Callable[[str], str], text: str) -> None:
    written = bug_document(Templates(shipped), bug(functionality=text, decided_by=text))

    header = yaml.safe_load(written.split("\n---\n")[0])

    assert header["functionality"] == header["decided_by"] == text.replace("\n", " ").replace("\x1b", "␛")
    assert header["owning_team"] == "Identity"
    assert len(header) == 12
