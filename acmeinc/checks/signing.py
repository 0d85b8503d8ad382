"""Whether the commits of an incident are signed by who made them, as far as git can check that here."""

from collections.abc import Iterator, Mapping, Sequence

from acmeinc.incident.names import incident_at
from acmeinc.process.audited import Trace
from acmeinc.process.recorded import RecordedCommit, Signature

_DOUBTS = {
    "U": "signed well, by a key that is not known here",
    "X": "signed well, but the signature has expired",
    "Y": "signed well, but the key has expired",
    "R": "signed well, but the key was revoked",
    "E": "cannot be checked here: the key, gpg, or gpg.ssh.allowedSignersFile is missing",
}
"""What git's letters mean, where they neither mean good (G) nor bad (B)."""


def signing(
    path: str, commits: Sequence[RecordedCommit], signatures: Mapping[str, Signature]
) -> Iterator[Trace]:
    """Yield a trace for each bad signature, and one for all of a sort that leave doubts.

    `commits` are those of the document at `path`, `signatures` what git says of them by their ids. That one
    is not signed is worth a word only where others are.
    """
    incident = incident_at(path)
    doubtful: dict[str, list[RecordedCommit]] = {}
    unsigned: list[RecordedCommit] = []
    for commit in commits:
        if not commit.is_signed:
            unsigned.append(commit)
            continue
        verdict = signatures[commit.sha].verdict
        if verdict == "B":
            text = "the signature is bad: the commit is not what was signed"
            yield Trace("signature", text, incident, path, commit=commit)
        elif verdict != "G":
            doubtful.setdefault(verdict, []).append(commit)
    for verdict, those in doubtful.items():
        text = f"{_DOUBTS.get(verdict, f'git says {verdict!r}')}: {_counted(those, 'signature')}"
        yield Trace("unchecked", text, incident, commit=those[0])
    if unsigned and len(unsigned) < len(commits):
        people = ", ".join(dict.fromkeys(commit.author for commit in unsigned))
        text = f"{len(unsigned)} of {len(commits)} commits are not signed: by {people}"
        yield Trace("unsigned", text, incident, commit=unsigned[0])


def _counted(commits: Sequence[RecordedCommit], what: str) -> str:
    return f"1 {what}" if len(commits) == 1 else f"{len(commits)} {what}s"
