"""From a decided step to its last printed line: preview, perform, report."""

from typing import NamedTuple

from acmeinc.app import App
from acmeinc.errors import AcmeError, NotDelivered, disk_faults
from acmeinc.incident.reading import Reading
from acmeinc.steps.perform import perform
from acmeinc.steps.step import Outcome, Step, Unsaved

# How a step is shown, before and after, is imported where it is used: `log` shows two lines.


class How(NamedTuple):
    """How a step is carried out: `brief` says in two lines what it did, `quiet` says nothing."""

    dry_run: bool = False
    yes: bool = False
    as_json: bool = False
    brief: bool = False
    quiet: bool = False


def carry_out(app: App, step: Step, how: How, reading: Reading | None = None) -> Outcome | None:
    """Show what is about to leave the house, carry `step` out, and print what it did.

    Returns None after a dry run. Raises Cancelled when the preview is refused, NotDelivered when the step
    is saved but a message has not left.
    """
    if how.dry_run:
        from acmeinc.commands.preview import print_dry_run

        print_dry_run(app, step, reading, as_json=how.as_json)
        return None
    if step.speaks and not how.yes and app.can_ask:
        from acmeinc.commands.preview import approved

        step = approved(app, step)
    try:
        outcome = perform(step, app.desk)
    except Unsaved as failure:
        from acmeinc.commands.outcome import say_delivered

        say_delivered(app, failure.delivered)
        raise
    if not how.quiet:
        _report(app, outcome, how)
    stuck = [one for one in outcome.delivered if one.receipt.state in ("failed", "unknown")]
    if stuck:
        names = ", ".join(dict.fromkeys(one.channel for one in stuck))
        hints = dict.fromkeys([*(one.receipt.hint for one in stuck if one.receipt.hint), "acmeinc send"])
        told = f"saved, but not delivered: {names}"
        raise NotDelivered(_with(told, outcome.unshared), hint="\n".join(hints))
    raise_unshared(outcome.unshared)
    return outcome


def raise_unshared(unshared: str) -> None:
    """Raise NotDelivered with what was saved and could not be pushed; nothing where nothing is missing."""
    if unshared:
        raise NotDelivered(f"saved here; {unshared}", hint="acmeinc sync")


def _with(told: str, more: str) -> str:
    return f"{told}; {more}" if more else told


def _report(app: App, outcome: Outcome, how: How) -> None:
    """Print what a step did; what a person has to carry is heard even where no result can be written."""
    try:
        with disk_faults():
            _print(app, outcome, how)
    except AcmeError as problem:
        from acmeinc.commands.outcome import say_delivered

        say_delivered(app, outcome.delivered)
        told = _with(f"saved, but {problem}", outcome.unshared)
        raise NotDelivered(told, hint=f"acmeinc show {outcome.incident.id}") from problem


def _print(app: App, outcome: Outcome, how: How) -> None:
    if how.brief and not how.as_json:
        from acmeinc.commands.brief import print_brief

        print_brief(app, outcome)
    else:
        from acmeinc.commands.outcome import print_outcome

        print_outcome(app, outcome, as_json=how.as_json)
