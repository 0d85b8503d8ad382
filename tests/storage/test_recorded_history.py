"""The whole past, as git tells it: whatever the user's configuration says, and whatever commits are like."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from acmeinc.errors import Failed
from acmeinc.process.recorded import Version
from acmeinc.storage.recorded_history import RecordedHistory
from acmeinc.storage.repository import Repository

GitCall = Callable[..., str]


def write(repository: Repository, path: str, text: str) -> str:
    """Write a file of the work tree, and return git's id of its content."""
    file = repository.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    command = ["git", "-C", str(repository.root), "hash-object", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_what_a_commit_tells(repository: Repository, git: GitCall) -> None:
    """Who, when, what; trailers by their words; the root commit, too."""
    blob = write(repository, "incidents/2026/11/inc-ä b.md", "one\n")
    git("add", "-A")
    git(
        "commit",
        "-qm",
        "Subject: ä\n\nA body.\n\n    Step: no\nStep: log\nEntry: A\nEntry: B\nRecovered: yes",
    )
    newest, root = RecordedHistory(repository).commits()
    assert (newest.subject, newest.step, newest.entries) == ("Subject: ä", "log", ("A", "B"))
    assert newest.is_recovered and not newest.is_by_hand and not newest.is_signed and not newest.is_lost
    assert (newest.author, newest.email, newest.parents) == ("Ana Ruiz", "ana@example.com", (root.sha,))
    assert f"{newest.authored} {newest.committed}" == git("log", "-1", "--format=%at %ct").strip()
    assert newest.versions == (Version("incidents/2026/11/inc-ä b.md", ("",), blob),)
    assert (root.parents, root.is_by_hand) == ((), True)
    assert [version.path for version in root.versions] == ["severity.yaml"]


def test_changed_moved_and_deleted(repository: Repository, git: GitCall) -> None:
    """A file that was moved is one that went and one that came."""
    one = write(repository, "one.md", "1\n2\n3\n")
    git("add", "-A")
    git("commit", "-qm", "one")
    two = write(repository, "one.md", "1\n2\n4\n")
    git("commit", "-qam", "two")
    git("mv", "one.md", "two.md")
    git("commit", "-qm", "three")
    git("rm", "-q", "two.md")
    git("commit", "-qm", "four")
    told = [commit.versions for commit in RecordedHistory(repository).commits()][:4]
    assert told == [
        (Version("two.md", (two,), ""),),
        (Version("one.md", (two,), ""), Version("two.md", ("",), two)),
        (Version("one.md", (one,), two),),
        (Version("one.md", ("",), one),),
    ]


def test_a_merge_tells_what_no_parent_has(repository: Repository, git: GitCall) -> None:
    """With the content in each parent; whatever a file is called."""
    both = "both\n:000000 100644 of them.md"
    write(repository, both, "a\n")
    write(repository, "mine.md", "a\n")
    git("add", "-A")
    git("commit", "-qm", "base")
    git("checkout", "-qb", "side")
    theirs = write(repository, both, "theirs\n")
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "main")
    ours = write(repository, both, "ours\n")
    write(repository, "mine.md", "ours\n")
    git("commit", "-qam", "ours")
    git("merge", "-q", "-s", "ours", "--no-commit", "side")
    merged = write(repository, both, "merged\n")
    git("commit", "-qam", "Merge")
    merge = next(RecordedHistory(repository).commits())
    assert merge.versions == (Version(both, (ours, theirs), merged),)
    assert len(merge.parents) == 2 and not merge.is_by_hand


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log.showSignature", "true"),
        ("log.showRoot", "false"),
        ("log.diffMerges", "separate"),
        ("log.decorate", "full"),
        ("log.date", "relative"),
        ("diff.renames", "copies"),
        ("diff.relative", "true"),
        ("diff.noprefix", "true"),
        ("core.quotePath", "true"),
        ("core.abbrev", "7"),
        ("color.ui", "always"),
        ("format.pretty", "oneline"),
        ("i18n.logOutputEncoding", "latin1"),
    ],
)
def test_no_configuration_changes_it(repository: Repository, git: GitCall, name: str, value: str) -> None:
    write(repository, "ä.md", "1\n")
    git("add", "-A")
    git("commit", "-qm", "ä")
    git("notes", "add", "-m", "a note")
    before = list(RecordedHistory(repository).commits())
    git("config", name, value)
    assert list(RecordedHistory(repository).commits()) == before


def test_replacements_and_grafts_are_not_believed(repository: Repository, git: GitCall) -> None:
    """A clone can put other commits in the place of real ones, for itself."""
    for number in range(3):
        git("commit", "-q", "--allow-empty", "-m", f"number {number}")
    before = [commit.sha for commit in RecordedHistory(repository).commits()]
    git("replace", "HEAD~1", "HEAD~3")
    (repository.git_dir / "info").mkdir(exist_ok=True)
    (repository.git_dir / "info" / "grafts").write_text(f"{before[0]} {before[3]}\n")
    assert [commit.sha for commit in RecordedHistory(repository).commits()] == before


@pytest.mark.parametrize(
    ("person", "message", "read"),
    [
        pytest.param(
            b"A <a> 1700000000 +0000", b"\xff\xfe\n\nStep: log\n", ("A", 2023, "log"), id="no-utf-8"
        ),
        pytest.param(b" <> 99999999999999 +0000", b"", ("", 9999, ""), id="no-name-no-message-no-such-year"),
        pytest.param(b"B <b> -5 +0000", b"commit 12\ntree 12\n", ("B", 1970, ""), id="words-like-gits"),
        pytest.param(b"C <c>", b":100644 100644\n", ("C", 1970, ""), id="no-date-words-like-a-change"),
    ],
)
def test_strange_commits_are_read(
    repository: Repository, git: GitCall, person: bytes, message: bytes, read: tuple[str, int, str]
) -> None:
    """Such as git itself never makes; with what they changed."""
    blob = write(repository, "one.md", "1\n")
    git("add", "-A")
    tree, parent = git("write-tree").strip(), git("rev-parse", "HEAD").strip()
    raw = b"tree %s\nparent %s\n" % (tree.encode(), parent.encode())
    raw += b"author %s\ncommitter %s\n\n%s" % (person, person, message)
    command = [
        "git",
        "-C",
        str(repository.root),
        "hash-object",
        "-t",
        "commit",
        "-w",
        "--stdin",
        "--literally",
    ]
    made = subprocess.run(command, input=raw, capture_output=True, check=True).stdout
    git("update-ref", "HEAD", made.decode().strip())
    newest, before = RecordedHistory(repository).commits()
    assert (newest.author, newest.when.year, newest.step) == read
    assert newest.versions == (Version("one.md", ("",), blob),)
    assert before.sha == parent


def test_contents_come_in_order(repository: Repository) -> None:
    """Large ones and empty ones."""
    texts = ["one\n", "", "two\n" * 100_000, "\n\n", "one\n"]
    blobs = [repository.git.run("hash-object", "-w", "--stdin", stdin=text).strip() for text in texts]
    assert [content.decode() for content in RecordedHistory(repository).contents(blobs)] == texts
    assert list(RecordedHistory(repository).contents([])) == []


def test_a_missing_object_is_said(repository: Repository) -> None:
    with pytest.raises(Failed, match=f"git has no object {'1' * 40}"):
        list(RecordedHistory(repository).contents(["1" * 40]))


def test_a_broken_repository_is_said(repository: Repository, git: GitCall) -> None:
    """In git's own words."""
    git("commit", "-q", "--allow-empty", "-m", "more")
    parent = git("rev-parse", "HEAD~1").strip()
    (repository.git_dir / "objects" / parent[:2] / parent[2:]).unlink()
    with pytest.raises(Failed, match="git log failed: "):
        list(RecordedHistory(repository).commits())


def test_what_differs_from_the_last_commit(repository: Repository, git: GitCall) -> None:
    """Changed, staged, deleted, unknown; not what is elsewhere."""
    for name in ("changed", "staged", "deleted", "same"):
        write(repository, f"incidents/2026/11/inc-{name}.md", "1\n")
    git("add", "-A")
    git("commit", "-qm", "one")
    for name in ("changed", "staged", "unknown"):
        write(repository, f"incidents/2026/11/inc-{name}.md", "2\n")
    git("add", "incidents/2026/11/inc-staged.md")
    (repository.root / "incidents/2026/11/inc-deleted.md").unlink()
    write(repository, "elsewhere.md", "2\n")
    past = RecordedHistory(repository)
    names = {"changed", "staged", "deleted", "unknown"}
    assert past.uncommitted == {f"incidents/2026/11/inc-{name}.md" for name in names}
    assert {Path(path).name for path in past.documents} == {
        f"inc-{name}.md" for name in ("changed", "staged", "deleted", "same")
    }


def test_nothing_is_recorded_without_a_commit(repository: Repository, git: GitCall) -> None:
    git("checkout", "-q", "--orphan", "empty")
    past = RecordedHistory(repository)
    assert (list(past.commits()), past.documents, past.uncommitted) == ([], {}, frozenset())
