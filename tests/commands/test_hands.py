"""People write too: in the document between steps, and in other files all the time (DESIGN §3, §6)."""

import pytest


@pytest.fixture(autouse=True)
def incident(program, beginnings):
    """Declare the incident that hands touch."""
    return beginnings("declared", program, program.declare)


def edit(path, old, new):
    """Replace `old` by `new` in a file, once."""
    text = path.read_bytes().decode()
    assert text.count(old) == 1, (text.count(old), old)
    path.write_bytes(text.replace(old, new).encode())


def test_prose_survives_byte_for_byte(program, document) -> None:
    """Notes between the blocks, odd spaces, a comment of one's own."""
    note = "My own note,  with   spaces\t<!-- mine -->\n* a list\n"
    edit(document(), "## Incident data\n", f"{note}\n## Incident data\n")
    program("log", "x")
    program("update", "-m", "y")
    assert note in document().read_text()


def test_windows_newlines_survive(program, document) -> None:
    """CRLF stays CRLF, also in what is drawn."""
    path = document()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    program("log", "x")
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_a_line_written_by_hand_becomes_an_entry(program, document) -> None:
    """It gets an id, and is found."""
    edit(
        document(),
        "<!-- acmeinc:timeline -->\n",
        "<!-- acmeinc:timeline -->\n- 2026-11-23 09:30:00 -05:00 **Bo Lind** Restarted host 7\n",
    )
    result = program("log", "then", "this")
    assert "1 timeline line written by hand" in result.err
    entry = next(e for e in program("show", "--json").json["timeline"] if e["by"] == "Bo Lind")
    assert (entry["text"], entry["at"]) == ("Restarted host 7", "2026-11-23T14:30:00Z")
    assert entry["id"] in document().read_text()


def test_a_changed_row_and_header_are_taken_in(program, document) -> None:
    """The next message is about what hands wrote; the log says who changed what."""
    path = document()
    edit(path, "\nimpact: Nobody can log in.\n", "\nimpact: Only new sessions fail.\n")
    incident = program("update", "-m", "x", "--json").json
    assert incident["impact"] == "Only new sessions fail."
    assert any("Only new sessions fail." in e["text"] for e in incident["timeline"])
    assert "Nobody can log in." not in path.read_text().split("## Timeline")[0].split("## Latest")[0]


def test_a_severity_raised_by_hand_brings_the_update_nearer(program, git) -> None:
    """Raised without a message: the earlier of the old due time and now + the new cadence."""
    program.declare(functionality="Search", severity="SEV3")
    (path,) = program.root.glob("incidents/2026/11/*search*.md")
    program.clock.forward(minutes=10)
    edit(path, "\nseverity: SEV3\n", "\nseverity: SEV1\n")
    incident = program("log", "-i", "search", "noted", "--json").json
    due = {each["kind"]: each["due"] for each in incident["next_due"]}
    assert incident["severity"] == "SEV1"
    assert due["update"] == "2026-11-23T14:44:09Z"


def test_a_damaged_document_is_mended_and_says_so(program, document) -> None:
    """A lost marker loses no entry."""
    program("log", "before")
    edit(document(), "<!-- /acmeinc:timeline -->\n", "")
    result = program("log", "after")
    assert "mended" in result.err
    texts = [e["text"] for e in program("show", "--json").json["timeline"]]
    assert "before" in texts and "after" in texts


def test_hand_edits_are_committed_with_the_step_and_alone(program, git, document) -> None:
    """What else is changed in the repository stays as it is: staged, unstaged, untracked."""
    root = program.root
    (root / "README.md").write_text("unstaged\n")
    (root / "people.csv").write_text(f"{(root / 'people.csv').read_text()}Zoe,z@example.com,T,r,@z\n")
    git("add", "people.csv")
    (root / "notes.txt").write_text("untracked\n")
    before = git("status", "--porcelain")
    assert before == " M README.md\nM  people.csv\n?? notes.txt\n"
    edit(document(), "## Incident data\n", "By hand.\n\n## Incident data\n")
    program("log", "x")
    program.declare(functionality="Search")
    program("decide", "--functionality", "Login", "--state", "odd", "--severity", "none")
    assert git("status", "--porcelain") == before
    assert "By hand." in git("show", "HEAD:" + str(document_of(root)))


def document_of(root):
    """Return the path of the login incident, as git names it."""
    (path,) = root.glob("incidents/2026/11/inc-*login*.md")
    return path.relative_to(root)


def test_a_half_staged_document_is_committed_whole(program, git, document) -> None:
    """The work tree is what counts."""
    edit(document(), "## Incident data\n", "Staged.\n\n## Incident data\n")
    git("add", "incidents")
    edit(document(), "## Incident data\n", "Not staged.\n\n## Incident data\n")
    program("log", "x")
    assert git("status", "--porcelain") == ""
    assert "Staged.\n\nNot staged." in document().read_text()
