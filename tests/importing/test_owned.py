"""Claims become rows of ownership.csv: what is there stays, what is known is seen, a conflict is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.importing.claims import Claim
from acmeinc.importing.owned import COLUMNS, Ownership, owned
from acmeinc.process.ownership_file import parse_ownership
from acmeinc.process.people import Person

HEAD = ",".join(COLUMNS)
LOGIN = (
    "Login,auth-api,Identity,https://oncall.example.com/id,https://x.example.com,#team-id,id@example.com,yes"
)
SSO = "Single sign-on,sso,Identity,https://oncall.example.com/id,,#team-id,id@example.com,no"
PEOPLE = (Person("Bo Lind", "bo@example.com", "Identity", "engineer", "@bo"),)


def claim(service: str, team: str, **more: object) -> Claim:
    """Return a claim from line 1 of CODEOWNERS."""
    return Claim(service.title(), service, team, "CODEOWNERS", 1)._replace(**more)


def added(text: str, *claims: Claim) -> Ownership:
    """Return the file with what is claimed."""
    owners, problems = parse_ownership(text) if text else ((), [])
    assert not [problem for problem in problems if problem.level == "error"]
    return owned(text, owners, PEOPLE, claims)


@pytest.mark.parametrize(
    ("before", "end"),
    [
        pytest.param(f"{HEAD}\n{LOGIN}\n", "\n", id="as-usual"),
        pytest.param(f"{HEAD}\n{LOGIN}", "\n", id="without-last-newline"),
        pytest.param(f"{HEAD}\r\n{LOGIN}\r\n", "\r\n", id="crlf"),
        pytest.param(f"\ufeff{HEAD}\n{LOGIN}\n\n", "\n", id="bom-and-blank-line"),
        pytest.param(f'{HEAD}\n"Login, web",x,Identity,https://a.example.com,,,,\n', "\n", id="quotes"),
    ],
)
def test_what_is_there_stays_byte_for_byte(before: str, end: str) -> None:
    """The new row stands below it, with the same ends of lines."""
    after = added(before, claim("search", "search")).text
    start = before if before.endswith(end) else before + end
    assert after == f"{start}Search,search,search,,,,,{end}"


def test_an_empty_file_gets_a_header() -> None:
    """Of all columns."""
    assert added("", claim("search", "search")).text == f"{HEAD}\nSearch,search,search,,,,,\n"


def test_a_row_has_the_columns_of_the_file_in_their_order() -> None:
    """What has no column is told, not lost in silence."""
    before = "service,functionality,owning team,paging schedule link,contact\n"
    before += "auth-api,Login,Identity,,id@example.com\n"
    found = added(
        before,
        claim(
            "mail",
            "Mail",
            email="m@example.com",
            backlog="https://b.example.com",
            paging="https://p.example.com",
        ),
    )
    assert found.text == f"{before}mail,Mail,Mail,https://p.example.com,m@example.com\n"
    assert found.lost == ("backlog link",)


@pytest.mark.parametrize("service", ["auth-api", "AUTH_API", "auth api", "login", "Login"])
def test_what_is_known_is_recognised_however_it_is_spelled(service: str) -> None:
    """By its service, and by its functionality."""
    before = f"{HEAD}\n{LOGIN}\n"
    found = added(before, claim(service, "identity"))
    assert (found.text, found.rows, len(found.known)) == (before, (), 1)


def test_another_team_is_told_and_not_written() -> None:
    """With the line that says otherwise."""
    before = f"{HEAD}\n{LOGIN}\n"
    found = added(before, claim("auth-api", "platform"))
    assert found.text == before
    assert [one.why for one in found.refused] == ["auth-api belongs to Identity in line 2, not to platform"]


def test_a_source_that_contradicts_itself_adds_nothing() -> None:
    """Whoever wrote it has to say."""
    found = added("", claim("api", "web"), claim("api", "core"), claim("api", "web"), claim("mail", "m"))
    assert [row.owner.service for row in found.rows] == ["mail"]
    assert {one.why for one in found.refused} == {"api has two teams there: web and core"}
    assert len(found.refused) == 3


def test_a_team_brings_what_all_its_rows_share() -> None:
    """Its name as it is written here, the pager, the channel, the contact; never a backlog."""
    (row,) = added(f"{HEAD}\n{LOGIN}\n{SSO}\n", claim("tokens", "identity")).rows
    owner = row.owner
    assert (owner.team, owner.paging, owner.chat, owner.contact) == (
        "Identity",
        "https://oncall.example.com/id",
        "#team-id",
        "id@example.com",
    )
    assert (owner.backlog, owner.public, row.doubts) == ("", False, ())


def test_what_its_rows_do_not_share_is_left_open() -> None:
    """Nobody is paged on a guess."""
    other = LOGIN.replace("auth-api", "b").replace("Login", "B").replace("/id,", "/id-2,")
    (row,) = added(f"{HEAD}\n{LOGIN}\n{other}\n", claim("tokens", "identity")).rows
    assert (row.owner.paging, row.doubts) == ("", ("no paging link",))


@pytest.mark.parametrize(
    ("person", "team", "doubts"),
    [
        ("bo", "Identity", ("Bo Lind owns it there: their team was taken", "no paging link")),
        ("bo@example.com", "Identity", ("Bo Lind owns it there: their team was taken", "no paging link")),
        ("zed", "zed", ("is zed a person, or a team?", "no paging link")),
    ],
)
def test_a_person_stands_for_their_team(person: str, team: str, doubts: tuple[str, ...]) -> None:
    """As people.csv knows it; else somebody has to look."""
    (row,) = added("", claim("tokens", person, people=(person,))).rows
    assert (row.owner.team, row.doubts) == (team, doubts)


@pytest.mark.parametrize(
    ("unfit", "why"),
    [
        (claim("=cmd()", "web"), "its functionality begins like a formula"),
        (claim("x", "web", functionality="@sum"), "its functionality begins like a formula"),
        (
            claim("x", "web", paging="https://" + "x" * 300),
            "its paging schedule link is longer than 300 characters",
        ),
        (claim("///", "web", functionality="Web"), "its service has no name"),
    ],
)
def test_what_a_spreadsheet_would_run_is_not_written(unfit: Claim, why: str) -> None:
    """Nor what is no name at all."""
    found = added("", unfit)
    assert (found.text, [one.why for one in found.refused]) == ("", [why])


NAME = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=12)


@settings(max_examples=40)
@given(st.lists(st.tuples(NAME, NAME), max_size=6))
def test_what_is_written_reads_back_and_adding_it_again_changes_nothing(pairs: list[tuple[str, str]]) -> None:
    """Whatever the names are."""
    claims = [claim(service, team) for service, team in pairs]
    first = added("", *claims)
    if not first.rows:
        return
    owners, problems = parse_ownership(first.text)
    assert [problem for problem in problems if problem.level == "error"] == []
    assert [(o.service, o.team) for o in owners] == [
        (" ".join(r.owner.service.split()), " ".join(r.owner.team.split())) for r in first.rows
    ]
    again = added(first.text, *(row.claim for row in first.rows))
    assert (again.text, again.rows) == (first.text, ())
