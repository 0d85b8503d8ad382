"""The command tree, and the one place where an error becomes an exit code (DESIGN §4).

Nothing of a command is imported before it is called: `COMMANDS` says all that help needs to know.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info
from typer.models import CommandInfo

from acmeinc import __version__
from acmeinc.app import App
from acmeinc.errors import AcmeError, Cancelled, DiskFault, Failed, Usage

COMMANDS = {
    "decide": "is it an incident? which severity? who owns it?",
    "declare": "page the owner, write the document, tell everyone",
    "log": "add a line to the timeline",
    "checkin": "record the check-in with the responders",
    "update": "tell the stakeholders where it stands",
    "publish": "post to the public status page",
    "assign": "hand over the command, or add a responder",
    "milestone": "set or correct a milestone",
    "escalate": "get more help: leadership, a team, a vendor",
    "resolve": "pass the gates and send the final update",
    "reopen": "it is not over",
    "downgrade": "it was a bug, or a duplicate",
    "retro": "the blameless retrospective, and closing",
    "next": "what is due, soonest first",
    "watch": "the live board for the incident channel's screen",
    "remind": "remind commanders of what is due, once: for cron or a timer",
    "list": "incidents by status, severity, functionality, date",
    "show": "one incident, now or as it was recorded then",
    "report": "kept promises, times, load: figures on incidents",
    "search": "find words in titles, timelines and messages",
    "owner": "who owns it, and how to reach them",
    "send": "what waits to be sent, and send it",
    "check": "what is wrong with the rules, templates and documents",
    "rules": "change the rules by pull request, and see what a change does",
    "audit": "what history says of incidents: steps, hands, tampering",
    "site": "the public status page",
    "sync": "share what is committed here, take in what others did",
    "undo": "take the last step back",
    "import": "what you have elsewhere: owners, past incidents, chat",
    "doctor": "what is missing before the first incident, and what mends it",
    "init": "make an incident repository",
    "drill": "play a whole incident in a temporary repository",
}
"""Every command with its one line of help; its module is `acmeinc.commands.NAME`."""

FAMILIES: dict[str, dict[str, str]] = {
    "rules": {
        "diff": "what a change of the rules does, for a reviewer",
        "comment": "put that on the pull request, as one comment",
        "propose": "change one thing, as a pull request",
        "notice": "announce a merged change to the distribution list",
    },
    "site": {
        "build": "write the page: HTML, feeds and JSON",
        "serve": "look at it on this machine while things change",
    },
    "import": {
        "ownership": "who owns what, from CODEOWNERS or a Backstage catalog",
        "incidents": "past incidents, from cState or Statuspage",
        "timeline": "what was said, from Slack, IRC or pasted chat",
    },
}
"""The members of those commands that are families; each is in `acmeinc.commands.FAMILY_MEMBER`."""

EXAMPLES = """\
\b
Examples:
  acmeinc drill                          see a whole incident in 15 seconds
  acmeinc init incidents                 make your incident repository
  acmeinc decide                         something is wrong: start here
  acmeinc log rolled back deploy 4812    write down what happens
  acmeinc next                           what is due, for every incident
"""


class Command(TyperCommand):
    """A command that also takes the global flags, so that they work before and after its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *_global_options(hidden=True)]
        self.context_settings.setdefault("help_option_names", ["-h", "--help"])


class Commands(TyperGroup):
    """The commands, each imported when it is called; errors become exit codes here and nowhere else."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, in the order of an incident."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command called `cmd_name`, None when there is none."""
        if cmd_name in FAMILIES:
            return Family(cmd_name)
        return _load(cmd_name, cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that `args` name; suggests the nearest name when there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(_unknown_command(args[0], COMMANDS))
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what stands before the command; remembers whether errors are to be told as JSON."""
        _app(ctx).as_json = "--json" in args[: args.index("--") if "--" in args else None]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands into the help, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for; raises `typer.Exit` with the code of what stopped it."""
        try:
            return super().invoke(ctx)
        except AcmeError as error:
            raise _stopped(ctx, error) from error
        except KeyboardInterrupt:
            raise _stopped(ctx, _interrupted()) from None
        except (typer.Exit, typer.Abort, SystemExit):
            raise
        except Exception as error:
            if _is_usage(error) and ctx.obj.as_json:
                raise _stopped(ctx, _misused(error)) from error
            if _is_usage(error):
                raise
            if _app(ctx).debug:
                _app(ctx).console.say(_app(ctx).hide(_traceback(error)))
            raise _stopped(ctx, _unexpected(error)) from error


class Family(TyperGroup):
    """Commands that belong together (`rules diff`, `rules notice`), each imported when it is called."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name=name,
            help=COMMANDS[name],
            params=_global_options(hidden=True),
            context_settings={"help_option_names": ["-h", "--help"]},
            no_args_is_help=True,
            rich_markup_mode=None,
        )
        self._members = FAMILIES[name]

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the members."""
        return list(self._members)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the member called `cmd_name`, None when there is none."""
        return _load(cmd_name, f"{self.name}_{cmd_name}") if cmd_name in self._members else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the member that `args` name; suggests the nearest name when there is none."""
        if args and args[0] not in self._members and not args[0].startswith("-"):
            ctx.fail(_unknown_command(args[0], self._members, f"{self.name} "))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of members into the help, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._members.items()))


def _load(name: str, module: str) -> Any:
    """Return the command `name` that stands in `acmeinc.commands.MODULE`."""
    callback = getattr(import_module(f"acmeinc.commands.{module}"), f"{module}_command")
    info = CommandInfo(name, cls=Command, callback=callback)
    return get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=None)


def _stopped(ctx: typer.Context, error: AcmeError) -> typer.Exit:
    """Tell what stopped the command, on stderr, and as JSON on stdout where JSON was asked for."""
    app = _app(ctx)
    from acmeinc.incident.text import visible

    # Who stops a command has made no error.
    app.console.say(app.hide(visible(str(error))), "" if isinstance(error, Cancelled) else "error:")
    for line in app.hide(visible(error.hint)).splitlines():
        app.console.say(f"hint: {line}")
    # What waits (exit 6) and who is meant perhaps (exit 4) are results too: one JSON value, never two.
    if app.as_json and not app.console.has_answered:
        from acmeinc.terminal.json_output import dump, error_json

        app.console.out(app.hide(dump(error_json(error), app.console.encoding)))
    return typer.Exit(error.exit_code)


def _interrupted() -> AcmeError:
    return Cancelled("interrupted; what had not been saved was not written")


def _unexpected(error: Exception) -> AcmeError:
    if isinstance(error, OSError) and error.filename:
        return DiskFault(error)
    what = str(error) or type(error).__name__
    return Failed(
        f"something unexpected went wrong: {type(error).__name__}: {what}",
        hint="run it again with --debug to see where; nothing that was confirmed before is lost",
    )


def _traceback(error: Exception) -> str:
    import traceback

    return "".join(traceback.format_exception(error)).rstrip()


def _is_usage(error: Exception) -> bool:
    """Return whether Typer itself reports the error: a wrong flag, a missing argument."""
    return hasattr(error, "exit_code") and hasattr(error, "show")


def _misused(error: Any) -> AcmeError:
    """Return a wrong flag or a missing argument, as Typer words it, as an error of ours."""
    path = error.ctx.command_path if error.ctx else "acmeinc"
    return Usage(error.format_message(), hint=f"{path} -h")


def _unknown_command(name: str, known: Iterable[str], family: str = "") -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1)
    meant = f"Did you mean {near[0]!r}?" if near else f"See: acmeinc {family}-h"
    return f"there is no command {family + name!r}. {meant}"


def _global_options(*, hidden: bool) -> list[TyperOption]:
    return [
        _global_option(["-C", "--repo"], "PATH", "the incident repository", hidden, _set_repo),
        _global_option(
            ["--no-input"], "", "ask nothing; a missing answer is exit 5", hidden, _set("no_input")
        ),
        _global_option(
            ["--fresh"], "", "read every document, whatever is known of it", hidden, _set("fresh")
        ),
        _global_option(["--debug"], "", "show where an unexpected error comes from", hidden, _set("debug")),
        _global_option(["--color"], "WHEN", "auto, always or never", hidden, _set_color),
    ]


def _global_option(
    names: list[str], metavar: str, text: str, hidden: bool, callback: Callable[[Any, Any, Any], Any]
) -> TyperOption:
    # One option may stand before the command and after it; the later one wins where both do.
    return TyperOption(
        param_decls=names,
        is_flag=not metavar,
        metavar=metavar or None,
        help=text,
        hidden=hidden,
        default=None,
        show_default=False,
        expose_value=False,
        callback=callback,
    )


def _set(name: str) -> Callable[[typer.Context, Any, Any], Any]:
    def keep(ctx: typer.Context, _param: Any, value: Any) -> Any:
        if value:
            setattr(_app(ctx), name, True)
        return value

    return keep


def _set_repo(ctx: typer.Context, _param: Any, value: str | None) -> str | None:
    if value:
        _app(ctx).repo_path = Path(value)
    return value


def _set_color(ctx: typer.Context, _param: Any, value: str | None) -> str | None:
    if value and value not in ("auto", "always", "never"):
        raise typer.BadParameter("use auto, always or never")
    if value:
        _app(ctx).color = value  # type: ignore[assignment]
    return value


def _app(ctx: typer.Context) -> App:
    root = ctx.find_root()
    if root.obj is None:
        root.obj = App()
    if ctx.obj is None:
        ctx.obj = root.obj
    app: App = root.obj
    return app


def _version(value: bool) -> None:
    if value:
        print(f"acmeinc {__version__}")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="print the version"
    ),
) -> None:
    app = _app(ctx)
    if ctx.invoked_subcommand is None:
        try:
            _ = app.repository
        except AcmeError:
            app.console.out(ctx.get_help())
            return
        from acmeinc.commands.next import show_next

        show_next(app)


def command_tree() -> Any:
    """Return the whole command tree, ready to be called."""
    program = typer.Typer(
        name="acmeinc",
        cls=Commands,
        help=f"Run a software incident from a terminal, on a git repository of Markdown.\n\n{EXAMPLES}",
        invoke_without_command=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        callback=_root,
    )
    tree = typer.main.get_command(program)
    tree.params += _global_options(hidden=False)
    return tree


def main() -> None:
    """Run the program (console script `acmeinc`)."""
    command_tree()(prog_name="acmeinc")
