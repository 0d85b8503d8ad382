"""CODEOWNERS of GitHub and GitLab: what a line says of who owns which folder."""

import pytest

from acmeinc.importing.codeowners import read_codeowners


@pytest.mark.parametrize(
    ("line", "service", "functionality", "team"),
    [
        pytest.param(
            "/services/billing-worker/ @acme/billing",
            "billing-worker",
            "Billing worker",
            "billing",
            id="folder",
        ),
        pytest.param("services/login @acme/identity", "login", "Login", "identity", id="without-slashes"),
        pytest.param("/apps/search/** @acme/search", "search", "Search", "search", id="all-below"),
        pytest.param("/apps/search/* @acme/search", "search", "Search", "search", id="files-in"),
        pytest.param("**/mailer/ @acme/mail", "mailer", "Mailer", "mail", id="anywhere"),
        pytest.param("/a/mail\\ relay/ @acme/mail", "mail relay", "Mail relay", "mail", id="escaped-space"),
        pytest.param("\\#ops/ @acme/ops", "#ops", "#ops", "ops", id="escaped-hash"),
        pytest.param("/api/ @acme/platform # not @acme/web", "api", "Api", "platform", id="comment-behind"),
        pytest.param("/api/\t@acme/platform\t@acme/web", "api", "Api", "platform", id="tabs"),
        pytest.param("/api/ @acme/core/platform", "api", "Api", "platform", id="subgroup"),
        pytest.param("/.github/ @acme/platform", ".github", "Github", "platform", id="dot-folder"),
        pytest.param("/api/ @platform", "api", "Api", "platform", id="user-or-group"),
        pytest.param("/api/ ops@example.com", "api", "Api", "ops@example.com", id="address"),
        pytest.param("/webApp/ @acme/web", "webApp", "Web App", "web", id="camel-case"),
    ],
)
def test_a_folder_is_a_service_and_its_first_team_owns_it(
    line: str, service: str, functionality: str, team: str
) -> None:
    """However the folder is written."""
    (claim,) = read_codeowners(line, "CODEOWNERS").claims
    assert (claim.service, claim.functionality, claim.team) == (service, functionality, team)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("* @acme/everyone", "it is no folder", id="everything"),
        pytest.param("*.js @acme/web", "it is no folder", id="by-ending"),
        pytest.param("/docs/README.md @acme/docs", "it is no folder", id="a-file"),
        pytest.param("/apps/*/login/ @acme/identity", "it is no folder", id="many-folders"),
        pytest.param("!/vendor/ @acme/web", "it is no folder", id="exclusion"),
        pytest.param("/[ab]pps/ @acme/web", "it is no folder", id="range"),
        pytest.param("/ @acme/web", "it is no folder", id="root"),
        pytest.param("/apps/", "nobody owns it", id="no-owner"),
        pytest.param("/apps/ # @acme/web", "nobody owns it", id="owner-in-a-comment"),
        pytest.param("/config/ @@maintainer", "a role owns it, no team", id="role"),
    ],
)
def test_what_names_no_service_is_passed_over_and_counted(line: str, why: str) -> None:
    """With the reason."""
    found = read_codeowners(line, "CODEOWNERS")
    assert (found.claims, found.passed_over) == ((), (why,))


def test_of_two_lines_for_one_folder_the_later_one_counts() -> None:
    """As for whoever reviews."""
    (claim,) = read_codeowners("/api/ @acme/old\n/web/\n/api @acme/new\n", "CODEOWNERS").claims
    assert (claim.team, claim.line) == ("new", 3)


def test_two_folders_of_one_name_are_called_by_their_paths() -> None:
    """Else one would be the other."""
    claims = read_codeowners("/shop/api/ @acme/shop\n/admin/api/ @acme/admin\n", "CODEOWNERS").claims
    assert [claim.service for claim in claims] == ["shop/api", "admin/api"]
    assert {claim.functionality for claim in claims} == {"Api"}


def test_a_section_is_a_functionality_and_hands_down_its_owners() -> None:
    """Sections of GitLab: optional, with approvals, with default owners."""
    text = "[Payments][2] @acme/billing @acme/platform\nledger/\n/fraud/ @acme/risk\n\n"
    text += "^[Help]\n/docs/ @acme/docs\n"
    claims = read_codeowners(text, "CODEOWNERS").claims
    assert [(c.functionality, c.service, c.team, c.line) for c in claims] == [
        ("Payments", "ledger", "billing", 2),
        ("Payments", "fraud", "risk", 3),
        ("Help", "docs", "docs", 6),
    ]
    assert claims[0].doubts == ("acme/platform owns it, too",)


def test_owners_that_are_no_team_are_people() -> None:
    """People.csv may know them."""
    (claim,) = read_codeowners("/api/ @bo ops@example.com", "CODEOWNERS").claims
    assert (claim.people, claim.email) == (("bo", "ops@example.com"), "ops@example.com")
    (claim,) = read_codeowners("/api/ @bo @acme/web", "CODEOWNERS").claims
    assert (claim.team, claim.people, claim.doubts) == ("web", (), ("bo owns it, too",))
