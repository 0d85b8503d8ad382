"""Posts that leave for Statuspage by themselves (process: "update the status page")."""

from collections.abc import Iterator
from typing import Any

import pytest
from service import Reply, Service
from statuspage import KEY, LOGIN, PAGE, Statuspage

from .conftest import RESOLVE


@pytest.fixture
def page(program: Any, git: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Statuspage]:
    """Return a status page that the repository is set up for."""
    with Service() as service:
        statuspage = Statuspage(service)
        statuspage.set_up(program.root, monkeypatch)
        git("commit", "-qam", "Post to Statuspage")
        yield statuspage


def test_an_incident_on_the_page_from_its_first_post_to_its_last(program, page) -> None:
    """Opened by `declare`, resolved by `resolve`; opened again, it is a second one there."""
    result = program("declare", *FLAGS, "--json")
    assert result.json["links"]["status_page"] == "https://stspg.example.com/1"
    program("publish", "--phase", "identified", "--message", "A key is wrong.", "--title", "Sign-in fails")
    program("update", "--phase", "mitigated", "-m", "Logins work again.")
    assert "✓ status page https://status.example.com\n" in program(*RESOLVE).out
    program("reopen", "--because", "it is back")
    program("publish", "--phase", "investigating", "--message", "It is back.")
    assert [(shown["name"], shown["status"]) for shown in page.incidents] == [
        ("Sign-in fails", "investigating"),
        ("Sign-in fails", "resolved"),
    ]
    assert [shown["components"][0] for shown in page.incidents] == [
        {"id": LOGIN, "status": "major_outage"},
        {"id": LOGIN, "status": "operational"},
    ]
    shown = program("show", "--json").json
    posts = [m for m in shown["communications"] if m["kind"] == "public"]
    assert [post["deliveries"][0]["state"] for post in posts] == ["sent"] * 4
    assert shown["links"]["status_page"] == "https://stspg.example.com/2"


def test_a_bug_after_all_is_resolved_there(program, page) -> None:
    program.declare()
    program("downgrade", "--because", "one browser extension")
    assert [shown["status"] for shown in page.incidents] == ["resolved"]


def test_what_is_refused_waits_and_is_posted_by_send(program, page) -> None:
    """Exit 6, the words of the service, and the text ready to paste meanwhile."""
    page.service.when("POST", f"/v1/pages/{PAGE}/incidents", Reply(422, {"error": ["Name is odd"]}), times=1)
    result = program("declare", *FLAGS, code=6)
    assert "✗ status page failed: Statuspage did not take the post: Name is odd\n" in result.out
    assert "To: https://status.example.com\nSubject: Issue with Login\n" in result.out
    assert "✓ status page https://status.example.com\n" in program("send", code=6).out
    assert [len(shown["incident_updates"]) for shown in page.incidents] == [1]


def test_a_lost_answer_is_shown_and_not_posted_twice(program, page) -> None:
    """`send` leaves it alone, `send --again` looks first."""
    page.lose = 1
    program("declare", *FLAGS, code=6)
    assert "public (status_page) unknown: 127.0.0.1 took the request" in program("send", code=6).out
    assert len(page.posts) == 1
    program("send", "--again", code=6)
    assert (len(page.posts), len(page.incidents)) == (1, 1)
    assert program("show", "--json").json["links"]["status_page"] == "https://stspg.example.com/1"


def test_the_key_is_nowhere(program, page, git) -> None:
    """Not in what is said, not in what is saved."""
    page.service.when("POST", f"/v1/pages/{PAGE}/incidents", Reply(400, {"error": f"{KEY} is odd"}))
    result = program("declare", *FLAGS, code=6)
    assert "••• is odd" in result.out
    assert KEY not in result.out + result.err + git("log", "-p")


FLAGS = (
    "--functionality",
    "Login",
    "--state",
    "down",
    "--severity",
    "SEV1",
    "--impact",
    "Nobody can log in.",
)
