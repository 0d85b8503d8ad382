"""What a new repository starts with."""

from pathlib import Path

import pytest

from acmeinc.errors import RulesSayNo
from acmeinc.storage.seed import RULES, SEED, seed_for, seed_root, start_git

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    not all((ROOT / name).exists() for name in SEED), reason="the checkout has no seed files yet"
)


def test_the_seed_is_the_checkout_itself() -> None:
    assert seed_root() == ROOT


def test_an_empty_folder_needs_everything(tmp_path: Path) -> None:
    seed = seed_for(tmp_path / "new")
    assert {*RULES[:-1], ".gitattributes", ".gitignore", "incidents/.gitkeep", "README.md"} <= seed.keys()
    assert seed["severity.yaml"] == (ROOT / "severity.yaml").read_bytes()
    assert seed[".gitattributes"] == b"incidents/**/*.md merge=union\n"
    assert [name for name in seed if name.startswith("incidents/")] == ["incidents/.gitkeep"]


def test_what_is_there_already_is_not_needed(tmp_path: Path) -> None:
    for name, content in seed_for(tmp_path).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert seed_for(tmp_path) == {}


def test_a_different_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "severity.yaml").write_text("mine: yes\n")
    with pytest.raises(RulesSayNo, match=r"already there, and different: severity\.yaml$"):
        seed_for(tmp_path)


def test_a_readme_and_ignore_rules_of_ones_own_are_kept(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine\n")
    (tmp_path / ".gitignore").write_text("*.bak")
    seed = seed_for(tmp_path)
    assert "README.md" not in seed
    assert seed[".gitignore"] == b"*.bak\n*.tmp~\n"


def test_start_git_once(tmp_path: Path) -> None:
    start_git(tmp_path)
    (tmp_path / ".git/description").write_text("mine")
    start_git(tmp_path)
    assert (tmp_path / ".git/HEAD").read_text() == "ref: refs/heads/main\n"
    assert (tmp_path / ".git/description").read_text() == "mine"
