"""Which changes of the rules were announced: a ref for each, shared with the remote, so that it happens once.

A record is an annotated tag of the commit at `refs/acmeinc/notices/COMMIT`: git tells who made it and when,
its text what became of the notice. It is no branch and no tag that anybody sees, needs no commit on a branch
that may be protected, and comes into being at most once: the remote takes the first, and refuses the second.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from acmeinc.errors import RulesSayNo
from acmeinc.incident.text import clean_line
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.git import Git
from acmeinc.storage.remote import Refused, Remote

_FOLDER = "refs/acmeinc/notices/"
_TAGGER = re.compile(r"^tagger (.*) <[^>]*> (\d+) [+-]\d{4}$", re.MULTILINE)
_NO_PART_OF_A_NAME = re.compile(r"[<>\x00-\x1f]")

_TAKEN = "somebody else is announcing this change just now"

SENDING = "sending"
"""What a record says while the notice is on its way, and for ever when that was broken off."""


class Notice(NamedTuple):
    """What is known of a notice: its `state` (`sending`, or of a receipt), who sent it and when.

    `entry` is the id that its mail is made of, `object` the record's own, "" for none yet.
    """

    commit: str
    state: str = ""
    entry: str = ""
    detail: str = ""
    by: str = ""
    at: datetime | None = None
    object: str = ""

    @property
    def may_have_left(self) -> bool:
        """Return whether somebody may have read it."""
        return self.state not in ("", "failed")


class Recorded(NamedTuple):
    """A record that was made; `alone` says why the remote does not keep it, "" when it does."""

    notice: Notice
    alone: str = ""


class Ledger(NamedTuple):
    """The records of a repository, and of its `remote` where there is one."""

    git: Git
    remote: Remote | None

    def known(self, commit: str, deadline: Deadline | None) -> Notice:
        """Return what is known of the notice of a commit, at the remote too where there is a `deadline`.

        Raises `Unreachable`.
        """
        if self.remote and deadline:
            self.remote.take(_FOLDER + commit, deadline)
        found = self.git.attempt("rev-parse", "--quiet", "--verify", _FOLDER + commit).stdout.strip()
        return self._read(commit, found) if found else Notice(commit)

    def record(self, before: Notice, after: Notice, who: tuple[str, str], deadline: Deadline) -> "Recorded":
        """Put a record in the place of the one `before`, at the remote first, and here.

        `who` are name and address. Raises `Taken` where somebody else was quicker, and `Unreachable`.
        """
        ref = _FOLDER + after.commit
        made = after._replace(object=self._write(after, who))
        alone = ""
        if self.remote:
            try:
                if not self.remote.swap(ref, before.object, made.object, deadline):
                    raise Taken(_TAKEN, hint="acmeinc rules notice says by whom, when it is out")
            except Refused as refused:
                alone = str(refused)
        self.git.run("update-ref", ref, made.object)
        return Recorded(made, alone)

    def _write(self, notice: Notice, who: tuple[str, str]) -> str:
        name, email = (_NO_PART_OF_A_NAME.sub("", word).strip() for word in who)
        at = int(notice.at.timestamp()) if notice.at else 0
        lines = [
            *(f"object {notice.commit}", "type commit", "tag acmeinc-rules-notice"),
            *(f"tagger {name} <{email}> {at} +0000", ""),
            *(notice.state, notice.entry, clean_line(notice.detail)),
        ]
        return self.git.run("mktag", stdin="\n".join([*lines, ""])).strip()

    def _read(self, commit: str, found: str) -> Notice:
        head, _, text = self.git.run("cat-file", "tag", found).partition("\n\n")
        tagger, lines = _TAGGER.search(head), [*text.split("\n"), "", "", ""]
        at = datetime.fromtimestamp(int(tagger[2]), UTC) if tagger else None
        return Notice(commit, lines[0], lines[1], lines[2], tagger[1] if tagger else "", at, found)


class Taken(RulesSayNo):
    """Somebody else was quicker."""
