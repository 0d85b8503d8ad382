"""`acmeinc report` over real documents: the filters, the forms, what is said and left out."""

import csv
from pathlib import Path
from typing import Any

import pytest

from acmeinc.steps.reporting import KIND, rules_key
from acmeinc.storage.index import Index
from acmeinc.storage.repository import Repository

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"


@pytest.fixture
def quarter(program: Any, beginnings: Any) -> Any:
    """Return the program with three incidents: one kept late and resolved, one a bug, one open."""
    beginnings("quarter", program, lambda: _play(program))
    return program


def _play(program: Any) -> None:
    program.declare(started="08:58", detected="09:02")
    program.clock.forward(minutes=38)
    program("update", "--phase", "mitigated", "-m", "The old key is back.")
    program.clock.forward(minutes=10)
    ending = ("--durable", "--sign-off", "--left", "well", "--next-steps", "none", "--kudos", "all")
    program("resolve", *ending, "--retro", "wed 09:00")
    program.declare(functionality="Search", severity="SEV3", state="odd")
    program("downgrade", "-i", "search", "--because", "a bug")
    program.clock.forward(days=9)
    program.declare(functionality="Reports", severity="SEV2", state="slow")


def test_as_json(quarter: Any) -> None:
    """Kept promises first; the owning team is who owns it now."""
    told = quarter("report", "--json").json
    assert list(told)[:4] == ["now", "selection", "incidents", "kept_promises"]
    stakeholders = told["kept_promises"][0]
    assert (stakeholders["audience"], stakeholders["counted"], stakeholders["on_time"]) == (
        "stakeholders",
        3,
        2,
    )
    assert stakeholders["worst"] == {"late_s": 480, "incident": LOGIN, "due": "2026-11-23T14:44:09Z"}
    assert {name for name, count in told["statuses"].items() if count} == {"open", "resolved", "downgraded"}
    assert told["teams"][0] == {"team": "Identity", "incidents": 1}
    assert [month["month"] for month in told["months"]] == ["2026-11", "2026-12"]
    (mitigate,) = (time for time in told["times"] if time["to"] == "mitigate")
    assert (mitigate["known"], mitigate["missing"], mitigate["median_s"]) == (1, 1, 54 * 60 + 9)


FILTERS = (
    ((), 3),
    (("--since", "2026-12-01"), 1),
    (("--until", "2026-11-30"), 2),
    (("--severity", "sev1"), 1),
    (("--functionality", "sear"), 1),
    (("--team", "identity"), 1),
    (("--severity", "SEV1", "--until", "2026-11-01"), 0),
)


def test_the_filters(quarter: Any) -> None:
    """Those of `list`, and the owning team."""
    for flags, count in FILTERS:
        assert quarter("report", *flags, "--json").json["incidents"] == count, flags
        if "--team" not in flags:
            assert len(quarter("list", "--all", *flags, "--json").json["incidents"]) == count, flags


def test_as_csv_and_in_a_pipe(quarter: Any) -> None:
    """The same figures."""
    head, *told = csv.reader(quarter("report", "--csv").out.splitlines())
    assert head == ["figure", "of", "by", "key", "value"]
    piped = [line.split("\t") for line in quarter("report").out.splitlines()]
    assert piped == told
    assert ["promises_worst_late_s", "stakeholders", "severity", "SEV1", "480"] in told


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        pytest.param(["--since", "yesterday"], 2, id="no-date"),
        pytest.param(["--csv", "--json"], 2, id="two-answers"),
        pytest.param(["--html", "r.html", "--json"], 2, id="a-page-and-another-answer"),
        pytest.param(["--html", "."], 2, id="a-folder"),
    ],
)
def test_what_is_refused(program: Any, flags: list[str], code: int) -> None:
    """With a hint of what to type."""
    assert "hint: " in program("report", *flags, code=code).err


def test_a_document_that_cannot_be_counted_is_said_and_left_out(quarter: Any) -> None:
    """The report is made of the others."""
    path = quarter.root / "incidents/2026/11" / f"{LOGIN}.md"
    path.with_name(f"{LOGIN}-2.md").write_text("nothing of an incident\n", encoding="utf-8")
    result = quarter("report", "--json")
    said = f"! incidents/2026/11/{LOGIN}-2.md: the id of the incident tells no day; left out\n"
    assert (result.err, result.json["incidents"]) == (said, 3)


def test_a_fault_of_the_rules_is_none_of_a_document(program: Any) -> None:
    """It is told once, with its own place."""
    program.declare()
    rules = program.root / "severity.yaml"
    rules.write_text(rules.read_text("utf-8").replace("update: 30m", "update: 30"), "utf-8")
    told = program("report", code=3).err
    assert "left out" not in told and told.count("which is no duration") == 1


def test_an_empty_repository(program: Any) -> None:
    """Exit 0, zero incidents, nothing known."""
    told = program("report", "--json").json
    assert (told["incidents"], told["months"], told["kept_promises"][0]["share"]) == (0, [], None)


def test_what_was_worked_out_is_kept_until_a_document_or_a_rule_changes(quarter: Any) -> None:
    """The second report says the same without reading a document; after a change it is right again."""
    first = quarter("report", "--json").json
    repository = Repository(quarter.root)
    kept = Index.of(repository).recalled(KIND, rules_key(repository))
    assert sorted(Path(path).stem for path in kept) == sorted(one[0] for one in kept.values())
    assert len(kept) == first["incidents"] == 3
    assert quarter("report", "--json").json == first
    quarter("update", "-i", "reports", "-m", "Still slow.")
    assert quarter("report", "--json").json["kept_promises"][0]["counted"] == 4
    rules = quarter.root / "severity.yaml"
    rules.write_text(rules.read_text("utf-8").replace("decide: 10m", "decide: 25m"), "utf-8")
    clocks = quarter("report", "--json").json["clocks"]
    assert (clocks[0]["limit_s"], clocks[0]["on_time"]) == (1500, 3)


def test_as_a_page(quarter: Any, tmp_path: Path) -> None:
    """Into a file, again into the same, or to stdout; nothing else is ever written over."""
    file = tmp_path / "new" / "report.html"
    for _ in range(2):
        done = quarter("report", "--html", str(file))
        assert (done.out, done.err) == ("", f"✓ {file}\n")
    page = file.read_text("utf-8")
    assert page.startswith("<!doctype html>") and "Acme Corp" in page
    assert quarter("report", "--html", "-").out == page
    rules = quarter.root / "ownership.csv"
    before = rules.read_bytes()
    assert "is there and is no page" in quarter("report", "--html", str(rules), code=3).err
    assert rules.read_bytes() == before
