"""`acmeinc log`: words without quotes, kinds, attachments, corrections (process: "Timeline")."""

import io

import pytest


@pytest.fixture(autouse=True)
def incident(program, beginnings):
    """Declare the incident that is logged."""
    return beginnings("declared", program, program.declare)


def newest(program):
    """Return the newest timeline entry."""
    return program("show", "--json").json["timeline"][0]


def test_words_need_no_quotes(program) -> None:
    """What is typed comes back; the next duty is said in one line."""
    program.clock.forward(minutes=17)
    program("send", "--done")
    program.clock.forward(seconds=31)
    assert program("log", "rolled", "back", "deploy", "4812").out == (
        "✓ 09:31:40 EST  rolled back deploy 4812\n  next: check-in 09:34, in 2m\n"
    )
    assert (newest(program)["text"], newest(program)["kind"]) == ("rolled back deploy 4812", "note")


@pytest.mark.parametrize("kind", ["note", "action", "discovery", "decision", "deploy", "escalation"])
def test_every_kind(program, kind) -> None:
    """As the contract lists them."""
    program("log", "--kind", kind, "something")
    assert newest(program)["kind"] == kind


def test_by_somebody_else_and_back_dated(program) -> None:
    """It stands at its time, below what happened later."""
    program.clock.forward(minutes=30)
    program("log", "now")
    result = program("log", "--by", "Bo Lind", "--at", "09:20", "saw", "it", "first")
    assert result.err == "  09:20 is 2026-11-23 09:20:00 -05:00\n"
    assert result.out.startswith("✓ 09:20:00 EST  saw it first\n")
    timeline = program("show", "--json").json["timeline"]
    assert [(e["text"], e["by"], e["at"]) for e in timeline][:2] == [
        ("now", "Ana Ruiz", "2026-11-23T14:44:09Z"),
        ("saw it first", "Bo Lind", "2026-11-23T14:20:00Z"),
    ]


def test_standard_input(program, monkeypatch) -> None:
    """`-` reads all of it, newlines included."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("first\nsecond ü\n".encode())))
    program("log", "-")
    assert newest(program)["text"] == "first\nsecond ü"


def test_what_is_no_utf8_is_refused(program, monkeypatch, git) -> None:
    """Exit 2, nothing written."""
    head = git("rev-parse", "HEAD")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    assert "not valid UTF-8" in program("log", "-", code=2).err
    assert git("rev-parse", "HEAD") == head


def test_a_correction_strikes_the_old_entry_through(program, document) -> None:
    """The old line stays; a prefix of its id is enough."""
    program("log", "deploy", "4812")
    old = newest(program)["id"]
    program.clock.forward(seconds=5)
    program("log", "--correct", old[:14].lower(), "it", "was", "deploy", "4813")
    corrected, struck = program("show", "--json").json["timeline"][:2]
    assert corrected["fields"]["corrects"] == struck["id"] == old
    assert "~~deploy 4812~~" in document().read_text()


def test_a_correction_of_nothing(program) -> None:
    """An unknown id, and one that fits several, are exit 4."""
    assert "no entries fit '01ZZZ'" in program("log", "--correct", "01ZZZ", "x", code=4).err
    assert "entries fit '01'" in program("log", "--correct", "01", "x", code=4).err


def test_attachments_are_kept_with_the_incident(program, git, tmp_path, incident) -> None:
    """Byte for byte, in the same commit; a second file of the same name gets its own."""
    for folder, content in (("a", b"\x89PNG\x00\xff"), ("b", b"other")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "My Graph.PNG").write_bytes(content)
    first, second = tmp_path / "a" / "My Graph.PNG", tmp_path / "b" / "My Graph.PNG"
    program("log", "--attach", str(first), "--attach", str(second), "error", "rate")
    program("log", "--attach", str(second), "again")
    folder = program.root / incident["path"].removesuffix(".md")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "my-graph.png": b"\x89PNG\x00\xff",
        "my-graph-2.png": b"other",
        "my-graph-3.png": b"other",
    }
    assert program("show", "--json").json["timeline"][1]["text"] == (
        "error rate (my-graph.png, my-graph-2.png)"
    )
    assert git("status", "--short") == ""


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        pytest.param([], 5, "log needs words", id="nothing"),
        pytest.param([" "], 2, "the text is empty", id="empty"),
        pytest.param(["--kind", "gossip", "x"], 2, "--kind 'gossip' is not known", id="kind"),
        pytest.param(["--attach", "no-such-file", "x"], 4, "no-such-file: No such file", id="file"),
        pytest.param(["-i", "nope", "x"], 4, "no incident fits 'nope'", id="incident"),
        pytest.param(["--at", "tomorrow 23:59", "x"], 2, "is not a time", id="time"),
    ],
)
def test_what_cannot_be_logged_is_refused(program, git, args, code, error) -> None:
    """And nothing is written."""
    head = git("rev-parse", "HEAD")
    result = program("log", *args, "--json", code=code)
    assert error in result.json["error"] and result.json["exit_code"] == code
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


def test_a_dry_run_shows_one_line_of_diff(program, git) -> None:
    """Only what would be added is marked."""
    head = git("rev-parse", "HEAD")
    shown = program("log", "--dry-run", "tried", "nothing").out
    added = [line for line in shown.splitlines() if line.startswith("+- 20")]
    assert len(added) == 1 and "**Ana Ruiz** tried nothing <!-- 01" in added[0]
    assert git("rev-parse", "HEAD") == head


def test_with_two_open_incidents_one_has_to_be_named(program) -> None:
    """Exit 4 lists them; a unique part is enough."""
    program.declare(functionality="Checkout")
    result = program("log", "x", code=4)
    assert result.err.startswith("error: 2 incidents fit:\n")
    assert program("log", "-i", "checkout", "x", "--json").json["functionality"] == "Checkout"
