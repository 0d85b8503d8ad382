"""Files that have rules to keep are found whatever they are, and one that cannot be read says why."""

import os
from pathlib import Path

import pytest

from acmeinc.errors import BadData
from acmeinc.storage.checked_files import files_with_rules, inside, read_for_check
from acmeinc.storage.repository import Repository

DOCUMENT = "incidents/2026/11/inc-26-11-23-sev-1-login.md"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository with a rules file, a template and a document."""
    for path in ("severity.yaml", "templates/update.txt", DOCUMENT, "README.md", "templates/.swp"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x\n")
    return Repository(tmp_path.resolve())


def why(repository: Repository, path: str) -> tuple[str, str]:
    """Return the rule and the words with which a file cannot be read."""
    with pytest.raises(BadData) as stop:
        read_for_check(repository, path)
    (problem,) = stop.value.problems
    assert (problem.path, problem.line, problem.level) == (path, 0, "error")
    assert problem.hint
    return problem.rule, problem.message


def test_what_has_rules(repository) -> None:
    """Rules files, templates, documents; no README, nothing hidden."""
    assert files_with_rules(repository) == ["severity.yaml", "templates/update.txt", DOCUMENT]
    assert read_for_check(repository, DOCUMENT) == "x\n"


def test_a_folder_where_a_file_belongs(repository) -> None:
    """It is found, and is no file."""
    (repository.root / "people.csv").mkdir()
    assert "people.csv" in files_with_rules(repository)
    assert why(repository, "people.csv") == ("file-kind", "this is no regular file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_not_waited_for(repository) -> None:
    """Opening it would wait for a writer that never comes."""
    os.mkfifo(repository.root / "vendors.csv")
    assert why(repository, "vendors.csv") == ("file-kind", "this is no regular file")


def test_a_link_out_of_the_repository_is_not_followed(repository, tmp_path_factory) -> None:
    """Whatever it leads to; in `incidents/` no link is."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret"
    elsewhere.write_text("x")
    (repository.root / "people.csv").symlink_to(elsewhere)
    assert why(repository, "people.csv") == ("file-kind", "it is outside the incident repository")
    (repository.root / "incidents/2026/11/inc-26-11-24-sev-1-x.md").symlink_to(repository.root / DOCUMENT)
    assert why(repository, "incidents/2026/11/inc-26-11-24-sev-1-x.md")[0] == "file-kind"
    assert len(files_with_rules(repository)) == 5


def test_a_link_to_nothing(repository) -> None:
    """It is there, and cannot be read."""
    (repository.root / "people.csv").symlink_to("nobody.csv")
    assert "people.csv" in files_with_rules(repository)
    assert why(repository, "people.csv") == ("file-access", "cannot be read: No such file or directory")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(repository) -> None:
    """A file, and a folder, of which nobody knows what is in it."""
    (repository.root / DOCUMENT).chmod(0)
    assert why(repository, DOCUMENT)[0] == "file-access"
    for name in ("templates", "incidents/2026"):
        folder = repository.root / name
        folder.chmod(0)
        try:
            assert name in files_with_rules(repository)
            assert why(repository, name) == ("file-access", "cannot be read: Permission denied")
        finally:
            folder.chmod(0o755)


def test_a_file_that_is_far_too_long_is_not_read(repository) -> None:
    """It would take the memory of whoever checks it."""
    with (repository.root / "people.csv").open("wb") as file:
        file.truncate(50_000_000_000)
    assert why(repository, "people.csv") == ("file-long", "the file is too long")


def test_files_are_named_from_the_current_folder(repository, tmp_path_factory) -> None:
    """Absolute, or through links; what is outside is left out."""
    root, elsewhere = repository.root, tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "link").symlink_to(root)
    (root / "link.csv").symlink_to("severity.yaml")
    assert inside(repository, ["severity.yaml", "./x/../README.md"], root) == ["severity.yaml", "README.md"]
    assert inside(repository, ["../severity.yaml", ".", "../.."], root / "templates") == [
        "severity.yaml",
        "templates",
    ]
    assert inside(repository, ["link/severity.yaml", "other"], elsewhere) == ["severity.yaml"]
    assert inside(repository, [str(root), str(root / "link.csv")], elsewhere) == [".", "link.csv"]
