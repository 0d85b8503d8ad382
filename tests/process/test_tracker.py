"""The owner's backlog: links to filled-in issues, and the project it is in."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.process.tracker import LONGEST_LINK, new_issue_link, project_in

GITHUB = "https://github.com/acme/auth-api/issues"
JIRA = "https://acme.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=10010&issuetype=10004"


@pytest.mark.parametrize(
    ("backlog", "link"),
    [
        pytest.param(GITHUB, f"{GITHUB}/new?title=A%20%26%20B&body=c%3Fd", id="github"),
        pytest.param(f"{GITHUB}/", f"{GITHUB}/new?title=A%20%26%20B&body=c%3Fd", id="slash"),
        pytest.param(
            "https://git.example.com/acme/auth-api/issues",
            "https://git.example.com/acme/auth-api/issues/new?title=A%20%26%20B&body=c%3Fd",
            id="github-enterprise",
        ),
        pytest.param(
            "https://git.example.com/acme/team/auth-api/-/issues",
            "https://git.example.com/acme/team/auth-api/-/issues/new"
            "?issue[title]=A%20%26%20B&issue[description]=c%3Fd",
            id="gitlab",
        ),
        pytest.param(JIRA, f"{JIRA}&summary=A%20%26%20B&description=c%3Fd", id="jira-cloud"),
        pytest.param(
            "https://jira.example.com/jira/secure/CreateIssueDetails!init.jspa?pid=1&issuetype=1",
            "https://jira.example.com/jira/secure/CreateIssueDetails!init.jspa?pid=1&issuetype=1"
            "&summary=A%20%26%20B&description=c%3Fd",
            id="jira-server",
        ),
        *(
            pytest.param(other, other, id=name)
            for name, other in {
                "jira-board": "https://acme.atlassian.net/jira/software/projects/AUTH/boards/1/backlog",
                "jira-without-project": "https://jira.example.com/secure/CreateIssue!default.jspa",
                "unknown": "https://tickets.example.com/queue/7",
                "mail": "mailto:bugs@example.com",
                "none": "",
            }.items()
        ),
    ],
)
def test_a_filled_in_issue(backlog: str, link: str) -> None:
    """Where a tracker takes none, its backlog."""
    assert new_issue_link(backlog, "A & B", "c?d") == link


@given(
    st.text(alphabet=st.characters(codec="utf-8")),
    st.text(alphabet=st.characters(codec="utf-8")),
    st.sampled_from([GITHUB, JIRA]),
)
def test_a_link_is_never_too_long(title: str, body: str, backlog: str) -> None:
    """It holds the beginning of what was to be said, whole characters only."""
    link = new_issue_link(backlog, title * 30, body * 900)
    assert len(link) <= LONGEST_LINK
    told = parse_qs(urlsplit(link).query, keep_blank_values=True, max_num_fields=9, errors="strict")
    shown = told["body" if backlog == GITHUB else "description"][0]
    assert shown == body * 900 or (shown.endswith("…") and (body * 900).startswith(shown[:-1]))


@pytest.mark.parametrize(
    ("tracker", "backlog", "project"),
    [
        ("github", GITHUB, "acme/auth-api"),
        ("github", "https://github.com/acme/.github/issues/", "acme/.github"),
        ("github", "https://gitlab.com/acme/auth-api/-/issues", ""),
        ("github", "https://github.com/acme/issues", ""),
        ("github", "https://github.com/acme/../issues", ""),
        ("github", "https://github.com/acme/a%2Fb/issues", ""),
        ("github", "", ""),
        ("gitlab", "https://gitlab.com/acme/team/auth-api/-/issues", "acme/team/auth-api"),
        ("gitlab", "https://gitlab.com/acme/../auth-api/-/issues", ""),
        ("gitlab", GITHUB, ""),
        ("gitlab", JIRA, ""),
    ],
)
def test_the_project_of_a_backlog(tracker: str, backlog: str, project: str) -> None:
    """As the API of the tracker names it."""
    assert project_in(tracker, backlog) == project
