"""What a command works with, each made when it is first used (DESIGN §5).

Tests and the drill make an `App` with their own clock, prompter and streams; the program makes the real one.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from acmeinc.errors import AcmeError, BadData, Failed, NotFound, disk_faults
from acmeinc.incident.model import OPEN_STATUSES
from acmeinc.terminal.console import ColorMode, Console

if TYPE_CHECKING:
    from acmeinc.delivery.channel import Channel
    from acmeinc.delivery.secrets import Secrets
    from acmeinc.incident.reading import Reading
    from acmeinc.process.rules import Rules
    from acmeinc.steps.desk import Desk
    from acmeinc.steps.documents import Documents
    from acmeinc.steps.planning import Planning
    from acmeinc.storage.repository import Identity, Repository
    from acmeinc.storage.synced import Synced
    from acmeinc.terminal.prompts import Prompter

# What only some commands need is imported where it is used: start-up is a feature.


def _system_clock() -> datetime:
    return datetime.now(UTC)


class App:
    """The collaborators of one command.

    The flags that every command takes are set by `acmeinc.cli` before the first use of anything else.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = _system_clock,
        entropy: Callable[[int], bytes] = os.urandom,
        prompter: "Prompter | None" = None,
        environment: Mapping[str, str] = os.environ,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.repo_path: Path | None = None
        self.no_input = False
        self.debug = False
        self.fresh = False
        self.as_json = False
        self.color: ColorMode = "auto"
        self.environment = environment
        self._clock = clock
        self._entropy = entropy
        self._prompter = prompter
        self._stdin, self._stdout, self._stderr = stdin, stdout, stderr

    def double(self, clock: Callable[[], datetime], entropy: Callable[[int], bytes]) -> "App":
        """Return another App on the same terminal, under a clock of its own (the drill's)."""
        twin = App(
            clock=clock,
            entropy=entropy,
            prompter=self._prompter,
            environment=self.environment,
            stdin=self._stdin,
            stdout=self._stdout,
            stderr=self._stderr,
        )
        twin.color = self.color
        return twin

    def now(self) -> datetime:
        """Return the time of now, in UTC and whole seconds."""
        return self._clock().astimezone(UTC).replace(microsecond=0)

    @cached_property
    def console(self) -> Console:
        """Return the two streams."""
        return Console(
            color=self.color,
            no_input=self.no_input,
            environment=self.environment,
            stdin=self._stdin,
            stdout=self._stdout,
            stderr=self._stderr,
        )

    @cached_property
    def ask(self) -> "Prompter":
        """Return who answers questions."""
        from acmeinc.terminal.prompts import open_prompter

        return self._prompter or open_prompter(self.console, self.environment)

    @property
    def can_ask(self) -> bool:
        """Return whether there is somebody to ask."""
        return not self.no_input and (self._prompter is not None or self.console.interactive)

    @cached_property
    def repository(self) -> "Repository":
        """Return the incident repository; raises `NotFound` when there is none."""
        from acmeinc.storage.repository import Repository

        named = self.environment.get("ACMEINC_REPO", "")
        start = self.repo_path or (Path(named) if named else None)
        return Repository.find(start)

    @cached_property
    def documents(self) -> "Documents":
        """Return where incident documents are looked for."""
        from acmeinc.steps.documents import Documents

        return Documents(self.repository, self.console.say, self.console.progress, fresh=self.fresh)

    @cached_property
    def identity(self) -> "Identity":
        """Return who commits; raises `Failed` when no commit can be made.

        What a killed step left is finished first: nothing is to be planned on half a file.
        """
        who_commits = self.repository.begin_preflight()
        # What a step needs is imported while git answers.
        from acmeinc.incident.text import visible
        from acmeinc.steps.perform import finish_interrupted

        identity = who_commits()
        for notice in finish_interrupted(self.repository, self.console.say):
            self.console.say(f"! {visible(notice)}")
        return identity

    def refuse_unready(self) -> None:
        """Raise what keeps a step of an incident from being recorded, saying how to page meanwhile."""
        with self.paging_by_hand((AcmeError,)):
            _ = self.identity

    @contextmanager
    def paging_by_hand(self, stopping: tuple[type[AcmeError], ...] = (Failed, BadData)) -> Iterator[None]:
        """Say how to page meanwhile, when one of `stopping` ends the block: by default, what is outside."""
        try:
            with disk_faults():
                yield
        except stopping as problem:
            problem.hint = f"{problem.hint}\n{self.how_to_page()}".strip()
            raise

    def how_to_page(self) -> str:
        """Return how to reach somebody without this program."""
        try:
            link = self.rules.settings.links.get("incident_oncall_rotation", "")
        except (AcmeError, OSError):
            link = ""
        return f"meanwhile, page by hand: {link or 'your on-call rotation (ownership.csv)'}"

    @cached_property
    def rules(self) -> "Rules":
        """Return the rules of the repository."""
        from acmeinc.process.rules import Rules
        from acmeinc.storage.gitdir import find_git_dir
        from acmeinc.storage.known_rules import KnownRules

        folders = find_git_dir(self.repository.root)
        return Rules(self.repository.read_rule, KnownRules(folders.common) if folders else None)

    def read_rules_again(self) -> None:
        """Forget what the rule files said, so that what asks next reads them as they are now."""
        self.__dict__.pop("rules", None)

    @cached_property
    def desk(self) -> "Desk":
        """Return what steps are carried out with."""
        from acmeinc.incident.document import Moment
        from acmeinc.steps.desk import Desk

        moment = Moment(self.now(), self.identity.name, self.rules.settings.zone, self._entropy)
        branch, share = self.rules.settings.branch, None
        if self.rules.settings.sync == "auto":
            share = self.share
        say, progress = self.console.say, self.console.progress
        channel, link = self.channel, self.link
        return Desk(self.repository, moment, channel, link, say, progress, self.now, branch, share)

    def share(self, desk: "Desk", *, after_step: bool = True) -> "Synced":
        """Share what a step has just committed (`sync: auto`); what stops that is told in the result.

        Not `after_step` the remote is asked what is new there, also where nothing waits to be pushed.
        """
        from acmeinc.steps.sharing import share
        from acmeinc.storage.synced import Synced, Wanted

        try:
            with disk_faults():
                return share(desk, Wanted(self.identity.config, desk.branch, after_step=after_step))
        except AcmeError as stopped:
            return Synced(why=str(stopped), hint=stopped.hint)

    @cached_property
    def planning(self) -> "Planning":
        """Return what steps are planned with."""
        from acmeinc.steps.planning import Planning

        return Planning(self.rules, self.desk)

    def channel(self, name: str) -> "Channel":
        """Return the channel called `name`, as `acmeinc.yaml` sets it up."""
        from acmeinc.delivery.channels import open_channel

        return open_channel(name, self.rules, self.secrets)

    @cached_property
    def secrets(self) -> "Secrets":
        """Return where the secrets of channels are looked up."""
        from acmeinc.delivery.secrets import Secrets

        return Secrets(self.environment)

    def hide(self, text: str) -> str:
        """Return `text` without any secret that was used."""
        return self.secrets.hide(text)

    def link(self, path: str) -> str:
        """Return where the file at `path` of the repository can be read: a URL where one is known."""
        from acmeinc.process.links import document_link

        remote = self.identity.config.get("remote.origin.url", "")
        return document_link(self.rules.settings, remote, self.repository.git_folders.branch, path)

    def time(self, text: str | None) -> datetime:
        """Return the time that `--at` names, now when it names none; says how it was understood."""
        return self.time_or_none(text) or self.now()

    def time_or_none(self, text: str | None) -> datetime | None:
        """Return the time that a flag names, None when it was not given."""
        if not text:
            return None
        from acmeinc.process.time_input import format_local, parse_time

        moment = parse_time(text, self.now(), self.rules.settings.zone)
        self.console.say(f"  {text} is {format_local(moment, self.rules.settings.zone)}")
        return moment

    def open_incident(self, part: str | None, statuses: tuple[str, ...] = ()) -> "Reading":
        """Return the incident that `part` names: an id, a unique part of one, or "" when exactly one fits.

        Without a name only incidents in one of `statuses` fit. Raises `NotFound` listing what would fit.
        """
        if part:
            return self.reading(self.incident_id(part))
        fitting = self.documents.in_status(statuses)
        chosen = self._one_of(list(fitting), _none_in(statuses))
        return fitting[chosen] or self.reading(chosen)

    def incident_id(self, part: str | None, statuses: tuple[str, ...] = ()) -> str:
        """Return the id of the one incident that `part` names; asks when several fit and someone can."""
        if part:
            return self._one_of(self.documents.named(part), f"no incident fits {part!r}")
        return self._one_of(list(self.documents.in_status(statuses)), _none_in(statuses))

    def _one_of(self, found: list[str], none: str) -> str:
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotFound(none, hint=self._how_to_see_them() or "acmeinc list --all")
        if self.can_ask:
            from acmeinc.terminal.prompts import Choice

            return self.ask.choose("Which incident?", [Choice(name, name) for name in found[:20]])
        shown = "\n".join(f"  {name}" for name in found[:10])
        raise NotFound(f"{len(found)} incidents fit:\n{shown}", hint="say which one with -i ID")

    def _how_to_see_them(self) -> str:
        """Return how to get onto the branch that documents are kept on, "" when this is it."""
        from acmeinc.storage.own_branch import missing_switch

        return missing_switch(self.repository, self.rules.settings.branch)

    def reading(self, incident_id: str) -> "Reading":
        """Return the document of an incident."""
        from acmeinc.incident.names import path_of
        from acmeinc.incident.reading import read

        return read(self.repository.read(self.repository.root / path_of(incident_id)))

    def incidents(self, wanted: Callable[[str], bool]) -> "Iterator[Reading]":
        """Yield the incidents whose text is `wanted`, newest first; what cannot be read is only told."""
        return self.documents.every(wanted)


def _none_in(statuses: tuple[str, ...]) -> str:
    """Return the words for: no incident is in one of `statuses`."""
    others = [status for status in statuses if status not in OPEN_STATUSES]
    words = ["open", *others] if set(OPEN_STATUSES) <= set(statuses) else others
    return f"no incident is {' or '.join(words)}" if words else "there is no incident"
