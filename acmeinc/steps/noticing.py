"""Announcing a change of the rules to the distribution list: once, whoever else does it at the same time.

A record says that the notice is on its way before anything leaves, here and at the remote; of two clones the
second finds it. What was broken off may have arrived, and is sent again only where somebody says so.
"""

from datetime import timedelta
from typing import NamedTuple

from acmeinc.delivery.channel import Dispatch
from acmeinc.errors import NotFound, RulesSayNo
from acmeinc.incident import ulid
from acmeinc.incident.model import Incident
from acmeinc.incident.text import clean_line
from acmeinc.process.forge import commit_link
from acmeinc.process.message import Message
from acmeinc.process.time_input import format_local
from acmeinc.rendering.rule_notice import Announced, rule_notice
from acmeinc.steps.outgoing import deliver
from acmeinc.steps.planning import Planning
from acmeinc.steps.proposing import title_for, told
from acmeinc.steps.reviewing import review_change
from acmeinc.steps.step import Delivered
from acmeinc.storage.changes import commit_of
from acmeinc.storage.comparison import Comparison, compared
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.lock import locked
from acmeinc.storage.notices import SENDING, Ledger, Notice, Taken
from acmeinc.storage.proposal import Base
from acmeinc.storage.remote import Unreachable
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import SEED

PATIENCE = timedelta(seconds=15)
_LOCK = "notice-lock"
_SHOWN = 10


class Noticed(NamedTuple):
    """What became of a notice; `alone` says why only this clone knows of it, "" when the remote does too."""

    delivered: Delivered
    alone: str = ""


def change_to_announce(repository: Repository, revision: str | None) -> Comparison:
    """Return the change that a revision names: of one commit, or `A..B`; None for the newest of the rules.

    Raises NotFound where there is none.
    """
    if revision and ".." in revision:
        return compared(repository, revision)
    commit = commit_of(repository, revision) if revision else _newest(repository)
    parent = repository.git.attempt("rev-parse", "--quiet", "--verify", f"{commit}^1").stdout.strip()
    if not parent:
        raise NotFound(
            f"{commit[:_SHOWN]} is the first commit: nothing was before it", hint="acmeinc rules notice A..B"
        )
    return Comparison(parent, commit, f"{commit[:_SHOWN]} with {parent[:_SHOWN]} before it")


def refuse_unmerged(repository: Repository, change: Comparison, base: Base) -> None:
    """Raise RulesSayNo unless a change is on the default branch, as far as is known here."""
    if base.remote and repository.git.attempt("merge-base", "--is-ancestor", change.new, base.commit).code:
        told = f"{change.new[:_SHOWN]} is not merged into {base.label} yet"
        raise RulesSayNo(told, hint="a change is announced when it counts: merge it first")


def notice_of(planning: Planning, change: Comparison, remote_url: str) -> Message:
    """Return the notice of a change; raises RulesSayNo where it changes no rule."""
    repository = planning.desk.repository
    review = review_change(repository, change, (), planning.now)
    if not (review.changes or review.templates):
        raise RulesSayNo(
            f"no rule changes between {change.old[:_SHOWN]} and {change.new[:_SHOWN]}",
            hint="git log --oneline -- severity.yaml ownership.csv",
        )
    templates = tuple(f"templates/{template.name}: {template.kind}" for template in review.templates)
    about = Announced(
        title=title_for(review.changes, review.files),
        changes=(*(told(one) for one in review.changes), *templates),
        unowned=review.unowned,
        because=_reasons(repository, change),
        document=commit_link(remote_url, change.new) or planning.desk.link(review.files[0]),
        by=planning.by,
    )
    return rule_notice(planning.templates, planning.rules.settings, about)


def refuse_again(known: Notice, planning: Planning) -> None:
    """Raise RulesSayNo where a notice has left, or may have."""
    if not known.may_have_left:
        return
    when = f" on {format_local(known.at, planning.rules.settings.zone)}" if known.at else ""
    state = {"sent": "was sent", "printed": "was printed"}.get(known.state, "may have been sent")
    raise RulesSayNo(
        f"the notice of {known.commit[:_SHOWN]} {state} by {clean_line(known.by)}{when}",
        hint="acmeinc rules notice --again, if it is to go out once more",
    )


def send_notice(
    planning: Planning, ledger: Ledger, known: Notice, message: Message, who: tuple[str, str]
) -> Noticed:
    """Send a notice to the distribution list, and record it before and after.

    Raises `Taken` where somebody else was quicker, `Unreachable` where nobody can tell; nothing has left
    then.
    """
    with locked(planning.desk.repository.common_dir, _LOCK, waiting=planning.desk.say):
        entry = known.entry or ulid.hashed(ulid.milliseconds(planning.now), known.commit)
        leaving = Notice(known.commit, SENDING, entry, by=planning.by, at=planning.now)
        claimed = ledger.record(known, leaving, who, Deadline.after(PATIENCE))
        delivered = deliver(planning.desk.channel("email"), dispatch_for(known.commit, message, entry))
        receipt = delivered.receipt
        after = leaving._replace(state=receipt.state, detail=receipt.detail, at=planning.desk.clock())
        here = ledger._replace(remote=None)
        try:
            there = here if claimed.alone else ledger
            recorded = there.record(claimed.notice, after, who, Deadline.after(PATIENCE))
        except (Unreachable, Taken) as stopped:
            here.record(claimed.notice, after, who, Deadline.after(PATIENCE))
            return Noticed(delivered, str(stopped))
    return Noticed(delivered, claimed.alone or recorded.alone)


def dispatch_for(commit: str, message: Message, entry: str) -> Dispatch:
    """Return a notice ready for a channel: it has the id of a commit, and belongs to no incident."""
    return Dispatch(message, Incident(f"rules-{commit[:_SHOWN]}", commit), entry, "")


def _newest(repository: Repository) -> str:
    """Return the newest commit on this branch that changed a rules file or a template."""
    listed = repository.git.run("log", "--max-count=1", "--first-parent", "--format=%H", "HEAD", "--", *SEED)
    if not listed.strip():
        raise NotFound("no commit here changes the rules", hint="acmeinc rules notice REV")
    return listed.strip()


def _reasons(repository: Repository, change: Comparison) -> str:
    """Return what the commits of a change say of why, each reason once."""
    asked = ("log", "--reverse", "--format=%(trailers:key=Because,valueonly,unfold)")
    listed = repository.git.run(*asked, f"{change.old}..{change.new}").splitlines()
    return "; ".join(dict.fromkeys(line.strip() for line in listed if line.strip()))
