"""`acmeinc init`: an incident repository, ready for the first incident."""

from pathlib import Path
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.storage.commit import commit
from acmeinc.storage.merge_setup import register
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import copy_seed, start_git


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
    """Return a new incident repository in `folder`, its first commit made.

    Raises RulesSayNo when that would overwrite something, Failed when git cannot commit.
    """
    folder.mkdir(parents=True, exist_ok=True)
    start_git(folder)
    repository = Repository(folder.resolve())
    repository.preflight()
    register(repository.git)
    written = copy_seed(folder)
    if written:
        commit(repository.git, written, "Start the incident repository\n", written)
    return repository
