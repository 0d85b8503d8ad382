"""`people.csv`: who is who, and who is suggested to command."""

from pathlib import Path

import pytest

from acmeinc.incident.model import Incident, Responder
from acmeinc.process.people import Person, find_person, invited, not_invited, suggest_commander
from acmeinc.process.people_file import parse_people

ROOT = Path(__file__).parents[2]

ANA = Person("Ana Ruiz", "ana@example.com", "Identity", "Engineering Manager", "@ana")
BO = Person("Bo Lind", "bo@example.com", "Identity", "engineer", "@bo")
CHIDI = Person("Chidi Okafor", "chidi@example.com", "Billing", "engineering manager", "")
DANA = Person("Dana Levi", "dana@example.com", "Product", "engineer", "@dana")
PEOPLE = (BO, ANA, CHIDI, DANA)


def test_people_are_read_in_the_order_of_the_file() -> None:
    text = (
        "Name,Role,Team,Email,Chat\r\n"
        "Bo Lind,engineer,Identity,bo@example.com,@bo\r\n"
        "Chidi Okafor,engineering manager,Billing,chidi@example.com,\r\n"
    )
    assert parse_people(text) == ((BO, CHIDI), [])


def test_the_repositorys_own_people_include_a_manager_of_every_owning_team() -> None:
    people, problems = parse_people((ROOT / "people.csv").read_text(encoding="utf-8"))
    assert problems == []
    assert {person.team for person in people if person.role == "engineering manager"} == {
        "Identity",
        "Billing",
        "Product",
        "Platform",
    }


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        pytest.param(
            "Bo Lind,b@example.com,Identity,engineer\nbo lind,c@example.com,Billing,engineer\n",
            [("people.csv:3:1: bo lind stands twice: lines 2 and 3", "error")],
            id="same-name",
        ),
        pytest.param("Bo Lind,,Identity,\n", [], id="empty-cells"),
        pytest.param(
            "Bo Lind,b@example.com\n",
            [("people.csv:2:22: the row has 2 cells, the header 4", "error")],
            id="cells",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(rows: str, faults: list[tuple[str, str]]) -> None:
    _, problems = parse_people("name,email,team,role\n" + rows)
    assert [(str(problem), problem.level) for problem in problems] == faults


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("ana ruiz", ANA),
        (" Ana  Ruiz ", ANA),
        ("@ANA", ANA),
        ("ana", ANA),
        ("Chidi@Example.com", CHIDI),
        ("Ruiz", None),
        ("@", None),
        ("", None),
    ],
)
def test_a_person_is_found_by_name_handle_or_email(name: str, person: Person | None) -> None:
    assert find_person(PEOPLE, name) == person


def test_a_name_comes_before_somebody_elses_handle() -> None:
    cher = Person("Cher", "cher@example.com", chat="@star")
    other = Person("Cheryl Day", "day@example.com", chat="@cher")
    assert find_person((other, cher), "cher") == cher


@pytest.mark.parametrize(
    ("people", "team", "commander"),
    [
        pytest.param(PEOPLE, "identity", "Ana Ruiz", id="manager-of-the-owning-team"),
        pytest.param(PEOPLE, "Product", "Dana Levi", id="anyone-of-the-owning-team"),
        pytest.param(PEOPLE, "Platform", "Ana Ruiz", id="any-manager"),
        pytest.param(PEOPLE, "", "Ana Ruiz", id="no-owning-team"),
        pytest.param((BO, DANA), "Platform", "Eve", id="the-declarer"),
        pytest.param((), "Identity", "Eve", id="no-people"),
    ],
)
def test_the_commander_suggested_is_the_one_closest_to_the_issue(
    people: tuple[Person, ...], team: str, commander: str
) -> None:
    assert suggest_commander(people, team, "Eve") == commander


def test_everyone_who_responded_and_has_an_address_is_invited_once() -> None:
    """Under whatever name; the others are to be asked by hand."""
    eve = Person("Eve Oda", "eve at example.com")
    names = ("@bo", "Ana Ruiz", "ana@example.com", "Eve Oda", "A Vendor", "Bo Lind")
    incident = Incident("inc-1", "u", commander="Ana Ruiz", responders=tuple(map(Responder, names)))
    assert invited((*PEOPLE, eve), incident) == (ANA, BO)
    assert not_invited((*PEOPLE, eve), incident) == ["Eve Oda", "A Vendor"]


def test_nobody_responded_and_nobody_is_invited() -> None:
    assert invited(PEOPLE, Incident("inc-1", "u")) == ()
    assert not_invited(PEOPLE, Incident("inc-1", "u")) == []
