"""The remote that a repository is shared through, and what is done with it: fetch, and push.

Nothing here waits for longer than a deadline, whatever the remote does: the processes that talk to it form a
group of their own and are ended together. Nothing here asks a question.
"""

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.incident.text import visible
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.git import Finished, Git
from acmeinc.storage.gitdir import find_git_dir

_CONNECT_SECONDS = 4
_QUIET = ("-c", "maintenance.auto=false", "-c", "gc.auto=0")
_NO_SUCH_BRANCH = re.compile(r"couldn't find remote ref")
_SOMEBODY_WAS_QUICKER = re.compile(
    r"\[rejected\] \((?:fetch first|non-fast-forward|stale info)"
    r"|cannot lock ref|failed to update ref|reference already exists|incorrect old value|failed to lock"
)
_REJECTED = re.compile(r"^!\t\S+\t(.*)$", re.M)
_PROTECTED = re.compile(r"protected branch|hook declined|GH006|GH013|pull request|not allowed", re.I)
_NOISE = re.compile(r"error: failed to push some refs|To \S+$|hint: ")


class Unreachable(Failed):
    """The remote did not answer, or not in time."""


class Refused(Failed):
    """The remote answered, and does not take what was pushed."""


class Remote(NamedTuple):
    """The remote called `name` and the `branch` there."""

    git: Git
    name: str
    branch: str

    @classmethod
    def of(cls, git: Git, config: Mapping[str, str], branch: str) -> "Remote | None":
        """Return where the local `branch` is shared: its upstream, else the same name on `origin`.

        `config` is git's own. None where no remote is set up.
        """
        name = config.get(f"branch.{branch}.remote", "origin")
        if f"remote.{name}.url" not in config:
            return None
        merge = config.get(f"branch.{branch}.merge", f"refs/heads/{branch}")
        secure = {"GIT_SSH_COMMAND": command} if (command := _ssh_command(config, os.environ)) else {}
        return cls(git.given(secure), name, merge.removeprefix("refs/heads/"))

    @property
    def label(self) -> str:
        """Return how people are told of it: `origin/main`."""
        return visible(f"{self.name}/{self.branch}")

    def tracking(self, branch: str = "") -> str:
        """Return the ref that remembers where a branch of the remote stood last (default: `branch`)."""
        return f"refs/remotes/{self.name}/{branch or self.branch}"

    def fetch(self, deadline: Deadline, *others: str) -> str:
        """Get what is new on the branch, and on `others`; return the branch's tip, "" when it has none yet.

        Raises `Unreachable`.
        """
        wanted = (self.branch, *others)
        finished = self._talk("fetch", deadline, *(f"+refs/heads/{b}:{self.tracking(b)}" for b in wanted))
        if finished.code == 0:
            return tip_of(self.git, self.tracking())
        if not _NO_SUCH_BRANCH.search(finished.stderr):
            raise Unreachable(f"{self.name} could not be reached: {_words(finished)}", hint="acmeinc sync")
        if f"refs/heads/{self.branch}" in finished.stderr:
            if others:
                self._talk("fetch", deadline, *(f"+refs/heads/{b}:{self.tracking(b)}" for b in others))
            return ""
        return self.fetch(deadline)

    def answer(self, deadline: Deadline) -> None:
        """Ask it for nothing but a sign of life; raises `Unreachable`."""
        finished = self._run("ls-remote", deadline, "--quiet", "--heads", "--", self.name, self.branch)
        if finished.code:
            raise Unreachable(f"{self.name} could not be reached: {_words(finished)}", hint="acmeinc sync")

    def push(self, commit: str, deadline: Deadline) -> bool:
        """Make `commit` the branch's tip there; return False when somebody else was quicker.

        A push that is not forced is a compare-and-swap: it succeeds only on top of what was fetched. Raises
        `Refused` and `Unreachable`.
        """
        return self._pushed(self._talk("push", deadline, f"{commit}:refs/heads/{self.branch}"))

    def take(self, ref: str, deadline: Deadline) -> str:
        """Get a ref of any kind as it stands there; return its object, "" when it is not there.

        Raises `Unreachable`.
        """
        finished = self._talk("fetch", deadline, f"+{ref}:{ref}")
        if finished.code and not _NO_SUCH_BRANCH.search(finished.stderr):
            raise Unreachable(f"{self.name} could not be reached: {_words(finished)}", hint="acmeinc sync")
        return "" if finished.code else self.git.run("rev-parse", ref).strip()

    def swap(self, ref: str, old: str, new: str, deadline: Deadline) -> bool:
        """Put the object `new` at a ref where `old` was, "" for nothing; return False where it was not.

        Raises `Refused` and `Unreachable`.
        """
        lease = f"--force-with-lease={ref}:{old}"
        return self._pushed(self._talk("push", deadline, f"{new}:{ref}", options=(lease,)))

    def _pushed(self, finished: Finished) -> bool:
        """Return whether a push was accepted, False when somebody else was quicker."""
        if finished.code == 0:
            return True
        rejected = _REJECTED.search(finished.stdout)
        if _SOMEBODY_WAS_QUICKER.search(f"{finished.stdout}\n{finished.stderr}"):
            return False
        if not rejected:
            raise Unreachable(f"could not push to {self.name}: {_words(finished)}", hint="acmeinc sync")
        words = f"{visible(rejected[1])}\n{_words(finished)}".strip()
        raise Refused(f"{self.label} does not take the push: {words}", hint=_way_round(words, self.branch))

    def lacks(self, commit: str) -> int:
        """Return how many commits up to `commit` the remote does not have, as far as is known here."""
        return int(self.git.run("rev-list", "--count", commit, "--not", f"--remotes={self.name}"))

    def default_branch(self, deadline: Deadline) -> str:
        """Return the branch that a clone of the remote checks out; "" when it has none."""
        head = f"refs/remotes/{self.name}/HEAD"
        known = self.git.attempt("symbolic-ref", "--quiet", head).stdout.strip()
        if not known:
            self._run("remote", deadline, "set-head", self.name, "--auto")
            known = self.git.attempt("symbolic-ref", "--quiet", head).stdout.strip()
        return known.removeprefix(f"refs/remotes/{self.name}/")

    def _talk(self, verb: str, deadline: Deadline, *refs: str, options: Sequence[str] = ()) -> Finished:
        if verb == "fetch":
            usual = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
        else:
            usual = ["--porcelain", "--recurse-submodules=no"]
        return self._run(verb, deadline, *usual, *options, "--", self.name, *refs)

    def _run(self, verb: str, deadline: Deadline, *args: str) -> Finished:
        if deadline.passed:
            raise Unreachable(f"no time was left for {self.name}", hint="acmeinc sync")
        try:
            return self.git.attempt(*_QUIET, verb, *args, timeout=deadline.left)
        except Failed:
            raise Unreachable(f"{self.name} did not answer in time", hint="acmeinc sync") from None


def tip_of(git: Git, ref: str) -> str:
    """Return the commit that a ref names, "" when there is no such ref."""
    folders = find_git_dir(git.root)
    if folders and (tip := folders.ref(ref)):
        return tip
    return git.attempt("rev-parse", "--quiet", "--verify", f"{ref}^{{commit}}").stdout.strip()


def _ssh_command(config: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """Return the ssh that asks nothing and gives up in time; "" to leave a program that is no ssh alone."""
    command = environment.get("GIT_SSH_COMMAND") or config.get("core.sshcommand") or ""
    if not command and environment.get("GIT_SSH"):
        return ""
    try:
        program = PurePath(shlex.split(command or "ssh")[0]).name
    except (ValueError, IndexError):
        return ""
    options = f"-o BatchMode=yes -o ConnectTimeout={_CONNECT_SECONDS}"
    return f"{command or 'ssh'} {options}" if program in ("ssh", "ssh.exe") else ""


def _words(finished: Finished) -> str:
    lines = [line.removeprefix("fatal: ") for line in finished.last_words.split("\n")]
    told = [line for line in lines if line.strip() and not _NOISE.match(line)]
    return "\n".join(told) or finished._replace(stdout="", stderr="").why


def _way_round(words: str, branch: str) -> str:
    if _PROTECTED.search(words):
        return (
            f"{branch} seems to be protected: documents can be kept on a branch of their own, "
            "with `branch: incidents` in acmeinc.yaml"
        )
    return "mend what it names, then: acmeinc sync"
