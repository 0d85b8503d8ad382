"""`acmeinc rules propose` and `owner --set`: a pull request from a terminal, with a real remote.

What somebody has checked out, staged or edited is never touched, and a kill or a refusal leaves nothing.
"""

import json
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

SETTING = ("rules", "propose", "--set", "severities.SEV2.update=55m", "--yes")
SETTING_NAME = "rules-sev2-update-55m"

OWNER = ("owner", "--set", "login", "--team", "Platform", "--yes")
"""What most is tried with: what is decided in this file has no template tried, which takes a second."""

NAME = "rules-login-auth-api-owning-team-platform"
AT_THE_END = (("Why?", ""), ("Propose it?", True))

TITLE = "Login / auth-api owning team: Identity → Platform"


@pytest.fixture(autouse=True)
def looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let git refresh no index when a test looks, and temporary folders be this test's own."""
    monkeypatch.setenv("GIT_OPTIONAL_LOCKS", "0")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def in_hands(clone: Any) -> dict[str, Any]:
    """Return all that a proposal must not touch."""
    index = clone.root / ".git" / "index"
    return {
        "head": clone.git("rev-parse", "HEAD"),
        "branch": clone.git("branch", "--show-current"),
        "status": clone.git("status", "--porcelain"),
        "index": (index.read_bytes(), index.stat().st_mtime_ns),
        "files": {
            path: (path.read_bytes(), path.stat().st_mtime_ns)
            for path in clone.root.rglob("*")
            if path.is_file() and ".git" not in path.parts
        },
        "worktrees": clone.git("worktree", "list"),
        "left": sorted(Path(tempfile.gettempdir()).glob("acmeinc-proposal-*")),
    }


@pytest.fixture
def messy(ana: Any) -> Any:
    """Return a clone in the middle of something: on a branch, with staged and other changes."""
    ana.git("switch", "-qc", "mine")
    (ana.root / "severity.yaml").write_text("severities: {}\n")
    (ana.root / "people.csv").write_text("staged\n")
    ana.git("add", "people.csv")
    (ana.root / "notes.txt").write_text("untracked\n")
    return ana


def test_one_line_is_changed_committed_and_pushed(team: Any, ana: Any) -> None:
    done = ana(*SETTING)
    assert team.git("log", "-1", "--format=%an%n%B", SETTING_NAME) == (
        "Ana Ruiz\nSEV2 update: 1h → 55m\n\n- SEV2 update: 1h → 55m"
    )
    assert [
        line for line in team.git("show", "--format=", SETTING_NAME).splitlines() if line[:1] in ("+", "-")
    ][2:] == [
        "-    update: 1h",
        "+    update: 55m",
    ]
    assert team.git("rev-parse", f"{SETTING_NAME}^") == team.git("rev-parse", "main")
    commit = team.git("rev-parse", SETTING_NAME)
    assert done.out == (
        f"✓ committed   {SETTING_NAME} ({commit[:10]}), for origin/main\n"
        f"✓ pushed      origin/{SETTING_NAME}\n"
        f"! to do       open a pull request of {SETTING_NAME} into main where the repository is kept\n"
    )
    assert "-    update: 1h\n+    update: 55m" in done.err
    assert "SEV2 update  1h → 55m" in done.err
    assert ana.git("rev-parse", "--abbrev-ref", f"{SETTING_NAME}@{{upstream}}") == f"origin/{SETTING_NAME}"


def test_nothing_that_somebody_has_in_hands_is_touched(messy: Any) -> None:
    before = in_hands(messy)
    messy(*SETTING)
    messy(*OWNER)
    assert in_hands(messy) == before


@pytest.mark.parametrize("state", ["detached", "merging", "rebasing"])
def test_what_somebody_is_in_the_middle_of_does_not_matter(team: Any, ana: Any, state: str) -> None:
    """Nothing of a proposal happens there."""
    if state != "detached":
        ana.git("switch", "-qc", "side")
        ana.git("commit", "-q", "--allow-empty", "-m", "side")
        ana.git("switch", "-q", "main")
        ana.git("commit", "-q", "--allow-empty", "-m", "main")
    if state == "detached":
        ana.git("checkout", "-q", "--detach")
    elif state == "merging":
        ana.git("merge", "-q", "--no-commit", "--no-ff", "side")
    else:
        ana.git("-c", "sequence.editor=sed -i s/pick/edit/", "rebase", "-qi", "--keep-empty", "HEAD~1")
    before = in_hands(ana)
    ana(*OWNER)
    assert in_hands(ana) == before
    assert TITLE in team.git("log", "-1", "--format=%s", NAME)


def test_it_is_based_on_what_is_new_on_the_default_branch(team: Any, messy: Any) -> None:
    other = team.clone("other")
    (other.root / "vendors.csv").write_text((other.root / "vendors.csv").read_text() + "A,B,Billing,,\n")
    other.git("commit", "-qam", "A vendor")
    other.git("push", "-q")
    messy(*OWNER)
    assert team.git("log", "--format=%s", "-2", NAME).splitlines() == [TITLE, "A vendor"]


def test_why_goes_into_the_message(team: Any, ana: Any) -> None:
    """In one line, whatever it is: no text can pass for the trailer of a step."""
    ana(*OWNER, "--because", "customers asked\nStep: resolve")
    assert team.git("log", "-1", "--format=%(trailers)", NAME) == "Because: customers asked Step: resolve"


def test_several_values_in_both_files(team: Any, ana: Any) -> None:
    sets = (
        *("--set", "severities.SEV2.check_in=35m", "--set", "severities.SEV2.update=45m"),
        *("--set", "severities.SEV1.conditions.no-login=Nobody can log in: at all"),
        *("--unset", "links.monitoring", "--set", "business_hours.holidays=US, 2026-12-24"),
    )
    ana("rules", "propose", *sets, "--branch", "ana/often", "--yes")
    shown = team.git("show", "--format=%s", "ana/often").splitlines()
    assert shown[0] == "SEV2 check_in: 50m → 35m, and 4 more"
    assert [line for line in shown if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")] == [
        '-  holidays: []                 # a country ("US"), a subdivision ("US-CA"), or dates',
        '+  holidays: [US, 2026-12-24]   # a country ("US"), a subdivision ("US-CA"), or dates',
        "-  monitoring: https://monitoring.example.com",
        '+      no-login: "Nobody can log in: at all"',
        "-    check_in: 50m",
        "-    update: 1h",
        "+    check_in: 35m",
        "+    update: 45m",
    ]


def test_an_owner(team: Any, ana: Any) -> None:
    """Only the cells change, every other row stays byte for byte."""
    done = ana("owner", "--set", "Login", "--team", "Platform", "--contact", "a, b", "--yes").out
    name = "rules-login-auth-api-owning-team-platform"
    assert f"origin/{name}" in done
    before, after = team.git("show", "main:ownership.csv"), team.git("show", f"{name}:ownership.csv")
    assert after == before.replace("Login,auth-api,Identity", "Login,auth-api,Platform").replace(
        "#team-identity,identity@example.com,yes\nSingle", '#team-identity,"a, b",yes\nSingle'
    )


REFUSED: tuple[tuple[tuple[str, ...], int, str], ...] = (
    (("--set", "severities.SEV2.update=30m"), 3, ":15: SEV2 checks in no sooner than it updates"),
    (("--set", "severities.SEV2.updat=55m"), 3, "hint: did you mean `update`?"),
    (("--set", "links.hook=https://hooks.slack.com/services/T0/B0/abcdefghijkl"), 3, "a Slack webhook"),
    (("--set", "links.x=y", "--branch", "a..b"), 3, "'a..b' is no name for a branch"),
    (("--set", "links.x=y", "--branch", "main"), 3, "the branch main is there already"),
)


def test_what_is_refused_leaves_nothing(team: Any, messy: Any) -> None:
    """Nothing is committed, here or there; nothing secret is repeated."""
    before, refs = in_hands(messy), (messy.git("for-each-ref"), team.git("for-each-ref"))
    for words, code, says in REFUSED:
        stopped = messy("rules", "propose", *words, "--yes", code=code)
        assert says in stopped.err
        assert "abcdefghijkl" not in stopped.err + stopped.out
        assert in_hands(messy) == before
        assert (messy.git("for-each-ref"), team.git("for-each-ref")) == refs


def test_what_was_wrong_elsewhere_before_is_said_and_stops_nothing(team: Any, ana: Any) -> None:
    (ana.root / "people.csv").write_text("name,email\n")
    ana.git("commit", "-qam", "Break")
    ana.git("push", "-q")
    done = ana(*OWNER)
    assert "! people.csv:1:11: the column `team` is missing (as before)" in done.err
    assert "cannot be used" not in done.err
    assert team.git("rev-parse", NAME)


def test_a_warning_of_the_change_is_said(ana: Any) -> None:
    done = ana(
        "owner", "--set", "Login", "--paging", "", "--chat", "", "--contact", "", "--backlog", "", "--yes"
    )
    assert "! ownership.csv:2" in done.err


def test_nothing_to_propose(ana: Any) -> None:
    refs = ana.git("for-each-ref")
    same = ("rules", "propose", "--set", "severities.SEV2.update=1h")
    assert ana(*same).out == "Nothing to propose: nothing would change in origin/main.\n"
    assert json.loads(ana(*same, "--json").out) == {"branch": None, "commit": None, "changed": False}
    assert ana.git("for-each-ref") == refs


def test_a_dry_run_shows_all_and_leaves_nothing_and_so_does_a_no(team: Any, messy: Any, answers: Any) -> None:
    before, refs = in_hands(messy), (messy.git("for-each-ref"), team.git("for-each-ref"))
    words = OWNER[:-1]
    out = messy(*words, "--dry-run").out
    assert out.startswith("--- a/ownership.csv\n+++ b/ownership.csv\n")
    assert "Login / auth-api owning team  Identity → Platform" in out
    assert f"It would be proposed on {NAME}, for origin/main." in out
    messy.program.prompter = answers(("Propose it?", False))
    assert "nothing was committed or pushed" in messy(*words, code=130).err
    assert in_hands(messy) == before
    assert (messy.git("for-each-ref"), team.git("for-each-ref")) == refs


def test_the_json(team: Any, ana: Any) -> None:
    ana.git("config", "url.file://.insteadOf", "ssh://git@github.com/nowhere")
    told = json.loads(ana(*OWNER, "--json").out)
    assert {**told, "diff": "", "review": {}} == {
        "branch": NAME,
        "commit": team.git("rev-parse", NAME),
        "base": {"branch": "main", "commit": team.git("rev-parse", "main")},
        "changed": True,
        "pushed": True,
        "pull_request": None,
        "paths": ["ownership.csv"],
        "diff": "",
        "review": {},
        "dry_run": False,
    }
    assert told["review"]["changes"][0]["after"] == "Platform"
    assert "+Login,auth-api,Platform," in told["diff"]


def test_the_address_of_the_pull_request(team: Any, ana: Any) -> None:
    """A remote that is GitHub by its name, and this bare repository by where its pushes go."""
    ana.git("remote", "set-url", "origin", "https://github.com/acme/incidents.git")
    ana.git("remote", "set-url", "--push", "origin", f"file://{team.remote}")
    done = ana.program(*OWNER)
    assert f"  https://github.com/acme/incidents/compare/main...{NAME}?quick_pull=1\n" in done.out
    assert "! origin could not be reached" in done.err
    assert "this is based on what was known of origin/main" in done.err.replace("\n", " ")


@pytest.mark.parametrize("known", [True, False], ids=["known here", "only there"])
def test_a_name_that_is_taken_gets_an_ordinal(team: Any, ana: Any, known: bool) -> None:
    """Also where only the remote has the branch, and refuses the push."""
    other = team.clone("other")
    other.git("commit", "-q", "--allow-empty", "-m", "Other")
    other.git("push", "-q", "origin", f"HEAD:{NAME}")
    if known:
        ana.git("fetch", "-q")
    assert f"origin/{NAME}-2" in ana(*OWNER).out
    assert NAME not in ana.git("branch", "--format=%(refname:short)").splitlines()


def test_a_name_that_was_chosen_and_is_taken_there(team: Any, ana: Any) -> None:
    other = team.clone("other")
    other.git("commit", "-q", "--allow-empty", "-m", "Other")
    other.git("push", "-q", "origin", "HEAD:chosen")
    stopped = ana(*OWNER, "--branch", "chosen", code=6)
    assert "origin has another branch chosen" in stopped.err
    assert ana.git("log", "-1", "--format=%s", "chosen") == TITLE


def test_without_a_remote_the_branch_stays_here(program: Any) -> None:
    stopped = program(*OWNER, code=6)
    assert f"committed on the branch {NAME} here, but not pushed: there is no remote" in stopped.err
    assert f"hint: git remote add origin URL; git push -u origin {NAME}" in stopped.err
    shown = subprocess.run(
        ["git", "-C", str(program.root), "log", "-1", "--format=%s", NAME], capture_output=True, text=True
    )
    assert shown.stdout == f"{TITLE}\n"


def test_without_a_network_it_is_based_on_what_is_known(team: Any, ana: Any) -> None:
    team.remote.rename(team.remote.with_name("away.git"))
    stopped = ana(*OWNER, code=6)
    assert "this is based on what was known of origin/main" in stopped.err.replace("\n", " ")
    assert f"hint: git push -u origin {NAME}" in stopped.err
    assert ana.git("log", "-1", "--format=%s", NAME) == TITLE


def test_a_remote_that_refuses_says_why(team: Any, ana: Any) -> None:
    team.hook("pre-receive", "echo 'no branches of that kind' >&2; exit 1")
    stopped = ana(*OWNER, code=6)
    assert "no branches of that kind" in stopped.err
    assert f"hint: git push -u origin {NAME}" in stopped.err


def hook(clone: Any, name: str, script: str) -> None:
    """Install a hook in a clone."""
    path = clone.root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_hooks_run_where_the_change_is(team: Any, ana: Any) -> None:
    """They see the files as they will be; the one of a check-out does not run, nobody has checked out."""
    ran = ana.root.parent / "checked-out"
    hook(ana, "pre-commit", "grep -q 'auth-api,Platform' ownership.csv && test -f templates/update.txt")
    hook(ana, "commit-msg", 'echo "Reviewed-by: nobody yet" >> "$1"')
    hook(ana, "post-checkout", f"touch {ran}; exit 1")
    ana(*OWNER)
    assert "Reviewed-by: nobody yet" in team.git("log", "-1", "--format=%B", NAME)
    assert not ran.exists()


def test_a_hook_that_refuses_leaves_nothing(messy: Any) -> None:
    hook(messy, "pre-commit", "echo 'not on a Friday' >&2; exit 1")
    before, refs = in_hands(messy), messy.git("for-each-ref")
    stopped = messy(*OWNER, code=1)
    assert "nothing is left of it:\nnot on a Friday" in stopped.err
    assert in_hands(messy) == before
    assert messy.git("for-each-ref") == refs


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
def test_it_is_signed_where_somebody_signs(team: Any, ana: Any, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in {"gpg.format": "ssh", "user.signingkey": str(key), "commit.gpgsign": "true"}.items():
        ana.git("config", name, value)
    ana(*OWNER)
    assert "-----BEGIN SSH SIGNATURE-----" in team.git("cat-file", "commit", NAME)


def test_what_a_killed_proposal_left_is_cleared_away(ana: Any, tmp_path: Path) -> None:
    """A work tree of somebody's own stays, also one that is not there at the moment."""
    left, own = tmp_path / "acmeinc-proposal-k1ll_9xy", tmp_path / "own"
    reviewed = [tmp_path / "acmeinc-proposal-of-bo", tmp_path / "acmeinc-proposal-approved"]
    ana.git("worktree", "add", "-q", "--detach", str(left))
    ana.git("worktree", "add", "-q", "--detach", str(own))
    ana.git("worktree", "add", "-q", "--detach", str(reviewed[0]))
    ana.git("worktree", "add", "-q", "-b", "approved", str(reviewed[1]))
    shutil.rmtree(own)
    ana(*OWNER)
    assert not left.exists()
    assert all(folder.exists() for folder in reviewed)
    listed = ana.git("worktree", "list", "--porcelain")
    assert str(own) in listed
    assert str(left) not in listed


def test_in_a_folder_of_a_larger_repository(team: Any, ana: Any) -> None:
    """The incident repository need not be the whole one."""
    (ana.root / "ops").mkdir()
    names = ("severity.yaml", "acmeinc.yaml", "ownership.csv", "vendors.csv", "people.csv", "templates")
    ana.git("mv", *names, "ops")
    ana.git("commit", "-qm", "Move")
    ana.git("push", "-q")
    ana.program.root = ana.root / "ops"
    ana.program(*OWNER)
    assert team.git("diff", "--name-only", "main", NAME) == "ops/ownership.csv"


def test_a_rules_file_that_is_a_link_is_left_alone(ana: Any) -> None:
    (ana.root / "ownership.csv").rename(ana.root / "shared.csv")
    (ana.root / "ownership.csv").symlink_to("shared.csv")
    ana.git("add", "-A")
    ana.git("commit", "-qm", "Link")
    ana.git("push", "-q")
    stopped = ana(*OWNER, code=1)
    assert "ownership.csv is a symbolic link" in stopped.err


def test_asked_step_by_step(team: Any, ana: Any, answers: Any) -> None:
    """Without flags, down to one value; then why, and whether."""
    ana.program.prompter = answers(
        ("What changes?", "severities"),
        ("severities: which part?", "SEV2"),
        ("SEV2: which part?", "update"),
        ("update: new value?", "55m"),
        ("Why?", "too long"),
        ("Propose it?", True),
    )
    ana("rules", "propose")
    assert team.git("log", "-1", "--format=%(trailers)", SETTING_NAME) == "Because: too long"


def test_asked_for_a_new_condition(team: Any, ana: Any, answers: Any) -> None:
    ana.program.prompter = answers(
        ("What changes?", "severities"),
        ("severities: which part?", "SEV1"),
        ("SEV1: which part?", "conditions"),
        ("conditions: which part?", "a new one"),
        ("What is it called?", "no-login"),
        ("no-login: new value?", "Nobody can log in"),
        ("Why?", ""),
        ("Propose it?", True),
    )
    ana("rules", "propose")
    name = "rules-sev1-condition-no-login-nobody-can-log-in"
    assert "+      no-login: Nobody can log in" in team.git("show", name)


@pytest.mark.parametrize(
    ("path", "refused", "why", "taken"),
    [
        pytest.param(
            ["severities", "SEV2", "update"],
            "often",
            "`update` is `often`, which is no duration: write a duration such as 30m, 2h50m or 1d",
            "55m",
            id="value",
        ),
        pytest.param(
            ["severities", "SEV2", "update"],
            "50m",
            "SEV2 checks in no sooner than it updates: "
            "make `check_in` shorter than `update`: the check-in prepares the update",
            "55m",
            id="beside-another-value",
        ),
        pytest.param(
            ["links", "monitoring"], " ", "a few words, please", "https://m.example.com", id="empty"
        ),
    ],
)
def test_what_a_check_refuses_is_told_where_it_is_typed(
    ana: Any, answers: Any, path: list[str], refused: str, why: str, taken: str
) -> None:
    """In its words; what was answered before need not be answered again."""
    questions = ["What changes?", *(f"{part}: which part?" for part in path[:-1])]
    asked = zip(questions, path, strict=True)
    ana.program.prompter = answers(*asked, ("new value?", (refused, why, taken)), *AT_THE_END)
    ana("rules", "propose")


def test_a_name_that_a_check_refuses_is_told_before_its_value_is_asked(ana: Any, answers: Any) -> None:
    why = "`No Login` is no id of a condition: use small letters, digits and `-`"
    ana.program.prompter = answers(
        ("What changes?", "severities"),
        ("severities: which part?", "SEV1"),
        ("SEV1: which part?", "conditions"),
        ("conditions: which part?", "a new one"),
        ("What is it called?", ("No Login", why, "no-login")),
        ("no-login: new value?", "Nobody can log in"),
        *AT_THE_END,
    )
    ana("rules", "propose")


def test_the_cell_of_an_owner_is_refused_where_it_is_typed(ana: Any, answers: Any) -> None:
    why = "`wiki` is no link: write a whole link: https://oncall.example.com/login"
    ana.program.prompter = answers(
        ("What changes?", "paging"),
        ("paging: new value?", ("wiki", why, "https://p.example.com")),
        *AT_THE_END,
    )
    ana("owner", "--set", "login")


def test_asked_what_of_an_owner(team: Any, ana: Any, answers: Any) -> None:
    text = (ana.root / "ownership.csv").read_text()
    (ana.root / "ownership.csv").write_text(text + "Login,web,Identity,https://x.example.com,,,,no\n")
    ana.git("commit", "-qam", "Two services")
    ana.git("push", "-q")
    assert "2 rows of ownership.csv fit 'login'" in ana("owner", "--set", "login", "--team", "X", code=4).err
    ana.program.prompter = answers(
        ("Which one?", "1"),
        ("What changes?", "team"),
        ("team: new value?", "Web"),
        ("Why?", "new team"),
        ("Propose it?", True),
    )
    ana("owner", "--set", "login")
    name = "rules-login-web-owning-team-web"
    assert "+Login,web,Web,https://x.example.com,,,,no" in team.git("show", name)


def test_without_flags_and_without_a_terminal(ana: Any) -> None:
    assert "--set, --unset" in ana("rules", "propose", code=5).err
    assert (
        "--team, --paging, --backlog, --chat, --contact, --public" in ana("owner", "--set", "x", code=5).err
    )
    assert "owner needs to know of what" in ana("owner", code=2).err
    assert "owner needs to know of what" in ana("owner", "login", "--team", "X", code=2).err
