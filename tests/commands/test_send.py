"""`acmeinc send`: what waits; a printed page is no page (DESIGN §2)."""

import pytest

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
NOT_PAGED = "NOT PAGED: open https://oncall.example.com/identity"


@pytest.fixture(autouse=True)
def incident(program, beginnings):
    """Declare the incident whose page waits."""
    return beginnings("declared", program, program.declare)


def test_a_printed_page_waits(program) -> None:
    """Exit 6; it stays in `next` whatever happens."""
    result = program("send", code=6)
    assert result.out == f"! page (paging) printed: {NOT_PAGED}\n    {LOGIN}\n"
    assert result.err == "error: 1 still waiting\nhint: page by hand, then: acmeinc send --done\n"
    program.clock.forward(minutes=1)
    assert program("next").out.split("\t")[4:6] == ["page", f"{NOT_PAGED}\n2026-11-23T14:34:09Z"]


def test_waiting_is_one_json(program, incident) -> None:
    """Also with exit 6."""
    (row,) = program("send", "--json", code=6).json["waiting"]
    assert row == {
        "incident": LOGIN,
        "entry": next(m["id"] for m in incident["communications"] if m["kind"] == "page"),
        "kind": "page",
        "channel": "paging",
        "state": "printed",
        "at": "2026-11-23T14:14:09Z",
        "detail": NOT_PAGED,
        "machine": None,
    }


def test_done_confirms_it(program, git) -> None:
    """Recorded with who said so; the box is ticked; nothing waits."""
    assert program("send", "--done").out == (
        "✓ 09:14:09 EST  Paged by hand: Identity\n  next: check-in 09:34, in 20m\nNothing waits.\n"
    )
    incident = program("show", "--json").json
    page = next(m for m in incident["communications"] if m["kind"] == "page")
    assert page["deliveries"] == [
        {
            "channel": "paging",
            "state": "sent",
            "at": "2026-11-23T14:14:09Z",
            "detail": "confirmed by Ana Ruiz",
            "remote": "",
        }
    ]
    assert "page" not in {due["kind"] for due in incident["next_due"]}
    assert git("log", "-1", "--format=%s").strip().endswith(": page confirmed")
    assert "- [x] Page the owning team" in program("show").out


def test_done_is_one_json(program) -> None:
    """Not what was printed and then the JSON."""
    assert program("send", "--done", "--json").json == {"waiting": []}


def test_a_dry_run_confirms_nothing(program, git) -> None:
    """It shows the line that would be added; what waits is no failure then."""
    head = git("rev-parse", "HEAD")
    assert "**Ana Ruiz** Paged by hand: Identity" in program("send", "--done", "--dry-run").out
    assert len(program("send", "--done", "--dry-run", "--json").json["waiting"]) == 1
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


def test_only_of_one_incident(program) -> None:
    """The other page still waits."""
    program.declare(functionality="Checkout")
    program("send", "--done", "-i", "login")
    assert [row["incident"][:30] for row in program("send", "--json", code=6).json["waiting"]] == [
        "inc-26-11-23-sev-1-checkout-is"
    ]


def test_printed_mail_does_not_wait(program) -> None:
    """A printed message counts as sent."""
    program("send", "--done")
    assert program("send").out == "Nothing waits.\n"
