"""How the blocks of a document are drawn."""

from datetime import timedelta
from typing import Any

import pytest

from acmeinc.incident.drawing import AGENDA, ROWS, clock, table_row, zone_of
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.model import Draft
from acmeinc.incident.parts import parse
from acmeinc.incident.reading import read


def block(text: str, name: str) -> str:
    """Return the lines of a block."""
    return "".join(parse(text).blocks[name].lines)


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        pytest.param("title", "# [inc-26-11-23-SEV-2] Login is down for all customers\n", id="title"),
        pytest.param(
            "stakeholders",
            "| What | Now |\n|---|---|\n| Severity | SEV2 |\n| Status | declared |\n"
            "| Customer impact | Customers cannot log in. |\n| Quantity of customers impacted | Unknown |\n"
            "| Known customers impacted | Contoso, Northwind |\n| Incident commander | Ana Ruiz |\n"
            "| Responding teams | |\n| Next update | 2026-11-23 10:14:00 -05:00 |\n"
            "| Expected remediation | |\n"
            "| Workarounds | |\n",
            id="stakeholders",
        ),
        pytest.param(
            "actions",
            "| Action | Owner | Due | Link | Done |\n|---|---|---|---|---|\n"
            "| Add an alert | Bo Lind | 2026-12-01 | | |\n",
            id="actions",
        ),
    ],
)
def test_a_block_shows_the_incident_of_now(scene: Any, name: str, drawn: str) -> None:
    assert block(scene.document(), name) == drawn


def test_durations_are_computed_when_both_milestones_are_known(scene: Any) -> None:
    times = {"started": "13:58:00", "mitigated": "15:00:00", "investigating": "14:16:00"}
    sets = {f"milestones.{name}": f"2026-11-23T{time}Z" for name, time in times.items()}
    data = block(scene.document(Draft("", sets=sets)), "data")
    assert "| Customer impact | mitigated − started | 1:02:00 |\n" in data
    assert "| Response | resolved − investigating | |\n" in data


def test_earlier_communications_stand_under_their_heading(scene: Any) -> None:
    text = scene.document(Draft("Second", "update"), Draft("Third", "update"))
    shown = [line.split("** ")[-1].split(" <!--")[0] for line in block(text, "communications").splitlines()]
    assert shown == [
        "Third",
        "",
        "### Previous communications",
        "",
        "Second",
        "Login is currently experiencing a SEV2 incident.",
    ]


def test_the_checklists_words_belong_to_the_team(scene: Any) -> None:
    text = scene.document().replace("Resolved means that it will hold.", "Our own advice.")
    ticked = scene.after(text, Draft("", adds={"ticked": ["mitigated"]}))
    assert "Our own advice.\n\n- [x] Customers are no longer affected <!-- step=mitigated -->\n" in ticked


def test_an_unknown_block_is_left_alone(scene: Any) -> None:
    own = "\n<!-- acmeinc:later -->\nof a newer version\n<!-- /acmeinc:later -->\n"
    text = scene.document() + own
    assert scene.after(text, Draft("x")).endswith(own)


def test_a_responders_name_may_hold_any_mark(scene: Any) -> None:
    people = [
        {"name": "Bo (night) / Lind", "role": "sme", "team": "Identity (EU)"},
        {"name": "Cy, Ode", "role": "", "team": "a | b"},
    ]
    text = scene.document(Draft("", adds={"responders": people}))
    typed = text.replace("| Technical summary | |", "| Technical summary | x |")
    assert [entry.fields.get("summary") for entry in read(typed).by_hand] == ["x"]


def test_every_row_shows_a_known_field() -> None:
    rows = [row for rows in (*ROWS.values(), AGENDA) for row in rows if row.field]
    assert all(row.field in FIELDS for row in rows)


def test_a_row_of_cells() -> None:
    assert table_row("a", "", "b") == "| a | | b |"


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        pytest.param(None, "", id="unknown"),
        pytest.param(timedelta(hours=26, seconds=5), "26:00:05", id="more than a day"),
        pytest.param(timedelta(seconds=-61), "-0:01:01", id="the wrong way round"),
    ],
)
def test_a_duration_as_hours_minutes_seconds(duration: timedelta | None, shown: str) -> None:
    assert clock(duration) == shown


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "../../etc/passwd", "\0", "a" * 5000, "America"])
def test_an_unknown_zone_is_utc(name: str) -> None:
    assert zone_of(name).key == "UTC"
