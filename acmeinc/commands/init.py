"""`acmeinc init`: an incident repository, ready for the first incident."""

from pathlib import Path
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.errors import disk_faults
from acmeinc.steps.perform import recover
from acmeinc.storage.commit import commit
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import FileChange, Intent, git_at_work, new_id, recorded
from acmeinc.storage.lock import locked
from acmeinc.storage.merge_setup import register
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import seed_for, start_git


def init_command(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="where to make it")] = Path("incidents"),
) -> None:
    """Make an incident repository: the rules, the templates, an empty incidents/, and a first commit.

    \b
    Examples:
      acmeinc init incidents
      acmeinc init .
    """
    app: App = ctx.obj
    make_repository(folder)
    app.console.out(f"✓ {folder} is an incident repository, with fictional data of Acme Corp")
    app.console.out()
    app.console.out("Next:")
    app.console.out(f"  cd {folder}")
    app.console.out("  edit acmeinc.yaml, ownership.csv, people.csv: who you are, who owns what")
    app.console.out("  acmeinc decide                 when something looks wrong")


def make_repository(folder: Path) -> Repository:
    """Return a new incident repository in `folder`, its first commit made; finishes one that was broken off.

    Raises RulesSayNo when that would overwrite something, Failed when git cannot commit.
    """
    with disk_faults():
        folder.mkdir(parents=True, exist_ok=True)
        start_git(folder)
        repository = Repository(folder.resolve())
        repository.preflight()
        with locked(repository.common_dir):
            recover(repository)
            with git_at_work(repository.git_dir, "set-up"):
                register(repository.git)
            _fill(repository)
    return repository


def _fill(repository: Repository) -> None:
    """Write and commit what the repository does not have yet."""
    contents = seed_for(repository.root)
    if not contents:
        return
    files = tuple(FileChange(name, text=content.decode()) for name, content in contents.items())
    intent = Intent(new_id(), "init", "", "Start the incident repository\n", files)
    with recorded(repository.git_dir, intent):
        for name, content in contents.items():
            write_file(repository.root / name, content)
        commit(repository.git, list(contents), intent.message, list(contents))
