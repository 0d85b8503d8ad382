"""What a new repository starts with."""

from pathlib import Path

import pytest

from acmeinc.errors import RulesSayNo
from acmeinc.storage.seed import SEED, copy_seed, seed_root, start_git

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    not all((ROOT / name).exists() for name in SEED), reason="the checkout has no seed files yet"
)


def test_the_seed_is_the_checkout_itself() -> None:
    assert seed_root() == ROOT


def test_copy_into_an_empty_folder(tmp_path: Path) -> None:
    written = copy_seed(tmp_path / "new")
    assert {*SEED[:-1], ".gitattributes", ".gitignore", "incidents/.gitkeep", "README.md"} <= set(written)
    assert (tmp_path / "new/severity.yaml").read_bytes() == (ROOT / "severity.yaml").read_bytes()
    assert (tmp_path / "new/.gitattributes").read_text() == "incidents/**/*.md merge=union\n"
    assert sorted(path.name for path in (tmp_path / "new/incidents").iterdir()) == [".gitkeep"]


def test_copying_again_writes_nothing(tmp_path: Path) -> None:
    copy_seed(tmp_path)
    assert copy_seed(tmp_path) == []


def test_a_different_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "severity.yaml").write_text("mine: yes\n")
    with pytest.raises(RulesSayNo, match=r"already there, and different: severity\.yaml$"):
        copy_seed(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["severity.yaml"]


def test_a_readme_and_ignore_rules_of_ones_own_are_kept(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine\n")
    (tmp_path / ".gitignore").write_text("*.bak")
    assert "README.md" not in copy_seed(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine\n"
    assert (tmp_path / ".gitignore").read_text() == "*.bak\n*.tmp~\n"


def test_start_git_once(tmp_path: Path) -> None:
    start_git(tmp_path)
    (tmp_path / ".git/description").write_text("mine")
    start_git(tmp_path)
    assert (tmp_path / ".git/HEAD").read_text() == "ref: refs/heads/main\n"
    assert (tmp_path / ".git/description").read_text() == "mine"
