"""`acmeinc drill`: a whole SEV1 under its own clock, in a temporary repository, with the real commands."""

import random
import shlex
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands.init import make_repository
from acmeinc.commands.scenes import SCENES, Scene
from acmeinc.errors import Failed
from acmeinc.storage.git import Git
from acmeinc.storage.seed import start_git

DETECTED = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
"""When the drill's incident is noticed: a Monday, 09:02 in New York."""


class _Clock:
    """The drill's own time."""

    def __init__(self) -> None:
        self.now = DETECTED

    def __call__(self) -> datetime:
        return self.now


def drill_command(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="where to play [a new temporary folder]")
    ] = None,
    interactive: Annotated[bool, typer.Option("--interactive", help="answer the questions yourself")] = False,
) -> None:
    """Play a whole incident, from detection to the closed retrospective, in a repository of its own.

    Prints each command and what it said, and leaves the repository to look at. Nothing real is touched.

    \b
    Examples:
      acmeinc drill
      acmeinc drill --interactive
    """
    app: App = ctx.obj
    target = (folder or Path(tempfile.mkdtemp(prefix="acmeinc-drill-")) / "incidents").resolve()
    target.mkdir(parents=True, exist_ok=True)
    start_git(target)
    git = Git(target)
    git.run("config", "user.name", "Ana Ruiz")
    git.run("config", "user.email", "ana@example.com")
    make_repository(target)
    clock, entropy = _Clock(), random.Random(DETECTED.isoformat())
    for scene in SCENES:
        clock.now += timedelta(minutes=scene.minutes)
        actor = app.double(clock, entropy.randbytes)
        actor.repo_path, actor.no_input = target, not interactive
        _play(ctx, app, actor, scene, interactive=interactive)
    app.console.out()
    app.console.out(f"The drill is over. Look at what it left: cd {target}")
    app.console.out("  git log, acmeinc show, acmeinc list --all, incidents/2026/11/")


def _play(ctx: typer.Context, app: App, actor: App, scene: Scene, *, interactive: bool) -> None:
    """Say what happens, then print and run one command; raises Failed when it ends as it should not."""
    words = scene.asking if interactive and scene.asking else scene.words
    ink = app.console.ink
    clock = actor.now().astimezone(actor.rules.settings.zone)
    app.console.out()
    app.console.out(ink.dim(f"# {clock:%a %H:%M}  {scene.note}"))
    app.console.out(ink.bold(f"$ acmeinc {shlex.join(words)}"))
    try:
        ctx.find_root().command.main(list(words), prog_name="acmeinc", obj=actor)
    except SystemExit as end:
        code = int(end.code or 0)
    if code == 130:
        raise typer.Exit(130)
    if code != scene.code and not interactive:
        raise Failed(f"the drill's `acmeinc {words[0]}` ended with exit code {code}, not {scene.code}")
