"""Two clones that declared under one id keep two incidents: the later one is renamed, and that is said."""

from typing import Any

import pytest

ID = "inc-26-11-23-sev-1-login-is-down-for-all-customers"


def declared(clone: Any, clock: Any, impact: str) -> str:
    """Declare an incident in a clone a little later, and return its uid."""
    clock.forward(seconds=1)
    uid: str = clone.program.declare(impact=impact)["uid"]
    return uid


def incidents(clone: Any) -> dict[str, tuple[str, str, str]]:
    """Return uid, impact and chat channel of each incident by its id."""
    found = {}
    for row in clone("list", "--json", "--all").json["incidents"]:
        shown = clone("show", row["id"], "--json").json
        found[shown["id"]] = (shown["uid"], shown["impact"], shown["links"]["chat"])
    return found


@pytest.mark.parametrize("earlier_first", [True, False], ids=["earlier-pushes-first", "later-pushes-first"])
def test_the_later_one_is_renamed_whoever_pushes_first(team: Any, clock: Any, earlier_first: bool) -> None:
    one, two, third = team.clone("one"), team.clone("two"), team.clone("third")
    earlier = declared(one, clock, "the first")
    later = declared(two, clock, "the second")
    first, second = (one, two) if earlier_first else (two, one)
    first("log", "in the first to push")
    first("sync")
    second("log", "in the second to push")
    result = second("sync")
    assert f"! two incidents were declared as {ID}: the later one is {ID}-2 now" in result.err
    second("log", "-i", ID if second is one else f"{ID}-2", "one more")
    second("sync")
    for clone in (first, third):
        clone("sync")
    expected = {ID: (earlier, "the first", f"#{ID}"), f"{ID}-2": (later, "the second", f"#{ID}-2")}
    assert incidents(one) == incidents(two) == incidents(third) == expected
    assert one.git("rev-parse", "HEAD") == two.git("rev-parse", "HEAD") == third.git("rev-parse", "HEAD")


def test_who_has_not_pulled_yet_writes_into_the_right_one(team: Any, clock: Any) -> None:
    """The later incident was pushed first, and renamed by another clone while its own clone went on."""
    one, two = team.clone("one"), team.clone("two")
    earlier = declared(one, clock, "the first")
    later = declared(two, clock, "the second")
    two("sync")
    two("log", "to the second")
    one("sync")
    two("sync")
    one("sync")
    found = incidents(one)
    assert found == incidents(two)
    assert (found[ID][0], found[f"{ID}-2"][0]) == (earlier, later)
    by_name = {path.stem: path.read_text() for path in two.documents()}
    assert "to the second" in by_name[f"{ID}-2"]
    assert "to the second" not in by_name[ID]


def test_attachments_follow_the_renamed_incident(team: Any, clock: Any, tmp_path: Any) -> None:
    one, two = team.clone("one"), team.clone("two")
    (tmp_path / "graph.png").write_bytes(b"\0graph")
    declared(one, clock, "the first")
    declared(two, clock, "the second")
    two("log", "--attach", str(tmp_path / "graph.png"), "see this")
    two("sync")
    one("sync")
    two("sync")
    for clone in (one, two):
        kept = [path.relative_to(clone.root).as_posix() for path in clone.root.glob("incidents/*/*/*/*.png")]
        assert kept == [f"incidents/2026/11/{ID}-2/graph.png"]


def test_three_at_once_are_three(team: Any, clock: Any) -> None:
    clones = [team.clone(name) for name in ("one", "two", "three")]
    uids = [declared(clone, clock, f"number {n}") for n, clone in enumerate(clones)]
    for clone in (clones[2], clones[0], clones[1], *clones, *clones):
        clone("sync")
    found = [incidents(clone) for clone in clones]
    assert found[0] == found[1] == found[2]
    assert sorted(uid for uid, _, _ in found[0].values()) == sorted(uids)
    assert sorted(found[0]) == [ID, f"{ID}-2", f"{ID}-3"]


def test_two_bugs_of_one_name_are_two_records(team: Any) -> None:
    one, two = team.clone("one"), team.clone("two")
    what = ("--functionality", "Login", "--state", "slow", "--audience", "some customers")
    for clone in (one, two):
        clone("decide", *what, "--severity", "none")
        clone.program.clock.forward(minutes=1)
    one("sync")
    assert "yours is" in two("sync").err
    one("sync")
    names = [sorted(path.name for path in clone.root.glob("incidents/*/*/bug-*.md")) for clone in (one, two)]
    assert names[0] == names[1] and len(names[0]) == 2


def test_a_hand_edit_survives_when_two_incidents_are_told_apart(team: Any, clock: Any) -> None:
    """Git alone fused them, line by line; the entry stays as it was recorded, and the edit corrects it."""
    one, two = team.clone("one"), team.clone("two")
    declared(one, clock, "the first")
    one("sync")
    declared(two, clock, "the second")
    two("log", "rolled back")
    two.git("pull", "-q", "--rebase")
    (path,) = two.documents()
    path.write_text(path.read_text().replace(" rolled back <!--", " rolled forward <!--"))
    two("log", "-i", ID, "and on")
    texts = [entry["text"] for id in incidents(two) for entry in two("show", id, "--json").json["timeline"]]
    assert {"rolled back", "rolled forward", "and on"} <= set(texts)
