"""`ownership.csv` and `vendors.csv`: read as spreadsheets write them, searched as people ask at night."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.process.ownership import Owner, OwnerMatch, Vendor, find_owner
from acmeinc.process.ownership_file import parse_ownership, parse_vendors

ROOT = Path(__file__).parents[2]
CORPORA = os.environ.get("ACMEINC_CORPORA", "")

HEADER = "functionality,service,owning team,paging schedule link\n"

LOGIN = Owner("Login", "auth-api", "Identity", "https://oncall.example.com/identity", line=2)


def faults(text: str) -> list[str]:
    """Every fault of an ownership file, as it is shown."""
    return [str(problem) for problem in parse_ownership(text)[1]]


def owners_of(*names: str) -> tuple[Owner, ...]:
    """Owners of the functionalities and services given as "functionality/service"."""
    pairs = (name.split("/") for name in names)
    return tuple(Owner(functionality, service, "Team") for functionality, service in pairs)


ACME = owners_of(
    "Login/auth-api",
    "Invoice export/billing-worker",
    "Checkout/payments-api",
    "Search/search-api",
    "Intrusion alerts/ids",
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEADER + "Login,auth-api,Identity,https://oncall.example.com/identity\n", id="plain"),
        pytest.param(
            HEADER + "Login,auth-api,Identity,https://oncall.example.com/identity", id="no-final-newline"
        ),
        pytest.param(
            "\ufeff" + HEADER + "Login,auth-api,Identity,https://oncall.example.com/identity\n", id="bom"
        ),
        pytest.param(
            (HEADER + "Login,auth-api,Identity,https://oncall.example.com/identity\n").replace("\n", "\r\n"),
            id="crlf",
        ),
        pytest.param(
            "Paging  Schedule Link, SERVICE, Owning Team, functionality\n"
            'https://oncall.example.com/identity, auth-api, "Identity", Login\n',
            id="any-order-and-case",
        ),
    ],
)
def test_a_file_is_read_however_a_spreadsheet_wrote_it(text: str) -> None:
    assert parse_ownership(text) == ((LOGIN,), [])


def test_optional_columns_say_where_else_the_team_is_reached() -> None:
    text = (
        "functionality,service,owning team,paging schedule link,backlog link,chat channel,contact,public\n"
        "Login,auth-api,Identity,https://p,https://b,#team,identity@example.com,YES\n"
        "Jobs,runner,Platform,https://p,,,,no\n"
        "Logs,logger,Platform,https://p,,,,true\n"
        "Mail,mailer,Platform,https://p,,,,\n"
    )
    owners, problems = parse_ownership(text)
    assert problems == []
    assert owners[0] == Owner(
        functionality="Login",
        service="auth-api",
        team="Identity",
        paging="https://p",
        backlog="https://b",
        chat="#team",
        contact="identity@example.com",
        public=True,
        line=2,
    )
    assert [owner.public for owner in owners] == [True, False, True, False]


def test_a_row_after_a_cell_of_several_lines_has_its_real_line() -> None:
    text = HEADER + '"Login\r\nand sign-up",auth-api,Identity,x\n\nSearch,search-api,Product,x\n'
    owners, problems = parse_ownership(text)
    assert problems == []
    assert [(owner.functionality, owner.line) for owner in owners] == [
        ("Login and sign-up", 2),
        ("Search", 5),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", ["ownership.csv: the file is empty"], id="empty"),
        pytest.param(
            "functionality,service,owner team,paging schedule link\n",
            [
                "ownership.csv:1:23: `owner team` is not a known column",
            ],
            id="header",
        ),
        pytest.param(
            HEADER.replace("\n", ",colour,\n") + "Login,auth-api,Identity,x,red,\n",
            [
                "ownership.csv:1:56: `colour` is not a known column",
                "ownership.csv:1:63: column 6 has no name",
            ],
            id="surplus-columns",
        ),
        pytest.param(
            HEADER.replace("\n", ",service\n") + "Login,auth-api,Identity,x,sso\n",
            ["ownership.csv:1:56: the column `service` stands twice"],
            id="column-twice",
        ),
        pytest.param(
            HEADER + "Login,auth-api,Identity\nSearch,search-api,Product,x,y\n",
            [
                "ownership.csv:2:24: the row has 3 cells, the header 4",
                "ownership.csv:3:29: the row has 5 cells, the header 4",
            ],
            id="cells",
        ),
        pytest.param(
            HEADER + 'Login,auth-api,Identity,x\nSearch,"search-api,Product,x\n',
            ["ownership.csv:3:8: the quotes of this row are wrong"],
            id="open-quote",
        ),
        pytest.param(
            '"functionality,service\n',
            ["ownership.csv:1:1: the quotes of this row are wrong"],
            id="open-header",
        ),
        pytest.param(
            HEADER + "Login,auth-api,Identity,x\nlogin,AUTH-API,Billing,x\n",
            ["ownership.csv:3:16: login, AUTH-API has two teams: Identity in line 2, Billing in line 3"],
            id="two-teams",
        ),
        pytest.param(
            HEADER.replace("\n", ",public\n") + "Login,auth-api,Identity,x,perhaps\n",
            ["ownership.csv:2:27: `public` cannot be `perhaps`"],
            id="public",
        ),
        pytest.param(
            HEADER + "Login,auth\x1b[31m,Identity,x\n",
            ["ownership.csv:2:11: the character U+001B is not allowed"],
            id="control-character",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, expected: list[str]) -> None:
    _, problems = parse_ownership(text)
    assert [str(problem) for problem in problems] == expected
    assert all(problem.hint and problem.level == "error" for problem in problems)


def test_a_row_with_empty_cells_counts() -> None:
    """Who needs it at night is not stopped by it; `check` tells it."""
    owners, problems = parse_ownership(HEADER + "Login,auth-api,,\n")
    assert (owners, problems) == ((Owner("Login", "auth-api", "", "", line=2),), [])


def test_one_functionality_may_have_many_services_and_many_teams() -> None:
    assert faults(HEADER + "Login,auth-api,Identity,x\nLogin,sso,Platform,x\nLogin,sso,Platform,x\n") == []


@pytest.mark.parametrize(
    ("query", "services"),
    [
        ("login", ["auth-api", "sso"]),
        ("  LOGIN ", ["auth-api", "sso"]),
        ("Auth-API", ["auth-api"]),
        ("search", ["search-api"]),
    ],
)
def test_a_functionality_or_a_service_is_found_in_any_case_of_letters(
    query: str, services: list[str]
) -> None:
    found = find_owner(owners_of("Login/auth-api", "Login/sso", "Search/search-api"), query)
    assert ([owner.service for owner in found.matches], found.suggestions) == (services, ())


@pytest.mark.parametrize(
    ("query", "suggestions"),
    [
        pytest.param("logn", ["Login"], id="letter-lost"),
        pytest.param("lgoin", ["Login"], id="letters-swapped"),
        pytest.param("login is down", ["Login"], id="sentence"),
        pytest.param("invoices", ["Invoice export"], id="plural-of-one-word"),
        pytest.param("export invoices", ["Invoice export"], id="words-swapped"),
        pytest.param("inv", ["Invoice export"], id="beginning"),
        pytest.param("payments", ["Checkout"], id="word-of-a-service"),
        pytest.param("api", ["Login", "Checkout", "Search"], id="word-of-several"),
        pytest.param("coffee machine", [], id="nothing-like-it"),
        pytest.param("is", [], id="too-short-to-guess"),
        pytest.param("?", [], id="no-word"),
        pytest.param("  ", [], id="blank"),
    ],
)
def test_a_near_miss_is_suggested_and_nonsense_is_not(query: str, suggestions: list[str]) -> None:
    found = find_owner(ACME, query)
    assert (found.matches, [owner.functionality for owner in found.suggestions]) == ((), suggestions)


def test_at_most_five_are_suggested() -> None:
    found = find_owner(owners_of(*(f"Login {n}/auth-{n}" for n in range(9))), "logn")
    assert [owner.functionality for owner in found.suggestions] == [f"Login {n}" for n in range(5)]


@given(st.text(max_size=30))
def test_no_query_raises_and_a_match_is_never_mixed_with_guesses(query: str) -> None:
    found = find_owner(ACME, query)
    assert not (found.matches and found.suggestions)
    assert len(found.suggestions) <= 5


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    owners, problems = parse_ownership(text)
    assert owners == () and problems
    parse_ownership(HEADER + text)


def test_a_team_without_owners_finds_nobody() -> None:
    assert find_owner((), "login") == OwnerMatch((), ())


def test_vendors_are_read_with_the_headers_of_the_process() -> None:
    text = (
        "vendor, product, owning team/owner of relationship, "
        "link to vendor support portal, vendor status page\n"
        "Northwind,Cards,Billing,https://support.example.com,https://status.example.com\n"
    )
    vendor = Vendor(
        "Northwind", "Cards", "Billing", "https://support.example.com", "https://status.example.com", 2
    )
    assert parse_vendors(text) == ((vendor,), [])


@pytest.mark.parametrize("name", ["ownership.csv", "vendors.csv"])
def test_the_repositorys_own_files_are_sound(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    rows, problems = parse_ownership(text) if name == "ownership.csv" else parse_vendors(text)
    assert rows and problems == []


@pytest.mark.skipif(not CORPORA, reason="set ACMEINC_CORPORA to the folder that holds ownership_real.csv")
def test_a_real_ownership_file_is_read_whole() -> None:
    text = (Path(CORPORA) / "ownership_real.csv").read_bytes().decode()
    owners, problems = parse_ownership(text)
    assert (len(owners), problems) == (381, [])
    lines = text.split("\n")
    assert all(owner.functionality.split()[0] in lines[owner.line - 1] for owner in owners)
