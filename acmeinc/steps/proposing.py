"""A change of the rules, proposed from a terminal: edited in place, checked, reviewed, committed, pushed.

Nothing of it happens where anybody works (`acmeinc.storage.proposal`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from difflib import unified_diff
from functools import partial
from typing import NamedTuple

from acmeinc.checks.rule_files import RULE_FILES, rule_problems
from acmeinc.errors import BadData, Problem, Usage
from acmeinc.incident.model import Incident
from acmeinc.incident.names import slug
from acmeinc.incident.text import clean_line, visible
from acmeinc.process.forge import pull_request_link
from acmeinc.process.rule_changes import Change
from acmeinc.process.rule_review import Review
from acmeinc.process.rule_set import read_rule_set
from acmeinc.steps.checking import DOCUMENTS, check, with_dependents
from acmeinc.steps.reviewing import review_texts
from acmeinc.storage.commit import commit_message
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.git import Git
from acmeinc.storage.proposal import Base, apart, commit_apart, make_branch, write_apart
from acmeinc.storage.remote import Refused, Unreachable
from acmeinc.storage.repository import Repository
from acmeinc.storage.rule_texts import texts_here

PATIENCE = timedelta(seconds=15)
"""How long the remote may take for each of: what is new, and the push."""

_LONGEST_NAME = 60
_RACES = 5

Texts = Mapping[str, str]


class Drafted(NamedTuple):
    """A change that was made where nobody works: the files it changes, its review, and their diff.

    `warnings` are what a check says of the change; `left` are errors in other files, with it and without it.
    """

    base: Base
    there: Repository
    files: Texts
    review: Review
    diff: str
    warnings: tuple[Problem, ...] = ()
    left: tuple[Problem, ...] = ()


class Proposed(NamedTuple):
    """What became of a proposal: its `branch` and `commit`, and why it was not pushed, "" when it was.

    `link` is where to open the pull request, "" where no forge is known.
    """

    branch: str
    commit: str
    unpushed: str
    link: str


@contextmanager
def drafted(
    repository: Repository,
    base: Base,
    edit: Callable[[Texts], Texts],
    incidents: Iterable[Incident],
    now: datetime,
) -> Iterator[Drafted]:
    """Give the change that `edit` makes of the rules files of `base`: it returns those that it changes.

    Raises BadData where the rules are wrong then, and were not, or are in a file that it changes.
    """
    with apart(repository, base) as there:
        before = texts_here(there)
        files = {path: text for path, text in edit(before).items() if before.get(path) != text}
        write_apart(there, files)
        found = _checked(there, before, files, now) if files else _Found()
        compared = f"the proposal with {base.label} ({base.commit[:10]})"
        # What is wrong is told by the check.
        review = review_texts(compared, (before, {**before, **files}), incidents, now)._replace(problems=())
        diff = "".join(_diff(path, before.get(path, ""), text) for path, text in files.items())
        yield Drafted(base, there, files, review, diff, *found)


def fault_in(before: Texts, edit: Callable[[Texts], Texts]) -> str | None:
    """Return the first error in rules files that the change `edit` makes, as a check says it; None for none.

    That is what a person can be told while they type: templates and documents are looked at in the draft.
    """
    try:
        after = {**before, **edit(before)}
    except (BadData, Usage) as stopped:
        return _in_a_line(str(stopped), stopped.hint)
    known = {_same(problem) for problem in rule_problems(before)}
    new = (one for one in rule_problems(after) if one.level == "error" and _same(one) not in known)
    return next((_in_a_line(problem.message, problem.hint) for problem in new), None)


def propose(draft: Drafted, because: str, branch: str) -> Proposed:
    """Commit a draft on a new branch, called `branch` or by what changes, and push that.

    Raises `Failed` where git or a hook does not take the commit, `RulesSayNo` where there is such a branch:
    nothing is left of it then. That it cannot be pushed is told in the result.
    """
    changes, git = draft.review.changes, draft.there.git
    commit = commit_apart(draft.there, list(draft.files), _message(changes, list(draft.files), because))
    remote, wanted = draft.base.remote, branch or branch_for(changes)
    make = partial(make_branch, git, commit, wanted, named=bool(branch), remote=remote)
    if not remote:
        return Proposed(make(), commit, "there is no remote", "")
    taken: set[str] = set()
    while True:
        name = make(besides=taken)
        try:
            if remote._replace(branch=name).push(commit, Deadline.after(PATIENCE)):
                git.attempt("branch", "--quiet", f"--set-upstream-to={remote.name}/{name}", name)
                return Proposed(name, commit, "", _link(draft.base, git, name))
        except (Unreachable, Refused) as stopped:
            return Proposed(name, commit, str(stopped), "")
        if branch or len(taken) == _RACES:
            return Proposed(name, commit, f"{remote.name} has another branch {name}", "")
        # Somebody has a branch of that name there: ours gets the next one.
        git.run("update-ref", "-d", f"refs/heads/{name}", commit)
        taken.add(name)


def branch_for(changes: Sequence[Change]) -> str:
    """Return the name of a branch for changes: `rules-sev2-update-45m`, `rules-login-auth-api-new`."""
    first = "layout"
    if changes:
        change = changes[0]
        first = f"{change.name} {(change.after if change.field else 'new') if change.after else 'gone'}"
    return f"rules-{slug(first)}"[:_LONGEST_NAME].rstrip("-")


def title_for(changes: Sequence[Change], files: Sequence[str]) -> str:
    """Return changes in a line: `SEV2 update: 1h → 45m, and 1 more`; of a whole row or level its name."""
    if not changes:
        return f"Change {', '.join(files)}"
    more = f", and {len(changes) - 1} more" if len(changes) > 1 else ""
    change = changes[0]
    first = told(change) if change.field else f"{change.name}: {'new' if change.after else 'gone'}"
    return first + more


def _message(changes: Sequence[Change], files: Sequence[str], because: str) -> str:
    trailers = [("Because", because)] if because else []
    subject, _, rest = commit_message(title_for(changes, files), trailers).partition("\n")
    lines = "".join(f"- {visible(clean_line(told(change)))}\n" for change in changes)
    return f"{subject}\n\n{lines}{rest}"


def told(change: Change) -> str:
    """Return a change in a line: `SEV2 update: 1h → 45m`."""
    if change.kind == "changed":
        return f"{change.name}: {change.before} → {change.after}"
    return f"{change.name}: " + (f"new, {change.after}" if change.after else f"gone, was {change.before}")


class _Found(NamedTuple):
    """What a check of a change says: its own warnings, and the errors that are not its own."""

    warnings: tuple[Problem, ...] = ()
    left: tuple[Problem, ...] = ()


def _checked(there: Repository, before: Texts, files: Texts, now: datetime) -> _Found:
    """Return what a check of the changed files says; raises BadData with the errors of the change.

    Documents are judged by which levels there are, and by nothing else of the rules.
    """
    wanted = with_dependents(files) | set(RULE_FILES)
    if _levels(before) == _levels({**before, **files}):
        wanted.discard(DOCUMENTS)
    problems = check(there, now, wanted).problems
    if not problems:
        return _Found()
    write_apart(there, {path: before.get(path, "") for path in files})
    known = {_same(problem) for problem in check(there, now, wanted).problems}
    write_apart(there, files)
    new = [one for one in problems if _same(one) not in known]
    errors = [one for one in problems if one.level == "error"]
    if refused := [one for one in errors if one in new or one.path in files]:
        raise BadData(refused)
    return _Found(tuple(one for one in new if one.level != "error"), tuple(errors))


def _same(problem: Problem) -> tuple[str, str, str]:
    """Return what a problem is known by again, wherever in its file it stands then."""
    return problem.path, problem.rule, problem.message


def _in_a_line(message: str, hint: str) -> str:
    return f"{message}: {hint}" if hint else message


def _levels(texts: Texts) -> list[str]:
    """Return the ids of all levels, none where they cannot be read."""
    rules = read_rule_set(texts).severity
    return [level.id for level in rules.levels] if rules else []


def _diff(path: str, before: str, after: str) -> str:
    lines = unified_diff(before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _link(base: Base, git: Git, branch: str) -> str:
    """Return where to open the pull request."""
    remote = base.remote
    url = git.attempt("remote", "get-url", "--", remote.name).stdout.strip() if remote else ""
    return pull_request_link(url, base.branch, branch)
