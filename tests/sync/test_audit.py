"""Several clones, merges, kills and signatures leave a history that `acmeinc audit` finds in order."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from acmeinc.storage.intent import FileChange, Intent, recorded
from acmeinc.storage.repository import Repository

ID = "inc-26-11-23-sev-1-login-is-down-for-all-customers"


def kinds(clone: Any, *args: str, code: int = 0) -> set[str]:
    """Return the kinds of all that is found, other than that this machine's clock is not the story's."""
    told = clone("audit", *args, "--json", code=code).json
    found = [*told["findings"], *(f for incident in told["incidents"] for f in incident["findings"])]
    return {finding["kind"] for finding in found} - {"clocks"}


def test_clones_that_sync_are_in_order(ana: Any, bo: Any) -> None:
    """Commits made again, documents merged by what they mean, undo and corrections on both sides."""
    for clone, severity in ((ana, "SEV2"), (bo, "SEV3")):
        clone.program.clock.forward(minutes=1)
        clone("log", "seen", "by", clone.root.name)
        clone("update", "-m", "News.", "--severity", severity, "--because", "so", "--yes")
        clone("assign", "scribe", "Zoe")
        clone("undo", "--yes")
    for clone in (ana, bo, ana):
        clone("sync")
    assert kinds(ana) == kinds(bo) == set()


def test_a_redaction_that_meets_an_edit_is_in_order(ana: Any, bo: Any) -> None:
    """What another clone made of the words by hand goes when both meet."""
    ana("log", "the key is AKIA1234567890ABCD")
    ana("sync")
    bo("sync")
    entry = bo("show", "--json").json["timeline"][0]
    path = bo.documents()[0]
    path.write_text(path.read_text().replace("the key is AKIA", "the old key was AKIA"))
    bo("log", "and on")
    ana("log", "--redact", entry["id"])
    for clone in (ana, bo, ana):
        clone("sync")
    assert "AKIA" not in ana.document()
    assert kinds(ana) == kinds(bo) == set()


@pytest.mark.parametrize("how", ["--no-rebase", "--rebase"])
def test_what_git_merges_line_by_line_is_in_order(ana: Any, bo: Any, how: str) -> None:
    """Damaged until the next step, which puts it in order; never tampered with."""
    bo.git("config", "--unset-all", "merge.union.driver", ok=False)
    for clone, severity in ((ana, "SEV2"), (bo, "SEV3")):
        clone.program.clock.forward(minutes=1)
        clone("update", "-m", "News.", "--severity", severity, "--because", "so", "--yes")
    ana("sync")
    bo.git("pull", "-q", "--no-edit", how)
    assert "merged" in kinds(bo)
    bo("log", "and on")
    bo("sync")
    ana("sync")
    assert kinds(bo) - {"rewritten"} == kinds(ana) == set()


def test_two_incidents_of_one_id_are_both_in_order(team: Any, clock: Any) -> None:
    """The one that is renamed keeps its whole story, from before it had its name."""
    one, two = team.clone("one"), team.clone("two")
    for clone in (one, two):
        clock.forward(seconds=1)
        clone.program.declare(impact=clone.root.name)
        clone("log", "in", clone.root.name)
    two("sync")
    one("sync")
    two("sync")
    for clone in (one, two):
        assert kinds(clone) == kinds(clone, ID) == kinds(clone, f"{ID}-2") == set()
    story = one("audit", f"{ID}-2", "--json").json["incidents"][0]["story"]
    assert [step["step"] for step in story] == ["declare", "log", "sync"]
    assert {step["by_hand"] for step in story} == {False}


def test_an_entry_changed_in_the_renamed_incident_is_found(team: Any, clock: Any) -> None:
    """Where it stands now, by what it was where it was recorded."""
    one, two = team.clone("one"), team.clone("two")
    for clone in (one, two):
        clock.forward(seconds=1)
        clone.program.declare(impact=clone.root.name)
        clone("log", "rolled back in", clone.root.name)
    two("sync")
    one("sync")
    path = one.root / "incidents" / "2026" / "11" / f"{ID}-2.md"
    path.write_text(path.read_text().replace("rolled back in two", "touched nothing"))
    one.git("commit", "-qam", "Tidy")
    assert "changed" in kinds(one, code=3) & kinds(one, f"{ID}-2", code=3)
    assert "changed" not in kinds(one, ID)


class Killed(BaseException):
    """Stands for a kill: the record of what was begun stays."""


def test_a_step_finished_later_is_in_order(bo: Any) -> None:
    """A step that was killed after it had written, and before it had committed."""
    before = bo.git("rev-parse", "HEAD")
    bo("log", "rolled back")
    message = bo.git("log", "-1", "--format=%B")
    bo.git("reset", "-q", "--soft", before)
    intent = Intent("01KAR5ZK000000000000000000", "log", ID, message, (), at="2026-11-23T14:14:09+00:00")
    path = bo.documents()[0].relative_to(bo.root).as_posix()

    with (
        pytest.raises(Killed),
        recorded(Repository(bo.root).git_dir, intent._replace(files=(FileChange(path),))),
    ):
        raise Killed
    (bo.root / ".git/acmeinc/tips/main").write_text(f"{before}\n")
    bo("log", "and on")
    assert "Recovered: yes" in bo.git("log", "-2", "--format=%B")
    assert kinds(bo) == set()


def test_a_shallow_clone_says_that_it_cannot_tell(ana: Any, team: Any) -> None:
    """What came before is not there; what is there is in order, and what is changed is found."""
    ana.program.declare()
    ana("log", "rolled back")
    ana("log", "and on")
    ana("sync")
    shallow = team.clone("shallow", "--depth", "2")
    told = shallow("audit", "--json").json
    assert (told["complete"], [finding["kind"] for finding in told["findings"]]) == (False, ["shallow"])
    assert kinds(shallow) == {"shallow"}
    path = shallow.documents()[0]
    path.write_text(path.read_text().replace("rolled back", "never touched it"))
    shallow.git("commit", "-qam", "Tidy")
    assert "changed" in kinds(shallow, code=3) | kinds(shallow, ID, code=3)


def test_an_incident_repository_in_a_folder_of_another(program: Any, tmp_path: Path) -> None:
    """Paths are those of the incident repository, wherever it is."""
    (program.root / ".git").rename(tmp_path / ".git")
    subprocess.run(["git", "-C", str(tmp_path), "add", "-A"], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "commit", "-qm", "Move"], check=True)
    program.declare()
    program("log", "rolled back")
    told = program("audit", "--json").json
    assert [(i["incident"], i["commits"]) for i in told["incidents"]] == [(ID, 2)]
    path = next(program.root.glob("incidents/*/*/inc-*.md"))
    path.write_text(path.read_text().replace("rolled back", "never touched it"))
    subprocess.run(["git", "-C", str(tmp_path), "commit", "-qam", "Tidy"], check=True)
    program("audit", code=3)


def states(clone: Any, code: int = 0) -> list[str]:
    """Return the states of the signatures of the incident's steps, the newest last."""
    return [
        step["signature"] for step in clone("audit", ID, "--json", code=code).json["incidents"][0]["story"]
    ]


def commit_made_anew(clone: Any, change: Callable[[bytes], bytes]) -> None:
    """Put another commit in the place of the last one, its content changed."""
    command = ["git", "-C", str(clone.root)]
    raw = subprocess.run([*command, "cat-file", "commit", "HEAD"], capture_output=True, check=True).stdout
    made = subprocess.run(
        [*command, "hash-object", "-t", "commit", "-w", "--stdin"],
        input=change(raw),
        capture_output=True,
        check=True,
    )
    clone.git("update-ref", "HEAD", made.stdout.decode().strip())


@pytest.fixture
def ssh(bo: Any, tmp_path: Path) -> Any:
    """Return a clone whose owner signs with an ssh key, which nobody here knows yet."""
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingkey", str(key)), ("commit.gpgsign", "true")):
        bo.git("config", name, value)
    bo("log", "signed")
    return bo


@pytest.fixture
def known(ssh: Any, tmp_path: Path) -> Any:
    """Return the clone with its key among the allowed signers."""
    allowed = tmp_path / "allowed"
    allowed.write_text(f"ana@example.com {(tmp_path / 'key.pub').read_text()}")
    ssh.git("config", "gpg.ssh.allowedSignersFile", str(allowed))
    return ssh


def test_without_allowed_signers_nothing_is_bad(ssh: Any, tmp_path: Path) -> None:
    """No file, a file that is missing, and one without the key: it cannot be checked, and that is said."""
    assert states(ssh) == ["none", "unchecked"]
    assert kinds(ssh) == {"unsigned", "unchecked"}
    for content in (None, ""):
        ssh.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "allowed"))
        if content is not None:
            (tmp_path / "allowed").write_text(content)
        assert states(ssh) == ["none", "untrusted"]
        assert kinds(ssh) == {"unsigned", "unchecked"}


def test_good_signatures_are_told_from_none(known: Any) -> None:
    """Unsigned commits are shown where others are signed, with who made them."""
    assert states(known) == ["none", "good"]
    told = known("audit", "--json").json["incidents"][0]
    (unsigned,) = [finding for finding in told["findings"] if finding["kind"] == "unsigned"]
    assert unsigned["text"] == "1 of 2 commits are not signed: by Ana Ruiz"
    assert (told["signed"], told["people"]) == (1, ["Ana Ruiz"])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda raw: raw.replace(b"author Ana Ruiz", b"author Bo Lind"), id="another-author"),
        pytest.param(lambda raw: raw.replace(b"gpgsig -", b"gpgsig _"), id="no-signature-at-all"),
    ],
)
def test_a_bad_signature_is_tampering(known: Any, change: Callable[[bytes], bytes]) -> None:
    """The commit is not what was signed."""
    commit_made_anew(known, change)
    assert states(known, code=3) == ["none", "bad"]
    assert "signature" in kinds(known, code=3)


def test_a_revoked_key_is_no_bad_signature(known: Any, tmp_path: Path) -> None:
    """What was signed before stays what it was; that the key is no good any more is shown."""
    subprocess.run(
        ["ssh-keygen", "-q", "-k", "-f", str(tmp_path / "krl"), str(tmp_path / "key.pub")], check=True
    )
    known.git("config", "gpg.ssh.revocationFile", str(tmp_path / "krl"))
    assert states(known) == ["none", "revoked"]


@pytest.fixture
def gpg(bo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return a clone whose owner signs with gpg."""
    if not shutil.which("gpg"):
        pytest.skip("gpg is not installed")
    # The paths of its sockets have to be short.
    home = Path(os.path.realpath(f"/tmp/gpg-{os.getpid()}"))
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    make = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key"]
    subprocess.run(
        [*make, "Ana Ruiz <ana@example.com>", "ed25519", "sign", "never"], check=True, capture_output=True
    )
    bo.git("config", "commit.gpgsign", "true")
    bo.git("config", "user.signingkey", "ana@example.com")
    bo("log", "signed")
    yield bo
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)
    shutil.rmtree(home, ignore_errors=True)


def test_gpg_signatures(gpg: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Good; bad once the commit was changed; not to be checked without the key, or without gpg."""
    assert states(gpg) == ["none", "good"]
    good = gpg.git("rev-parse", "HEAD")
    commit_made_anew(gpg, lambda raw: raw.replace(b"log: note", b"log: nope"))
    assert states(gpg, code=3) == ["none", "bad"]
    gpg.git("update-ref", "HEAD", good)
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o700)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("GNUPGHOME", str(empty))
        assert states(gpg) == ["none", "unchecked"]
    gpg.git("config", "gpg.program", "/nonexistent/gpg")
    assert states(gpg) == ["none", "unchecked"]


def test_signing_again_by_a_sync_is_in_order(ana: Any, known: Any) -> None:
    """Made again, and signed again."""
    ana("log", "one")
    ana("sync")
    known("sync")
    assert states(known)[-1] == "good"
    assert kinds(known) == {"unsigned"}
