"""Finding and reading a repository, and what has to be right before a step may begin."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from acmeinc.errors import BadData, Failed, NotFound
from acmeinc.storage.repository import Repository

GitCall = Callable[..., str]

LOGIN = "inc-26-11-23-sev-1-login-is-down"
SEARCH = "inc-26-11-24-sev-2-search-is-slow"
OLD = "inc-25-02-01-sev-3-login-is-slow"


def write(repository: Repository, name: str, content: bytes = b"x\n") -> Path:
    path = repository.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def filled(repository: Repository) -> Repository:
    """A repository with three incidents, a bug, and things that are neither."""
    for name in (LOGIN, SEARCH, OLD):
        path = repository.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    write(repository, "incidents/2026/11/bug-26-11-23-typo.md")
    write(repository, "incidents/2026/11/README.md")
    write(repository, f"incidents/2026/11/.{LOGIN}.md.7.tmp~")
    write(repository, f"incidents/2026/11/{LOGIN}/inc-26-11-23-attached.md")
    return repository


def test_find_takes_the_nearest_parent_with_a_severity_file(repository: Repository) -> None:
    deep = repository.root / "incidents" / "2026"
    deep.mkdir(parents=True)
    assert Repository.find(deep) == repository


def test_find_says_how_to_begin_when_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        Repository.find(tmp_path)
    assert caught.value.hint == "acmeinc init incidents"


def test_find_says_that_the_current_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another terminal may have removed it."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(NotFound, match="the current folder is gone"):
        Repository.find()


def test_a_rules_file_that_is_no_file_is_not_taken_for_none(repository: Repository) -> None:
    """A folder, or a link that leads nowhere, is no "nobody owns anything"."""
    (repository.root / "ownership.csv").mkdir()
    (repository.root / "people.csv").symlink_to("nobody.csv")
    for name in ("ownership.csv", "people.csv"):
        with pytest.raises(BadData, match=f"{name}: this is no regular file"):
            repository.read_rule(name)


def test_incidents_are_listed_newest_first_without_bugs_and_attachments(filled: Repository) -> None:
    assert [path.stem for path in filled.incident_paths()] == [SEARCH, LOGIN, OLD]
    assert [path.stem for path in filled.bug_paths()] == ["bug-26-11-23-typo"]


def test_an_empty_repository_has_no_incidents(repository: Repository) -> None:
    assert repository.incident_paths() == []


def test_folder_comes_from_the_date_in_the_id(repository: Repository) -> None:
    assert repository.folder_for(LOGIN) == repository.root / "incidents/2026/11"
    with pytest.raises(NotFound):
        repository.folder_for("../etc")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"a\r\nb\r\n", id="crlf"),
        pytest.param(b"\xef\xbb\xbfa\n", id="bom"),
        pytest.param(b"no newline", id="no-final-newline"),
        pytest.param(b"a\rb\x0cc\n", id="odd-breaks"),
    ],
)
def test_text_is_read_byte_for_byte(repository: Repository, content: bytes) -> None:
    path = write(repository, "incidents/2026/11/x.md", content)
    assert repository.read(path).encode() == content


def test_a_file_that_is_not_utf8_is_named_with_the_place(repository: Repository) -> None:
    path = write(repository, "incidents/2026/11/x.md", b"one\nca\xe9\n")
    with pytest.raises(BadData) as caught:
        repository.read(path)
    assert str(caught.value) == "incidents/2026/11/x.md:2:3: byte 6 is not UTF-8 text"


def test_rules_and_templates_may_be_missing(repository: Repository) -> None:
    assert repository.read_rule("severity.yaml") == "levels: {}\n"
    assert repository.read_rule("vendors.csv") is None
    with pytest.raises(NotFound, match=r"templates/incident\.md is missing"):
        repository.template("incident.md")


def test_nothing_outside_the_repository_is_read(repository: Repository) -> None:
    (repository.root.parent / "secret").write_text("x")
    with pytest.raises(BadData, match="outside"):
        repository.read(repository.root / "../secret")
    (repository.root / "ownership.csv").symlink_to("../secret")
    with pytest.raises(BadData, match="outside"):
        repository.read_rule("ownership.csv")


def test_a_template_that_is_a_link_stays_among_templates(filled: Repository) -> None:
    """Or a public page would say what a document does."""
    write(filled, "templates/update.txt")
    (filled.root / "templates/other.txt").symlink_to("update.txt")
    (filled.root / "templates/style.css").symlink_to(filled.path_of(LOGIN))
    assert filled.template("other.txt") == "x\n"
    with pytest.raises(BadData, match="leads out of templates/"):
        filled.template("style.css")


def test_symbolic_links_among_incidents_are_refused(filled: Repository) -> None:
    link = filled.path_of("inc-26-11-25-sev-1-linked")
    link.symlink_to(filled.path_of(LOGIN))
    assert link not in filled.incident_paths()
    with pytest.raises(BadData, match="symbolic link"):
        filled.read(link)


def test_preflight_returns_who_commits_and_the_configuration(repository: Repository, git: GitCall) -> None:
    git("config", "acmeinc.flag", "yes")
    identity = repository.preflight()
    assert (identity.name, identity.email) == ("Ana Ruiz", "ana@example.com")
    assert identity.config["acmeinc.flag"] == "yes"


def without_identity() -> None:
    for role in ("AUTHOR", "COMMITTER"):
        del os.environ[f"GIT_{role}_NAME"], os.environ[f"GIT_{role}_EMAIL"]


def test_preflight_refuses_an_identity_that_git_would_make_up(repository: Repository) -> None:
    without_identity()
    with pytest.raises(Failed, match="does not know who you are") as caught:
        repository.preflight()
    assert caught.value.hint.startswith("git config --global user.name")


def test_preflight_takes_the_identity_from_the_configuration(repository: Repository, git: GitCall) -> None:
    without_identity()
    git("config", "user.name", "Bo Lind")
    os.environ["EMAIL"] = "bo@example.com"
    identity = repository.preflight()
    assert (identity.name, identity.email) == ("Bo Lind", "bo@example.com")


def test_preflight_allows_a_branch_without_commits(tmp_path: Path) -> None:
    repository = Repository(tmp_path.resolve())
    repository.git.run("init", "-q", "-b", "main")
    assert repository.preflight().name == "Ana Ruiz"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("MERGE_HEAD", "a git merge is not finished here", id="merge"),
        pytest.param("rebase-merge", "a git rebase is not finished here", id="rebase"),
        pytest.param("rebase-apply", "a git rebase is not finished here", id="rebase-apply"),
        pytest.param("CHERRY_PICK_HEAD", "a git cherry-pick is not finished here", id="cherry-pick"),
        pytest.param("REVERT_HEAD", "a git revert is not finished here", id="revert"),
        pytest.param("BISECT_LOG", "a git bisect is not finished here", id="bisect"),
    ],
)
def test_preflight_refuses_while_git_is_in_the_middle(
    repository: Repository, name: str, message: str
) -> None:
    (repository.git_dir / name).write_text("x")
    with pytest.raises(Failed) as caught:
        repository.preflight()
    assert str(caught.value) == message


def test_preflight_refuses_a_detached_head(repository: Repository, git: GitCall) -> None:
    git("checkout", "-q", "--detach")
    with pytest.raises(Failed, match="detached HEAD"):
        repository.preflight()


def test_preflight_refuses_a_repository_that_git_does_not_see(repository: Repository) -> None:
    """Its remote and its author would be taken for missing."""
    (repository.git_dir / "refs").rename(repository.git_dir / "elsewhere")
    with pytest.raises(Failed, match="git does not see its repository here"):
        repository.preflight()


def test_preflight_refuses_a_folder_without_git(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="is not a git repository"):
        Repository(tmp_path).preflight()


def test_a_linked_work_tree_has_its_own_folder_and_the_common_one(
    repository: Repository, git: GitCall
) -> None:
    other = repository.root.parent / "other"
    git("worktree", "add", "-q", str(other), "-b", "side")
    linked = Repository(other)
    assert linked.git_dir == repository.git_dir / "worktrees" / "other"
    assert linked.common_dir == repository.git_dir
    assert linked.git_folders.branch == "side"
    assert linked.git_folders.head == git("rev-parse", "side").strip()


def test_a_repository_in_a_subfolder_finds_its_git(repository: Repository) -> None:
    assert Repository(repository.root / "sub").git_dir == repository.git_dir
