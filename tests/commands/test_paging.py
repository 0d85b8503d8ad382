"""Whole steps with a pager that is really called: what it is told, and what is said when it does not hear."""

from collections.abc import Iterator
from typing import Any

import pytest
from service import Reply, Service

ENQUEUE = "/v2/enqueue"
LINK = "https://oncall.example.com/identity"
NO_KEY = "ACMEINC_PAGERDUTY_KEY_IDENTITY is not set, nor ACMEINC_PAGERDUTY_KEY"
DECLARE = (
    *("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1"),
    *("--impact", "Nobody can log in.", "--yes"),
)


@pytest.fixture
def pager(through_pagerduty, monkeypatch) -> Iterator[Service]:
    """Return PagerDuty, which takes everything, and have paging go through it."""
    with Service() as service:
        service.when("POST", ENQUEUE, Reply(202, {"status": "success"}))
        monkeypatch.setenv("ACMEINC_PAGERDUTY_URL", service.url)
        monkeypatch.setenv("ACMEINC_PAGERDUTY_KEY", "k" * 32)
        yield service


def told(pager: Service) -> list[tuple[str, str]]:
    """Return what the pager was told: action and key, the key without the incident's uid."""
    return [(asked.json["event_action"], asked.json["dedup_key"][26:]) for asked in pager.asked]


def pages_due(program: Any) -> list[Any]:
    """Return the pages that `next` says nobody got."""
    return [due for due in program("next", "--json").json["due"] if due["kind"] == "page"]


def test_declaring_pages(program, pager) -> None:
    """Under the incident's uid; the box is ticked and nothing waits."""
    incident = program.declare()
    (asked,) = pager.asked
    assert (asked.json["dedup_key"], asked.json["payload"]["severity"]) == (incident["uid"], "critical")
    page = next(m for m in incident["communications"] if m["kind"] == "page")
    (delivery,) = page["deliveries"]
    assert (delivery["state"], delivery["remote"]) == ("sent", incident["uid"])
    assert pages_due(program) == []
    assert program("send").out == "Nothing waits.\n"
    assert "- [x] Page the owning team" in program("show").out


def test_escalating_wakes_somebody_else(program, pager) -> None:
    """A key of its own for each page, also to the same team."""
    program.declare()
    for _ in range(2):
        program.clock.forward(minutes=5)
        program("escalate", "--to", "Identity", "--because", "no answer")
    keys = [asked.json["dedup_key"] for asked in pager.asked]
    assert len(set(keys)) == 3 and all(key.startswith(keys[0]) for key in keys)


def test_acknowledged_is_told_to_the_pager_once(program, pager) -> None:
    """A time corrected later says nothing about the pages made since."""
    program.declare()
    program.clock.forward(minutes=2)
    assert program("milestone", "acknowledged").out == (
        "✓ 09:16:09 EST  Acknowledged: 2026-11-23 09:16:09 -05:00\n"
        "✓ pager       Acknowledged: Login is down for all customers\n"
        "  next: check-in 09:34, in 18m\n"
    )
    program("escalate", "--to", "Billing", "--because", "payments fail too")
    program("milestone", "acknowledged", "--at", "09:15")
    assert [action for action, _ in told(pager)] == ["trigger", "acknowledge", "trigger"]


def test_declared_as_acknowledged(program, pager) -> None:
    """The page, then the word; the first message is the latest communication."""
    incident = program.declare(acknowledged="09:10")
    assert told(pager) == [("trigger", ""), ("acknowledge", "")]
    assert [m["kind"] for m in reversed(incident["communications"])][:3] == ["page", "pager", "initial"]


def test_a_milestone_asks_for_no_approval(program, pager, answers) -> None:
    """A word to a machine is not shown first."""
    program.declare()
    program("milestone", "acknowledged", prompter=answers())
    assert told(pager)[-1] == ("acknowledge", "")


def test_the_preview_shows_the_word_in_a_line(program, pager, answers) -> None:
    """Beside what people are told."""
    program.declare()
    prompter = answers(("Why is it no incident?", "one browser"), ("preview", "quit"))
    program("downgrade", code=130, prompter=prompter)
    assert prompter.shown[0][1] == "  Pager: Over: Login is down for all customers"
    assert len(pager.asked) == 1


def over(program: Any, pager: Service, *words: str) -> list[tuple[str, str]]:
    """Return what the pager is told by a step that ends an incident with two pages."""
    program.declare()
    program("escalate", "--to", "Billing", "--because", "payments fail too", "-i", "login")
    program.clock.forward(minutes=10)
    pager.asked.clear()
    program(*words)
    return sorted(told(pager))


@pytest.mark.parametrize("duplicate", [False, True], ids=["bug", "duplicate"])
def test_a_downgrade_ends_every_alert(program, pager, duplicate) -> None:
    """Also as a duplicate of another."""
    words = ["downgrade", "-i", "login", "--because", "it was one browser"]
    if duplicate:
        words += ["--duplicate-of", program.declare(functionality="Checkout")["id"]]
    first, second = over(program, pager, *words)
    assert first == ("resolve", "") and second[0] == "resolve" and len(second[1]) == 27


def resolve(program: Any) -> Any:
    """Declare, mitigate and resolve an incident; return it as JSON."""
    program.declare()
    program("update", "--phase", "mitigated", "-m", "Logins work again.")
    words = ("--durable", "--sign-off", "--retro", "2026-11-24 15:00", "--left", "x", "--next-steps", "y")
    return program("resolve", *words, "--kudos", "z", "--yes", "--json").json


def test_resolving_ends_every_alert(program, pager) -> None:
    """The final update is the latest communication."""
    incident = resolve(program)
    assert told(pager) == [("trigger", ""), ("resolve", "")]
    assert [m["kind"] for m in incident["communications"] if m["audience"] != "public"][:2] == [
        "invitation",
        "resolution",
    ]
    (word,) = (m for m in incident["communications"] if m["kind"] == "pager")
    assert (word["audience"], word["body"], word["deliveries"][0]["state"]) == (
        "responders",
        "The pager is told that this is over; it stops calling.",
        "sent",
    )


def test_a_resolved_incident_that_becomes_a_bug_is_over_already(program, pager) -> None:
    """Nothing is said twice."""
    resolve(program)
    program("downgrade", "--because", "it was a bug")
    assert len(pager.asked) == 2


def test_nothing_is_said_of_a_page_that_never_went_out(program, pager) -> None:
    """No page, no word."""
    program.declare(severity="SEV3")
    program("milestone", "acknowledged")
    program("downgrade", "--because", "it was nothing")
    assert pager.asked == []


def test_an_outbox_is_told_nothing(program) -> None:
    """Words to a pager are only made where one hears them."""
    program.declare(acknowledged="09:10")
    incident = program("downgrade", "--because", "it was nothing", "--json").json
    assert "pager" not in {m["kind"] for m in incident["communications"]}


@pytest.fixture
def deaf(program, pager, monkeypatch) -> Service:
    """Return PagerDuty, which the organisation forgot to give the key for."""
    monkeypatch.delenv("ACMEINC_PAGERDUTY_KEY")
    return pager


def test_without_a_key_it_is_as_loud_as_a_printed_page(program, deaf) -> None:
    """Exit 6; how to page by hand stands first of all, and in `next`."""
    result = program(*DECLARE, code=6)
    lines = result.out.splitlines()
    at = lines.index(f"✗ page        NOT PAGED: open {LINK} ({NO_KEY})")
    assert lines[at + 1 : at + 3] == [
        "              then: acmeinc send --done",
        "              or page again: acmeinc send",
    ]
    assert lines[0] == "To: Identity"
    assert result.err == (
        "error: saved, but not delivered: paging\n"
        "hint: export ACMEINC_PAGERDUTY_KEY=…, or ACMEINC_PAGERDUTY_KEY_FILE\n"
        "hint: acmeinc send\n"
    )
    assert len(pages_due(program)) == 1
    assert f"NOT PAGED: open {LINK} ({NO_KEY}) (Identity)" in program("show").out
    assert "- [ ] Page the owning team" in program("show").out


def test_send_pages_again_under_the_same_key(program, deaf, monkeypatch) -> None:
    """Once the key is there."""
    incident = program("declare", *DECLARE[1:], "--json", code=6).json
    monkeypatch.setenv("ACMEINC_PAGERDUTY_KEY", "k")
    out = program("send").out
    assert out.startswith("✓ paged       Identity") and out.endswith("\nNothing waits.\n")
    assert [asked.json["dedup_key"] for asked in deaf.asked] == [incident["uid"]]
    assert pages_due(program) == []


def test_a_page_that_is_not_saved_is_as_loud(program, deaf) -> None:
    """The hook stops the commit, and the missing key the page."""
    hook = program.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    result = program(*DECLARE, code=1)
    assert f"✗ page        NOT PAGED: open {LINK} ({NO_KEY})" in result.err


def test_a_page_goes_out_although_nothing_is_saved(program, pager) -> None:
    """Paged, but not saved."""
    hook = program.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert "✓ paged       Identity" in program(*DECLARE, code=1).err
    assert [action for action, _ in told(pager)] == ["trigger"]


def test_a_word_that_was_not_heard_is_said_again(program, pager) -> None:
    """By `send`, and not about pages that were made meanwhile."""
    program.declare()
    pager.when("POST", ENQUEUE, Reply(400, {"message": "busy"}), times=1)
    result = program("milestone", "acknowledged", code=6)
    assert "✗ pager       failed: Identity: PagerDuty answered 400: busy\n" in result.out
    program("escalate", "--to", "Billing", "--because", "payments fail too")
    pager.asked.clear()
    sent = "✓ pager       Acknowledged: Login is down for all customers\nNothing waits.\n"
    assert program("send").out == sent
    assert told(pager) == [("acknowledge", "")]
    assert pages_due(program) == []
