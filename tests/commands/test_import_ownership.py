"""`acmeinc import ownership`: rows for what CODEOWNERS or a catalog says is owned."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "docs" / "samples"
GOLDEN = ROOT / "tests" / "golden" / "import"
IMPORT = ("import", "ownership", "--from", "CODEOWNERS")
CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: session-store
  links: [{url: "https://oncall.example.com/sessions", title: On-call}]
spec: {type: service, owner: group:default/identity, system: login}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: identity, title: Identity}
"""


@pytest.fixture(autouse=True)
def in_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name sources as somebody in their folder does."""
    monkeypatch.chdir(SAMPLES)


def owners(program: Any) -> bytes:
    """Return ownership.csv as it is."""
    return bytes((program.root / "ownership.csv").read_bytes())


def compare(name: str, text: str) -> None:
    """Compare with a golden file; ACMEINC_UPDATE_GOLDEN=1 writes it instead."""
    file = GOLDEN / name
    if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    assert file.read_bytes().decode() == text, f"{name} differs"


@pytest.fixture
def remote(program: Any, git: Any, tmp_path: Path) -> Path:
    """Return where the repository was pushed to."""
    there = tmp_path / "remote.git"
    git("init", "-q", "--bare", str(there))
    git("remote", "add", "origin", str(there))
    git("push", "-q", "-u", "origin", "main")
    return there


def branches(git: Any) -> list[str]:
    """Return the branches that are here."""
    return str(git("branch", "--format=%(refname:short)")).split()


def test_a_dry_run_shows_the_rows_and_writes_nothing(program: Any, git: Any) -> None:
    """The whole output; nothing in git, either."""
    before = owners(program)
    result = program(*IMPORT, "--dry-run")
    compare(
        "ownership-dry-run.txt",
        re.sub(r"\([0-9a-f]{10}\)", "(COMMIT)", f"{result.out}--- stderr\n{result.err}"),
    )
    assert (owners(program), git("status", "--short"), branches(git)) == (before, "", ["main"])


def test_rows_are_proposed_on_a_branch_of_their_own(program: Any, git: Any, remote: Path) -> None:
    """What is checked out stays as it is, also what was changed and not committed."""
    (program.root / "ownership.csv").write_text("half edited")
    result = program(*IMPORT, "--branch", "import-ownership", "--yes")
    assert owners(program) == b"half edited"
    assert git("status", "--short") == " M ownership.csv\n"
    assert branches(git) == ["import-ownership", "main"]
    assert git("diff", "--stat", "main", "origin/import-ownership").endswith(
        "1 file changed, 3 insertions(+)\n"
    )
    assert git("log", "-1", "--format=%b", "import-ownership").endswith(
        "Because: imported from CODEOWNERS\n\n"
    )
    assert "open a pull request of import-ownership into main" in result.out


def test_here_rows_are_a_commit_of_their_own_and_what_is_staged_stays(program: Any, git: Any) -> None:
    """Every row that was there is there, byte for byte."""
    before = owners(program)
    (program.root / "people.csv").write_text("staged")
    git("add", "people.csv")
    git("restore", "--worktree", "--source=HEAD", "people.csv")
    result = program(*IMPORT, "--here")
    assert owners(program).startswith(before)
    assert git("show", "--format=%s", "--name-only", "HEAD").split("\n\n") == [
        "ownership.csv: 3 rows imported",
        "ownership.csv\n",
    ]
    assert git("status", "--short") == "MM people.csv\n"
    assert result.out == "✓ 3 rows in ownership.csv\n  look at them: git show; then: git push\n"
    program("check", "ownership.csv")
    assert program("owner", "ledger", "--json").json["matches"][0]["team"] == "payments"


def test_imported_again_there_is_nothing_to_add(program: Any, git: Any) -> None:
    """Neither rows, nor a commit."""
    program(*IMPORT, "--here")
    head = git("rev-parse", "HEAD")
    again = program(*IMPORT, "--here")
    assert (again.out, "  4 known already\n" in again.err) == ("Nothing to add.\n", True)
    assert program(*IMPORT, "--yes").out == "Nothing to propose: nothing would change in main.\n"
    assert git("rev-parse", "HEAD") == head


@pytest.mark.parametrize("flags", [("--dry-run",), ("--dry-run", "--here")])
def test_json_has_every_row_with_its_place(program: Any, flags: tuple[str, ...]) -> None:
    """And why another was not written."""
    found = program(*IMPORT, *flags, "--json").json
    assert (found["dry_run"], found["commit"]) == (True, None)
    assert [(row["service"], row["team"], row["source"]) for row in found["added"]] == [
        ("sessions", "Identity", "CODEOWNERS:6"),
        ("mail-relay", "Platform", "CODEOWNERS:8"),
        ("ledger", "payments", "CODEOWNERS:9"),
    ]
    told = [one["why"] for one in found["refused"]]
    assert told == ["search-api belongs to Product in line 7, not to search"]
    assert found["passed_over"] == {"it is no folder": 2, "nobody owns it": 1}


def test_another_team_is_told_and_not_written(program: Any, tmp_path: Path) -> None:
    """Whoever is right, somebody has to say."""
    (tmp_path / "CODEOWNERS").write_text("/services/auth-api/ @acme/platform\n")
    before = owners(program)
    result = program("import", "ownership", "--from", str(tmp_path), "--here")
    assert "auth-api belongs to Identity in line 2, not to Platform" in result.err
    assert (result.out, owners(program)) == ("Nothing to add.\n", before)


def test_a_catalog_in_many_folders(program: Any, tmp_path: Path) -> None:
    """With the pager that it names."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "catalog-info.yaml").write_text(CATALOG)
    (tmp_path / "values.yaml").write_text("a: [")
    program("import", "ownership", "--from", str(tmp_path), "--here")
    row = "Login,session-store,Identity,https://oncall.example.com/sessions,,#team-identity,identity@example.com,\n"
    assert owners(program).decode().endswith(row)


def test_where_rules_are_not_committed_it_says_so(program: Any, git: Any, rewrite: Any) -> None:
    """The branch of documents is none for rules, and half an edit is nobody's commit."""
    (program.root / "ownership.csv").write_text("half edited")
    assert "ownership.csv has changes that are not committed" in program(*IMPORT, "--here", code=3).err
    git("restore", "ownership.csv")
    rewrite('branch: ""', "branch: main")
    assert "rules change by pull request" in program(*IMPORT, "--here", code=3).err


@pytest.mark.parametrize(
    ("files", "flags", "code", "told"),
    [
        pytest.param({}, (), 4, "there is no CODEOWNERS in", id="empty-folder"),
        pytest.param({"CODEOWNERS": "# none\n"}, (), 4, "names no owners", id="no-owners"),
        pytest.param(
            {"CODEOWNERS": "/a/ @b/c", "catalog-info.yaml": CATALOG}, (), 2, "say which: --format", id="both"
        ),
        pytest.param({"catalog-info.yaml": "kind: [a"}, (), 3, "catalog-info.yaml:1:7: a list", id="yaml"),
        pytest.param({"CODEOWNERS": "x"}, ("--format", "xml"), 2, "'xml' is not known", id="format"),
        pytest.param(
            {"CODEOWNERS": "/a/ @b/c"},
            ("--here", "--branch", "x"),
            2,
            "--here makes no branch",
            id="here-and-branch",
        ),
    ],
)
def test_what_cannot_be_read_is_told(
    program: Any, tmp_path: Path, files: dict[str, str], flags: tuple[str, ...], code: int, told: str
) -> None:
    """With its place, and what to do."""
    source = tmp_path / "source"
    source.mkdir()
    for name, text in files.items():
        (source / name).write_text(text)
    result = program("import", "ownership", "--from", str(source), *flags, code=code)
    assert told in result.err
    assert "hint: " in result.err


def test_without_a_source_it_says_what_one_is(program: Any) -> None:
    """Nobody guesses a file."""
    assert "say where to import from" in program("import", "ownership", code=2).err
    assert "there is no file none" in program("import", "ownership", "--from", "none", code=4).err


def test_a_repository_without_the_file_gets_one(program: Any, git: Any) -> None:
    """With all columns."""
    git("rm", "-q", "ownership.csv")
    git("commit", "-qm", "none")
    program(*IMPORT, "--here")
    assert owners(program).startswith(b"functionality,service,owning team,paging schedule link,backlog link,")
    assert git("status", "--short") == ""
