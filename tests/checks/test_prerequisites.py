"""The prerequisites of the process, one by one: there, missing, or wrong."""

from collections.abc import Sequence

import pytest

from acmeinc.checks.fiction import fiction_findings
from acmeinc.checks.prerequisites import prerequisite_findings
from acmeinc.errors import Problem
from acmeinc.process.finding import Finding, stopping
from acmeinc.process.rules import Rules
from acmeinc.storage.seed import RULES, seed_root

TEXTS = {name: (seed_root() / name).read_text("utf-8") for name in RULES if name != "templates"}


def found(faults: Sequence[Problem] = (), **texts: str | None) -> list[Finding]:
    """Return what is said of the seed's files, some of them changed: `acmeinc_yaml="…"`."""
    changed = {name.replace("_", "."): text for name, text in texts.items()}
    return prerequisite_findings(Rules({**TEXTS, **changed}.get), faults, templates=2)


def test_a_new_repository_has_all_of_them() -> None:
    """In the order of the process."""
    assert [(f.check, f.state, f.told) for f in found()] == [
        ("settings", "ok", "Acme Corp"),
        ("distribution list", "ok", "incident_updates@example.com"),
        ("feedback address", "ok", "mailto:concerned_responders@example.com"),
        ("severity levels", "ok", "SEV1, SEV2, SEV3"),
        ("service ownership", "ok", "8 rows"),
        ("on-call schedules", "ok", "every service has one"),
        ("on-call rotation", "ok", "https://oncall.example.com/incident"),
        ("monitoring", "ok", "https://monitoring.example.com"),
        ("leadership rotation", "ok", "https://oncall.example.com/leadership"),
        ("status page", "ok", "https://status.example.com"),
        ("templates", "ok", "2: the document and every message"),
        ("people", "ok", "8"),
        ("vendors", "ok", "3"),
    ]


OWNERS = "functionality,service,owning team,paging schedule link\n"
NO_TEMPLATE = [Problem("templates/page.txt", 0, 0, "the template is missing", "restore")]


@pytest.mark.parametrize(
    ("check", "state", "told", "mend", "texts"),
    [
        pytest.param(
            "distribution list",
            "missing",
            "no list of stakeholders is told by mail",
            "acmeinc.yaml: channels: email: to: incident_updates@example.com",
            {"acmeinc_yaml": TEXTS["acmeinc.yaml"].replace("    to: incident_updates@example.com\n", "")},
            id="list",
        ),
        pytest.param(
            "distribution list",
            "wrong",
            "everyone is no address",
            "acmeinc.yaml: channels: email: to: incident_updates@example.com",
            {"acmeinc_yaml": TEXTS["acmeinc.yaml"].replace("incident_updates@example.com", "everyone")},
            id="no address",
        ),
        *(
            pytest.param(
                check,
                "missing",
                "the link index does not name it",
                f"acmeinc.yaml: links: {name}: …",
                {"acmeinc_yaml": TEXTS["acmeinc.yaml"].replace(f"  {name}: ", "  another: ")},
                id=check,
            )
            for check, name in {
                "feedback address": "concerned_responders",
                "on-call rotation": "incident_oncall_rotation",
                "monitoring": "monitoring",
                "leadership rotation": "leadership_oncall_rotation",
                "status page": "status_page",
            }.items()
        ),
        pytest.param(
            "severity levels",
            "missing",
            "severity.yaml: the file is missing",
            "acmeinc init makes one",
            {"severity_yaml": None},
            id="no levels",
        ),
        pytest.param(
            "severity levels",
            "wrong",
            "severity.yaml:1:13: `severities` must be a mapping",
            "write `key: value` lines below it, indented",
            {"severity_yaml": "severities: 3\n"},
            id="wrong levels",
        ),
        pytest.param(
            "service ownership",
            "missing",
            "ownership.csv names no functionality, service and team",
            "edit ownership.csv",
            {"ownership_csv": OWNERS},
            id="nobody owns anything",
        ),
        pytest.param(
            "service ownership",
            "wrong",
            "ownership.csv:2:6: the row has 1 cells, the header 4 (and 1 more)",
            "write a comma for each cell, also for one without a value",
            {"ownership_csv": OWNERS + "Login\nSearch\n"},
            id="owners",
        ),
        pytest.param(
            "templates",
            "missing",
            "templates/page.txt: the template is missing",
            "restore",
            {"faults": NO_TEMPLATE},
            id="template",
        ),
        pytest.param(
            "people",
            "wrong",
            "people.csv:1:27: `mail` is not a known column",
            "did you mean `email`?",
            {"people_csv": "name,email,team,role,chat,mail\n"},
            id="people",
        ),
    ],
)
def test_what_is_not_there_stops_and_says_what_mends_it(check, state, told, mend, texts) -> None:
    """Each alone."""
    (stopped,) = stopping(found(**texts))
    assert stopped == Finding("process", check, state, told, mend)


def test_settings_that_cannot_be_read_hide_only_what_stands_in_them() -> None:
    """The other files are judged all the same."""
    findings = found(acmeinc_yaml="sync: on\ntime_zone: Mars\n")
    told = "acmeinc.yaml:1:7: `sync` cannot be `on` (and 1 more)"
    assert findings[0] == Finding("process", "settings", "wrong", told, "use one of: manual, auto")
    assert [f.check for f in findings[1:]] == [
        *("severity levels", "service ownership", "on-call schedules", "templates", "people", "vendors")
    ]


@pytest.mark.parametrize(
    ("texts", "check", "told"),
    [
        pytest.param({"people_csv": ""}, "people", "nobody can be invited by address", id="people"),
        pytest.param({"vendors_csv": None}, "vendors", "no vendor can be called for help", id="vendors"),
        pytest.param(
            {"ownership_csv": OWNERS + "".join(f"F{n},s,Web,\n" for n in range(5))},
            "on-call schedules",
            "none for F0, F1, F2 and 2 more: the incident on-call rotation is paged for them",
            id="schedules",
        ),
    ],
)
def test_what_is_only_worth_a_look(texts, check, told) -> None:
    """It stops nothing."""
    findings = found(**texts)
    assert [(f.check, f.told) for f in findings if f.state != "ok"] == [(check, told)]
    assert stopping(findings) == []


def test_fictional_data_is_found_outside_of_comments() -> None:
    """With its first line, for each file."""
    texts = {
        "acmeinc.yaml": "# e.g. https://example.com\norganization: Acme Corp\nx: https://a.example.com # x\n",
        "people.csv": "name,email\nAna,ana@example.com\n",
        "vendors.csv": "vendor\nMyexample.com Ltd\n",
    }
    assert [(f.check, f.told, f.stops) for f in fiction_findings(texts)] == [
        ("acmeinc.yaml", "fictional in 2 lines, first in line 2", False),
        ("people.csv", "fictional in 1 line, first in line 2", False),
    ]
