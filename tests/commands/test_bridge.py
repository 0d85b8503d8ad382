"""The video bridge: by a link template, or given by hand (process: "Create and join a video bridge")."""

from pathlib import Path
from typing import Any

from icalendar import Calendar

from .conftest import RESOLVE

DECLARE = (
    "declare",
    "--functionality",
    "Login",
    "--state",
    "down",
    "--severity",
    "SEV1",
    "--impact",
    "No login.",
)


def set_bridge(program: Any, template: str) -> None:
    """Let the repository have another link template."""
    settings: Path = program.root / "acmeinc.yaml"
    told = settings.read_text(encoding="utf-8")
    settings.write_text(told.replace("https://meet.example.com/{id}", template), encoding="utf-8")


def test_it_is_told_to_whoever_has_to_join(program) -> None:
    """In the page, the document and the invitation; not in the mail to everyone."""
    set_bridge(program, "https://meet.example.com/acme-{uid}")
    incident = program(*DECLARE, "--json").json
    link = f"https://meet.example.com/acme-{incident['uid'].lower()}"
    assert incident["links"]["bridge"] == link
    assert [m["kind"] for m in incident["communications"] if link in m["body"]] == ["page"]
    assert f"| Video bridge | {link} |" in (program.root / incident["path"]).read_text(encoding="utf-8")
    program("update", "--phase", "mitigated", "-m", "Over.")
    program(*RESOLVE)
    invitation = program.root / incident["path"].removesuffix(".md") / "invite.ics"
    (event,) = Calendar.from_ical(invitation.read_bytes()).walk("VEVENT")
    assert event["LOCATION"] == link


def test_without_a_template_somebody_opens_one(program, document) -> None:
    """And says where; then its box is ticked."""
    set_bridge(program, '""')
    assert (
        "! bridge      open a video bridge, then tell where:\n              acmeinc update --bridge URL\n"
        in program(*DECLARE).out
    )
    assert "- [ ] Open the video bridge" in document().read_text(encoding="utf-8")
    incident = program("update", "--bridge", "https://meet.example.com/x", "-m", "Join us.", "--json").json
    assert incident["links"]["bridge"] == "https://meet.example.com/x"
    assert "- [x] Open the video bridge" in document().read_text(encoding="utf-8")
