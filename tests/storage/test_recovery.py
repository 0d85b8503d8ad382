"""Killed steps: wherever the kill came, the next step finishes what was recorded, once."""

import base64
import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from acmeinc.errors import Failed
from acmeinc.storage.commit import commit
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import FileChange, Intent, git_at_work, left_behind, read_intent, recorded
from acmeinc.storage.lock import locked
from acmeinc.storage.recovery import Recovered, recover
from acmeinc.storage.repository import Repository

GitCall = Callable[..., str]
Hook = Callable[[str, str], Path]

ROOT = Path(__file__).parents[2]
NAME = "inc-26-11-23-sev-1-login-is-down"
DOCUMENT = f"incidents/2026/11/{NAME}.md"
ATTACHED = f"incidents/2026/11/{NAME}/trace.log"
BYTES = b"\x00\xff trace"

DECLARE = Intent(
    id="01KAR3AA00000000000000000A",
    step="declare",
    incident=NAME,
    message=f"Declare {NAME}\n\nIncident: {NAME}\nStep: declare\nEntry: 01KAR3AA00000000000000000B\n",
    files=(
        FileChange(DOCUMENT, text="# Login is down\r\n- first\n", entries=("- first",)),
        FileChange(ATTACHED, content_b64=base64.b64encode(BYTES).decode()),
    ),
    deliveries=({"channel": "paging"},),
    at="2026-11-20T00:00:00Z",
)
LOG = Intent(
    id="01KAR3AA00000000000000000C",
    step="log",
    incident=NAME,
    message=f"Log\n\nIncident: {NAME}\nStep: log\nEntry: 01KAR3AA00000000000000000D\n",
    files=(FileChange(DOCUMENT, entries=("- second",)),),
    at="2026-11-20T00:00:00Z",
)

STEP = """
    import base64, os, signal, sys
    from pathlib import Path
    from acmeinc.storage.commit import commit
    from acmeinc.storage.files import write_file
    from acmeinc.storage.intent import read_intent, recorded
    from acmeinc.storage.lock import locked
    from acmeinc.storage.repository import Repository

    root, plan, point = sys.argv[1:]
    repository, intent = Repository(Path(root)), read_intent(Path(plan))

    def reached(here):
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    with locked(repository.common_dir), recorded(repository.git_dir, intent):
        reached("intent")
        new = []
        for change in intent.files:
            path = repository.root / change.path
            if path.exists():
                text = repository.read(path) + "".join(line + "\\n" for line in change.entries)
                write_file(path, text.encode())
            else:
                new.append(change.path)
                data = base64.b64decode(change.content_b64) if change.content_b64 else change.text.encode()
                write_file(path, data)
            reached("half-written")
        reached("written")
        paths = [change.path for change in intent.files]
        commit(repository.git, paths, intent.message, new)
        reached("committed")
"""

RECOVERY = """
    import os, sys
    from pathlib import Path
    from acmeinc.storage.recovery import recover
    from acmeinc.storage.repository import Repository

    os.environ["RECOVERER"] = str(os.getpid())
    recover(Repository(Path(sys.argv[1])), lambda text, lines: text + "".join(f"{line}\\n" for line in lines))
"""


def add_entries(text: str, lines: tuple[str, ...]) -> str:
    """Add the lines that are not there yet, as the document room does by id."""
    missing = [line for line in lines if line not in text.splitlines()]
    return text + "".join(f"{line}\n" for line in missing)


def run_until(repository: Repository, intent: Intent, point: str, folder: Path) -> int:
    """Run a step in a process of its own that kills itself at `point`; return its exit code."""
    plan = folder / "plan.json"
    with recorded(folder, intent):
        plan.write_bytes((folder / "acmeinc" / "intents" / f"{intent.id}.json").read_bytes())
    command = [sys.executable, "-c", textwrap.dedent(STEP), str(repository.root), str(plan), point]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode


def recover_now(repository: Repository) -> list[Recovered]:
    with locked(repository.common_dir):
        return recover(repository, add_entries)


def recover_in_another_process(repository: Repository) -> int:
    """Recover in a process whose number hooks find in RECOVERER; return its exit code."""
    command = [sys.executable, "-c", textwrap.dedent(RECOVERY), str(repository.root)]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode


def leave_behind(repository: Repository, intent: Intent) -> None:
    """Leave the record of a step that did not end."""
    with pytest.raises(InterruptedError), recorded(repository.git_dir, intent):
        raise InterruptedError


@pytest.fixture
def declared(repository: Repository) -> Repository:
    """A repository with one declared incident."""
    write_file(repository.root / DOCUMENT, b"# Login is down\n- first\n")
    commit(repository.git, [DOCUMENT], "Declare", [DOCUMENT])
    return repository


def test_nothing_to_recover_changes_nothing(repository: Repository, git: GitCall) -> None:
    assert recover_now(repository) == []
    assert git("log", "--format=%s") == "Begin\n"


def test_a_step_that_ends_leaves_no_record(repository: Repository, tmp_path: Path) -> None:
    assert run_until(repository, DECLARE, "never", tmp_path) == 0
    assert recover_now(repository) == []


def test_an_intent_comes_back_as_it_was(repository: Repository) -> None:
    leave_behind(repository, DECLARE)
    assert [read_intent(path) for path in left_behind(repository.git_dir)] == [DECLARE]


def test_a_half_written_record_is_swept_away(repository: Repository) -> None:
    leave_behind(repository, LOG)
    (record,) = left_behind(repository.git_dir)
    half_written = record.with_name(f".{record.name}.77.tmp~")
    half_written.write_text("{")
    assert left_behind(repository.git_dir) == [record]
    assert not half_written.exists()


def test_the_record_of_a_living_step_is_left_alone(repository: Repository) -> None:
    with recorded(repository.git_dir, DECLARE):
        assert left_behind(repository.git_dir) == []


@pytest.mark.parametrize("point", ["intent", "half-written", "written", "committed"])
@pytest.mark.parametrize(
    "born", [pytest.param(False, id="old-branch"), pytest.param(True, id="unborn-branch")]
)
def test_a_killed_declaration_is_finished(
    tmp_path: Path, repository: Repository, point: str, born: bool
) -> None:
    if born:
        repository = Repository((tmp_path / "new").resolve())
        repository.root.mkdir()
        repository.git.run("init", "-q", "-b", "main")
    assert run_until(repository, DECLARE, point, tmp_path) == -9
    (found,) = recover_now(repository)
    assert (found.intent, found.done) == (DECLARE, True)
    assert (repository.root / DOCUMENT).read_bytes() == b"# Login is down\r\n- first\n"
    assert (repository.root / ATTACHED).read_bytes() == BYTES
    git = repository.git
    assert git.run("status", "--porcelain", "--", "incidents") == ""
    assert git.run("log", "--format=%s", "--", DOCUMENT) == f"Declare {NAME}\n"
    assert ("Recovered: yes" in git.run("log", "-1", "--format=%B")) is (point != "committed")
    assert recover_now(repository) == []


@pytest.mark.parametrize("point", ["intent", "written", "committed"])
def test_a_killed_log_entry_is_there_once(
    tmp_path: Path, declared: Repository, git: GitCall, point: str
) -> None:
    assert run_until(declared, LOG, point, tmp_path) == -9
    (found,) = recover_now(declared)
    outcome = "it was complete" if point == "committed" else "what it recorded is saved and committed now"
    assert found.notice == f"log of {NAME} was interrupted; {outcome}."
    assert (declared.root / DOCUMENT).read_text() == "# Login is down\n- first\n- second\n"
    assert git("log", "--format=%s") == "Log\nDeclare\nBegin\n"
    assert git("status", "--porcelain") == ""


def test_a_line_taken_out_after_the_commit_does_not_come_back(
    tmp_path: Path, declared: Repository, git: GitCall
) -> None:
    run_until(declared, LOG, "committed", tmp_path)
    write_file(declared.root / DOCUMENT, b"# Login is down\n- first\n")
    commit(declared.git, [DOCUMENT], "Redact")
    recover_now(declared)
    assert "second" not in (declared.root / DOCUMENT).read_text()
    assert git("log", "-1", "--format=%s") == "Redact\n"


def test_two_killed_steps_are_finished_in_order(tmp_path: Path, repository: Repository, git: GitCall) -> None:
    run_until(repository, DECLARE, "intent", tmp_path)
    leave_behind(repository, LOG)
    assert [found.done for found in recover_now(repository)] == [True, True]
    assert git("log", "--format=%s") == f"Log\nDeclare {NAME}\nBegin\n"


def test_what_a_killed_git_left_is_cleared(declared: Repository, git: GitCall) -> None:
    leave_behind(declared, LOG)
    left = [
        declared.git_dir / name
        for name in ("index.lock", "HEAD.lock", "next-index-77.lock", "refs/heads/main.lock")
    ]
    left.append(declared.root / "incidents/2026/11" / f".{NAME}.md.77.tmp~")
    for path in left:
        path.touch()
    (found,) = recover_now(declared)
    assert found.done
    assert [path for path in left if path.exists()] == []
    assert git("log", "-1", "--format=%s") == "Log\n"


@pytest.mark.parametrize("seconds", [pytest.param(-5, id="older"), pytest.param(600, id="much-younger")])
def test_a_lock_that_is_not_ours_stays(declared: Repository, seconds: int) -> None:
    leave_behind(declared, LOG)
    lock = declared.git_dir / "index.lock"
    lock.touch()
    (record,) = left_behind(declared.git_dir)
    os.utime(lock, (time.time(), record.stat().st_mtime + seconds))
    (found,) = recover_now(declared)
    assert not found.done
    assert "index.lock" in found.notice
    assert lock.exists()


def test_a_lock_is_ours_no_more_when_a_git_is_at_work_here(declared: Repository) -> None:
    if not Path("/proc/self/comm").exists():
        pytest.skip("this system does not tell what runs where")
    leave_behind(declared, LOG)
    lock = declared.git_dir / "index.lock"
    lock.touch()
    command = ["git", "-C", str(declared.root), "cat-file", "--batch-check"]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    assert other.stdin and other.stdout
    other.stdin.write(b"HEAD\n")
    assert other.stdout.readline()
    try:
        (found,) = recover_now(declared)
    finally:
        other.communicate()
    assert not found.done
    assert lock.exists()


def test_what_git_left_when_killed_again_during_recovery_is_cleared(declared: Repository, hook: Hook) -> None:
    leave_behind(declared, LOG)
    (record,) = left_behind(declared.git_dir)
    os.utime(record, (0, 0))
    script = hook("pre-commit", 'kill -KILL "$RECOVERER" "$PPID"')
    assert recover_in_another_process(declared) == -9
    script.unlink()
    assert (declared.git_dir / "index.lock").exists()
    assert recover_now(declared)[0].done


def test_a_lock_made_after_a_step_has_failed_stays(declared: Repository, hook: Hook) -> None:
    """Its gits have ended, and everybody may go on."""
    script = hook("pre-commit", "exit 1")
    with pytest.raises(Failed), recorded(declared.git_dir, LOG):
        commit(declared.git, [DOCUMENT], LOG.message)
    script.unlink()
    lock = declared.git_dir / "index.lock"
    lock.touch()
    for _ in range(2):
        (found,) = recover_now(declared)
        assert not found.done
        assert f"git is locked by {lock}" in found.notice
        assert lock.exists()
    lock.unlink()
    assert recover_now(declared)[0].done


def test_what_a_git_left_that_was_killed_alone_is_cleared(declared: Repository, hook: Hook) -> None:
    """The step itself lives on, and fails."""
    script = hook("pre-commit", 'kill -KILL "$PPID"')
    with pytest.raises(Failed, match=r"it was killed \(signal 9\)"), recorded(declared.git_dir, LOG):
        commit(declared.git, [DOCUMENT], LOG.message)
    script.unlink()
    assert (declared.git_dir / "index.lock").exists()
    assert recover_now(declared)[0].done


def test_a_stale_index_is_brought_up_to_date(tmp_path: Path, declared: Repository, git: GitCall) -> None:
    run_until(declared, LOG, "committed", tmp_path)
    git("read-tree", "HEAD~1")
    assert git("status", "--porcelain") == f"MM {DOCUMENT}\n"
    recover_now(declared)
    assert git("status", "--porcelain") == ""


def test_the_users_staged_file_stays_staged(tmp_path: Path, declared: Repository, git: GitCall) -> None:
    (declared.root / "mine.txt").write_text("half done\n")
    git("add", "mine.txt")
    run_until(declared, LOG, "written", tmp_path)
    recover_now(declared)
    assert git("status", "--porcelain") == "A  mine.txt\n"


def test_a_hook_that_fails_again_is_reported_and_the_record_kept(
    declared: Repository, hook: Hook, git: GitCall
) -> None:
    script = hook("pre-commit", "echo not now >&2; exit 1")
    leave_behind(declared, LOG)
    for _ in range(2):
        (found,) = recover_now(declared)
        assert found.intent and (found.intent._replace(bound=LOG.bound), found.done) == (LOG, False)
        assert found.notice.endswith("git did not commit it:\nnot now")
    script.unlink()
    assert recover_now(declared)[0].done
    assert (declared.root / DOCUMENT).read_text().count("- second") == 1
    assert git("status", "--porcelain") == ""


def test_a_commit_whose_message_a_hook_changed_is_recognised(
    tmp_path: Path, declared: Repository, hook: Hook, git: GitCall
) -> None:
    hook("commit-msg", 'echo "Change-Id: 1" >> "$1"')
    run_until(declared, LOG, "committed", tmp_path)
    assert recover_now(declared)[0].notice.endswith("it was complete.")


def test_a_document_that_is_gone_is_reported(declared: Repository, git: GitCall) -> None:
    leave_behind(declared, LOG)
    git("rm", "-q", DOCUMENT)
    (found,) = recover_now(declared)
    assert not found.done
    assert f"{DOCUMENT} is gone" in found.notice


def test_an_unreadable_record_is_set_aside(repository: Repository) -> None:
    leave_behind(repository, LOG)
    (record,) = left_behind(repository.git_dir)
    record.write_text(json.dumps({"id": "x"}))
    (found,) = recover_now(repository)
    assert found.intent is None
    assert recover_now(repository) == []
    assert record.with_suffix(".unreadable").exists()


def test_the_locks_of_a_git_that_talked_to_a_remote_are_cleared(declared: Repository) -> None:
    """Its record names nothing to finish; a power cut may have emptied it."""
    with pytest.raises(InterruptedError), git_at_work(declared.git_dir, "sync"):
        raise InterruptedError
    (record,) = left_behind(declared.git_dir)
    record.write_text("")
    locks = [declared.git_dir / "refs/remotes/origin/main.lock", declared.git_dir / "packed-refs.lock"]
    for lock in locks:
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.touch()
    (found,) = recover_now(declared)
    assert found.notice == "A git was interrupted; the locks that git left are removed."
    assert not any(lock.exists() for lock in locks)
    assert recover_now(declared) == []


def test_a_git_that_left_nothing_is_not_spoken_of(declared: Repository) -> None:
    with pytest.raises(InterruptedError), git_at_work(declared.git_dir, "sync"):
        raise InterruptedError
    (found,) = recover_now(declared)
    assert (found.notice, found.done) == ("", True)


def test_a_record_cannot_write_outside_the_repository(repository: Repository) -> None:
    leave_behind(repository, LOG._replace(files=(FileChange("../out.md", text="x"),)))
    (found,) = recover_now(repository)
    assert not found.done
    assert not (repository.root.parent / "out.md").exists()
