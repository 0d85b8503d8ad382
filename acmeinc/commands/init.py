"""`acmeinc init`: an incident repository, ready for the first incident."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.errors import Usage, disk_faults
from acmeinc.steps.perform import recover
from acmeinc.storage.commit import commit
from acmeinc.storage.files import write_file
from acmeinc.storage.forge import FORGES, ForgeFiles, forge_files
from acmeinc.storage.git_speed import quicken
from acmeinc.storage.intent import FileChange, Intent, git_at_work, new_id, recorded
from acmeinc.storage.lock import locked
from acmeinc.storage.merge_setup import register
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import seed_for, start_git


def init_command(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="where to make it")] = Path("incidents"),
    forge: Annotated[
        str | None,
        typer.Option(
            "--forge",
            metavar="FORGE",
            help="github | gitlab: add the workflows that check and review the rules",
        ),
    ] = None,
) -> None:
    """Make an incident repository: the rules, the templates, an empty incidents/, and a first commit.

    With --forge also what lets the rules change by pull request: workflows that run `check` and say what a
    change does, owners of the rules, forms for issues and pull requests. In a repository that is one already,
    only these are added. What is there is never overwritten.

    \b
    Examples:
      acmeinc init incidents
      acmeinc init incidents --forge github
      acmeinc init . --forge gitlab
    """
    app: App = ctx.obj
    if forge not in (None, *FORGES):
        raise Usage(f"--forge {forge}: there is no such forge", hint=f"use one of: {', '.join(FORGES)}")
    if forge and (folder / "severity.yaml").is_file():
        _tell_forge(app, forge, files := add_forge(Repository(folder.resolve()), forge))
        if files.missing:
            app.console.out()
            app.console.out("Next:")
            app.console.out(f"  edit .{forge}/CODEOWNERS: who has to agree when the rules change")
            app.console.out("  git push                       it is committed, and holds once it is there")
        return
    repository = make_repository(folder)
    app.console.out(f"✓ {folder} is an incident repository, with fictional data of Acme Corp")
    if forge:
        _tell_forge(app, forge, add_forge(repository, forge))
    app.console.out()
    app.console.out("Next:")
    app.console.out(f"  cd {folder}")
    app.console.out("  edit acmeinc.yaml, ownership.csv, people.csv: who you are, who owns what")
    if forge:
        app.console.out(f"  edit .{forge}/CODEOWNERS: who has to agree when the rules change")
    app.console.out("  acmeinc decide                 when something looks wrong")


def _tell_forge(app: App, forge: str, files: ForgeFiles) -> None:
    """Say what was written for the forge, and what was left as it is."""
    name = FORGES[forge]
    if files.missing:
        app.console.out(f"✓ {name} will check and review the rules:")
        for path in files.missing:
            app.console.out(f"  {path}")
    else:
        app.console.out(f"✓ {name}: nothing to add")
    for path in files.different:
        app.console.say(f"! {path} is there, and differs: it was left as it is")


def add_forge(repository: Repository, forge: str) -> ForgeFiles:
    """Write and commit what `forge` needs and the repository does not have; return what was found.

    Raises RulesSayNo where a forge would not see it, Failed when git cannot commit.
    """
    with disk_faults():
        repository.preflight()
        with locked(repository.common_dir):
            recover(repository)
            files = forge_files(repository, forge)
            _write(repository, files.missing, f"Let {FORGES[forge]} check and review the rules\n")
    return files


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
                quicken(repository.git)
            contents = seed_for(repository.root)
            _write(repository, contents, "Start the incident repository\n")
    return repository


def _write(repository: Repository, contents: Mapping[str, bytes], message: str) -> None:
    """Write and commit files, by path."""
    if not contents:
        return
    files = tuple(FileChange(name, text=content.decode()) for name, content in contents.items())
    intent = Intent(new_id(), "init", "", message, files)
    with recorded(repository.git_dir, intent):
        for name, content in contents.items():
            write_file(repository.root / name, content)
        commit(repository.git, list(contents), intent.message, list(contents))
