"""What the commands that propose a change of the rules have in common: show it, ask, commit, push, print."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from acmeinc.app import App
from acmeinc.commands.rules_diff import concerned_incidents
from acmeinc.errors import Cancelled, NotDelivered
from acmeinc.incident.text import visible
from acmeinc.steps.proposing import PATIENCE, Drafted, Proposed, branch_for, drafted, propose

if TYPE_CHECKING:
    from acmeinc.storage.proposal import Base

Texts = Mapping[str, str]


class Wanted(NamedTuple):
    """How a change is proposed: why, on which branch ("" names it by what changes), and how it is told.

    `also` is what its JSON says besides.
    """

    because: str = ""
    branch: str = ""
    yes: bool = False
    dry_run: bool = False
    as_json: bool = False
    also: Mapping[str, Any] = MappingProxyType({})


def carry_out_proposal(app: App, base: "Base", edit: Callable[[Texts], Texts], wanted: Wanted) -> None:
    """Propose the change that `edit` makes of the rules files of `base`, and print what became of it.

    Raises NotDelivered when the branch is there, and not pushed.
    """
    with drafted(app.repository, base, edit, concerned_incidents(app), app.now()) as draft:
        if not draft.files:
            _print_nothing(app, base, wanted)
            return
        if not wanted.as_json:
            _show(app, draft, wanted)
        if wanted.dry_run:
            _print_dry_run(app, draft, wanted)
            return
        if not wanted.yes and app.can_ask and not app.ask.confirm("Propose it?"):
            raise Cancelled("cancelled; nothing was committed or pushed")
        made = propose(draft, wanted.because, wanted.branch)
    _print(app, draft, made, wanted)
    if made.unpushed:
        remote = base.remote.name if base.remote else "origin"
        first = "" if base.remote else "git remote add origin URL; "
        told = f"committed on the branch {made.branch} here, but not pushed: {made.unpushed}"
        raise NotDelivered(told, hint=f"{first}git push -u {remote} {made.branch}")


def base_now(app: App, *, dry_run: bool) -> "Base":
    """Return what a change is proposed for; a dry run asks no remote what is new.

    That somebody is in the middle of a merge here, or has no branch checked out, does not matter: nothing of
    it happens where they are. Raises `Failed` where git does not know who commits.
    """
    from acmeinc.storage.deadline import Deadline
    from acmeinc.storage.proposal import base_of
    from acmeinc.storage.repository import identity_of, settings_of

    _ = app.repository.git_folders
    config = identity_of(settings_of(app.repository.git)).config
    base = base_of(app.repository, config, None if dry_run else Deadline.after(PATIENCE))
    if base.why:
        app.console.say(f"! {visible(base.why)}; this is based on what was known of {base.label}")
    return base


def _show(app: App, draft: Drafted, wanted: Wanted) -> None:
    """Show the diff and what it does: on stdout where that is the result, else as talk."""
    from acmeinc.terminal.rules_view import review_lines

    say = app.console.out if wanted.dry_run else app.console.say
    ink = app.console.ink if wanted.dry_run else app.console.talk_ink
    say(visible(draft.diff))
    for line in review_lines(draft.review, app.console.width, ink):
        say(line)
    for problem in draft.warnings:
        app.console.say(f"! {visible(str(problem))}")
    for problem in draft.left:
        app.console.say(f"! {visible(str(problem))} (as before)")
    say()


def _print_dry_run(app: App, draft: Drafted, wanted: Wanted) -> None:
    branch = wanted.branch or branch_for(draft.review.changes)
    if wanted.as_json:
        _dump(app, _json(draft, branch, None) | dict(wanted.also))
    else:
        app.console.out(f"It would be proposed on {branch}, for {draft.base.label}.")
        app.console.out("Nothing was committed or pushed (--dry-run).")


def _print_nothing(app: App, base: "Base", wanted: Wanted) -> None:
    if wanted.as_json:
        _dump(app, {"branch": None, "commit": None, "changed": False} | dict(wanted.also))
    else:
        app.console.out(f"Nothing to propose: nothing would change in {base.label}.")


def _print(app: App, draft: Drafted, made: Proposed, wanted: Wanted) -> None:
    if wanted.as_json:
        _dump(app, _json(draft, made.branch, made) | dict(wanted.also))
        return
    from acmeinc.terminal.views import Result, result_lines

    results = [Result("committed", f"{made.branch} ({made.commit[:10]}), for {draft.base.label}")]
    if made.unpushed:
        results.append(Result("pushed", made.unpushed, "failed"))
    elif draft.base.remote:
        results.append(Result("pushed", f"{draft.base.remote.name}/{made.branch}"))
        by_hand = (
            f"open a pull request of {made.branch} into {draft.base.branch} where the repository is kept"
        )
        results.append(
            Result("to do", f"open a pull request:\n{made.link}" if made.link else by_hand, "open")
        )
    for line in result_lines(results, app.console.width, piped=app.console.piped, ink=app.console.ink):
        app.console.out(line)


def _json(draft: Drafted, branch: str, made: Proposed | None) -> dict[str, Any]:
    from acmeinc.terminal.rules_output import review_json

    return {
        "branch": branch,
        "commit": made.commit if made else None,
        "base": {"branch": draft.base.branch, "commit": draft.base.commit},
        "changed": True,
        "pushed": bool(made and not made.unpushed),
        "pull_request": (made.link if made else "") or None,
        "paths": list(draft.files),
        "diff": draft.diff,
        "review": review_json(draft.review),
        "dry_run": made is None,
    }


def _dump(app: App, told: dict[str, Any]) -> None:
    from acmeinc.terminal.json_output import dump

    app.console.out(dump(told, app.console.encoding))
