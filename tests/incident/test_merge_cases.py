"""What becomes of two concurrent changes, rule by rule (FORMAT.md, "State…" and "Damage and mending").

The number before a case's name is that of the rule; 9 is damage. `tests/golden/merges.txt` says for each case
what the merged document does not say any more (`-`) and what it says anew (`+`).
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from concurrent_changes import (
    Act,
    as_whole,
    corrects,
    deletes,
    difference,
    forgets,
    loses_from,
    meanwhile,
    moves,
    redacts,
    rewrites,
    step,
    types,
    undoes,
    wrapped,
    writes,
)
from several_people import START, Replica, assert_whole

from acmeinc.incident.document import read
from acmeinc.incident.merge import TwoIncidents, merge
from acmeinc.incident.model import Draft
from acmeinc.incident.renaming import renamed

GOLDEN = Path(__file__).parents[1] / "golden" / "merges.txt"
ID = "inc-26-11-23-sev-2-login-is-down-for-all-customers"
FUTURE = "<!-- acmeinc:future 01234567 -->\none\n<!-- /acmeinc:future -->\n"
SENT = {"message": "01KAR4M3V7Q1ZP6T0B8C9D2E3F", "channel": ["email"], "state": "sent"}
SEEN = [step("Seen")]
BRANCH = [types("in the office", "in the branch")]
HOUSE = [corrects("in the office", "In the house")]
DELETED = [deletes("in the office")]
REDACTED = [redacts("The key is")]


def severity(level: int) -> Act:
    return step(f"To SEV{level}", "severity", sets={"severity": f"SEV{level}"})


def command(name: str) -> Act:
    return step(f"{name} takes command", "role", sets={"commander": name})


def upside_down(text: str) -> str:
    """Return a document with its timeline in the wrong order."""
    above, rest = text.split("<!-- acmeinc:timeline -->\n")
    lines, below = rest.split("<!-- /acmeinc:timeline -->")
    turned = "".join(reversed(lines.splitlines(keepends=True)))
    return f"{above}<!-- acmeinc:timeline -->\n{turned}<!-- /acmeinc:timeline -->{below}"


def retrospective_first(text: str) -> str:
    """Return a document with the retrospective above the timeline."""
    start, end = text.index("## Retrospective"), text.index("### Action items")
    section = text[start:end]
    return text.replace(section, "").replace("## Timeline", f"{section}## Timeline")


def case(name: str, ours: Sequence[Act], theirs: Sequence[Act], start: Sequence[Act] = ()) -> Any:
    return pytest.param(name, ours, theirs, start, id=name)


CASES = [
    # ---- 1: Drawn from the set of entries
    case("1-blocks are drawn anew from the entries of both", [command("Bo Lind")], [severity(1)]),
    case("1-an entry is one wherever it stands", [moves("in the office", "Blameless.")], SEEN),
    case("1-the order of lines is nothing", [as_whole(upside_down)], SEEN),
    case(
        "1-a block that a hand deleted stays away, its entries do not",
        [as_whole(lambda t: re.sub(r"(?s)<!-- acmeinc:data.*/acmeinc:data -->\n", "", t))],
        [step("Seen", sets={"milestones.mitigated": "2026-11-23T15:00:00Z"})],
    ),
    case(
        "1-a list block that a hand deleted is made anew",
        [
            as_whole(
                lambda t: t.replace("<!-- acmeinc:timeline -->\n", "").replace(
                    "<!-- /acmeinc:timeline -->\n", ""
                )
            )
        ],
        SEEN,
    ),
    case(
        "1-marks of a strike typed and taken off",
        [
            rewrites("**Ana Ruiz** Declared", "Declared", "~~Declared~~"),
            rewrites("~~At the start, in the office~~", "~~", ""),
        ],
        SEEN,
        HOUSE,
    ),
    # ---- 2: Several readings of one entry
    case("2-the same line edited on both sides", [types("in the office", "in the office of Bo")], BRANCH),
    case("2-the same edit on both sides", BRANCH, BRANCH),
    case("2-a line edited, another step meanwhile", BRANCH, SEEN),
    case("2-edited by hand and corrected by a step", BRANCH, HOUSE),
    case("2-corrected by both", HOUSE, [corrects("in the office", "In the hall")]),
    case(
        "2-another time and another name",
        [types("**Bo Lind** At the start, in", "**Bo Berg** At the start, in")],
        [
            as_whole(
                lambda t: re.sub(
                    r" \d\d:\d\d:\d\d (-05:00 \*\*Bo Lind\*\* At the start, in)", r" 08:00:00 \1", t
                )
            )
        ],
    ),
    case(
        "2-the words of a message",
        [types("Login is currently experiencing", "Login is still experiencing")],
        SEEN,
    ),
    case("2-redacted, and nothing else", REDACTED, SEEN),
    case("2-redacted on both sides", REDACTED, REDACTED),
    case("2-redacted and corrected by a step", REDACTED, [corrects("The key is", "It was the old key")]),
    case("2-redacted and edited by hand", REDACTED, [types("The key is AKIA", "The key was AKIA")]),
    case(
        "2-redacted and edited twice by hand",
        REDACTED,
        [
            types("The key is AKIA", "The key was AKIA"),
            *SEEN,
            types("The key was AKIA", "The key had been AKIA"),
        ],
    ),
    case("2-redacted and undone", REDACTED, [undoes("The key is")]),
    case(
        "2-redacted and undone, the record of that edited by hand",
        REDACTED,
        [undoes("The key is"), types("Undone: The key is", "Undone, of course: The key is")],
    ),
    case("2-redacted and deleted by hand elsewhere", REDACTED, [deletes("**Ana Ruiz** The key is")]),
    case(
        "2-redacted, then deleted by hand, edited elsewhere",
        [*REDACTED, deletes("**Ana Ruiz** [redacted]")],
        [types("The key is AKIA", "The key was AKIA")],
    ),
    case(
        "2-redacted, deleted and recorded, edited elsewhere",
        [*REDACTED, deletes("**Ana Ruiz** [redacted]"), *SEEN],
        [types("The key is AKIA", "The key was AKIA")],
    ),
    case(
        "2-redacted, and the record of it deleted",
        [*REDACTED, deletes("**Ana Ruiz** Redacted"), *SEEN],
        [types("The key is AKIA", "The key was AKIA")],
    ),
    case(
        "2-a redacted line edited by hand is kept",
        [*REDACTED, types("[redacted] <!--", "[redacted] (of the robot) <!--")],
        SEEN,
    ),
    case(
        "2-redacted while its value is replaced",
        REDACTED,
        [step("Better", sets={"workarounds": "Use the app"})],
    ),
    case(
        "2-redacted while its row is edited",
        REDACTED,
        [rewrites("| Workarounds |", "Log in.*", "Use the app |")],
    ),
    # ---- 3: The value of a field
    case("3-severity: the most severe", [severity(1)], [severity(4)]),
    case(
        "3-milestone: the earliest",
        [step("At three", sets={"milestones.mitigated": "2026-11-23T15:00:00Z"})],
        [step("At four", sets={"milestones.mitigated": "2026-11-23T16:00:00Z"})],
    ),
    case(
        "3-milestone: set while it is cleared",
        [step("Detected earlier", sets={"milestones.detected": "2026-11-23T13:50:00Z"})],
        [step("Detected?", sets={"milestones.detected": ""})],
    ),
    case("3-else: the newest", [command("Bo Lind")], [command("Cleo Park")]),
    case(
        "3-emptied and changed: the newest",
        [step("None left", sets={"workarounds": ""})],
        [step("Better", sets={"workarounds": "Use the app"})],
    ),
    case("3-several changes of one side against one", [severity(1), severity(5)], [severity(4)]),
    case(
        "3-lists: an element added on each side",
        [step("F", adds={"customers": ["Fabrikam"]})],
        [step("T", adds={"customers": ["Tailspin"]})],
    ),
    case(
        "3-lists: one removes what the other leaves alone",
        [step("No C", removes={"customers": ["Contoso"]})],
        [step("T", adds={"customers": ["Tailspin"]})],
    ),
    case(
        "3-lists: the newest word on an element",
        [step("No C", removes={"customers": ["Contoso"]})],
        [step("C", adds={"customers": ["Contoso"]})],
    ),
    case(
        "3-lists: a responder is told by the name",
        [step("Bo scribe", adds={"responders": [{"name": "Bo Lind", "role": "scribe"}]})],
        [
            step("Bo comms", adds={"responders": [{"name": "Bo Lind", "role": "communications"}]}),
            step("Cleo", adds={"responders": [{"name": "Cleo Park", "role": "sme"}]}),
        ],
    ),
    case(
        "3-a ticked box and an unticked one",
        [types("- [ ] The change is durable", "- [x] The change is durable")],
        [types("- [x] Create this document", "- [ ] Create this document")],
    ),
    case(
        "3-the same box on both sides",
        [types("- [ ] The change is durable", "- [x] The change is durable")],
        [step("durable", adds={"ticked": ["durable"]})],
    ),
    case(
        "3-a change replaces every value that stood",
        [severity(5)],
        SEEN,
        [meanwhile(severity(1)), severity(4), severity(5)],
    ),
    case(
        "3-after an absent entry everything older is replaced",
        [severity(4), severity(5), forgets("**Ana Ruiz** To SEV4")],
        SEEN,
    ),
    case(
        "3-an update and a page with an audience and a state",
        [
            step(
                "We see errors.",
                "update",
                extra={"audience": "public", "subject": "s", "channels": ["email"]},
            )
        ],
        [step("Sent", "receipt", extra=SENT)],
    ),
    # ---- 4: Lines deleted by hand
    case(
        "4-a deleted change that was replaced kills no other",
        [deletes("**Ana Ruiz** To SEV4")],
        SEEN,
        [meanwhile(severity(1)), severity(4), severity(5)],
    ),
    case("4-a receipt deleted", [deletes("**Ana Ruiz** Sent")], SEEN, [step("Sent", "receipt", extra=SENT)]),
    case(
        "4-the comment of a struck line deleted",
        [rewrites("~~At the start, in the office~~", r" <!-- .*", "")],
        SEEN,
        HOUSE,
    ),
    case("4-deleted, and nothing else", DELETED, SEEN),
    case("4-deleted on both sides", DELETED, DELETED),
    case("4-deleted and edited by hand", DELETED, BRANCH),
    case("4-deleted and corrected by a step", DELETED, HOUSE),
    case("4-deleted and undone", [deletes("At the start, lowered")], [undoes("At the start, lowered")]),
    case("4-no older value comes back", [deletes("At the start, lowered")], SEEN),
    case("4-deleted while its value is replaced", [deletes("At the start, lowered")], [severity(1)]),
    case(
        "4-deleted, and another value edited in the header",
        [deletes("**Ana Ruiz** The key is"), types("impact: Customers cannot", "impact: Nobody can")],
        SEEN,
    ),
    case(
        "4-deleted before, and another value edited in the header since",
        [types("impact: Customers cannot", "impact: Nobody can")],
        SEEN,
        [forgets("**Ana Ruiz** The key is")],
    ),
    case("4-the declaration deleted", [deletes("**Ana Ruiz** Declared")], SEEN),
    case("4-a message deleted", [deletes("Login is currently")], SEEN),
    case(
        "4-the record of a removal deleted",
        [deletes("in the office"), *SEEN, deletes("was removed by hand")],
        [step("Seen too")],
    ),
    case("4-its comment deleted", [rewrites("in the office", r" <!-- .*", "")], SEEN),
    case(
        "4-its comment deleted, its words edited",
        [rewrites("in the office", r"office <!-- .*", "branch")],
        SEEN,
    ),
    case("4-its comment deleted, edited elsewhere", [rewrites("in the office", r" <!-- .*", "")], BRANCH),
    # ---- 5: Lines and values written by hand
    case(
        "5-two lines by hand",
        [writes("- 2026-11-23 10:15:00 -05:00 **Dana** By hand")],
        [writes("- 10:16 **Eve** By hand too")],
    ),
    case(
        "5-the same line by hand on both sides",
        [writes("- 2026-11-23 10:15:00 -05:00 **Dana** By hand")],
        [writes("- 2026-11-23 10:15:00 -05:00 **Dana** By hand")],
    ),
    case(
        "5-the same line twice on one side",
        [writes("- 10:15 **Dana** Again"), writes("- 10:15 **Dana** Again")],
        [writes("- 10:15 **Dana** Again")],
    ),
    case(
        "5-the same field by the same hand on both sides",
        [types("impact: Customers cannot log in.", "impact: All of them")],
        [types("| Customer impact | Customers cannot log in. |", "| Customer impact | All of them |")],
    ),
    case(
        "5-the same field by two hands",
        [types("impact: Customers cannot log in.", "impact: All of them")],
        [types("impact: Customers cannot log in.", "impact: Few of them")],
    ),
    case("5-header by hand, row by a step", [types("severity: SEV3", "severity: SEV1")], [severity(4)]),
    case(
        "5-row by hand, header by hand",
        [types("| Incident commander | Ana Ruiz |", "| Incident commander | Dana |")],
        [types("customers: [Contoso, Northwind]", "customers: [Contoso, Fabrikam]")],
    ),
    case(
        "5-a milestone and a responder by hand",
        [types("| Mitigated | |", "| Mitigated | 10:30 |")],
        [
            types(
                "| Responders | Bo Lind (sme / Identity) |",
                "| Responders | Bo Lind (scribe / Identity), Dana |",
            )
        ],
    ),
    case(
        "5-answers of the retrospective",
        [types("- The page came at once", "- The page came at once\n- So did help")],
        [types("**What could be improved?**", "**What could be improved?**\n\n- The alert")],
    ),
    case(
        "5-an action item and its done",
        [
            types(
                "| Add an alert | Bo Lind | 2026-12-01 | | |",
                "| Add an alert | Bo Lind | 2026-12-01 | | yes |",
            )
        ],
        [
            types(
                "| Add an alert | Bo Lind | 2026-12-01 | | |",
                "| Add an alert | Bo Lind | 2026-12-01 | | |\n| Add a test | Cleo | 2026-12-02 | | |",
            )
        ],
    ),
    case("5-a value that the field cannot hold", [types("status: declared", "status: unsure")], SEEN),
    case(
        "5-edited by hand before, and once more on one side",
        [types("impact: All of them", "impact: Few of them")],
        [types("Blameless.", "Blameless, says Ana.")],
        [types("impact: Customers cannot log in.", "impact: All of them")],
    ),
    case(
        "5-written by hand before, and deleted on one side",
        [deletes("By hand")],
        [types("Blameless.", "Blameless, says Ana.")],
        [writes("- 2026-11-23 10:15:00 -05:00 **Dana** By hand")],
    ),
    case(
        "5-written by hand before, and recorded on one side",
        SEEN,
        [types("Blameless.", "Blameless, says Ana.")],
        [
            writes("- 2026-11-23 10:15:00 -05:00 **Dana** By hand"),
            types("impact: Customers cannot log in.", "impact: All of them"),
        ],
    ),
    case(
        "5-changed by a step, and back by hand",
        [
            step("Nobody", sets={"impact": "Nobody can log in."}),
            types("impact: Nobody can", "impact: Customers cannot"),
        ],
        SEEN,
    ),
    # ---- 6: Lists
    case(
        "6-the order of the newest add",
        [step("T", adds={"customers": ["Tailspin"]}), step("C again", adds={"customers": ["Contoso"]})],
        [step("F", adds={"customers": ["Fabrikam"]})],
    ),
    # ---- 7: Text around the blocks
    case(
        "7-prose in different places",
        [types("Read this first.", "Read this first, please.")],
        [types("Blameless.", "Blameless!")],
    ),
    case(
        "7-the same place",
        [types("Blameless.", "Blameless.\nSays Bo.")],
        [types("Blameless.", "Blameless.\nSays Ana.")],
    ),
    case(
        "7-the same lines",
        [types("Blameless.", "Blameless, says Bo.")],
        [types("Blameless.", "Blameless, says Ana.")],
    ),
    case(
        "7-the same change",
        [types("Blameless.", "Blameless, says Bo.")],
        [types("Blameless.", "Blameless, says Bo.")],
    ),
    case("7-deleted and changed", [types("Blameless.\n", "")], [types("Blameless.", "Blameless, says Ana.")]),
    case(
        "7-sections moved and changed",
        [as_whole(retrospective_first)],
        [types("Blameless.", "Blameless, says Ana.")],
    ),
    case(
        "7-comments and unknown keys of the header",
        [
            types("status: declared", "status: declared # says Bo"),
            types("severity: SEV3", "x-jira: A-1\nseverity: SEV3"),
        ],
        [types("title: ", "# ours\nx-team: b\ntitle: ")],
    ),
    case(
        "7-an unknown key with two values",
        [types("severity: SEV3", "x-jira: A-1\nseverity: SEV3")],
        [types("severity: SEV3", "x-jira: A-2\nseverity: SEV3")],
    ),
    case(
        "7-a known key deleted by hand",
        [types("summary: ''\n", "")],
        [step("Why", sets={"summary": "The key had expired"})],
    ),
    case(
        "7-words of the checklist",
        [types("Customers are no longer affected", "Customers confirm that it works")],
        [
            types("- [ ] Customers are no longer affected", "- [x] Customers are no longer affected"),
            types("Within 20 minutes of detection.", "Within 20 minutes."),
        ],
    ),
    case(
        "7-an item of the checklist added on each side",
        [types("- [ ] The change", "- [ ] Call the bank <!-- step=bank -->\n- [ ] The change")],
        [types("- [ ] The change", "- [ ] Call home <!-- step=home -->\n- [ ] The change")],
    ),
    case("7-a block that this version does not know", [types("Blameless.\n", f"Blameless.\n{FUTURE}")], SEEN),
    case(
        "7-an unknown block on both sides",
        [types("one\n", "one\ntwo\n")],
        [types("one\n", "zero\none\n")],
        [types("Blameless.\n", f"Blameless.\n{FUTURE}")],
    ),
    case(
        "7-windows line ends on one side",
        [as_whole(lambda t: t.replace("\n", "\r\n"))],
        [types("Blameless.", "Blameless, says Ana."), *SEEN],
    ),
    case("7-a byte order mark on one side", [as_whole(lambda t: "\ufeff" + t)], SEEN),
    case("7-no last newline on one side", [as_whole(lambda t: t + "The end")], SEEN),
    case("7-wrapped by Prettier on one side", [as_whole(wrapped)], SEEN),
    case("7-wrapped by Prettier against an edit", [as_whole(wrapped)], BRANCH),
    # ---- 8: Undo
    case("8-undone while it is changed again", [undoes("At the start, lowered")], [severity(2)]),
    case("8-undone on both sides", [undoes("At the start, lowered")], [undoes("At the start, lowered")]),
    case("8-an undone correction strikes nothing", [undoes("In the house")], SEEN, HOUSE),
    case("8-undone while it is corrected", [undoes("in the office")], HOUSE),
    case(
        "8-undone while a row is edited by hand",
        [undoes("The key is")],
        [rewrites("| Workarounds |", "Log in.*", "Use the app |")],
    ),
    # ---- 9: Damage
    case(
        "9-a conflict left in the header of one side",
        [
            types(
                "severity: SEV3\n", "<<<<<<< ours\nseverity: SEV1\n=======\nseverity: SEV4\n>>>>>>> theirs\n"
            )
        ],
        SEEN,
    ),
    case(
        "9-a marker lost on one side", [types("<!-- /acmeinc:stakeholders -->\n", "")], [command("Bo Lind")]
    ),
    case("9-lines lost with a damaged tail", [loses_from("**Ana Ruiz** At the start, lowered")], SEEN),
    case(
        "9-lines lost on both sides with damaged tails",
        [loses_from("**Ana Ruiz** At the start, lowered")],
        [loses_from("**Bo Lind** At the start, in")],
    ),
    case(
        "9-entries in the header and in a table",
        [
            moves("in the office", "status: declared"),
            moves("**Ana Ruiz** At the start, raised", "| Status | declared |"),
        ],
        SEEN,
    ),
    case("9-a comment with unreadable fields", [rewrites("in the office", r"kind=note", "kind={note")], SEEN),
    case("9-a renamed incident", [as_whole(lambda t: renamed(t, f"{ID}-2"))], SEEN),
]


@pytest.fixture(scope="module")
def golden() -> Iterator[Callable[[str, list[str]], None]]:
    """Return a comparison with a section of the golden file; ACMEINC_UPDATE_GOLDEN=1 writes them anew."""
    found = sections()
    anew: dict[str, list[str]] = {}

    def compare(name: str, lines: list[str]) -> None:
        anew[name] = lines
        assert os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1" or lines == found.get(name)

    yield compare
    if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
        told = ["".join(f"{line}\n" for line in (f"== {name}", *lines)) for name, lines in anew.items()]
        GOLDEN.write_text("\n".join(told), encoding="utf-8", newline="\n")


def sections() -> dict[str, list[str]]:
    """Return what is expected, by the name of the case."""
    text = GOLDEN.read_text(encoding="utf-8") if GOLDEN.is_file() else ""
    pieces = (piece.rstrip("\n").split("\n") for piece in re.split(r"^== ", text, flags=re.M)[1:])
    return {name: lines for name, *lines in pieces}


def played(scene: Any, base: str, acts: Sequence[Act]) -> Replica:
    replica = Replica(scene, base)
    for act in acts:
        act(replica)
    return replica


@pytest.mark.parametrize(("name", "ours", "theirs", "start"), CASES)
def test_two_concurrent_changes(
    scene: Any, golden: Any, name: str, ours: Sequence[Act], theirs: Sequence[Act], start: Sequence[Act]
) -> None:
    scene = type(scene)()
    base = played(scene, scene.document(*START), start).text
    one, other = played(scene, base, ours), played(scene, base, theirs)
    merged = merge(base, one.text, other.text).text
    assert merged == merge(base, other.text, one.text).text
    assert merged == merge(base, merged, merged).text == merge(merged, merged, merged).text
    golden(name, difference(base, merged))
    assert_whole(scene, merged, [one.text, other.text])


def test_every_section_of_the_golden_file_is_played() -> None:
    assert [each.id for each in CASES] == list(sections())


def test_what_hands_took_away_is_told(scene: Any) -> None:
    base = scene.after(scene.document(*START), Draft("Sent", "receipt", extra=SENT))
    acts = [*DELETED, deletes("**Ana Ruiz** Sent"), rewrites("kind=declared", "kind=declared", "kind={")]
    merged = merge(base, played(scene, base, acts).text, base)
    entry = next(entry for entry in read(base).entries.values() if entry.kind == "declared")
    assert merged.notices == (
        f"the comment of entry {entry.id} could not be read whole; it is kept",
        "put back: Sent",
        f"An entry of {entry.at:%H:%M} by Bo Lind was removed by hand",
    )


def declared_again(scene: Any, uid: str) -> str:
    """Return the document of another incident under the same id."""
    return str(scene.document().replace("01KAR4M3V7Q1ZP6T0B8C9D2E3F", uid))


def test_two_incidents_are_not_merged(scene: Any) -> None:
    one, other = scene.document(), declared_again(scene, "01KAR4M3V7Q1ZP6T0B8C9D2E4G")
    for sides in ((one, other), (other, one)):
        with pytest.raises(TwoIncidents):
            merge("", *sides)


def test_a_base_of_another_incident_is_none(scene: Any) -> None:
    """Its entries were not deleted from this one."""
    old, text = scene.document(), declared_again(scene, "01KAR4M3V7Q1ZP6T0B8C9D2E4G")
    ours, theirs = scene.after(text, Draft("Ours")), scene.after(text, Draft("Theirs"))
    assert merge(old, ours, theirs).text == merge(text, ours, theirs).text
