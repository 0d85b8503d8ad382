"""Commits that are made again by a sync are signed where the user signs."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")


@pytest.fixture
def signing(bo: Any, tmp_path: Path) -> Any:
    """Return a clone whose owner signs with an ssh key."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    allowed = tmp_path / "allowed"
    allowed.write_text(f"ana@example.com {key.with_suffix('.pub').read_text()}")
    settings = {
        "gpg.format": "ssh",
        "user.signingkey": str(key),
        "commit.gpgsign": "true",
        "gpg.ssh.allowedSignersFile": str(allowed),
    }
    for name, value in settings.items():
        bo.git("config", name, value)
    return bo


def test_every_commit_is_signed_again(ana: Any, signing: Any) -> None:
    ana("log", "one")
    ana("sync")
    signing("log", "two")
    signing("log", "three")
    before = signing.git("log", "-2", "--format=%an|%ae|%ai|%s|%b")
    signing("sync")
    assert signing.git("log", "-3", "--format=%G?").splitlines() == ["G", "G", "N"]
    assert signing.git("log", "-2", "--format=%an|%ae|%ai|%s|%b") == before


def test_a_signing_program_that_fails_loses_nothing(ana: Any, signing: Any) -> None:
    ana("log", "one")
    ana("sync")
    signing("log", "two")
    signing.git("config", "user.signingkey", "/nonexistent/key")
    before = signing.git("rev-parse", "HEAD")
    assert "1 commit not yet pushed: git commit-tree failed" in signing("sync", code=6).err
    assert signing.git("rev-parse", "HEAD") == before
